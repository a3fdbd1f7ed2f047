//! From a line of a table to the rows that are kept, with what they take from the rows above.

use std::sync::Arc;

use super::{Inherited, Walk, anchor};
use crate::curate::import::blank::{cut, excerpt, squeeze};
use crate::curate::import::markdown::align;
use crate::curate::import::markdown::column::Column;
use crate::curate::import::markdown::grid::{self, Table};
use crate::curate::import::markdown::row::{self, Row};
use crate::curate::import::note::NoteCode;
use crate::curate::import::page::{ImportedLink, ImportedRow, ImportedSet, numbered};
use crate::curate::import::{DESCRIPTION_LIMIT, ROW_LIMIT};

impl Walk<'_> {
    pub(super) fn line(
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
        if !line.text.contains('|') && !align::names(&line.text) && columns.len() > 1 {
            let what = format!(
                "a line without cells inside a table: {}",
                excerpt(&line.text)
            );
            self.page.skip(line.line, NoteCode::LineInTable, what);
            return;
        }
        let source = self.lines.get(line.line).copied().unwrap_or_default();
        let closed = line.text.ends_with('|') && !line.text.ends_with("\\|");
        self.page.quirks.no_closing_pipe += usize::from(table.piped && !closed);
        self.page.quirks.tabs += usize::from(source.contains('\t'));
        if line.broken > 0 {
            let what = format!("a row is broken over {} lines", line.broken + 1);
            self.page.doubt(line.line, NoteCode::BrokenRow, what);
        }
        let aligned = align::align(&line.text, columns);
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
        if row.other.is_empty() || columns.contains(&Column::Description) {
            self.destinations(release, line, row, set, inherited);
            return;
        }
        // Without a column for it, the other columns are what describes the row.
        let other = Inherited {
            description: cut(&row.other, DESCRIPTION_LIMIT).into(),
            ..inherited.clone()
        };
        self.destinations(release, line, row, set, &other);
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
        let (hosts, ranges) = (&row.content.destinations, &row.content.ranges);
        // Addresses need a set to be in, whatever the table is.
        if ranges.is_empty() && (hosts.is_empty() || !is_set) {
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
