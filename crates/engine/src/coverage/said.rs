//! The answer for people: what was seen and is missing in a line, then the curve, when each destination is called, and what to do.

use super::advice::Advice;
use super::discovery::Standing;
use super::period::{Certainty, Pattern};
use super::unseen::Unseen;
use super::words::{days, length, minute};
use super::{Called, Coverage, Watched};
use crate::document::{Cell, Column, Document, Line, Part, Plot, PlotKind, Row, Table, Tone};
use crate::report::wording::{count, counted};

/// Areas named of those with endpoints that were not seen.
const AREAS: usize = 8;

impl Coverage {
    /// The answer laid out in parts.
    #[must_use]
    pub fn document(&self) -> Document {
        let mut document = Document::new(format!("Coverage of {}", self.label));
        document.text(Tone::Strong, self.head());
        advise(&mut document, &self.measured.advice);
        if self.watched.first.is_none() {
            return document;
        }
        document.heading("Discovery");
        document.text(Tone::Plain, self.curve());
        document.parts.push(Part::Plot(self.plot()));
        document.heading("What was not seen");
        for (tone, sentence) in self.missing() {
            document.text(tone, sentence);
        }
        if !self.measured.destinations.is_empty() {
            document.heading("When each destination is called");
            document.table(table(&self.measured.destinations));
        }
        document.heading("What limits this");
        for caveat in &self.caveats {
            document.text(Tone::Dim, caveat.clone());
        }
        document
    }

    /// What was seen, and how much is missing, in a line.
    #[must_use]
    pub fn head(&self) -> String {
        let Watched { seconds, .. } = self.watched;
        let all = self.measured.discovery.end().all;
        if self.watched.first.is_none() {
            return "Nothing was recorded: the run holds no packet.".to_owned();
        }
        let seen = format!(
            "Seen {} in {}",
            counted(all, "destination", "destinations"),
            length(seconds)
        );
        match &self.measured.unseen {
            None => format!(
                "{seen}: too short to estimate how many are missing; two and a half hours are the least."
            ),
            Some(_) if all == 0 => format!("{seen}: there is nothing to estimate from."),
            Some(unseen) => {
                let (low, high) = (unseen.destinations.low, unseen.destinations.high);
                format!(
                    "{seen}; an estimated {low:.0} to {high:.0} more, likely about {:.0}, are called at least once in {} and were not seen.",
                    unseen.destinations.value,
                    days(unseen.horizon_seconds)
                )
            }
        }
    }

    fn curve(&self) -> String {
        let discovery = &self.measured.discovery;
        let end = discovery.end();
        let Some(half) = discovery.half_seconds else {
            return "No destination was seen.".to_owned();
        };
        let quarters = discovery.quarters.map(count);
        format!(
            "{} documented, {} undocumented, {} without a name. Half of all were known after {}; the quarters of the run brought {} new ones.",
            count(end.documented),
            count(end.undocumented),
            count(end.unnamed),
            length(half),
            and(&quarters)
        )
    }

    fn plot(&self) -> Plot {
        let points = &self.measured.discovery.points;
        let line = |label: &str, value: fn(&super::Known) -> u64| Line {
            label: label.to_owned(),
            points: points
                .iter()
                .map(|it| (it.watched_seconds as f64 / 3600.0, value(it) as f64))
                .collect(),
            steps: true,
            band: Vec::new(),
        };
        Plot {
            title: "Destinations known".to_owned(),
            about: self.curve(),
            kind: PlotKind::Lines {
                unit: "destinations".to_owned(),
                lines: vec![
                    line("all", |it| it.all),
                    line("documented", |it| it.documented),
                    line("undocumented", |it| it.undocumented),
                    line("without a name", |it| it.unnamed),
                ],
            },
        }
    }

    fn missing(&self) -> Vec<(Tone, String)> {
        let mut said = Vec::new();
        match &self.measured.unseen {
            None => said.push((
                Tone::Plain,
                "The run is too short to estimate the unseen: it does not hold ten quarters of an hour.".to_owned(),
            )),
            Some(_) if self.measured.destinations.is_empty() => {}
            Some(unseen) => said.extend(estimates(unseen).map(|it| (Tone::Plain, it))),
        }
        if !self.not_seen.is_empty() {
            let mut areas: Vec<&str> = self.not_seen.iter().map(|it| it.area.as_str()).collect();
            areas.dedup();
            let more = areas.len().saturating_sub(AREAS);
            let shown: Vec<String> = areas.iter().take(AREAS).map(ToString::to_string).collect();
            let tail = if more > 0 {
                format!(", and {}", counted(more as u64, "more area", "more areas"))
            } else {
                String::new()
            };
            said.push((
                Tone::Plain,
                format!(
                    "The page of {} documents {} that were not seen, of {}: {}{tail}. Some need a feature in use, an edition or an event, not more time.",
                    self.release.name,
                    counted(self.not_seen.len() as u64, "endpoint", "endpoints"),
                    self.documented,
                    shown.join(", ")
                ),
            ));
        }
        said
    }
}

/// What the estimates say.
fn estimates(unseen: &Unseen) -> impl Iterator<Item = String> {
    let counts = &unseen.incidence;
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let horizon = days(unseen.horizon_seconds);
    let window = length(counts.window_seconds);
    let main = format!(
        "In {} windows of {window}, {} met in only one, {} in two. So of those called at least once in {horizon}, {} to {} were seen; about {:.0} are missing ({:.0} to {:.0}, 95 %).",
        counts.windows,
        counted(counts.once, "destination was", "destinations were"),
        count(counts.twice),
        percent(unseen.seen_share.low),
        percent(unseen.seen_share.high),
        unseen.destinations.value,
        unseen.destinations.low,
        unseen.destinations.high
    );
    let again = unseen.as_long_again;
    let again = format!(
        "Watching as long again would bring about {:.0} new ones ({:.0} to {:.0}): as many as the second half of the run did, where periods are of all lengths alike.",
        again.value, again.low, again.high
    );
    let next = unseen.next_is_new.map(|chance| {
        let chance = if chance < 0.001 {
            "less than 0.1 %".to_owned()
        } else {
            format!("{:.1} %", chance * 100.0)
        };
        format!(
            "The next occasion goes to a destination not yet seen with a chance of about {chance} (Good–Turing)."
        )
    });
    let chao = format!(
        "Chao2, which takes calls for random draws, would say {:.0} ({:.0} to {:.0}); where timers are about as long as the run it says several times too many.",
        unseen.chao2.value, unseen.chao2.low, unseen.chao2.high
    );
    let start = (counts.at_start_only > 0).then(|| {
        format!(
            "{} called in the first minutes only and left out of this: a start is no sample of the time after it.",
            counted(counts.at_start_only, "destination was", "destinations were")
        )
    });
    [Some(main), Some(again), next, start, Some(chao)]
        .into_iter()
        .flatten()
}

fn advise(document: &mut Document, advice: &Advice) {
    match &advice.until {
        Some(until) => document.note(
            Tone::Warning,
            "advice",
            format!("leave it running until {}, because:", minute(until)),
        ),
        None if advice.enough => document.note(Tone::Good, "advice", "seen enough:"),
        None => {}
    }
    for sentence in &advice.rests_on {
        document.text(Tone::Plain, format!("• {sentence}"));
    }
    for reason in &advice.reasons {
        let until = reason.until.as_deref().map(minute);
        let until = until.map_or_else(String::new, |it| format!(" Until {it}."));
        document.text(Tone::Plain, format!("• {}{until}", reason.sentence));
    }
}

fn table(destinations: &[Called]) -> Table {
    let mut table = Table::new(vec![
        Column::words("destination", 0),
        Column::words("when", 0),
        Column::words("how sure", 1),
        Column::numbers("occasions", 1),
        Column::words("beats met", 2),
        Column::words("", 3),
    ]);
    table.rows = destinations.iter().map(row).collect();
    table
}

fn row(called: &Called) -> Row {
    let period = &called.period;
    let sure = match (period.pattern, period.certainty) {
        (Pattern::Once | Pattern::Open, _) => "",
        (_, Certainty::Sure) => "sure",
        (_, Certainty::Likely) => "likely",
        (_, Certainty::Open) => "too few to tell",
    };
    let beats = period.beats.map_or_else(String::new, |it| {
        format!("{} of {}", count(it.met), count(it.due))
    });
    let standing = match called.standing {
        Standing::Documented => "",
        Standing::Undocumented => "undocumented",
        Standing::Unnamed => "no name",
    };
    let tone = match period.pattern {
        Pattern::Once => Tone::Dim,
        _ => Tone::Plain,
    };
    Row {
        cells: vec![
            called.title.clone().into(),
            Cell::from(called.words.clone()).toned(tone),
            sure.into(),
            count(period.occasions).into(),
            beats.into(),
            standing.into(),
        ],
        notes: Vec::new(),
    }
}

/// What limits the answer.
pub(super) fn caveats(watched: &Watched) -> Vec<String> {
    let mut said = vec![
        "What is called less often than once in twice the run cannot be estimated at all: a weekly task is out of sight of a run of two days.".to_owned(),
        "Idle traffic comes from timers, not from random draws; the limits of the estimate hold for timers and for random callers, the value between them is a guess. Events (a login, a change of network, new hardware) bring what no waiting does.".to_owned(),
    ];
    if watched.pauses > 0 {
        said.push(format!(
            "{} of over an hour without a packet are taken for pauses of the recording; if the machine was only silent, more was watched than is counted.",
            counted(watched.pauses, "silence", "silences")
        ));
    }
    if watched.devices > 1 {
        said.push(format!(
            "{} devices are looked at together, so that the beats of each blur; --device looks at one.",
            watched.devices
        ));
    }
    said
}

fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}
