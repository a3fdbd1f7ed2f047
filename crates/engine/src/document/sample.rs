//! Documents for the tests of formats: one with every part and what hostile machines may put into it, and an empty one.

use super::{Column, Document, Line, Pair, Part, Plot, PlotKind, Row, Table, Tone};

/// Names such as hostile machines ask for.
pub(super) const HOSTILE: &[&str] = &[
    "a|b|c.example",
    "`code`.example",
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "\u{1b}[2J\u{1b}]0;owned\u{7}.example",
    "line\nbreak\r\n| x | y |\n# z",
    "\u{202e}elpmaxe",
    "**bold**_x_.example",
    "back\\slash\\",
    "&amp;&#124;.example",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字.example",
    "- dash",
    "1. number",
    "https://www.example.org/@who",
    "a-label-of-some-length.a-label-of-some-length.a-label-of-some-length.a-label-of-some-length.example",
];

const TONES: [Tone; 6] = [
    Tone::Plain,
    Tone::Strong,
    Tone::Dim,
    Tone::Good,
    Tone::Warning,
    Tone::Bad,
];

/// A document with every part, and hostile texts in all of them.
pub(super) fn everything() -> Document {
    let mut document = Document::new("What went quiet, and what did not <b>|</b>");
    document.text(
        Tone::Strong,
        "Of 41 destinations that called before, 29 went quiet; 3 are new.",
    );
    document.note(
        Tone::Warning,
        "warning",
        "The second run is shorter than the first, so that what calls once a week may be missing.",
    );
    document.note(Tone::Dim, "note", "Times are UTC.");
    document.parts.push(Part::Facts(vec![
        ("Before".to_owned(), "week-1.pcapng, 7 days".to_owned()),
        ("After".to_owned(), "week-2.pcapng, 5 days".to_owned()),
        (
            "A label that is wider than labels ought to be".to_owned(),
            String::new(),
        ),
    ]));
    document.heading("Destinations");
    document.table(table());
    document.heading("Over time");
    document.parts.push(Part::Plot(lines()));
    document.parts.push(Part::Plot(pairs()));
    for (text, tone) in HOSTILE.iter().zip(TONES.into_iter().cycle()) {
        document.heading(*text);
        document.text(tone, *text);
        document.note(tone, text, *text);
        document
            .parts
            .push(Part::Facts(vec![((*text).to_owned(), (*text).to_owned())]));
    }
    document
}

fn table() -> Table {
    let mut table = Table::new(vec![
        Column::words("Destination", 0),
        Column::words("Verdict", 0),
        Column::words("Area", 2),
        Column::numbers("Before", 1),
        Column::numbers("After", 1),
        Column::numbers("Bytes", 3),
        Column::words("Why", 4),
    ]);
    let usual = [
        ("v10.events.data.microsoft.com", "quiet", Tone::Good),
        (
            "*.delivery.mp.microsoft.com",
            "still talking",
            Tone::Warning,
        ),
        ("settings-win.data.microsoft.com", "bypassed", Tone::Bad),
        ("www.msftconnecttest.com", "kept", Tone::Plain),
    ];
    let hostile = HOSTILE.iter().map(|text| (*text, "new", Tone::Strong));
    for (at, (name, verdict, tone)) in usual.into_iter().chain(hostile).enumerate() {
        let mut row = Row {
            cells: vec![name.into(), verdict.into(), "Diagnostic Data".into()],
            notes: Vec::new(),
        };
        if let Some(cell) = row.cells.get_mut(1) {
            cell.tone = tone;
        }
        row.cells
            .push(format!("{} (1–9)", at * 321).as_str().into());
        row.cells
            .push(if at % 2 == 0 { "–" } else { "12 (9–15)" }.into());
        row.cells.push(format!("{}.5 MB", at + 1).as_str().into());
        row.cells.push("its switch was set and it obeys".into());
        if at % 3 == 1 {
            let text = format!(
                "Called from another process than before: {name} was asked for by a service."
            );
            row.notes.push((tone, text));
            row.notes.push((Tone::Dim, "Once a day.".to_owned()));
        }
        table.rows.push(row);
    }
    table
}

fn lines() -> Plot {
    let line = |label: &str, height: f64, steps: bool| {
        let points: Vec<(f64, f64)> = (0..=40)
            .map(|at| {
                let hour = f64::from(at) * 3.0;
                (hour, (height * (1.0 - (-hour / 20.0).exp())).round())
            })
            .collect();
        Line {
            label: label.to_owned(),
            band: if steps {
                Vec::new()
            } else {
                points.iter().map(|it| (it.1 * 0.8, it.1 * 1.15)).collect()
            },
            points,
            steps,
        }
    };
    Plot {
        title: "Destinations found".to_owned(),
        about: "Most were found on the first day; the estimate ends at 61.".to_owned(),
        kind: PlotKind::Lines {
            unit: "destinations".to_owned(),
            lines: vec![
                line("seen before", 41.0, true),
                line("seen after", 40.0, true),
                line("estimated in all", 61.0, false),
                line(HOSTILE[2], 12.0, true),
            ],
        },
    }
}

fn pairs() -> Plot {
    let pair = |label: &str, before, after, tone| Pair {
        label: label.to_owned(),
        before,
        after,
        tone,
    };
    Plot {
        title: "Calls a day, by area".to_owned(),
        about: "Diagnostic Data fell silent; Windows Update did not.".to_owned(),
        kind: PlotKind::Pairs {
            unit: "calls a day".to_owned(),
            pairs: vec![
                pair(
                    "Diagnostic Data",
                    Some((80.0, 96.0, 115.0)),
                    Some((0.0, 0.0, 0.6)),
                    Tone::Good,
                ),
                pair(
                    "Windows Update",
                    Some((9.0, 12.0, 16.0)),
                    Some((8.0, 11.0, 14.0)),
                    Tone::Plain,
                ),
                pair("Microsoft Store", Some((0.4, 1.2, 3.0)), None, Tone::Good),
                pair("Location", None, Some((0.0, 0.3, 1.0)), Tone::Warning),
                pair(
                    "Device authentication and accounts of all kinds",
                    Some((200.0, 220.0, 245.0)),
                    Some((20.0, 31.0, 44.0)),
                    Tone::Dim,
                ),
                pair(
                    HOSTILE[2],
                    Some((0.0, 0.0, 0.4)),
                    Some((2.0, 4.0, 7.0)),
                    Tone::Bad,
                ),
            ],
        },
    }
}
