//! A policy as it was said, before it is read against a catalog: files, options and presets have one form, and one is
//! laid over the other.

use std::collections::HashSet;

use jiff::civil::Date;

use super::goal;
use super::{
    Exception, Goal, Ncsi, Origin, Pages, Policy, PolicyError, Preset, Said, Undocumented,
};
use crate::catalog::{Catalog, Release, ResolveError};
use crate::pattern;

/// The release that is meant where none is named: the model page's.
pub const USUAL_RELEASE: &str = "windows-10-2004-enterprise";

/// In `off`, everything that is not kept.
const OTHERS: &str = "*";

/// What was said of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// A preset that this stands on.
    pub preset: Option<Said<String>>,
    /// Releases by name.
    pub releases: Vec<Said<String>>,
    /// Which rows become rules.
    pub pages: Option<Said<Pages>>,
    /// Areas and endpoints that stay, by id or name.
    pub keep: Vec<Said<String>>,
    /// Areas and endpoints that are turned off; `*` is everything that is not kept.
    pub off: Vec<Said<String>>,
    /// What becomes of destinations that nobody documents.
    pub undocumented: Option<Said<Undocumented>>,
    /// How the connectivity test is treated.
    pub ncsi: Option<Said<Ncsi>>,
    /// Whether the policy is only watched.
    pub observe: Option<Said<bool>>,
    /// Planes to compile for.
    pub planes: Vec<Said<String>>,
    /// What is treated otherwise for a time.
    pub exceptions: Vec<ExceptionDraft>,
}

/// An exception as it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExceptionDraft {
    /// Whether its names stay or are turned off.
    pub keep: bool,
    /// The names, in a vendor's spelling.
    pub name: Said<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
}

impl Draft {
    /// Reads a policy file; `file` is its name for errors.
    ///
    /// # Errors
    /// Where it is no TOML, has a key that policies do not have, or a value of the wrong kind.
    pub fn read(file: &str, text: &str) -> Result<Self, PolicyError> {
        super::read::read(file, text)
    }

    /// This draft on top of another: single values of this one win, lists are joined. What this one keeps is no longer
    /// turned off by the other, and the other way round.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        // Each thing once, at the place where it was said first.
        let joined =
            |above: &[Said<String>], below: Vec<Said<String>>, against: &[Said<String>]| {
                let against: HashSet<&str> = against.iter().map(|it| it.value.as_str()).collect();
                let below = below
                    .into_iter()
                    .filter(|it| !against.contains(it.value.as_str()));
                let mut seen = HashSet::new();
                let all = above.iter().cloned().chain(below);
                all.filter(|it| seen.insert(it.value.clone()))
                    .collect::<Vec<_>>()
            };
        Self {
            keep: joined(&self.keep, below.keep, &self.off),
            off: joined(&self.off, below.off, &self.keep),
            releases: if self.releases.is_empty() {
                below.releases
            } else {
                self.releases
            },
            planes: if self.planes.is_empty() {
                below.planes
            } else {
                self.planes
            },
            preset: self.preset.or(below.preset),
            pages: self.pages.or(below.pages),
            undocumented: self.undocumented.or(below.undocumented),
            ncsi: self.ncsi.or(below.ncsi),
            observe: self.observe.or(below.observe),
            exceptions: [self.exceptions, below.exceptions].concat(),
        }
    }

    /// Reads the draft against a catalog. `today` decides which exceptions still hold.
    ///
    /// # Errors
    /// Where a name leads to nothing, an exception has ended, or the draft contradicts itself.
    pub fn resolve(self, catalog: &Catalog, today: Date) -> Result<Policy<'_>, PolicyError> {
        let draft = match &self.preset {
            None => self.over(Self::default()),
            Some(name) => {
                let preset = Preset::find(name)?.draft();
                self.over(preset)
            }
        };
        let release_named = !draft.releases.is_empty();
        let mut releases: Vec<&Release> = Vec::new();
        for asked in &draft.releases {
            let found = release(catalog, asked)?;
            if !releases.iter().any(|it| it.id() == found.id()) {
                releases.push(found);
            }
        }
        if !release_named {
            let usual = Said::option("--release", USUAL_RELEASE.to_owned());
            releases.push(release(catalog, &usual)?);
        }
        let mut notes = Vec::new();
        let (mut off_others, mut ncsi) = (None, draft.ncsi.as_ref().map(|it| it.value));
        let mut off = Vec::new();
        for said in &draft.off {
            if said.value == OTHERS {
                off_others = Some(said.origin.clone());
                continue;
            }
            let goal = goal::read(catalog, said)?;
            if is_ncsi(catalog, goal.value) {
                // Blocking its names is the one thing that nobody wants.
                notes.push(format!(
                    "{}: the connectivity test is turned off on the machine, by policy; no network rule is made of it",
                    said.origin
                ));
                ncsi = ncsi.or(Some(Ncsi::DisableProbing));
                continue;
            }
            off.push(goal);
        }
        let keep = draft.keep.iter().map(|said| goal::read(catalog, said));
        let keep = keep.collect::<Result<Vec<_>, _>>()?;
        let exceptions = draft.exceptions.iter().map(|it| exception(it, today));
        let policy = Policy {
            catalog,
            releases,
            release_named,
            pages: draft.pages.map(|it| it.value).unwrap_or_default(),
            keep,
            off,
            off_others,
            undocumented: draft.undocumented.map(|it| it.value).unwrap_or_default(),
            ncsi: ncsi.unwrap_or_default(),
            observe: draft.observe.is_some_and(|it| it.value),
            exceptions: exceptions.collect::<Result<_, _>>()?,
            planes: draft.planes,
            notes,
        };
        policy.consistent()?;
        Ok(policy)
    }
}

impl Policy<'_> {
    /// Refuses a goal that is both kept and turned off. Where one of the two is an endpoint of the other's area, the
    /// endpoint is the exception that it looks like.
    fn consistent(&self) -> Result<(), PolicyError> {
        for kept in &self.keep {
            if let Some(off) = self.off.iter().find(|off| off.value == kept.value) {
                let name = goal::name(self.catalog, kept.value);
                return Err(PolicyError::Contradiction {
                    first: format!("{} has {name}", kept.origin),
                    second: format!("{} has it too", off.origin),
                    hint: "take it out of one of the two".to_owned(),
                });
            }
        }
        Ok(())
    }
}

fn is_ncsi(catalog: &Catalog, goal: Goal) -> bool {
    let area = match goal {
        Goal::Area(area) => area,
        Goal::Endpoint(endpoint) => catalog.endpoint(endpoint).area,
    };
    catalog.area(area).id() == crate::intent::NCSI
}

fn release<'c>(catalog: &'c Catalog, asked: &Said<String>) -> Result<&'c Release, PolicyError> {
    catalog.resolve_release(&asked.value).map_err(|error| {
        let hint = error.hint(catalog);
        match error {
            ResolveError::Ambiguous { matches, .. } => PolicyError::Value {
                origin: asked.origin.clone(),
                what: format!("`{}` could be {}", asked.value, matches.join(", ")),
                hint,
            },
            ResolveError::Unknown { .. } => PolicyError::Unknown {
                origin: asked.origin.clone(),
                kind: "release",
                asked: asked.value.clone(),
                hint,
            },
        }
    })
}

fn exception(draft: &ExceptionDraft, today: Date) -> Result<Exception, PolicyError> {
    let origin: Origin = draft.name.origin.clone();
    let understood = pattern::read(&draft.name.value).map_err(|error| PolicyError::Value {
        origin: origin.clone(),
        what: format!("`{}` is no destination: {error}", draft.name.value),
        hint: "write a host as vendors do: host.example, *.host.example".to_owned(),
    })?;
    if draft.until < today {
        return Err(PolicyError::Expired {
            origin,
            names: draft.name.value.clone(),
            until: draft.until,
        });
    }
    Ok(Exception {
        pattern: understood.pattern,
        keep: draft.keep,
        reason: draft.reason.clone(),
        until: draft.until,
        origin,
    })
}
