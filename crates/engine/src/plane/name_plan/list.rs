//! The entries of a list of what is blocked, and of a list of what is allowed, each with what it is for.

use std::collections::BTreeSet;

use super::NamePlan;
use super::told::{ruled, tell};
use crate::intent::{Intent, Keeper, List, shortened};
use crate::plane::{Order, PlaneError, Ruled};
use crate::rules::{Action, Entry, Expressed, Forms, Index, Names, Request, express};

/// Why there is no entry.
pub(super) fn nothing(intent: &Intent<'_>, rules: &[Ruled]) -> PlaneError {
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

pub(super) fn block(order: &Order<'_>, forms: Forms) -> NamePlan {
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
        rather_wider: false,
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

pub(super) fn allow(order: &Order<'_>, forms: Forms) -> NamePlan {
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
        // What is left out of a list of what is allowed is blocked, and it is what must stay.
        spared: &Index::default(),
        known: order.known,
        rather_wider: true,
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
        let reasons: BTreeSet<String> = of_kept
            .iter()
            .map(|&at| format!("stays: {}", intent.keeper(&intent.kept[at])))
            .collect();
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
