//! Goes through a page from top to bottom and keeps what applies to the rows below: the release by its heading, the area
//! by its cell or heading, the description and the link by their cell or the text in front of a table.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::align;
use super::block::{Blocks, Heading, Link, Prose};
use super::column::{self, Column};
use super::grid::{self, Table};
use super::guess::{self, Found};
use super::row::{self, Row};
use crate::import::blank::{cut, excerpt, squeeze, trim};
use crate::import::note::NoteCode;
use crate::import::page::{
    ImportedArea, ImportedLink, ImportedPage, ImportedRelease, ImportedRow, ImportedSet,
    ImportedTable, numbered,
};
use crate::import::release::{self, Named};
use crate::import::{DESCRIPTION_LIMIT, ROW_LIMIT};

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
}

impl Item {
    const fn line(&self) -> usize {
        match self {
            Self::Heading(it) => it.line,
            Self::Prose(it) => it.line,
            Self::Link(it) => it.line,
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
            in_table.extend(table.rows.iter().map(|row| row.line));
        }
        let title = blocks.headings.first().filter(|heading| heading.level == 1);
        let title = title.map(|heading| heading.line);
        let headings = blocks.headings.into_iter().map(Item::Heading);
        let prose = blocks.prose.into_iter().map(Item::Prose);
        let links = blocks.links.into_iter().map(Item::Link);
        let mut items: Vec<Item> = headings.chain(prose).chain(links).collect();
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

    /// The release that a table belongs to.
    fn release(&mut self, table: usize) -> usize {
        let (section, line, named) = match &self.section {
            Some((heading, named)) => (Some(heading.text.clone()), heading.line, named.clone()),
            None => (None, table, Named::default()),
        };
        let key = section.clone().unwrap_or_default();
        if let Some(&known) = self.sections.get(&key) {
            let first = self
                .page
                .releases
                .get(known)
                .map_or(0, |release| release.line);
            if section.is_some() && first != numbered(line) {
                let what = format!("{key:?} is a heading twice; both are one release");
                self.page.doubt(line, NoteCode::RepeatedHeading, what);
                // Said once: from now on the later heading is the known one.
                self.section = None;
                self.sections.insert(String::new(), known);
            }
            return known;
        }
        if named.several_editions {
            let what = format!("{key:?} names several editions; none is taken");
            self.page.doubt(line, NoteCode::SeveralEditions, what);
        }
        // The page's version is not that of another product.
        let same = named.product.is_none() || named.product == self.page.product;
        let version = named
            .version
            .or_else(|| self.page.version.clone().filter(|_| same));
        let edition = named.edition.or_else(|| {
            let whole = !named.several_editions && same;
            self.page.edition.clone().filter(|_| whole)
        });
        let product = named.product.or_else(|| self.page.product.clone());
        let index = self.page.releases.len();
        self.page.releases.push(ImportedRelease {
            section,
            product,
            version,
            edition,
            line: numbered(line),
            ..ImportedRelease::default()
        });
        self.sections.insert(key, index);
        index
    }

    /// The area of that name, made where it is new.
    fn area(&mut self, release: usize, name: &str, line: usize) -> usize {
        let Some(into) = self.page.releases.get_mut(release) else {
            return 0;
        };
        *self
            .areas
            .entry((release, name.to_owned()))
            .or_insert_with(|| {
                into.areas.push(ImportedArea {
                    name: name.to_owned(),
                    line: numbered(line),
                    anchor: None,
                    links: Vec::new(),
                });
                into.areas.len() - 1
            })
    }

    fn area_link(&mut self, release: usize, area: Option<usize>, link: ImportedLink) {
        let areas = self.page.releases.get_mut(release).map(|it| &mut it.areas);
        let Some(area) = areas.zip(area).and_then(|(areas, at)| areas.get_mut(at)) else {
            return;
        };
        if area.anchor.is_none() {
            area.anchor = anchor(&link.text, &link.target);
        }
        area.links.push(link);
    }

    fn line(
        &mut self,
        release: usize,
        line: &grid::Row<'_>,
        table: &Table<'_>,
        columns: &[Column],
        inherited: &mut Inherited,
    ) {
        if line
            .text
            .bytes()
            .all(|byte| matches!(byte, b'|' | b' ' | b'\t'))
        {
            self.page.quirks.empty_rows += 1;
            return;
        }
        if !line.text.contains('|') && !align::names(line.text) && columns.len() > 1 {
            let what = format!(
                "a line without cells inside a table: {}",
                excerpt(line.text)
            );
            self.page.skip(line.line, NoteCode::LineInTable, what);
            return;
        }
        let source = self.lines.get(line.line).copied().unwrap_or_default();
        let closed = line.text.ends_with('|') && !line.text.ends_with("\\|");
        self.page.quirks.no_closing_pipe += usize::from(table.piped && !closed);
        self.page.quirks.tabs += usize::from(source.contains('\t'));
        let aligned = align::align(line.text, columns);
        if let Some(code) = aligned.doubt {
            let what = match code {
                NoteCode::GluedRow => format!("{} rows stand on one line", aligned.rows.len()),
                NoteCode::ShiftedCells => {
                    "cells are missing in front of the destination".to_owned()
                }
                _ => "the description seems to hold a |".to_owned(),
            };
            self.page.doubt(line.line, code, what);
        }
        if !aligned.excess.is_empty() {
            let what = format!(
                "cells beyond the last column: {}",
                excerpt(&aligned.excess.join("|"))
            );
            self.page.skip(line.line, NoteCode::ExcessCells, what);
        }
        for cells in &aligned.rows {
            self.page.quirks.missing_cells += usize::from(cells.len() < columns.len());
            let row = row::read(cells, columns);
            self.row(release, line.line, row, columns, inherited);
        }
    }

    fn row(
        &mut self,
        release: usize,
        line: usize,
        row: Row,
        columns: &[Column],
        inherited: &mut Inherited,
    ) {
        if self.rows >= ROW_LIMIT {
            let what = format!("more than {ROW_LIMIT} rows; this one is left out");
            self.page.skip(line, NoteCode::Limit, what);
            return;
        }
        self.inherit(release, line, &row, columns, inherited);
        let is_link_row = row
            .links
            .iter()
            .any(|(text, target)| anchor(text, target).is_some());
        for (text, target) in &row.links {
            let link = ImportedLink {
                line: numbered(line),
                text: text.clone(),
                target: target.clone(),
            };
            self.area_link(release, inherited.area, link);
        }
        for rest in &row.content.rest {
            let what = format!("{:?} is no destination", excerpt(rest));
            self.page.skip(line, NoteCode::NotADestination, what);
        }
        for range in row.content.ranges.iter().filter(|range| range.loose) {
            let what = format!("{} has bits beyond its length", range.text);
            self.page.doubt(line, NoteCode::Address, what);
        }
        let set = self.set(release, line, &row, columns);
        if row.content.destinations.is_empty() {
            // A row of a link, or of a set of addresses, says enough by itself.
            if is_link_row {
                self.page.quirks.link_rows += 1;
            } else if set.is_none() && row.content.rest.is_empty() {
                let what = "a row without a destination; what it says applies to the rows below"
                    .to_owned();
                self.page.skip(line, NoteCode::NoDestination, what);
            }
            return;
        }
        for (code, what) in &row.doubts {
            self.page.doubt(line, *code, what.clone());
        }
        if columns.contains(&Column::Area) && inherited.area.is_none() {
            let what = "neither this row nor one above names an area".to_owned();
            self.page.doubt(line, NoteCode::NoArea, what);
        }
        self.destinations(release, line, row, set, inherited);
    }

    /// What a row takes from the rows above, and leaves to those below.
    fn inherit(
        &mut self,
        release: usize,
        line: usize,
        row: &Row,
        columns: &[Column],
        inherited: &mut Inherited,
    ) {
        let has = |column| columns.iter().position(|&it| it == column);
        let endpoint = !row.content.destinations.is_empty();
        if let Some(name) = &row.area {
            inherited.area = Some(self.area(release, name, line));
            inherited.anchor = None;
            // A new area's description is its own, even where there is none yet.
            inherited.description = Arc::default();
        } else if has(Column::Area).is_some() && endpoint && inherited.area.is_some() {
            self.page.quirks.inherited_areas += 1;
        }
        match &row.description {
            Some(text) => inherited.description = cut(text, DESCRIPTION_LIMIT).into(),
            None if has(Column::Description).is_some() => {
                // Right of the destination a description is the row's own.
                if has(Column::Description) > has(Column::Destination) {
                    inherited.description = Arc::default();
                } else if endpoint && !inherited.description.is_empty() {
                    self.page.quirks.inherited_descriptions += 1;
                }
            }
            None => {}
        }
        let guide = row
            .links
            .iter()
            .find_map(|(text, target)| anchor(text, target));
        if guide.is_some() {
            inherited.anchor = guide;
        }
    }

    fn set(&mut self, release: usize, line: usize, row: &Row, columns: &[Column]) -> Option<usize> {
        let is_set = columns.iter().any(|column| {
            matches!(
                column,
                Column::Number | Column::ExpressRoute | Column::Category | Column::Address
            )
        });
        let holds = !row.content.destinations.is_empty() || !row.content.ranges.is_empty();
        if !holds || !(is_set || !row.content.ranges.is_empty()) {
            return None;
        }
        let place = u32::try_from(self.numbers.len() + 1).unwrap_or(u32::MAX);
        let id = match &row.number {
            Some(number) => number.trim_start_matches('#').parse().unwrap_or_else(|_| {
                let what = format!(
                    "{:?} is no number; the row's place is taken",
                    excerpt(number)
                );
                self.page.doubt(line, NoteCode::SetNumber, what);
                place
            }),
            None => place,
        };
        if !self.numbers.insert(id) {
            let what = format!("number {id} occurs twice on the page");
            self.page.doubt(line, NoteCode::SetNumber, what);
        }
        let sets = &mut self.page.releases.get_mut(release)?.sets;
        sets.push(ImportedSet {
            id,
            line: numbered(line),
            service_area: self.heading.as_ref().map(|heading| squeeze(&heading.text)),
            category: row.category,
            required: row.required,
            express_route: row.express_route,
            tcp: row.tcp.iter().copied().collect(),
            udp: row.udp.iter().copied().collect(),
            ranges: row
                .content
                .ranges
                .iter()
                .map(|range| range.text.clone())
                .collect(),
            note: row.note.clone(),
        });
        Some(sets.len() - 1)
    }

    fn destinations(
        &mut self,
        release: usize,
        line: usize,
        row: Row,
        set: Option<usize>,
        inherited: &Inherited,
    ) {
        let found = row.content.destinations;
        if found.len() > 1 && set.is_none() {
            let what = format!("{} destinations stand in one cell", found.len());
            self.page.doubt(line, NoteCode::SeveralDestinations, what);
        }
        self.page.quirks.escaped_stars += usize::from(row.marks.escaped_star);
        self.page.quirks.back_ticks += usize::from(row.marks.code);
        if row.marks.html {
            let what = "HTML inside the destination is left out".to_owned();
            self.page.doubt(line, NoteCode::MarkupInName, what);
        }
        // A set's ports are the set's.
        let of_row = row.tcp.iter().chain(&row.udp).filter(|_| set.is_none());
        let of_row: Vec<u16> = of_row.copied().collect();
        for found in found {
            for (code, what) in &found.odd {
                let what = format!("{}: {what}", excerpt(&found.text));
                self.page.doubt(line, *code, what);
            }
            let mut ports = of_row.clone();
            ports.extend(found.port);
            ports.sort_unstable();
            ports.dedup();
            let row = ImportedRow {
                line: numbered(line),
                area: inherited.area,
                anchor: inherited.anchor.clone(),
                process: row.process.clone(),
                protocols: row.protocols.clone().unwrap_or_default(),
                ports,
                destination: found.text,
                description: inherited.description.clone(),
                understood: found.understood,
                set,
            };
            if let Some(release) = self.page.releases.get_mut(release) {
                release.rows.push(row);
                self.rows += 1;
            }
        }
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
