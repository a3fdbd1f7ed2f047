//! Measures how long the catalog that is built in takes to load and to check, a catalog with four times its endpoints to
//! check, and the pages of all its releases to be imported into an empty catalog and again into the full one.
//! Run with `cargo run --release -p backchat-engine --example catalog_speed`.
#![allow(
    clippy::print_stdout,
    reason = "a measurement needs a place to print to"
)]

use std::hint::black_box;
use std::time::Duration;

use backchat_engine::catalog::{Catalog, Source, SourceFile};
use backchat_engine::curate::check::check;
use backchat_engine::curate::export::{FORMATS, Selection};
use backchat_engine::curate::import::merge::{Options, apply, merge};
use backchat_engine::curate::import::read;
use backchat_testkit::processor::now;

const RUNS: u32 = 5;

fn main() {
    let source = Source::embedded();
    let (loading, catalog) = best_of(|| Catalog::load(&source).expect("a test loads it"));
    let endpoints = catalog.endpoints().len();
    println!("load: {endpoints} endpoints, {loading:?}");
    let (checking, problems) = best_of(|| check(&source).len());
    println!("check: {problems} problems, {checking:?}");
    let four = four_times(&source);
    let (checking, problems) = best_of(|| check(&four).len());
    println!("check of four times as much: {problems} problems, {checking:?}");
    let pages = pages(&catalog);
    let (importing, (rows, _)) = best_of(|| import(&pages, Source::default()));
    println!(
        "import into an empty catalog: {} pages, {rows} rows, {importing:?}",
        pages.len()
    );
    let (importing, (rows, changed)) = best_of(|| import(&pages, Source::embedded()));
    println!("import into the full one: {rows} rows, {changed} files changed, {importing:?}");
}

/// The page of each release as the catalog exports it.
struct Page {
    release: String,
    vendor: Option<String>,
    text: String,
}

fn pages(catalog: &Catalog) -> Vec<Page> {
    let format = FORMATS.iter().find(|it| it.id() == "markdown");
    let format = format.expect("pages are a form of exports");
    let releases = catalog.releases().iter();
    let page = releases.map(|release| {
        let selection = Selection {
            catalog,
            release: Some(release),
            areas: Vec::new(),
            carriers: true,
        };
        let exported = format.render(&selection).expect("a release has a page");
        let rows = catalog.rows_of_release(release.id());
        let areas = rows.first().map(|(endpoint, _)| catalog.area_of(*endpoint));
        Page {
            release: release.id().to_owned(),
            vendor: areas.map(|area| area.vendor.clone()),
            text: exported.text,
        }
    });
    page.collect()
}

/// Imports pages one after the other; how many rows were entered and how many files changed.
fn import(pages: &[Page], mut source: Source) -> (usize, usize) {
    let (mut rows, mut files) = (0, 0);
    for page in pages {
        let catalog = Catalog::load(&source).expect("imports leave a catalog that loads");
        let options = Options {
            release: Some(page.release.clone()),
            vendor: page.vendor.clone(),
            ..Options::default()
        };
        let name = format!("{}.md", page.release);
        let page = read(&name, page.text.as_bytes()).expect("a page of our own");
        let change = merge(&page, &catalog, &options).expect("a page with rows");
        rows += change.releases.iter().map(|it| it.rows).sum::<usize>();
        files += apply(&mut source, &catalog, &change.edits)
            .expect("files of our own")
            .len();
    }
    (rows, files)
}

/// The same names under other areas: the worst case for comparing each with each.
fn four_times(source: &Source) -> Source {
    let mut files = source.files.clone();
    for copy in ["two", "three", "four"] {
        files.extend(source.files.iter().filter_map(|file| {
            let mut parts = file.path.splitn(3, '/');
            let (vendor, product, area) = (parts.next()?, parts.next()?, parts.next()?);
            (!matches!(product, "releases" | "controls")).then(|| SourceFile {
                path: format!("{vendor}/{product}/{copy}-{area}").into(),
                text: file
                    .text
                    .replace("\nid = \"", &format!("\nid = \"{copy}-"))
                    .into(),
            })
        }));
    }
    Source { files }
}

/// The least time of some runs, with what the last gave.
fn best_of<T>(mut run: impl FnMut() -> T) -> (Duration, T) {
    let mut best = Duration::MAX;
    let mut last = None;
    for _ in 0..RUNS {
        let start = now();
        last = Some(black_box(run()));
        best = best.min(now().saturating_sub(start));
    }
    (best, last.expect("at least one run"))
}
