//! The answer: what programs read as JSON, and what documents for people are made of. Runs are named by their place in
//! [`Drift::runs`], from 0.

use std::collections::BTreeMap;

use serde::Serialize;

/// The name and version of the form.
pub const SCHEMA: &str = "backchat-drift/1";

/// What changed over many runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drift {
    /// The name and version of the form.
    pub schema: &'static str,
    /// What made it.
    pub tool: Tool,
    /// What is to be known of the input before any verdict.
    pub findings: Vec<Finding>,
    /// The runs, ascending in time.
    pub runs: Vec<RunView>,
    /// The conditions by which runs are told apart here.
    pub axes: Vec<AxisView>,
    /// What a run must be able to, to count against a destination.
    pub able: Able,
    /// How many destinations are of each class.
    pub classes: BTreeMap<Class, u64>,
    /// Each destination: by class, then by name.
    pub destinations: Vec<DestinationView>,
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tool {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

/// Something about the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// The runs that it is about; none where it is about all of them.
    pub runs: Vec<usize>,
    /// What it is, without the runs' names and without a full stop.
    pub words: String,
}

/// Kinds of findings about the input, in the order in which they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FindingKind {
    /// Nothing was recorded.
    Empty,
    /// Nothing was called.
    Quiet,
    /// The same run was given more than once.
    Twice,
    /// Runs of one device overlap in time.
    Overlap,
    /// Several devices are in one run.
    Devices,
    /// One host's name, several hardware addresses.
    Hardware,
    /// One hardware address, several hosts' names.
    Renamed,
    /// The dates make no sense.
    Clock,
    /// The dates contradict the builds.
    Backwards,
    /// The release is not in the catalog.
    Release,
    /// The build belongs to another release than the one that was said.
    Build,
    /// Systems of several vendors or products.
    Products,
    /// Nothing was said of the conditions.
    Unsaid,
    /// Much shorter than others.
    Short,
    /// Two conditions that tell the same runs apart.
    Coincide,
    /// Too few runs to say anything.
    Few,
}

/// A run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RunView {
    /// What it is called; no two runs are called the same.
    pub label: String,
    /// What was said of it.
    pub conditions: BTreeMap<String, String>,
    /// Id of the release that was said, where the catalog has it.
    pub release: Option<String>,
    /// First packet.
    pub first: Option<String>,
    /// Last packet.
    pub last: Option<String>,
    /// Seconds in which it was watched.
    pub seconds: f64,
    /// Its devices: hardware addresses, or addresses where those are not known.
    pub devices: Vec<String>,
    /// Connections of all kinds.
    pub connections: u64,
    /// Destinations seen.
    pub destinations: u64,
    /// Whether it counts: one in which nothing was recorded does not.
    pub usable: bool,
}

/// A condition by which runs are told apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AxisView {
    /// Its key.
    pub key: String,
    /// Whether its values come one after another, so that something can be new since one.
    pub ordered: bool,
    /// Its values in their order.
    pub values: Vec<ValueView>,
    /// Runs of which it was not said.
    pub unsaid: Vec<usize>,
}

/// A value of a condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ValueView {
    /// The value.
    pub value: String,
    /// The runs that have it.
    pub runs: Vec<usize>,
}

/// What a run must be able to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Able {
    /// The chance to see a destination, in percent, from which on a run counts as able to.
    pub percent: u8,
    /// The same in words.
    pub words: String,
}

/// How a destination lies over the runs; in the order of output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Absent in all earlier builds or releases that could have seen it, present in later ones.
    New,
    /// Present in earlier builds or releases, absent in all later ones that could have seen it.
    Gone,
    /// New since one, and gone since a later one.
    Passing,
    /// Only where a condition has one value.
    Only,
    /// Everywhere but where a condition has one value.
    Not,
    /// In few of the runs that could have seen it.
    Rare,
    /// In some runs, and no condition tells which.
    Some,
    /// The runs cannot tell how it lies.
    CannotTell,
    /// In every run that could have seen it.
    Everywhere,
}

impl Class {
    /// All classes, in the order of output.
    pub const ALL: [Self; 9] = [
        Self::New,
        Self::Gone,
        Self::Passing,
        Self::Only,
        Self::Not,
        Self::Rare,
        Self::Some,
        Self::CannotTell,
        Self::Everywhere,
    ];

    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Passing => "passing",
            Self::Only => "only",
            Self::Not => "not",
            Self::Rare => "rare",
            Self::Some => "some",
            Self::CannotTell => "cannot-tell",
            Self::Everywhere => "everywhere",
        }
    }

    /// What it means, for headings and help.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::New => "New since a build or release",
            Self::Gone => "Gone since a build or release",
            Self::Passing => "Only in builds or releases between others",
            Self::Only => "Only where a condition has one value",
            Self::Not => "Everywhere but where a condition has one value",
            Self::Rare => "In few of the runs that could have seen them",
            Self::Some => "In some runs, and no condition tells which",
            Self::CannotTell => "These runs cannot tell",
            Self::Everywhere => "In every run that could have seen them",
        }
    }

    /// The class of this token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.token() == token)
    }
}

/// A destination over all runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DestinationView {
    /// The name, or the address with its port.
    pub title: String,
    /// The name, where it has one.
    pub name: Option<String>,
    /// How it lies over the runs.
    pub class: Class,
    /// That in a sentence, with the runs that it rests on.
    pub words: String,
    /// The runs that saw it.
    pub runs: Vec<usize>,
    /// How many runs could have seen it, those that did among them.
    pub able: u64,
    /// Attempts in all runs.
    pub attempts: u64,
    /// When and where it was first tried, in runs whose dates make sense.
    pub first: Option<Sighting>,
    /// When and where it was last heard of.
    pub last: Option<Sighting>,
    /// For each axis and value: in how many runs it was seen, and in how many it could have been.
    pub by: Vec<ByAxis>,
    /// What the class rests on; several where conditions cannot be told apart, or all of them are needed.
    pub claims: Vec<ClaimView>,
    /// What looks like a claim and is none, with the reason.
    pub withheld: Vec<String>,
    /// Which releases' pages document it.
    pub documented: Documented,
}

/// A moment in a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sighting {
    /// The run.
    pub run: usize,
    /// When.
    pub time: String,
}

/// How a destination lies over the values of an axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByAxis {
    /// The axis' key.
    pub key: String,
    /// Its values, in their order.
    pub values: Vec<Share>,
}

/// How many runs of a value saw a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The value.
    pub value: String,
    /// Runs that saw it.
    pub seen: u64,
    /// Runs that could have seen it, those that did among them.
    pub able: u64,
    /// Runs.
    pub runs: u64,
}

/// A statement that a condition tells where a destination is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimView {
    /// The condition's key.
    pub key: String,
    /// Where it is by that condition: `new`, `gone`, `passing`, `only` or `not`.
    pub kind: Class,
    /// The only value with it, or the only one without it.
    pub value: Option<String>,
    /// The first value with it, where it is new.
    pub since: Option<String>,
    /// The last value before that whose runs could have seen it: it came after this one.
    pub after: Option<String>,
    /// The last value with it, where it is gone.
    pub until: Option<String>,
    /// The first value after that whose runs could have seen it: it went before this one.
    pub before: Option<String>,
    /// Runs with it where it is.
    pub seen: u64,
    /// Runs that could have seen it there.
    pub of: u64,
    /// Runs there.
    pub runs: u64,
    /// Runs where it is not, all of them together able to see it.
    pub without: u64,
    /// Those of them that are able to see it alone.
    pub without_able: u64,
    /// The chance, at most, that those missed it all the same.
    pub chance: f64,
    /// Whether time alone would explain it too, as no run on the one side lies among those on the other; only of `new`,
    /// `gone` and `passing`.
    pub date_explains: Option<bool>,
    /// The statement.
    pub words: String,
}

/// How pages of releases document a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Documented {
    /// How what was seen agrees with the pages.
    pub standing: Standing,
    /// The endpoint that it is attributed to.
    pub endpoint: Option<String>,
    /// The endpoint's area.
    pub area: Option<String>,
    /// The area's name.
    pub area_name: Option<String>,
    /// Ids of all releases whose pages document it, in their order.
    pub releases: Vec<String>,
    /// All of that in a sentence.
    pub words: String,
}

/// How what was seen agrees with the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Documented for every release that it was seen on.
    Documented,
    /// Seen on a release before the first that documents it.
    Early,
    /// Seen on a release after the last that documents it.
    Late,
    /// Seen on a release between others that document it, or both early and late.
    Gap,
    /// Documented for other products or editions than those it was seen on.
    Elsewhere,
    /// Documented, and no run that saw it says its release.
    Unsaid,
    /// No page documents it.
    Undocumented,
}
