//! From what each condition says of a destination to its class: claims that imply others, claims that these runs cannot tell
//! apart, and what is left where there are none.

use super::claim::{Case, Claim};
use super::view::{ClaimView, Class};

/// The share of runs up to which a destination is rare.
const RARE: f64 = 0.1;

/// Runs from which on one sighting is rare.
const ONE_OF: u64 = 5;

/// What is said of a destination.
#[derive(Debug)]
pub(super) struct Verdict {
    pub(super) class: Class,
    pub(super) words: String,
    pub(super) claims: Vec<ClaimView>,
    pub(super) withheld: Vec<String>,
}

/// The verdict on a destination.
pub(super) fn judge(case: &Case<'_, '_>) -> Verdict {
    let mut claims = Vec::new();
    let mut withheld = Vec::new();
    for axis in 0..case.axes.len() {
        let answer = case.ask(axis);
        claims.extend(answer.claim);
        withheld.extend(answer.withheld);
    }
    let (class, words, claims) = match groups(case, &claims) {
        none if none.is_empty() => {
            let (class, words) = unclaimed(case);
            (class, words, Vec::new())
        }
        groups => claimed(case, &groups),
    };
    Verdict {
        class,
        words,
        claims,
        withheld,
    }
}

/// Claims that coincide, together; without those that another one implies.
fn groups(case: &Case<'_, '_>, claims: &[Claim]) -> Vec<Vec<Claim>> {
    let implied = |one: &Claim| {
        claims
            .iter()
            .any(|two| differ(case, one, two) == (true, false))
    };
    let kept: Vec<Claim> = claims.iter().filter(|it| !implied(it)).cloned().collect();
    let mut groups: Vec<Vec<Claim>> = Vec::new();
    for claim in kept {
        let same = |group: &&mut Vec<Claim>| {
            let mut all = group.iter();
            all.any(|it| differ(case, it, &claim) == (false, false))
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(claim),
            None => groups.push(vec![claim]),
        }
    }
    for group in &mut groups {
        // A build belongs to its release: that is one condition, said twice.
        let key = |claim: &Claim| case.axes[claim.axis].key.as_str();
        if group.iter().any(|it| key(it) == "build") {
            group.retain(|it| key(it) != "release");
        }
    }
    groups
}

/// Whether a run tells claims apart: one that could have seen it on the first's side and not on the second's; and the other
/// way round.
fn differ(case: &Case<'_, '_>, one: &Claim, two: &Claim) -> (bool, bool) {
    let valued = |run: usize| {
        let said = |claim: &Claim| case.axes[claim.axis].value(run).is_some();
        said(one) && said(two)
    };
    let runs = (0..case.runs.len()).filter(|run| case.sightings.able[*run] && valued(*run));
    let sides = runs.map(|run| (one.with.contains(&run), two.with.contains(&run)));
    sides.fold((false, false), |(only_one, only_two), (in_one, in_two)| {
        (only_one || in_one && !in_two, only_two || in_two && !in_one)
    })
}

fn claimed(case: &Case<'_, '_>, groups: &[Vec<Claim>]) -> (Class, String, Vec<ClaimView>) {
    let views: Vec<Vec<ClaimView>> = groups
        .iter()
        .map(|group| group.iter().map(|claim| case.view(claim)).collect())
        .collect();
    let parts: Vec<String> = views.iter().map(|it| together(it)).collect();
    let confounded = views.iter().any(|it| it.len() > 1);
    let class = match views.first().and_then(|it| it.first()) {
        Some(first) if !confounded => first.kind,
        _ => Class::CannotTell,
    };
    let words = parts.join("; and ");
    (class, words, views.into_iter().flatten().collect())
}

/// Claims that coincide, with the runs that they rest on.
fn together(claims: &[ClaimView]) -> String {
    let each: Vec<&str> = claims.iter().map(|it| it.words.as_str()).collect();
    let Some(first) = claims.first() else {
        return String::new();
    };
    let (seen, of) = (first.seen, first.of);
    let others = first.without;
    let there = if of == first.runs {
        "there"
    } else {
        "there that could be sure to see it"
    };
    let alone = if first.without_able == others {
        ""
    } else {
        ", which could be sure to see it together"
    };
    let rest = format!(
        ": in {seen} of {of} {} {there}, in none of {others} {}{alone}",
        runs(of),
        match others {
            1 => "other",
            _ => "others",
        }
    );
    let apart = if claims.len() > 1 {
        "; these runs cannot tell them apart"
    } else {
        ""
    };
    let date = match first.date_explains {
        Some(true) => "; the date would explain it as well",
        _ => "",
    };
    format!("{}{rest}{apart}{date}", each.join(", or "))
}

/// The class of what no condition explains.
fn unclaimed(case: &Case<'_, '_>) -> (Class, String) {
    let sightings = case.sightings;
    let usable = (0..case.runs.len()).filter(|it| case.runs[*it].usable());
    let (with, without): (Vec<usize>, Vec<usize>) = usable.partition(|it| sightings.saw(*it));
    let able = sightings.able.iter().filter(|it| **it).count() as u64;
    let seen = with.len() as u64;
    let rest = with.len() + without.len() - sightings.able.iter().filter(|it| **it).count();
    let others = match rest {
        0 => String::new(),
        1 => "; one more could not be sure to".to_owned(),
        rest => format!("; {rest} more could not be sure to"),
    };
    if without.is_empty() {
        return match seen {
            1 => (
                Class::CannotTell,
                "in the only run that there is".to_owned(),
            ),
            seen => (Class::Everywhere, format!("in all {seen} runs")),
        };
    }
    let share = format!(
        "in {seen} of {able} {} that could have seen it{others}",
        runs(able)
    );
    if able > seen {
        return (thin(seen, able), share);
    }
    if sightings.miss(case.runs, &with, &without).excluded() {
        let all = (with.len() + without.len()) as u64;
        let words = format!(
            "in {seen} of {all} runs; none of the others could be sure to see it alone, all of them could together"
        );
        return (thin(seen, all), words);
    }
    if seen > 1 && every_value(case) {
        return (Class::Everywhere, share);
    }
    let words = format!(
        "in {seen} {}; the other {} could not be sure to see it",
        runs(seen),
        without.len()
    );
    (Class::CannotTell, words)
}

fn thin(seen: u64, of: u64) -> Class {
    if seen as f64 <= RARE * of as f64 || seen == 1 && of >= ONE_OF {
        Class::Rare
    } else {
        Class::Some
    }
}

/// Whether it was seen with every value of every condition.
fn every_value(case: &Case<'_, '_>) -> bool {
    let usable = || (0..case.runs.len()).filter(|it| case.runs[*it].usable());
    case.axes.iter().all(|axis| {
        let met = |value: usize| {
            case.sightings
                .each()
                .any(|(run, _)| axis.value(run) == Some(value))
        };
        usable().filter_map(|run| axis.value(run)).all(met)
    })
}

const fn runs(count: u64) -> &'static str {
    if count == 1 { "run" } else { "runs" }
}
