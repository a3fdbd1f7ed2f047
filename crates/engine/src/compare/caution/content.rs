//! Runs that hold too little, or not what the other holds.

use super::{Caution, Pair};
use crate::observe::{Destination, Way};
use crate::record::Record;

pub(super) fn empty(pair: Pair<'_>) -> Vec<Caution> {
    let each = pair.each().into_iter();
    each.flat_map(|(word, run)| empty_one(run, word)).collect()
}

pub(super) fn empty_one(run: &Record, word: &str) -> Vec<Caution> {
    let (seen, name) = (&run.observation.run, &run.label);
    let words = if seen.packets == 0 {
        format!("{name} ({word}) holds no packet: nothing was observed, which is no silence.")
    } else if seen.connections == 0 {
        format!(
            "{name} ({word}) holds no connection of any machine: nothing was observed of it, which is no silence."
        )
    } else if seen.watched.seconds() <= 0.0 {
        format!(
            "{name} ({word}) is a single moment: there is no time in it in which something could be silent."
        )
    } else {
        return Vec::new();
    };
    vec![Caution::withholds("empty", words)]
}

pub(super) fn unread(pair: Pair<'_>) -> Vec<Caution> {
    pair.each()
        .into_iter()
        .flat_map(|(_, run)| unread_one(run))
        .collect()
}

pub(super) fn unread_one(run: &Record) -> Vec<Caution> {
    let warnings = run.observation.run.warnings.iter().map(|it| {
        Caution::tells(
            "read",
            format!("{}: {}", it.input, it.message.trim_end_matches('.')) + ".",
        )
    });
    // What is dropped at a bound, or could not be read, may be what is missing. Skipped kinds of packets never are.
    const LOST: [&str; 6] = [
        "flow-limit",
        "reading-limit",
        "name-limit",
        "question-limit",
        "destination-limit",
        "device-limit",
    ];
    let lost = run
        .observation
        .run
        .left_out
        .iter()
        .filter(|it| LOST.contains(&it.token.as_str()));
    let lost = lost.map(|it| {
        Caution::tells(
            "lost",
            format!(
                "{}: {} {}; what is missing may be among them.",
                run.label, it.count, it.words
            ),
        )
    });
    warnings.chain(lost).collect()
}

/// A capture taken behind a resolver, or of some ports only, shows no look-ups: a block by DNS is not seen in it.
pub(super) fn lookups(pair: Pair<'_>) -> Vec<Caution> {
    let any = |run: &Record| {
        run.observation.destinations.iter().any(|it| {
            let explained = it
                .ways
                .iter()
                .any(|(way, tries)| *way != Way::Proxy && tries.reached > tries.unexplained);
            explained || it.ways.contains_key(&Way::Lookup)
        })
    };
    let direct = |run: &Record| {
        let each = run.observation.destinations.iter();
        let mut ways = each.flat_map(|it| it.ways.iter());
        ways.any(|(way, tries)| *way != Way::Proxy && tries.reached > 0)
    };
    match (any(pair.before), any(pair.after)) {
        (true, false) if direct(pair.after) => vec![Caution::tells(
            "no-lookups",
            "AFTER holds no DNS look-ups, BEFORE does: names that are asked for in vain are not seen, and whether addresses are built in \
             cannot be told.",
        )],
        (false, true) if direct(pair.before) => vec![Caution::tells(
            "no-lookups",
            "BEFORE holds no DNS look-ups, AFTER does: names that are only asked for may seem new.",
        )],
        _ => Vec::new(),
    }
}

/// A network without IPv6 cannot show what goes over it: what went over IPv6 before gets through by IPv4 only.
pub(super) fn families(pair: Pair<'_>) -> Vec<Caution> {
    let over = |it: &Destination, wanted: fn(&Way) -> bool| {
        let mut ways = it.ways.iter();
        ways.any(|(way, tries)| wanted(way) && tries.reached > 0)
    };
    let v6 = |way: &Way| matches!(way, Way::V6(_));
    let v4 = |way: &Way| matches!(way, Way::V4(_));
    let (before, after) = (&pair.before.observation, &pair.after.observation);
    if after.destinations.iter().any(|it| over(it, v6)) {
        return Vec::new();
    }
    let six = before.destinations.iter().filter(|it| over(it, v6));
    let moved = six.filter(|it| {
        let now = after
            .destinations
            .binary_search_by(|now| now.key.cmp(&it.key));
        now.is_ok_and(|at| over(&after.destinations[at], v4))
    });
    let moved: Vec<String> = moved.map(Destination::title).collect();
    if moved.is_empty() {
        return Vec::new();
    }
    vec![Caution::tells(
        "no-ipv6",
        format!(
            "Nothing goes over IPv6 after; {} did before. That network may have none, and cannot show what would go over it.",
            crate::intent::shortened(&moved)
        ),
    )]
}
