//! A check as programs read it, described by `schemas/check.schema.json`; fields may be added, never renamed.

use serde::Serialize;

use super::rule::Level;
use crate::compare::{Cause, Caution, Expectation, RunView, Verdict};
use crate::report::page::Tool;

/// A run held against a policy and against what was accepted.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// `backchat-check/1`; the number changes when a field changes its meaning.
    pub schema: &'static str,
    /// Who made it.
    pub tool: Tool,
    /// Whether nothing failed: no finding is an error that nobody accepted.
    pub passed: bool,
    /// Whether warnings count as errors.
    pub strict: bool,
    /// The day that acceptances are held against.
    pub day: String,
    /// What the policy is called; absent where only undocumented destinations are checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The id of the release whose page counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// How it was found, where nobody named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release_chosen: Option<String>,
    /// The run that was checked.
    pub run: RunView,
    /// The run that it was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<RunView>,
    /// What to know before any verdict.
    pub cautions: Vec<Caution>,
    /// Numbers of all that follows.
    pub summary: Summary,
    /// What was found, what fails first.
    pub findings: Vec<Finding>,
    /// Every destination that was looked at.
    pub destinations: Vec<Checked>,
    /// Every acceptance, in the order of the files.
    pub acceptances: Vec<AcceptanceView>,
    /// The files that findings are shown at.
    #[serde(skip)]
    pub sources: Sources,
}

/// Files as the user named them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// The policy's file, where it has one.
    pub policy: Option<String>,
    /// The captures.
    pub captures: Vec<String>,
}

/// How many findings of each level there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Destinations that were looked at.
    pub destinations: u64,
    /// Findings that fail the check.
    pub errors: u64,
    /// Findings that somebody should look at.
    pub warnings: u64,
    /// Findings that are good to know.
    pub notes: u64,
    /// Findings that are accepted, whatever their level.
    pub accepted: u64,
}

/// Something that a rule found.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// The rule.
    pub rule: &'static str,
    /// How bad it is, were it not accepted.
    pub level: Level,
    /// The destination; absent where the finding is about the run as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destination: Option<String>,
    /// The id of the area that documents it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The area's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_name: Option<String>,
    /// What was found, in a sentence.
    pub message: String,
    /// Why it still talks, where it should not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<Cause>,
    /// The names or addresses that it is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// What this run holds of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// What the run before holds of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Seen>,
    /// The acceptances that cover all of it; empty where something of it is not accepted.
    pub accepted: Vec<AcceptedBy>,
    /// The names of it that nothing accepts, where something accepts others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_accepted: Vec<String>,
    /// The destinations to write into a baseline to accept it; empty where it cannot be accepted.
    pub acceptable_as: Vec<String>,
    /// Where the acceptance stands that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What stays the same of it from run to run, in hexadecimal.
    pub fingerprint: String,
    /// Its destination's number in the list of those that were looked at.
    #[serde(skip)]
    pub(super) checked: Option<usize>,
    /// Whether it is about an address that nothing names.
    #[serde(skip)]
    pub(super) nameless: bool,
}

/// What a run holds of a destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Tries: connections, and look-ups of names that were never contacted.
    pub tries: u64,
    /// Those that got through.
    pub reached: u64,
    /// The first try, RFC 3339.
    pub first: String,
    /// The last packet.
    pub last: String,
    /// Addresses called, at most 64 of each name.
    pub addresses: Vec<String>,
    /// Transport and port.
    pub ports: Vec<String>,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The file, as the user named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// An acceptance that covers a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AcceptedBy {
    /// What it accepts.
    pub destination: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: String,
}

/// A destination that was looked at.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// What it is called.
    pub destination: String,
    /// Whether somebody documents it.
    pub kind: Kind,
    /// The id of the area that documents it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The area's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area_name: Option<String>,
    /// What the policy wants of it.
    pub expected: Expectation,
    /// What became of it.
    pub verdict: Verdict,
    /// Tries in this run.
    pub tries: u64,
    /// Those that got through.
    pub reached: u64,
}

/// Whether somebody documents a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Somebody does.
    Documented,
    /// Nobody does.
    Undocumented,
    /// It is an address that nothing names.
    Nameless,
}

/// An acceptance and what it met.
#[derive(Clone, Debug, Serialize)]
pub struct AcceptanceView {
    /// What it accepts.
    pub destination: String,
    /// Why; empty in a draft.
    pub reason: String,
    /// The last day on which it holds.
    pub until: String,
    /// Where it stands.
    pub place: Place,
    /// `holds`, `draft` or `expired`.
    pub standing: &'static str,
    /// Destinations with findings that it would cover, wholly or in part.
    pub met: Vec<String>,
}

impl Finding {
    /// Whether it makes the check fail.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.level == Level::Error && self.accepted.is_empty()
    }
}
