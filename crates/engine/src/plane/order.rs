//! What a plane is asked to compile, and why it may not.

use jiff::civil::Date;

use super::target::registry_file::{RegistryState, UndoError};
use super::{Ability, Plane};
use crate::catalog::Catalog;
use crate::intent::{Intent, List};
use crate::observe::Observation;
use crate::rules::{Index, Names};

/// An order to a plane.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// What is meant.
    pub intent: &'o Intent<'o>,
    /// What the policy is called, for headers: the file, or the options.
    pub policy: &'o str,
    /// The day that headers show.
    pub date: Date,
    /// The number of this build: zones want one that grows.
    pub serial: u32,
    /// Hosts that are known, for planes that cannot say a wildcard.
    pub known: &'o Index,
    /// What was seen on the network, attributed: where addresses come from that no vendor lists.
    pub observation: Option<&'o Observation>,
    /// What the registry held before, where an export tells: it makes the way back exact.
    pub before: Option<&'o RegistryState>,
}

/// Why a plane makes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaneError {
    /// The policy only watches, and the plane enforces.
    #[error("the policy only observes, and would be enforced")]
    Enforces,
    /// The policy asks for a list of what is allowed.
    #[error("the policy turns off what nobody documents, which takes a list of what is allowed")]
    NoAllowList,
    /// Nothing is left to write.
    #[error("nothing is left to write: {0}")]
    Nothing(String),
    /// The export from before does not tell enough.
    #[error("the way back cannot be made from what was before: {0}")]
    Before(#[from] UndoError),
    /// The target cannot hold that much.
    #[error("{0}")]
    TooMuch(String),
}

impl PlaneError {
    /// What to do about it.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Enforces => "take a plane of the detection family, or `observe = false`",
            Self::NoAllowList => "take another plane, or undocumented = \"keep\"",
            Self::Nothing(_) => "`backchat plan` shows what the policy does and why",
            Self::Before(_) => "the apply steps of an export without --before name what to export",
            Self::TooMuch(_) => {
                "turn fewer areas off, or take another plane: `backchat export --list` shows all"
            }
        }
    }
}

impl Order<'_> {
    /// Refuses what a plane cannot do at all.
    ///
    /// # Errors
    /// Where the policy only observes and the plane enforces, or asks for a list that the plane cannot make.
    pub fn fits(&self, plane: &dyn Plane) -> Result<(), PlaneError> {
        let Ability { family, names, .. } = plane.ability();
        if self.intent.observe && family.enforces() {
            return Err(PlaneError::Enforces);
        }
        let blocks_only = names.is_some_and(|forms| !forms.allow_list);
        if self.intent.list == List::Allow && blocks_only {
            return Err(PlaneError::NoAllowList);
        }
        Ok(())
    }

    /// What to know where names are to be answered inside the own network, for planes that answer none.
    pub(super) fn unanswered(&self) -> Option<String> {
        let names: Vec<&str> = self.intent.answers.iter().map(|it| it.name).collect();
        let names = (!names.is_empty()).then(|| names.join(", "))?;
        Some(format!(
            "the policy answers the connectivity test ({names}) inside the own network, and this plane answers no names: another one has to \
             (`backchat export --list` says which can), and ncsi-web makes the web server"
        ))
    }
}

/// The hosts that are known: those that any vendor's page spells out, and `seen` ones.
#[must_use]
pub fn known_hosts<'s>(catalog: &Catalog, seen: impl IntoIterator<Item = &'s str>) -> Index {
    let mut index = Index::default();
    let spelled = catalog
        .endpoints()
        .iter()
        .filter(|it| it.entry.carrier.is_none());
    let spelled = spelled
        .map(|it| Names::of(&it.pattern))
        .filter(|names| matches!(names, Names::Exact(_)));
    let seen = seen.into_iter().map(|host| Names::Exact(host.into()));
    for (number, names) in spelled.chain(seen).enumerate() {
        index.add(names, number);
    }
    index
}
