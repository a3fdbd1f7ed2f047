//! Acceptances laid over findings: what they cover, and which of them met anything.

use jiff::civil::Date;

use super::baseline::{Acceptance, Baseline, Standing};
use super::item::Item;
use super::view::{AcceptanceView, AcceptedBy, Finding, Kind, Place};

/// All acceptances, on a day.
pub(super) struct Cover<'b> {
    each: Vec<(&'b str, &'b Acceptance)>,
    day: Date,
}

/// What acceptances say of some names.
pub(super) struct Covered {
    /// Those that cover all of it; empty where something is not accepted.
    pub(super) accepted: Vec<AcceptedBy>,
    /// The names that nothing accepts, where something accepts others.
    pub(super) not_accepted: Vec<String>,
}

impl<'b> Cover<'b> {
    pub(super) fn new(baselines: &'b [Baseline], day: Date) -> Self {
        let each = baselines.iter();
        let each = each.flat_map(|it| it.accept.iter().map(|accept| (it.file.as_str(), accept)));
        Self {
            each: each.collect(),
            day,
        }
    }

    /// Every acceptance with its place and how it stands.
    pub(super) fn each(&self) -> impl Iterator<Item = (&'b Acceptance, Place, Standing)> {
        let day = self.day;
        let each = self.each.iter();
        each.map(move |(file, it)| {
            let place = Place {
                file: (*file).to_owned(),
                line: it.origin.line().unwrap_or(1),
            };
            (*it, place, it.standing(day))
        })
    }

    /// What acceptances that hold say of some names of an item.
    pub(super) fn covers(&self, item: &Item<'_>, names: &[&str]) -> Covered {
        let holding = || {
            let each = self.each.iter().map(|it| it.1);
            each.filter(|it| it.standing(self.day) == Standing::Holds)
        };
        let nameless = item.kind == Kind::Nameless;
        // An endpoint that is accepted as its page spells it is accepted with all its names, whatever the spelling holds.
        let spelled = holding().find(|it| {
            item.kind == Kind::Documented
                && it.destination.eq_ignore_ascii_case(item.destination.trim())
        });
        if let Some(it) = spelled {
            return Covered {
                accepted: vec![by(it)],
                not_accepted: Vec::new(),
            };
        }
        let (mut accepted, mut left): (Vec<AcceptedBy>, Vec<String>) = (Vec::new(), Vec::new());
        for name in names {
            match holding().find(|it| it.reach.holds(name, nameless)) {
                None => left.push((*name).to_owned()),
                Some(it) if accepted.iter().any(|by| by.destination == it.destination) => {}
                Some(it) => accepted.push(by(it)),
            }
        }
        match (accepted.is_empty(), left.is_empty()) {
            (true, _) => Covered {
                accepted,
                not_accepted: Vec::new(),
            },
            (false, true) => Covered {
                accepted,
                not_accepted: left,
            },
            (false, false) => Covered {
                accepted: Vec::new(),
                not_accepted: left,
            },
        }
    }

    /// The destinations of findings that an acceptance covers or would cover, wholly or in part.
    pub(super) fn met(acceptance: &Acceptance, findings: &[Finding]) -> Vec<String> {
        let met = findings.iter().filter_map(|it| {
            let destination = it.destination.as_ref().filter(|_| it.checked.is_some())?;
            let spelled = acceptance
                .destination
                .eq_ignore_ascii_case(destination.trim());
            let reaches = |name: &String| acceptance.reach.holds(name, it.nameless);
            (super::rule::acceptable(it.rule) && (spelled || it.names.iter().any(reaches)))
                .then(|| destination.clone())
        });
        let mut met: Vec<String> = met.collect();
        met.sort();
        met.dedup();
        met
    }

    /// Every acceptance for programs.
    pub(super) fn views(&self, findings: &[Finding]) -> Vec<AcceptanceView> {
        let each = self.each();
        each.map(|(it, place, standing)| AcceptanceView {
            destination: it.destination.clone(),
            reason: it.reason.clone(),
            until: it.until.to_string(),
            place,
            standing: standing.token(),
            met: Self::met(it, findings),
        })
        .collect()
    }
}

fn by(it: &Acceptance) -> AcceptedBy {
    AcceptedBy {
        destination: it.destination.clone(),
        reason: it.reason.clone(),
        until: it.until.to_string(),
    }
}
