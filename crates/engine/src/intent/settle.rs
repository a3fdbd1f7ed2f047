//! Rules held against what stays, and what is left as few sets of names: the carve-out planner and minimiser that all
//! planes share.
//!
//! - A rule that lies in what stays is refused. Where the policy merely leaves that alone, a rule for the very same
//!   names wins, and says whom it hits.
//! - A rule that meets what stays otherwise gets a hole, or shrinks to the half that is left.
//! - What the blocks say together is what the rules say, less the holes; no block lies in another or in a hole, so the
//!   result is the same whether a consumer lets holes win or the most specific entry.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::keep::is_shared_domain;
use super::{Decision, Fate, Intent, Keeper, Kept, Strength};
use crate::catalog::AreaRef;
use crate::rules::{Index, Names};

/// A set of names to block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The names.
    pub names: Names,
    /// The rules that it is made from, by number.
    pub rules: Vec<usize>,
    /// The holes in it, by number in [`Intent::passes`].
    pub passes: Vec<usize>,
}

/// A hole: names within blocks that must stay reachable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The names.
    pub names: Names,
    /// What stays, by number in [`Intent::kept`].
    pub kept: Vec<usize>,
}

/// Settles the rules of an intent, and fills its blocks and passes.
pub(super) fn settle(intent: &mut Intent<'_>) {
    drop_overruled(intent);
    let kept = Index::of(intent.kept.iter().map(|it| &it.names));
    let asked: HashSet<Names> = intent.rules.iter().map(|it| it.names.clone()).collect();
    let mut left: Vec<(Names, usize)> = Vec::new();
    let mut holes: Vec<usize> = Vec::new();
    for at in 0..intent.rules.len() {
        let rest = against_kept(intent, at, &kept, &asked, &mut holes);
        left.extend(rest.map(|names| (names, at)));
    }
    holes.sort_unstable();
    holes.dedup();
    let passes = minimal(
        holes
            .iter()
            .map(|&at| (intent.kept[at].names.clone(), at))
            .collect(),
    );
    let passes: Vec<Pass> = passes
        .into_iter()
        .map(|(names, kept)| Pass { names, kept })
        .collect();
    // A rule in the hole of a wider one cannot be said to consumers that let holes win.
    let hole_index = Index::of(passes.iter().map(|it| &it.names));
    left.retain(|(names, rule)| {
        let hole = hole_index.holding(names).next();
        if let Some((_, hole)) = hole {
            intent.rules[*rule].fate = Fate::Refused(passes[hole].kept[0]);
        }
        hole.is_none()
    });
    let blocks = minimal(left);
    for (_, rules) in &blocks {
        let (first, others) = rules.split_first().expect("a block is made from a rule");
        for &rule in others {
            let fate = &mut intent.rules[rule].fate;
            if *fate == Fate::Stands {
                *fate = Fate::Covered(*first);
            }
        }
    }
    intent.blocks = blocks
        .into_iter()
        .map(|(names, rules)| {
            let mut passes: Vec<usize> = hole_index.meeting(&names).map(|(_, at)| at).collect();
            passes.sort_unstable();
            Block {
                names,
                rules,
                passes,
            }
        })
        .collect();
    intent.passes = passes;
}

/// Drops what stays only because security rests on it, in an area that is turned off, where the very same destination is
/// named elsewhere: the reason why it matters is what was named.
fn drop_overruled(intent: &mut Intent<'_>) {
    let named = intent.rules.iter().filter(|rule| rule.named);
    let named: HashSet<Names> = named.map(|rule| rule.names.clone()).collect();
    let kept = std::mem::take(&mut intent.kept);
    let stays = |it: &Kept<'_>| {
        let area = it.endpoint.map(|it| intent.catalog.endpoint(it).area);
        let off =
            area.is_some_and(|area| matches!(intent.decision(area), Some(Decision::Off { .. })));
        !(off && matches!(it.why, Keeper::Security(_)) && named.contains(&it.names))
    };
    let kept = kept.into_iter().filter(stays).collect();
    intent.kept = kept;
}

/// What is left of a rule once what stays is taken from it; sets its fate, and adds the holes that it needs.
/// `asked` has the names of all rules: what one of them says outright is no hole in another.
fn against_kept(
    intent: &mut Intent<'_>,
    at: usize,
    kept: &Index,
    asked: &HashSet<Names>,
    holes: &mut Vec<usize>,
) -> Option<Names> {
    let rule = &intent.rules[at];
    if is_shared_domain(intent.catalog, &rule.names) || is_public_suffix(&rule.names) {
        intent.rules[at].fate = Fate::TooWide;
        return None;
    }
    let own = rule.endpoint;
    let mut met: Vec<usize> = kept
        .meeting(&rule.names)
        .map(|(_, number)| number)
        .collect();
    met.sort_unstable();
    let mut names = rule.names.clone();
    let (mut carved, mut hits): (Vec<usize>, Vec<AreaRef>) = (Vec::new(), Vec::new());
    for number in met {
        let it = &intent.kept[number];
        let soft = it.strength == Strength::Soft;
        if soft && asked.contains(&it.names) && rule.names != it.names {
            continue;
        }
        if soft && !(rule.names.contains(&it.names) && rule.names != it.names) {
            // Somebody said that this very destination is to go. Where a star merely crosses another, no name that
            // anybody documents is hit.
            if let Keeper::Area(area) = it.why
                && it.names.contains(&rule.names)
                && own.is_none_or(|own| it.endpoint != Some(own))
                && !hits.contains(&area)
            {
                hits.push(area);
            }
            continue;
        }
        match names.without(&it.names) {
            Some(None) => {
                intent.rules[at].fate = Fate::Refused(number);
                return None;
            }
            Some(Some(rest)) if rest == names => {}
            Some(Some(rest)) => {
                names = rest;
                carved.push(number);
            }
            None => {
                holes.push(number);
                carved.push(number);
            }
        }
    }
    // What lies within another hole is told by that.
    let within = |it: usize, other: usize| {
        let (a, b) = (&intent.kept[it].names, &intent.kept[other].names);
        b.contains(a) && (it > other || !a.contains(b))
    };
    let told = carved
        .iter()
        .filter(|&&it| !carved.iter().any(|&other| other != it && within(it, other)));
    let carved: Vec<usize> = told.copied().collect();
    let rule = &mut intent.rules[at];
    rule.also_hits = hits;
    if !carved.is_empty() {
        rule.fate = Fate::Carved(carved);
    }
    Some(names)
}

/// Whether a set holds all that is below a domain below which anybody registers names.
fn is_public_suffix(names: &Names) -> bool {
    let host = names.host();
    let all_below = matches!(names, Names::Below(_) | Names::Tree(_));
    let suffix = psl::suffix(host.as_bytes()).filter(psl::Suffix::is_known);
    all_below && suffix.is_some_and(|suffix| suffix.as_bytes() == host.as_bytes())
}

/// The fewest of the sets that together hold what all hold, each with the numbers of those that it stands for; its own
/// first. Ordered by these, which is the order of the pages.
fn minimal(mut sets: Vec<(Names, usize)>) -> Vec<(Names, Vec<usize>)> {
    // A host and what is below it, said apart, are one set.
    let mut joined: Vec<(Names, Vec<usize>)> = Vec::new();
    let mut known: HashMap<Names, usize> = HashMap::new();
    sets.sort_by(|a, b| a.0.host().cmp(b.0.host()).then_with(|| a.1.cmp(&b.1)));
    for group in sets.chunk_by(|a, b| a.0.host() == b.0.host()) {
        let kinds: BTreeSet<&Names> = group.iter().map(|(names, _)| names).collect();
        for (first, number) in group {
            let whole = kinds.iter().find_map(|second| first.joined(second));
            let names = whole.unwrap_or_else(|| first.clone());
            // Many rules can name one host, each with a path of its own.
            let at = *known.entry(names.clone()).or_insert_with(|| {
                joined.push((names, Vec::new()));
                joined.len() - 1
            });
            joined[at].1.push(*number);
        }
    }
    let index = Index::of(joined.iter().map(|(names, _)| names));
    let mut stands_for: Vec<Vec<usize>> = vec![Vec::new(); joined.len()];
    for (at, (names, numbers)) in joined.iter().enumerate() {
        // Of sets that hold each other, the first one stands; of those that hold this one, one that nothing else holds.
        let holders = index.holding(names).map(|(_, holder)| holder);
        let best = holders
            .filter(|&holder| !(holder > at && names.contains(&joined[holder].0)))
            .filter(|&holder| outermost(&index, &joined, holder))
            .min();
        stands_for[best.unwrap_or(at)].extend(numbers);
    }
    let kept = joined
        .into_iter()
        .zip(stands_for)
        .filter(|(_, numbers)| !numbers.is_empty());
    let mut kept: Vec<(Names, Vec<usize>)> = kept
        .map(|((names, own), mut numbers)| {
            let first = own[0];
            numbers.sort_by_key(|&it| (it != first, it));
            numbers.dedup();
            (names, numbers)
        })
        .collect();
    kept.sort_by(|a, b| a.1[0].cmp(&b.1[0]));
    kept
}

/// Whether no other set holds this one, except an equal one that comes later.
fn outermost(index: &Index, sets: &[(Names, Vec<usize>)], at: usize) -> bool {
    let names = &sets[at].0;
    index
        .holding(names)
        .all(|(_, other)| other == at || (other > at && names.contains(&sets[other].0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_of_one_host_are_one_block_however_many_they_are() {
        let host = Names::Exact("x.example".into());
        let mut sets: Vec<(Names, usize)> = (0..20_000).map(|at| (host.clone(), at)).collect();
        sets.push((Names::Below("x.example".into()), 20_000));
        let [(names, numbers)] = minimal(sets).try_into().unwrap();
        assert_eq!(names, Names::Tree("x.example".into()));
        assert!(numbers.into_iter().eq(0..=20_000));
    }
}
