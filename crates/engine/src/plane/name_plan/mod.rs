//! Names as a plane will say them: entries to print in order, what becomes of a name that is asked for, and how exactly
//! each rule comes out. A plane prints this and decides nothing.

mod list;
mod told;

use super::{Fidelity, Gap, GapKind, Order, PlaneError, Ruled};
use crate::intent::List;
use crate::rules::{Action, Entry, Forms, Index, Names};

pub(super) use told::ruled;

/// What a plane says of names.
#[derive(Clone, Debug)]
pub struct NamePlan {
    /// The entries: the first that holds a name decides. Passes come before blocks.
    pub entries: Vec<Entry>,
    /// What becomes of names that no entry holds.
    pub default: Action,
    /// Each rule of a list of what is blocked, each kept destination of a list of what is allowed.
    pub rules: Vec<Ruled>,
    /// What each entry is for, as a clause for comments; as many as entries.
    purposes: Vec<String>,
    /// The areas of each entry; as many as entries.
    areas: Vec<Vec<String>>,
}

impl NamePlan {
    /// Works out what a plane with these forms says.
    ///
    /// # Errors
    /// Where no entry is left.
    pub fn of(order: &Order<'_>, forms: Forms) -> Result<Self, PlaneError> {
        let plan = match order.intent.list {
            List::Block => list::block(order, forms),
            List::Allow => list::allow(order, forms),
        };
        if plan.entries.is_empty() {
            return Err(list::nothing(order.intent, &plan.rules));
        }
        Ok(plan)
    }

    /// What the consumer does with a name, if it does what the entries say: the claim that tests hold it to.
    #[must_use]
    pub fn verdict(&self, host: &str) -> Action {
        let first = self.entries.iter().find(|entry| entry.holds(host));
        first.map_or(self.default, |entry| entry.action)
    }

    /// The entries that do something, with what each is for, in the order of precedence.
    pub fn commented(&self) -> impl Iterator<Item = (&Entry, &str)> {
        self.entries
            .iter()
            .zip(self.purposes.iter().map(String::as_str))
    }

    /// Each entry with the ids of the areas that it belongs to.
    pub fn by_area(&self) -> impl Iterator<Item = (&Entry, &[String])> {
        self.entries
            .iter()
            .zip(self.areas.iter().map(Vec::as_slice))
    }

    /// What a block of these areas means, for messages; what exceptions of a policy turn off belongs to none.
    pub(super) fn off(areas: &[String]) -> String {
        match areas {
            [] => "turned off by an exception".to_owned(),
            areas => format!("{} is off", areas.join(", ")),
        }
    }

    /// The rules as a consumer keeps them that blocks the addresses of names: each hits `whatever` else has them, too.
    #[must_use]
    pub fn rules_by_address(&self, whatever: &str) -> Vec<Ruled> {
        let rules = self.rules.iter().cloned();
        let wider = |rule: Ruled| {
            if rule.fidelity == Fidelity::Refused {
                return rule;
            }
            let mut gaps = rule.gaps.clone();
            gaps.push(Gap {
                kind: GapKind::Wider,
                what: whatever.to_owned(),
                example: None,
            });
            rule.with_gaps(gaps)
        };
        rules.map(wider).collect()
    }

    /// Each entry that blocks with the passes before it that share a name with it, in order: what a consumer that knows no
    /// order has to take out of it.
    pub fn blocks(&self) -> impl Iterator<Item = (&Entry, Vec<&Names>)> {
        let mut before = Index::default();
        let entries = self.entries.iter().enumerate();
        entries.filter_map(move |(at, entry)| {
            if entry.action == Action::Pass {
                before.add(entry.names.clone(), at);
                return None;
            }
            let met = before.meeting(&entry.names).map(|(_, number)| number);
            let mut met: Vec<usize> = met.collect();
            met.sort_unstable();
            let passes = met.into_iter().map(|number| &self.entries[number].names);
            Some((entry, passes.collect()))
        })
    }

    /// Entries of one action, in order.
    pub fn of_action(&self, action: Action) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.action == action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial;
    use crate::rules::Shapes;

    #[test]
    fn what_belongs_to_no_area_is_turned_off_by_an_exception() {
        assert_eq!(NamePlan::off(&[]), "turned off by an exception");
        let areas = ["a".to_owned(), "b".to_owned()];
        assert_eq!(NamePlan::off(&areas), "a, b is off");
    }

    #[test]
    fn a_pass_in_a_hole_that_has_no_form_is_told() {
        let policy = "release = \"2004\"\nundocumented = \"off\"\noff = [\"apps\"]\n\
                      [[exception]]\noff = \"*.bad.maps.windows.com\"\nreason = \"tried\"\nuntil = 2030-01-01\n\
                      [[exception]]\nkeep = \"ok-*.bad.maps.windows.com\"\nreason = \"tried\"\nuntil = 2030-01-01\n";
        let told = |shapes| {
            let forms = Forms {
                block: shapes,
                pass: shapes,
                allow_list: true,
            };
            trial::with(policy, |order| {
                let plan = NamePlan::of(order, forms).unwrap();
                let gaps = plan.rules.iter().flat_map(|it| &it.gaps);
                let what = gaps.filter(|it| it.what.contains("ok-*.bad.maps"));
                what.map(|it| it.kind).collect::<Vec<_>>()
            })
        };
        assert_eq!(told(Shapes::LABELS), [GapKind::Narrower]);
        assert_eq!(told(Shapes::ALL), []);
    }
}
