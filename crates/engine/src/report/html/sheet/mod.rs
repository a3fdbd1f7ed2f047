//! The page as the template prints it: every number in words, every table cut to what can be looked at, the plots drawn.
//! Decisions about layout are here and in the template; decisions about facts are in [`Page`].

mod look;
mod row;

use std::collections::BTreeMap;

use serde::Serialize;

use self::look::Look;
use self::row::{Amount, Row, number, volume};
use super::moment::{Clock, in_full, seconds};
use super::plot::periods::Periods;
use super::plot::{Figure, Group, discovery, heat, swim, volume as volume_plot};
use super::quantity::{list, share, span};
use crate::report::page::{
    AreaPage, CarrierView, DestinationView, DeviceView, EndpointPage, Method, Page, ReleaseLine,
    Source, Tool,
};
use crate::report::wording::{apart, bytes, count, counted};

/// Rows of a table that are shown at once; the rest unfolds.
const SHOWN: usize = 25;

/// Rows of a table with details. Later ones stand in the table of all destinations only, or five thousand names would make a
/// file that browsers labour with.
const DETAILED: usize = 1_000;

/// Runs shorter than this many seconds have no use for a grid of hours.
const GRID: f64 = 3.0 * 3_600.0;

/// Machines named in the heading at most.
const NAMED: usize = 3;

/// A machine is named there if it made one in so many of the connections of the busiest.
const TALKER: u64 = 10;

/// What all rows of one run have in common.
#[derive(Debug)]
pub(super) struct Sheets {
    clock: Clock,
    periods: Periods,
}

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Sheet<'a> {
    machines: String,
    when: String,
    length: String,
    release: &'a ReleaseLine,
    lede: Vec<String>,
    tiles: Vec<Tile>,
    parts: Vec<Part>,
    look: Look<'a>,
    when_figure: Option<Figure>,
    volume_figure: Option<Figure>,
    discovery_figure: Option<Figure>,
    areas: Vec<AreaSheet<'a>>,
    all: Listing<Row<'a>>,
    method: MethodSheet<'a>,
    not_seen: Vec<(&'a str, Vec<&'a str>)>,
    not_seen_count: String,
    pages: Vec<&'a Source>,
    tool: &'a Tool,
    schema: &'static str,
}

/// A number at a glance.
#[derive(Debug, Serialize)]
struct Tile {
    number: String,
    label: &'static str,
    note: String,
    /// The id of what it counts, where the page has that.
    target: Option<&'static str>,
    class: &'static str,
}

/// A part of all destinations, as a piece of a bar.
#[derive(Debug, Serialize)]
struct Part {
    class: &'static str,
    words: &'static str,
    count: String,
    share: String,
    x: f64,
    width: f64,
}

/// A table's rows: the ones shown at once, and the rest.
#[derive(Debug, Serialize)]
pub(super) struct Listing<T> {
    shown: Vec<T>,
    rest: Vec<T>,
    count: String,
    /// How many are not here but only in the table of all destinations; empty for none.
    elsewhere: String,
}

/// An area.
#[derive(Debug, Serialize)]
pub(super) struct AreaSheet<'a> {
    view: &'a AreaPage,
    attempts: Amount,
    bytes: Amount,
    controls: String,
    endpoints: Vec<EndpointSheet<'a>>,
}

/// An endpoint.
#[derive(Debug, Serialize)]
struct EndpointSheet<'a> {
    view: &'a EndpointPage,
    controls: String,
    destinations: Listing<Row<'a>>,
}

/// How the page came about.
#[derive(Debug, Serialize)]
struct MethodSheet<'a> {
    view: &'a Method,
    facts: Vec<(&'static str, String)>,
    devices: Vec<(&'a DeviceView, Amount, Amount)>,
    other_machines: String,
    carriers: &'a [CarrierView],
    apart: Vec<(&'a str, Amount, Amount)>,
    left_out: Vec<(&'a str, Amount)>,
}

impl<T> Listing<T> {
    /// A table of details.
    fn new(mut all: Vec<T>) -> Self {
        let number = all.len();
        all.truncate(DETAILED);
        let elsewhere = number - all.len();
        Self {
            count: count(number as u64),
            elsewhere: if elsewhere > 0 {
                count(elsewhere as u64)
            } else {
                String::new()
            },
            ..Self::whole(all)
        }
    }

    /// A table that holds everything.
    fn whole(mut all: Vec<T>) -> Self {
        let count = count(all.len() as u64);
        // Unfolding for a handful is a nuisance.
        let rest = if all.len() > SHOWN + SHOWN / 4 {
            all.split_off(SHOWN)
        } else {
            Vec::new()
        };
        Self {
            shown: all,
            rest,
            count,
            elsewhere: String::new(),
        }
    }
}

impl<'a> Sheet<'a> {
    pub(super) fn new(page: &'a Page) -> Self {
        let run = run(page);
        let sheets = Sheets {
            clock: Clock::of_run(run.0, run.1),
            periods: periods(page, run),
        };
        let mut all: Vec<Row<'a>> = Vec::new();
        let mut rows = |views: &'a [DestinationView], group, area: &'a str| -> Vec<Row<'a>> {
            let first = all.len();
            all.extend(views.iter().enumerate().map(|(at, view)| Row {
                detailed: at < DETAILED,
                ..Row::new(view, group, area, first + at, &sheets)
            }));
            all.get(first..).unwrap_or_default().to_vec()
        };
        let areas: Vec<AreaSheet<'a>> = page
            .areas
            .iter()
            .map(|area| AreaSheet {
                view: area,
                attempts: number(area.attempts),
                bytes: volume(area.bytes),
                controls: titles(&area.controls),
                endpoints: area
                    .endpoints
                    .iter()
                    .map(|endpoint| EndpointSheet {
                        view: endpoint,
                        controls: titles(&endpoint.controls),
                        destinations: Listing::new(rows(
                            &endpoint.destinations,
                            Group::Documented,
                            &area.name,
                        )),
                    })
                    .collect(),
            })
            .collect();
        let undocumented = rows(&page.undocumented, Group::Undocumented, "");
        let unnamed = rows(&page.unnamed, Group::Unnamed, "");
        let look = Look::new(undocumented, unnamed, &all);
        all.sort_by_key(|row| std::cmp::Reverse(row.attempts.value));
        let short = run.1 - run.0 < GRID;
        Self {
            machines: machines(&page.method),
            when: when(&page.method),
            length: span(page.method.seconds),
            release: &page.release,
            lede: lede(page),
            tiles: tiles(page),
            parts: parts(page),
            look,
            when_figure: if short {
                swim::swim(page, run, sheets.clock)
            } else {
                heat::heat(page, &sheets.periods, sheets.clock)
            },
            volume_figure: volume_plot::volume(page),
            discovery_figure: discovery::discovery(page, run, sheets.clock),
            areas,
            all: Listing::whole(all),
            method: method(page),
            not_seen: not_seen(page),
            not_seen_count: count(page.not_seen.len() as u64),
            pages: pages(page),
            tool: &page.tool,
            schema: page.schema,
        }
    }
}

/// The first and the last moment in seconds since 1970.
fn run(page: &Page) -> (f64, f64) {
    let first = page.method.first.as_deref().map_or(0.0, seconds);
    let last = page.method.last.as_deref().map_or(first, seconds);
    (first, last.max(first))
}

fn periods(page: &Page, run: (f64, f64)) -> Periods {
    // The calendar ends far below 2^63 hours; `as` saturates in any case.
    #[expect(clippy::cast_possible_truncation)]
    let hour = |seconds: f64| (seconds / 3_600.0).floor() as i64;
    let hours = || {
        let documented = page.areas.iter().flat_map(|area| &area.endpoints);
        let documented = documented.flat_map(|endpoint| &endpoint.destinations);
        let all = documented.chain(&page.undocumented).chain(&page.unnamed);
        all.flat_map(|it| &it.hours).map(|it| it.hour)
    };
    let first = hours().min().unwrap_or(i64::MAX).min(hour(run.0));
    let last = hours().max().unwrap_or(i64::MIN).max(hour(run.1));
    Periods::new(first, last)
}

/// The machines that did the talking, by their labels, and how many others there are.
fn machines(method: &Method) -> String {
    let mut devices: Vec<_> = method.devices.iter().collect();
    devices.sort_by_key(|device| std::cmp::Reverse(device.on_page));
    let Some(most) = devices.first().map(|device| device.on_page) else {
        return "no machine".to_owned();
    };
    let talkers = devices
        .iter()
        .filter(|device| device.on_page >= most.div_ceil(TALKER))
        .count();
    let named = if talkers <= NAMED { talkers } else { NAMED - 1 };
    let mut names: Vec<String> = devices
        .iter()
        .take(named)
        .map(|device| device.label.clone())
        .collect();
    let others = (devices.len() - named) as u64;
    if others > 0 {
        names.push(counted(others, "other machine", "other machines"));
    }
    list(&names)
}

fn when(method: &Method) -> String {
    match (&method.first, &method.last) {
        (Some(first), Some(last)) => {
            let (from, to) = (in_full(first), in_full(last));
            // On one day the date is said once.
            let to = match (from.split_once(", "), to.split_once(", ")) {
                (Some((day, _)), Some((same, time))) if day == same => time.to_owned(),
                _ => to,
            };
            format!("{from} to {to} UTC")
        }
        _ => "no packet".to_owned(),
    }
}

/// What the page says in two sentences.
fn lede(page: &Page) -> Vec<String> {
    let summary = &page.summary;
    if summary.destinations == 0 {
        return vec!["No call to a public address and no question for a name was seen.".to_owned()];
    }
    let mut sentences = vec![format!(
        "{} of {} {} documented for this release or another one.",
        count(summary.documented),
        counted(summary.destinations, "destination", "destinations"),
        if summary.documented == 1 { "is" } else { "are" },
    )];
    let mut open = Vec::new();
    if summary.undocumented > 0 {
        open.push(format!(
            "{} that nobody documents",
            counted(summary.undocumented, "name", "names")
        ));
    }
    if summary.unnamed > 0 {
        open.push(format!(
            "{} that nothing names",
            counted(summary.unnamed, "address", "addresses")
        ));
    }
    if summary.blocked > 0 {
        open.push(format!(
            "{} that could not be reached",
            counted(summary.blocked, "destination", "destinations")
        ));
    }
    if !open.is_empty() {
        sentences.push(format!("Look first at {}.", list(&open)));
    }
    sentences
}

fn tiles(page: &Page) -> Vec<Tile> {
    let summary = &page.summary;
    let of = |part: u64, whole: u64| format!("{} / {}", count(part), count(whole));
    vec![
        Tile {
            number: count(summary.destinations),
            label: "destinations",
            note: format!("in {}", counted(summary.attempts, "attempt", "attempts")),
            target: Some("all"),
            class: "",
        },
        Tile {
            number: count(summary.undocumented),
            label: "undocumented names",
            note: share(summary.undocumented, summary.destinations),
            target: (summary.undocumented > 0).then_some("undocumented"),
            class: "undocumented",
        },
        Tile {
            number: count(summary.unnamed),
            label: "addresses without a name",
            note: share(summary.unnamed, summary.destinations),
            target: (summary.unnamed > 0).then_some("unnamed"),
            class: "unnamed",
        },
        Tile {
            number: count(summary.blocked),
            label: "never reached",
            note: format!("{} more only asked for", count(summary.only_asked)),
            target: (summary.blocked > 0).then_some("failed"),
            class: "",
        },
        Tile {
            number: of(summary.endpoints, summary.endpoints_documented),
            label: "documented endpoints seen",
            note: format!("in {} areas", of(summary.areas, summary.areas_documented)),
            target: Some("areas"),
            class: "documented",
        },
        Tile {
            number: bytes(summary.bytes),
            label: "with public destinations",
            note: "both ways, on the wire".to_owned(),
            target: (summary.bytes > 0).then_some("volume"),
            class: "",
        },
    ]
}

fn parts(page: &Page) -> Vec<Part> {
    let summary = &page.summary;
    let mut x = 0.0;
    [
        (Group::Documented, summary.documented),
        (Group::Undocumented, summary.undocumented),
        (Group::Unnamed, summary.unnamed),
    ]
    .into_iter()
    .filter(|(_, number)| *number > 0)
    .map(|(group, number)| {
        let width = (10_000.0 * number as f64 / summary.destinations.max(1) as f64).round() / 10.0;
        let part = Part {
            class: group.class(),
            words: group.words(),
            count: count(number),
            share: share(number, summary.destinations),
            x,
            width,
        };
        x += width;
        part
    })
    .collect()
}

/// The titles of controls on one line.
fn titles(controls: &[crate::report::page::ControlLine]) -> String {
    let titles: Vec<&str> = controls.iter().map(|it| it.title.as_str()).collect();
    titles.join(" · ")
}

fn method(page: &Page) -> MethodSheet<'_> {
    let method = &page.method;
    let mut devices: Vec<_> = method
        .devices
        .iter()
        .map(|device| (device, number(device.on_page), number(device.connections)))
        .collect();
    devices.sort_by_key(|(_, on_page, _)| std::cmp::Reverse(on_page.value));
    MethodSheet {
        view: method,
        facts: vec![
            ("Captures read", count(method.files)),
            ("Packets", count(method.packets)),
            ("Bytes on the wire", bytes(method.bytes)),
            ("Connections of the machines", count(method.connections)),
            ("Open before the capture began", count(method.midway)),
            (
                "Public connections that no DNS answer explains",
                format!(
                    "{}, of which {} carried a name",
                    count(method.unexplained),
                    count(method.unexplained_named)
                ),
            ),
        ],
        devices,
        other_machines: match method.other_machines {
            0 => String::new(),
            others => counted(others, "other machine", "other machines"),
        },
        carriers: &page.carriers,
        apart: method
            .apart
            .iter()
            .map(|it| (apart(&it.kind), number(it.connections), volume(it.bytes)))
            .collect(),
        left_out: method
            .left_out
            .iter()
            .map(|it| (it.words.as_str(), number(it.count)))
            .collect(),
    }
}

/// The endpoints not seen, by area in the order of the page.
fn not_seen(page: &Page) -> Vec<(&str, Vec<&str>)> {
    let mut areas: Vec<(&str, Vec<&str>)> = Vec::new();
    for it in &page.not_seen {
        match areas.iter_mut().find(|(area, _)| *area == it.area) {
            Some((_, endpoints)) => endpoints.push(&it.as_written),
            None => areas.push((&it.area, vec![&it.as_written])),
        }
    }
    areas
}

/// The vendor's pages that the endpoints rest on, each once.
fn pages(page: &Page) -> Vec<&Source> {
    let sources: BTreeMap<&str, &Source> = page
        .areas
        .iter()
        .flat_map(|area| &area.endpoints)
        .flat_map(|endpoint| &endpoint.sources)
        .map(|source| (source.url.as_str(), source))
        .collect();
    sources.into_values().collect()
}
