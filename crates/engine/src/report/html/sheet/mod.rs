//! The page as the template prints it: every number in words, every table cut to what can be looked at, the plots drawn.
//! Decisions about layout are here and in the template; decisions about facts are in [`Page`].

mod head;
mod look;
mod method;
mod row;

use std::collections::BTreeMap;

use serde::Serialize;

use self::head::{Part, Tile, lede, machines, parts, tiles, when};
use self::look::Look;
use self::method::{MethodSheet, method};
use self::row::{Amount, Row, number, volume};
use super::moment::{Clock, seconds};
use super::plot::periods::Periods;
use super::plot::{Figure, Group, discovery, heat, swim, volume as volume_plot};
use super::quantity::span;
use crate::observe::Choice;
use crate::report::page::{
    AreaPage, DestinationView, EndpointPage, Page, ReleaseLine, Source, Tool,
};
use crate::report::wording::count;

/// Rows of a table that are shown at once; the rest unfolds.
const SHOWN: usize = 25;

/// Rows of a table with details. Later ones stand in the table of all destinations only, or five thousand names would make a
/// file that browsers labour with.
const DETAILED: usize = 1_000;

/// Runs shorter than this many seconds have no use for a grid of hours.
const GRID: f64 = 3.0 * 3_600.0;

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
    /// How the release was chosen, where nobody asked for it.
    chosen: Option<String>,
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
            chosen: page.release.chosen.as_ref().map(Choice::sentence),
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

/// The titles of controls on one line.
fn titles(controls: &[crate::report::page::ControlLine]) -> String {
    let titles: Vec<&str> = controls.iter().map(|it| it.title.as_str()).collect();
    titles.join(" · ")
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
