//! What follows from a policy: for every area whether it stays, the rules against destinations with what stands against
//! them, the vendor's switches, and names to answer inside the own network. Every plane compiles this and nothing else.
//!
//! No plane decides what is blocked. That a rule reaches nothing that stays is settled here by algebra over sets of names
//! ([`crate::rules`]), and again for what each plane makes of it.

mod answer;
mod decide;
mod keep;
mod settle;
mod switch;
mod target;

use jiff::civil::Date;

use crate::catalog::{AreaRef, Catalog, EndpointRef, Release};
use crate::pattern::Pattern;
use crate::policy::{Ncsi, Origin, Policy, PolicyError, Undocumented};
use crate::rules::Names;

pub use answer::Answer;
pub use decide::{Because, Decision};
pub use settle::{Block, Pass};
pub use switch::{Switchable, Way, Withheld};

/// The id of the area that is one unit: Windows' connectivity test.
pub const NCSI: &str = "ncsi";

/// What follows from a policy.
#[derive(Clone, Debug)]
pub struct Intent<'c> {
    /// The catalog that the references point into.
    pub catalog: &'c Catalog,
    /// Whose pages count; the first is the system that settings are for.
    pub releases: Vec<&'c Release>,
    /// Whether what is blocked or what is allowed is listed.
    pub list: List,
    /// Whether the policy is only watched: planes that enforce refuse it.
    pub observe: bool,
    /// What becomes of each area, in the order of the pages.
    pub areas: Vec<(AreaRef, Decision<'c>)>,
    /// A rule for every documented destination that is turned off.
    pub rules: Vec<Rule<'c>>,
    /// What must stay reachable.
    pub kept: Vec<Kept<'c>>,
    /// What is left to block once rules are settled against what stays: as few sets of names as say it.
    pub blocks: Vec<Block>,
    /// Holes in the blocks, which must stay reachable: as few sets of names as say it.
    pub passes: Vec<Pass>,
    /// Names to answer inside the own network.
    pub answers: Vec<Answer>,
    /// The choice for the connectivity test.
    pub ncsi: Ncsi,
    /// What the vendor's switches can do: one entry for each thing that a control turns off.
    pub switches: Vec<Switchable<'c>>,
    /// Controls that are left alone although they belong to what is turned off.
    pub withheld: Vec<Withheld<'c>>,
    /// What a reader of the result should know, in sentences.
    pub notes: Vec<String>,
}

/// Which kind of list planes make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// What is on it is blocked, everything else passes.
    Block,
    /// What is on it passes, everything else is blocked.
    Allow,
}

/// A destination that is to be turned off.
#[derive(Clone, Debug)]
pub struct Rule<'c> {
    /// The endpoint; none where an exception of the policy says it.
    pub endpoint: Option<EndpointRef>,
    /// The endpoint's id, or where the exception stands.
    pub id: String,
    /// The destination as the page, or the exception, writes it.
    pub as_written: &'c str,
    /// What that means.
    pub pattern: Pattern,
    /// Its hosts.
    pub names: Names,
    /// Whether the endpoint, its area or the exception is named, and not only among all others.
    pub named: bool,
    /// What became of it.
    pub fate: Fate,
    /// Other areas, left alone by the policy, that lose a destination by this rule.
    pub also_hits: Vec<AreaRef>,
    /// The last day of an exception.
    pub until: Option<Date>,
}

/// What became of a rule once it was held against what stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stands as written.
    Stands,
    /// It stands, and is said by a wider rule that stands too, by its number.
    Covered(usize),
    /// A part of it stays reachable: it stands with holes, or with what is left of it. Numbers of [`Intent::kept`].
    Carved(Vec<usize>),
    /// All of it must stay reachable. Number of [`Intent::kept`].
    Refused(usize),
    /// It is a wildcard over a domain on which all of a vendor's products live, or anybody's.
    TooWide,
}

/// Names that must stay reachable.
#[derive(Clone, Debug)]
pub struct Kept<'c> {
    /// The names.
    pub names: Names,
    /// What it means in full, for readings that are doubtful.
    pub pattern: Pattern,
    /// The endpoint; none where a control's list or an exception says it.
    pub endpoint: Option<EndpointRef>,
    /// How strongly it stays.
    pub strength: Strength,
    /// Why it stays.
    pub why: Keeper<'c>,
}

/// How strongly names stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// No part of it may be hit, but a rule for the very same destination wins: the policy does not speak of its area.
    Soft,
    /// Nothing of it may be hit.
    Hard,
}

/// Why names stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keeper<'c> {
    /// Their area stays.
    Area(AreaRef),
    /// Another area that stays uses the endpoint.
    UsedBy(AreaRef),
    /// The endpoint is kept by itself.
    Named(Origin),
    /// Security rests on the endpoint, with the reason.
    Security(&'c str),
    /// The vendor keeps it reachable in its most restricted configuration, with the purpose.
    Allowed(&'c str),
    /// An exception, with its reason and last day.
    Exception(String, Date),
}

impl<'c> Intent<'c> {
    /// Draws the consequences of a policy.
    ///
    /// # Errors
    /// Where the policy contradicts itself: it keeps what cannot work without something that it turns off.
    pub fn of(policy: &Policy<'c>) -> Result<Self, PolicyError> {
        let mut notes = policy.notes.clone();
        let areas = decide::decide(policy, &mut notes)?;
        let kept = keep::kept(policy, &areas);
        let rules = target::rules(policy, &areas, &mut notes);
        let mut intent = Self {
            catalog: policy.catalog,
            releases: policy.releases.clone(),
            list: match policy.undocumented {
                Undocumented::Keep => List::Block,
                Undocumented::Off => List::Allow,
            },
            observe: policy.observe,
            areas,
            rules,
            kept,
            blocks: Vec::new(),
            passes: Vec::new(),
            answers: answer::answers(policy.ncsi),
            ncsi: policy.ncsi,
            switches: Vec::new(),
            withheld: Vec::new(),
            notes,
        };
        settle::settle(&mut intent);
        switch::add(&mut intent, policy);
        Ok(intent)
    }

    /// The system that settings are for.
    #[must_use]
    pub fn release(&self) -> &'c Release {
        self.releases
            .first()
            .expect("a policy has a release, at least the usual one")
    }

    /// What becomes of an area.
    #[must_use]
    pub fn decision(&self, area: AreaRef) -> Option<&Decision<'c>> {
        let found = self.areas.iter().find(|(it, _)| *it == area);
        found.map(|(_, decision)| decision)
    }

    /// Whether there is nothing to do: no destination, switch or answer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.switches.is_empty() && self.answers.is_empty()
    }

    /// Whom a kept set stays for, in few words.
    #[must_use]
    pub fn keeper(&self, kept: &Kept<'_>) -> String {
        let name = |area: AreaRef| {
            self.catalog
                .area(area)
                .name(Some(self.release().id()))
                .to_owned()
        };
        match (&kept.why, kept.endpoint) {
            (Keeper::Area(area) | Keeper::UsedBy(area), _) => name(*area),
            (Keeper::Security(_), Some(endpoint)) => name(self.catalog.endpoint(endpoint).area),
            (Keeper::Exception(reason, _), _) => format!("exception: {reason}"),
            (Keeper::Named(_), _) => "kept by name".to_owned(),
            (Keeper::Security(_), None) | (Keeper::Allowed(_), _) => {
                "allowed by the vendor".to_owned()
            }
        }
    }

    /// Kept sets that are holes of a rule, each with whom it stays for: the first three, and how many more.
    #[must_use]
    pub fn holes(&self, numbers: &[usize]) -> String {
        let each = numbers.iter().map(|&at| &self.kept[at]);
        let each: Vec<String> = each
            .map(|it| format!("{} ({})", it.names, self.keeper(it)))
            .collect();
        shortened(&each)
    }

    /// Controls that are left alone, each with what of it and for whom, in clauses.
    #[must_use]
    pub fn withheld_in_words(&self, wanted: impl Fn(&Withheld<'_>) -> bool) -> Vec<String> {
        let mut by_control: Vec<(&Withheld<'_>, Vec<&str>)> = Vec::new();
        for it in self.withheld.iter().filter(|it| wanted(it)) {
            let group = it.group.map(|group| group.title.as_str());
            let same = |known: &Withheld<'_>| {
                known.control.id() == it.control.id() && known.for_area == it.for_area
            };
            match by_control.iter_mut().find(|(known, _)| same(known)) {
                Some((_, groups)) => groups.extend(group),
                None => by_control.push((it, group.into_iter().collect())),
            }
        }
        let words = by_control.into_iter().map(|(it, groups)| {
            let of = if groups.is_empty() {
                String::new()
            } else {
                format!(": {}", groups.join(", "))
            };
            let name = self
                .catalog
                .area(it.for_area)
                .name(Some(self.release().id()));
            let why = match self.decision(it.for_area) {
                Some(Decision::Off { .. }) => {
                    format!("security rests on {name}, which is turned off only among all others")
                }
                Some(Decision::Left) => {
                    format!("it would turn {name} off, which the policy does not name")
                }
                _ => format!("it would also turn {name} off, which stays"),
            };
            format!(
                "{}{of} [{}] is left alone: {why}",
                it.control.entry.title,
                it.control.id()
            )
        });
        words.collect()
    }

    /// Why a kept set stays, as a clause for people.
    #[must_use]
    pub fn reason(&self, kept: &Kept<'_>) -> String {
        let name = |area: AreaRef| self.catalog.area(area).name(Some(self.release().id()));
        let of_endpoint = || {
            kept.endpoint
                .map(|it| self.catalog.area_of(it).name(Some(self.release().id())))
        };
        match &kept.why {
            Keeper::Area(area) => format!("{} needs it", name(*area)),
            Keeper::UsedBy(area) => format!("{}, which stays, uses it too", name(*area)),
            Keeper::Named(origin) => format!("{origin} keeps it"),
            Keeper::Security(why) => match of_endpoint() {
                Some(area) => format!("security rests on it ({area}): {}", lower(why)),
                None => format!("security rests on it: {}", lower(why)),
            },
            Keeper::Allowed(purpose) => {
                format!(
                    "the vendor allows it in its most restricted configuration: {}",
                    lower(purpose)
                )
            }
            Keeper::Exception(reason, until) => format!("an exception until {until}: {reason}"),
        }
    }
}

/// How many things are named in one place; the others are counted.
const NAMED: usize = 3;

pub(crate) fn shortened(ids: &[String]) -> String {
    match ids.get(NAMED..) {
        Some(rest) if !rest.is_empty() => {
            format!("{} and {} more", ids[..NAMED].join(", "), rest.len())
        }
        _ => ids.join(", "),
    }
}

/// A sentence as a clause: without its full stop, and with a small first letter where the word is no name.
fn lower(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().collect::<String>() + letters.as_str()
        }
        _ => sentence.to_owned(),
    }
}
