//! Goes through a page from top to bottom and keeps what applies to the rows below: the release by its heading, the area
//! by its cell or heading, the description and the link by their cell or the text in front of a table.
//!
//! Here are headings, text and tables as a whole; `place` finds releases and areas, `line` reads the rows of tables, `list`
//! those of lists.

mod line;
mod list;
mod place;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::block::{Blocks, Heading, Link, Listed, Prose};
use super::column::{self, Column};
use super::grid::Table;
use super::guess::{self, Found};
use crate::curate::import::DESCRIPTION_LIMIT;
use crate::curate::import::blank::{cut, excerpt, squeeze, trim};
use crate::curate::import::note::NoteCode;
use crate::curate::import::page::{
    ImportedLink, ImportedPage, ImportedRelease, ImportedTable, numbered,
};
use crate::curate::import::release::{self, Named};

/// The state of a walk.
pub(super) struct Walk<'a> {
    page: &'a mut ImportedPage,
    lines: &'a [&'a str],
    /// The heading that names a release.
    section: Option<(Heading, Named)>,
    /// The heading that names an area, and the links below it.
    heading: Option<Heading>,
    heading_links: Vec<ImportedLink>,
    /// The text in front of the next table, and where its first link to the guide points.
    prose: String,
    prose_anchor: Option<String>,
    /// Whether a table came since: then new text replaces the old.
    prose_used: bool,
    /// Where areas are, by release and name.
    areas: HashMap<(usize, String), usize>,
    /// The headings of releases that were seen with a table.
    sections: HashMap<String, usize>,
    numbers: HashSet<u32>,
    rows: usize,
}

/// What rows of a table inherit.
#[derive(Clone, Debug, Default)]
struct Inherited {
    area: Option<usize>,
    anchor: Option<String>,
    description: Arc<str>,
}

/// Something of a page that is no table.
enum Item {
    Heading(Heading),
    Prose(Prose),
    Link(Link),
    Listed(Listed),
}

impl Item {
    const fn line(&self) -> usize {
        match self {
            Self::Heading(it) => it.line,
            Self::Prose(it) => it.line,
            Self::Link(it) => it.line,
            Self::Listed(it) => it.line,
        }
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(page: &'a mut ImportedPage, lines: &'a [&'a str]) -> Self {
        Self {
            page,
            lines,
            section: None,
            heading: None,
            heading_links: Vec::new(),
            prose: String::new(),
            prose_anchor: None,
            prose_used: false,
            areas: HashMap::new(),
            sections: HashMap::new(),
            numbers: HashSet::new(),
            rows: 0,
        }
    }

    /// Goes through all of the page.
    pub(super) fn go(mut self, blocks: Blocks, tables: &[Table<'_>]) {
        let mut in_table: HashSet<usize> = HashSet::new();
        for table in tables {
            in_table.extend([table.line, table.line + 1]);
            let rows = table.rows.iter();
            in_table.extend(rows.flat_map(|row| row.line..=row.line + row.broken));
        }
        let title = blocks.headings.first().filter(|heading| heading.level == 1);
        let title = title.map(|heading| heading.line);
        let mut listed = blocks.listed;
        listed.retain(|item| list::read(&item.text).is_some());
        let of_list: HashSet<usize> = listed.iter().map(|item| item.line).collect();
        let headings = blocks.headings.into_iter().map(Item::Heading);
        let prose = blocks.prose.into_iter();
        let prose = prose.filter(|prose| !of_list.contains(&prose.line));
        let links = blocks.links.into_iter();
        let links = links.filter(|link| !of_list.contains(&link.line));
        let mut items: Vec<Item> = headings
            .chain(prose.map(Item::Prose))
            .chain(links.map(Item::Link))
            .chain(listed.into_iter().map(Item::Listed))
            .collect();
        items.retain(|item| !in_table.contains(&item.line()) && Some(item.line()) != title);
        items.sort_by_key(Item::line);
        let mut items = items.into_iter().peekable();
        for table in tables {
            while let Some(item) = items.next_if(|item| item.line() < table.line) {
                self.item(item);
            }
            self.table(table);
        }
        for item in items {
            self.item(item);
        }
        let empty = |release: &ImportedRelease| release.rows.is_empty() && release.sets.is_empty();
        self.page.releases.retain(|release| !empty(release));
        if self.page.product.is_none() && self.page.releases.iter().any(|it| it.product.is_none()) {
            let what = "neither a title nor a heading names the product and version".to_owned();
            self.page.doubt(0, NoteCode::NoProduct, what);
        }
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Heading(heading) => self.heading(heading),
            Item::Prose(prose) => self.prose(&prose),
            Item::Link(link) => self.link(link),
            Item::Listed(item) => self.listed(&item),
        }
    }

    fn heading(&mut self, heading: Heading) {
        self.prose.clear();
        self.prose_anchor = None;
        self.prose_used = false;
        self.heading = None;
        self.heading_links.clear();
        if let Some(named) = release::section(&heading.text) {
            self.section = Some((heading, named));
        } else if !release::is_neutral(&heading.text) {
            self.heading = Some(heading);
        }
    }

    fn prose(&mut self, prose: &Prose) {
        // `##Windows 10 Pro` without a blank is text to Markdown, and a heading to its author.
        let source = self
            .lines
            .get(prose.line)
            .map_or("", |line| line.trim_start());
        let level = source.bytes().take_while(|&byte| byte == b'#').count();
        let title = source.get(level..).unwrap_or_default();
        if (2..=6).contains(&level) && title.starts_with(char::is_alphabetic) {
            return self.heading(Heading {
                line: prose.line,
                level: u8::try_from(level).unwrap_or(6),
                text: trim(title.trim_end_matches('#')).to_owned(),
            });
        }
        if prose.in_list && super::is_destination(&prose.text) {
            let what = format!("{} stands in a list", excerpt(&prose.text));
            self.page.skip(prose.line, NoteCode::ListItem, what);
        }
        if self.prose_used {
            self.prose.clear();
            self.prose_anchor = None;
            self.prose_used = false;
        }
        if self.prose.len() < DESCRIPTION_LIMIT {
            if !self.prose.is_empty() {
                self.prose.push(' ');
            }
            self.prose.push_str(&prose.text);
        }
    }

    fn link(&mut self, link: Link) {
        if self.prose_anchor.is_none() {
            self.prose_anchor = anchor(&link.text, &link.target);
        }
        let link = ImportedLink {
            line: numbered(link.line),
            text: squeeze(&link.text),
            target: link.target,
        };
        self.heading_links.push(link);
    }

    fn table(&mut self, table: &Table<'_>) {
        let mut columns = column::of_headers(&table.headers);
        match guess::settle(&mut columns, table) {
            Found::Named => {}
            Found::Guessed(at) => {
                let header = table.headers.get(at).copied().unwrap_or_default();
                let what = format!(
                    "column {:?} holds destinations, though its header does not say so",
                    trim(header)
                );
                self.page.doubt(table.line, NoteCode::GuessedColumn, what);
            }
            Found::Nowhere => {
                let headers: Vec<&str> = table.headers.iter().map(|header| trim(header)).collect();
                let what = format!(
                    "a table without destinations: {}",
                    excerpt(&headers.join(" | "))
                );
                self.page.skip(table.line, NoteCode::OtherTable, what);
                self.prose_used = true;
                return;
            }
        }
        if table.delimiters != Some(table.headers.len()) {
            let below = table
                .delimiters
                .map_or("none".to_owned(), |count| count.to_string());
            let what = format!(
                "the header has {} cells, the line of dashes {below}",
                table.headers.len()
            );
            self.page.doubt(table.line, NoteCode::DelimiterRow, what);
        }
        for &line in &table.resumed {
            let what =
                "rows go on after an empty line; they are taken for the table above".to_owned();
            self.page.doubt(line, NoteCode::RowAfterBlankLine, what);
        }
        let release = self.release(table.line);
        let mut inherited = self.before(release, &columns);
        let before = self.rows;
        let sets_before = self
            .page
            .releases
            .get(release)
            .map_or(0, |it| it.sets.len());
        for line in &table.rows {
            self.line(release, line, table, &columns, &mut inherited);
        }
        self.prose_used = true;
        let sets = self
            .page
            .releases
            .get(release)
            .map_or(0, |it| it.sets.len());
        if self.rows == before && sets == sets_before {
            let what = "a table in which no destination was found".to_owned();
            self.page.skip(table.line, NoteCode::OtherTable, what);
            return;
        }
        self.page.tables.push(ImportedTable {
            line: numbered(table.line),
            columns: columns.iter().map(|column| column.token()).collect(),
            rows: self.rows - before,
        });
    }

    /// What stands in front of a table and applies to all of its rows.
    fn before(&mut self, release: usize, columns: &[Column]) -> Inherited {
        let mut inherited = Inherited::default();
        if !columns.contains(&Column::Description) {
            inherited.description = cut(&squeeze(&self.prose), DESCRIPTION_LIMIT).into();
        }
        if columns.contains(&Column::Area) {
            return inherited;
        }
        inherited.anchor.clone_from(&self.prose_anchor);
        if let Some(heading) = &self.heading {
            let (name, line) = (squeeze(&heading.text), heading.line);
            let known = self.areas.get(&(release, name.clone())).copied();
            let again = known.and_then(|at| self.page.releases.get(release)?.areas.get(at));
            if again.is_some_and(|area| area.line != numbered(line)) {
                let what = format!("{name:?} is a heading twice; both are one area");
                self.page.doubt(line, NoteCode::RepeatedHeading, what);
            }
            inherited.area = Some(self.area(release, &name, line));
            for link in std::mem::take(&mut self.heading_links) {
                self.area_link(release, inherited.area, link);
            }
        }
        inherited
    }
}

/// Where in the turn-off guide a link points; `None` for other links.
fn anchor(text: &str, target: &str) -> Option<String> {
    let (page, anchor) = target.split_once('#')?;
    let text = text.to_ascii_lowercase();
    let said = ["turn off", "turning off", "turn-off", "disable"];
    let guide = page.contains("manage-connections") || said.iter().any(|said| text.contains(said));
    (guide && !anchor.is_empty()).then(|| anchor.to_owned())
}
