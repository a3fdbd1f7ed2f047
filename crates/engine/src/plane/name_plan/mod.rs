//! Names as a plane will say them: entries to print in order, what becomes of a name that is asked for, and how exactly
//! each rule comes out. A plane prints this and decides nothing.

use std::collections::BTreeSet;

use super::{Fidelity, Gap, GapKind, Order, PlaneError, Ruled};
use crate::intent::{Fate, Intent, Keeper, List, shortened};
use crate::pattern::PathPart;
use crate::rules::{
    Action, Difference, Entry, Expressed, Forms, Index, Names, Refusal, Request, Told, express,
};

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
            List::Block => block_list(order, forms),
            List::Allow => allow_list(order, forms),
        };
        if plan.entries.is_empty() {
            return Err(nothing(order.intent, &plan.rules));
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

/// Why there is no entry.
fn nothing(intent: &Intent<'_>, rules: &[Ruled]) -> PlaneError {
    if intent.list == List::Block && intent.rules.is_empty() {
        return PlaneError::Nothing("the policy turns no documented destination off".to_owned());
    }
    let first = rules.iter().find_map(|rule| rule.note.as_deref());
    PlaneError::Nothing(format!(
        "all {} rules are refused{}",
        rules.len(),
        first.map_or_else(String::new, |why| format!(", the first because {why}"))
    ))
}

fn block_list(order: &Order<'_>, forms: Forms) -> NamePlan {
    let intent = order.intent;
    let wanted: Vec<Names> = intent
        .blocks
        .iter()
        .map(|block| block.names.clone())
        .collect();
    let holes: Vec<Names> = intent
        .passes
        .iter()
        .map(|pass| pass.names.clone())
        .collect();
    let spared = Index::of(intent.kept.iter().map(|kept| &kept.names));
    let request = Request {
        forms,
        wanted: &wanted,
        action: Action::Block,
        holes: &holes,
        spared: &spared,
        known: order.known,
    };
    let said = express(&request);
    let mut rules: Vec<Option<Ruled>> = intent.rules.iter().map(|_| None).collect();
    for (block, told) in intent.blocks.iter().zip(&said.told) {
        for &at in &block.rules {
            rules[at] = Some(ruled(intent, at, Some((told, block.rules.as_slice()))));
        }
    }
    let rules = rules.into_iter().enumerate();
    let rules = rules.map(|(at, told)| told.unwrap_or_else(|| ruled(intent, at, None)));
    let rules: Vec<Ruled> = rules.collect();
    labelled(intent, said, Action::Pass, rules, |entry| {
        let of = |numbers: &[usize]| -> (BTreeSet<usize>, BTreeSet<usize>) {
            let rules = numbers
                .iter()
                .flat_map(|&it| intent.blocks[it].rules.iter().copied());
            (rules.collect(), BTreeSet::new())
        };
        match entry.action {
            Action::Block => of(&entry.of),
            Action::Pass => {
                let kept = entry
                    .of
                    .iter()
                    .flat_map(|&it| intent.passes[it].kept.iter().copied());
                let spared = entry
                    .of
                    .is_empty()
                    .then(|| spared.holding(&entry.names).map(|(_, it)| it).next());
                (BTreeSet::new(), kept.chain(spared.flatten()).collect())
            }
        }
    })
}

fn allow_list(order: &Order<'_>, forms: Forms) -> NamePlan {
    let intent = order.intent;
    // What other systems need is not on this machine's list.
    let of_here = |at: &usize| match (&intent.kept[*at].why, intent.kept[*at].endpoint) {
        (Keeper::Area(_) | Keeper::Security(_), Some(endpoint)) => intent
            .decision(intent.catalog.endpoint(endpoint).area)
            .is_some(),
        _ => true,
    };
    let listed: Vec<usize> = (0..intent.kept.len()).filter(of_here).collect();
    let index = Index::of(listed.iter().map(|&at| &intent.kept[at].names));
    // What lies within another is on the list by that.
    let outer: Vec<usize> = (0..listed.len())
        .filter(|&at| {
            let names = &intent.kept[listed[at]].names;
            index.holding(names).all(|(_, other)| other == at)
        })
        .collect();
    let wanted: Vec<Names> = outer
        .iter()
        .map(|&at| intent.kept[listed[at]].names.clone())
        .collect();
    let blocks = Index::of(intent.blocks.iter().map(|block| &block.names));
    let wanted_index = Index::of(&wanted);
    let holes: Vec<usize> = (0..intent.blocks.len())
        .filter(|&at| {
            let names = &intent.blocks[at].names;
            // Where the two merely overlap, what is in both stays.
            wanted_index.holding(names).any(|(it, _)| it != names)
        })
        .collect();
    let hole_names: Vec<Names> = holes
        .iter()
        .map(|&at| intent.blocks[at].names.clone())
        .collect();
    let request = Request {
        forms,
        wanted: &wanted,
        action: Action::Pass,
        holes: &hole_names,
        spared: &blocks,
        known: order.known,
    };
    let mut said = express(&request);
    // Holes in the holes come before both.
    let inner = holes.iter().flat_map(|&at| intent.blocks[at].passes.iter());
    let inner: BTreeSet<usize> = inner.copied().collect();
    let mut first = Vec::new();
    for pass in inner {
        let names = &intent.passes[pass].names;
        let shape = forms.pass.of(names);
        if let Some(shape) = shape {
            first.push(Entry {
                action: Action::Pass,
                shape,
                names: shape.says(names),
                of: Vec::new(),
            });
        }
        for (_, at) in wanted_index.holding(names) {
            said.told[at].add_inner(names, shape);
        }
    }
    said.entries.splice(0..0, first);
    let rules = outer.iter().zip(&said.told).map(|(&at, told)| {
        let kept = &intent.kept[listed[at]];
        let (id, area) = match kept.endpoint {
            Some(endpoint) => (
                intent.catalog.endpoint(endpoint).id().to_owned(),
                Some(intent.catalog.area_of(endpoint).id().to_owned()),
            ),
            None => (kept.names.to_string(), None),
        };
        tell(Ruled::exact(id, area, kept.names.to_string()), told, intent)
    });
    let rules: Vec<Ruled> = rules.collect();
    labelled(intent, said, Action::Block, rules, |entry| {
        match entry.action {
            Action::Pass => (
                BTreeSet::new(),
                entry.of.iter().map(|&it| listed[outer[it]]).collect(),
            ),
            Action::Block => {
                let rules = entry
                    .of
                    .iter()
                    .flat_map(|&it| intent.blocks[holes[it]].rules.iter().copied());
                (rules.collect(), BTreeSet::new())
            }
        }
    })
}

/// A plan with what each entry is for: `numbers` gives the rules and the kept sets of an entry.
fn labelled(
    intent: &Intent<'_>,
    said: Expressed,
    default: Action,
    rules: Vec<Ruled>,
    numbers: impl Fn(&Entry) -> (BTreeSet<usize>, BTreeSet<usize>),
) -> NamePlan {
    let (mut purposes, mut areas) = (Vec::new(), Vec::new());
    for entry in &said.entries {
        let (of_rules, of_kept) = numbers(entry);
        let ids: BTreeSet<&str> = of_rules
            .iter()
            .map(|&at| intent.rules[at].id.as_str())
            .collect();
        let reasons = of_kept
            .iter()
            .map(|&at| format!("stays: {}", intent.keeper(&intent.kept[at])));
        let ids: Vec<String> = ids.into_iter().map(str::to_owned).chain(reasons).collect();
        purposes.push(shortened(&ids));
        let endpoints = of_rules.iter().filter_map(|&at| intent.rules[at].endpoint);
        let endpoints = endpoints.chain(of_kept.iter().filter_map(|&at| intent.kept[at].endpoint));
        let named: BTreeSet<&str> = endpoints
            .map(|it| intent.catalog.area_of(it).id())
            .collect();
        areas.push(named.into_iter().map(str::to_owned).collect());
    }
    NamePlan {
        entries: said.entries,
        default,
        rules,
        purposes,
        areas,
    }
}

/// A rule of the intent as a plane says it, with what was told of its block and the block's rules.
pub(super) fn ruled(intent: &Intent<'_>, at: usize, block: Option<(&Told, &[usize])>) -> Ruled {
    let rule = &intent.rules[at];
    let area = rule
        .endpoint
        .map(|it| intent.catalog.area_of(it).id().to_owned());
    let what = if rule.as_written.is_empty() {
        rule.pattern.to_string()
    } else {
        rule.as_written.to_owned()
    };
    let plain = Ruled::exact(rule.id.clone(), area, what);
    let kept = |number: usize| {
        let kept = &intent.kept[number];
        format!("{} stays, as {}", kept.names, intent.reason(kept))
    };
    match (&rule.fate, block) {
        (Fate::Refused(number), _) => return plain.refused(kept(*number)),
        (Fate::TooWide, _) => {
            return plain.refused(
                "it is a wildcard over a domain on which all of the vendor's products live",
            );
        }
        (_, None) => return plain.refused("nothing of it is left"),
        _ => {}
    }
    let (told, rules) = block.map_or_else(Default::default, |(told, rules)| (told.clone(), rules));
    // What a wider rule hits too much is told there.
    let first = rules.first() == Some(&at);
    let told = if first {
        told
    } else {
        Told {
            wider: Vec::new(),
            ..told
        }
    };
    let mut ruled = tell(plain, &told, intent);
    let on_all_paths = |other: &usize| {
        let other = &intent.rules[*other];
        !matches!(other.pattern.path(), PathPart::Glob(_)) && other.names.contains(&rule.names)
    };
    if let PathPart::Glob(glob) = rule.pattern.path()
        && ruled.fidelity != Fidelity::Refused
        && !rules.iter().any(on_all_paths)
    {
        let mut gaps = ruled.gaps.clone();
        gaps.push(Gap {
            kind: GapKind::Wider,
            what: format!(
                "all of {}, not only {glob}: names have no paths",
                rule.names
            ),
            example: None,
        });
        ruled = ruled.with_gaps(gaps);
    }
    if ruled.note.is_none()
        && let Fate::Carved(numbers) = &rule.fate
    {
        ruled.note = Some(format!("without what stays: {}", intent.holes(numbers)));
    }
    ruled
}

fn tell(rule: Ruled, told: &Told, intent: &Intent<'_>) -> Ruled {
    if let Some(refusal) = &told.refused {
        let why = match (refusal, intent.list) {
            (Refusal::NoForm, _) => {
                "this plane has no form for such names, and no host of it is known".to_owned()
            }
            (Refusal::Hits(number), List::Block) => {
                let kept = &intent.kept[*number];
                format!(
                    "the nearest form would hit {}, which stays: {}",
                    kept.names,
                    intent.reason(kept)
                )
            }
            (Refusal::Hits(number), List::Allow) => {
                format!(
                    "the nearest form would let {} pass, which is turned off",
                    intent.blocks[*number].names
                )
            }
            (Refusal::NoHole(hole), _) => {
                format!("this plane can make no exception for {}", hole.sentence())
            }
        };
        return rule.refused(why);
    }
    let gap = |kind| {
        move |it: &Difference| Gap {
            kind,
            what: it.what.clone(),
            example: it.example.clone(),
        }
    };
    let wider = told.wider.iter().map(gap(GapKind::Wider));
    let gaps = wider.chain(told.narrower.iter().map(gap(GapKind::Narrower)));
    rule.with_gaps(gaps.collect())
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
