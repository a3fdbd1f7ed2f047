//! Edits into the text of the catalog's files. What is not edited stays as somebody wrote it, comments included.

use std::borrow::Cow;
use std::collections::BTreeMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use super::edit::{Edit, MeaningDraft, ReleaseDraft};
use crate::catalog::file::{AreaRow, Category, Counts, Row, SetEntry};
use crate::catalog::{Catalog, Source, SourceFile};

/// Why the catalog's files cannot be edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// A file is not TOML.
    #[error("{path}: {message}")]
    Toml {
        /// The file.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// An edit is about an entry that no file has.
    #[error("no file has {id:?}")]
    Missing {
        /// The area's or endpoint's id.
        id: String,
    },
}

/// Applies edits to the files of a catalog and returns the paths of those that changed. `catalog` is what the source
/// loads as; it tells which release comes before which.
///
/// # Errors
/// Where a file that must be edited is not TOML, or an edited entry is in no file.
pub fn apply(
    source: &mut Source,
    catalog: &Catalog,
    edits: &[Edit],
) -> Result<Vec<String>, ApplyError> {
    let mut files = Files::new(source);
    let mut ages = Ages::new(catalog);
    for edit in edits {
        if let Edit::Release { release, .. } = edit {
            ages.add(release);
        }
    }
    for edit in edits {
        files.edit(edit, &ages)?;
    }
    Ok(files.finish(source))
}

/// The documents that are being edited, by path.
struct Files {
    texts: BTreeMap<String, String>,
    open: BTreeMap<String, DocumentMut>,
    /// The file of each area, by id.
    areas: BTreeMap<String, String>,
}

impl Files {
    fn new(source: &Source) -> Self {
        let text = |file: &SourceFile| (file.path.to_string(), file.text.to_string());
        let texts: BTreeMap<String, String> = source.files.iter().map(text).collect();
        let areas = texts.keys().filter_map(|path| {
            let parts: Vec<&str> = path.split('/').collect();
            let [_, folder, file] = parts.as_slice() else {
                return None;
            };
            let id = file.strip_suffix(".toml")?;
            (!matches!(*folder, "releases" | "controls")).then(|| (id.to_owned(), path.clone()))
        });
        Self {
            areas: areas.collect(),
            texts,
            open: BTreeMap::new(),
        }
    }

    fn finish(self, source: &mut Source) -> Vec<String> {
        let mut changed = Vec::new();
        for (path, document) in self.open {
            let text = document.to_string();
            if self.texts.get(&path) == Some(&text) {
                continue;
            }
            match source.files.iter_mut().find(|file| file.path == path) {
                Some(file) => file.text = Cow::Owned(text),
                None => source.files.push(SourceFile {
                    path: Cow::Owned(path.clone()),
                    text: Cow::Owned(text),
                }),
            }
            changed.push(path);
        }
        source.files.sort_by(|a, b| a.path.cmp(&b.path));
        changed
    }

    /// The document at a path, opened or made.
    fn open(&mut self, path: &str) -> Result<&mut DocumentMut, ApplyError> {
        if !self.open.contains_key(path) {
            let text = self.texts.get(path).map_or("", String::as_str);
            let document: DocumentMut =
                text.parse()
                    .map_err(|error: toml_edit::TomlError| ApplyError::Toml {
                        path: path.to_owned(),
                        message: error.message().to_owned(),
                    })?;
            self.open.insert(path.to_owned(), document);
        }
        Ok(self.open.entry(path.to_owned()).or_default())
    }

    fn of_area(&mut self, area: &str) -> Result<&mut DocumentMut, ApplyError> {
        let path = self.areas.get(area).cloned();
        let path = path.ok_or_else(|| ApplyError::Missing {
            id: area.to_owned(),
        })?;
        self.open(&path)
    }

    /// The table of an endpoint.
    fn of_endpoint(&mut self, id: &str) -> Result<&mut Table, ApplyError> {
        let missing = || ApplyError::Missing { id: id.to_owned() };
        let area = id.split('/').next().unwrap_or(id);
        let tables = self.of_area(area)?.get_mut("endpoint");
        let tables = tables
            .and_then(Item::as_array_of_tables_mut)
            .ok_or_else(missing)?;
        let own = |table: &&mut Table| table.get("id").and_then(Item::as_str) == Some(id);
        tables.iter_mut().find(own).ok_or_else(missing)
    }

    fn edit(&mut self, edit: &Edit, ages: &Ages) -> Result<(), ApplyError> {
        match edit {
            Edit::Release {
                path,
                release,
                counts,
            } => {
                let new = !self.texts.contains_key(path);
                write_release(self.open(path)?, release, *counts, new);
            }
            Edit::NewArea { path, id, name } => {
                self.areas.insert(id.clone(), path.clone());
                let mut area = Table::new();
                area.insert("id", value(id));
                area.insert("name", value(name));
                area.insert("summary", value(""));
                self.open(path)?.insert("area", Item::Table(area));
            }
            Edit::AreaRows {
                area,
                release,
                rows,
            } => {
                let document = self.of_area(area)?;
                let missing = ApplyError::Missing { id: area.clone() };
                let table = document.get_mut("area").and_then(Item::as_table_mut);
                let rows = rows.iter().map(area_row).collect();
                replace_rows(table.ok_or(missing)?, release, rows, ages);
            }
            Edit::NewEndpoint {
                area,
                id,
                as_written,
                meaning,
                ports,
                udp_ports,
                carrier,
            } => {
                let mut table = Table::new();
                table.insert("id", value(id));
                table.insert("as_written", value(as_written));
                table.insert("meaning", Item::Value(meaning_value(meaning)));
                for (key, ports) in [("ports", ports), ("udp_ports", udp_ports)] {
                    if !ports.is_empty() {
                        let ports: Array = ports.iter().map(|&port| i64::from(port)).collect();
                        table.insert(key, Item::Value(ports.into()));
                    }
                }
                table.insert("purpose", value(""));
                if let Some(carrier) = carrier {
                    table.insert("carrier", value(carrier));
                }
                push(self.of_area(area)?, "endpoint", table);
            }
            Edit::Meaning { endpoint, meaning } => {
                let table = self.of_endpoint(endpoint)?;
                table.insert("meaning", Item::Value(meaning_value(meaning)));
            }
            Edit::Rows {
                endpoint,
                release,
                rows,
            } => {
                let rows = rows.iter().map(row).collect();
                replace_rows(self.of_endpoint(endpoint)?, release, rows, ages);
            }
            Edit::Sets {
                area,
                release,
                sets,
            } => write_sets(self.of_area(area)?, release, sets),
        }
        Ok(())
    }
}

/// Puts a table at the end of an array of tables, with an empty line above it.
fn push(document: &mut DocumentMut, key: &str, mut table: Table) {
    table.decor_mut().set_prefix("\n");
    let tables = document
        .entry(key)
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(tables) = tables.as_array_of_tables_mut() {
        tables.push(table);
    }
}

fn value(text: &str) -> Item {
    Item::Value(text.into())
}

/// Replaces the rows of a release in `documented`, and sorts all by the age of their releases.
fn replace_rows(table: &mut Table, release: &str, rows: Vec<InlineTable>, ages: &Ages) {
    let known = table.get("documented").and_then(Item::as_array);
    let others = known
        .into_iter()
        .flatten()
        .filter_map(Value::as_inline_table);
    let of = |row: &InlineTable| {
        row.get("release")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let mut all: Vec<InlineTable> = others
        .filter(|row| of(row).as_deref() != Some(release))
        .cloned()
        .collect();
    all.extend(rows);
    if all.is_empty() {
        table.remove("documented");
        return;
    }
    let line = |row: &InlineTable| row.get("line").and_then(Value::as_integer);
    all.sort_by_cached_key(|row| (ages.of(&of(row).unwrap_or_default()), line(row)));
    let mut array = Array::new();
    for mut row in all {
        row.decor_mut().clear();
        let mut row = Value::from(row);
        row.decor_mut().set_prefix("\n    ");
        array.push_formatted(row);
    }
    array.set_trailing_comma(true);
    array.set_trailing("\n");
    table.insert("documented", Item::Value(array.into()));
}

fn row(row: &Row) -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("release", row.release.as_str().into());
    table.insert("line", i64::from(row.line).into());
    if !row.protocols.is_empty() {
        table.insert("protocols", row.protocols.as_str().into());
    }
    if let Some(process) = &row.process {
        table.insert("process", process.as_str().into());
    }
    if let Some(set) = row.set {
        table.insert("set", i64::from(set).into());
    }
    if let Some(as_written) = &row.as_written {
        table.insert("as_written", as_written.as_str().into());
    }
    if let Some(why) = &row.why {
        table.insert("why", why.as_str().into());
    }
    if !row.systems.is_empty() {
        let systems: Array = row.systems.iter().map(String::as_str).collect();
        table.insert("systems", systems.into());
    }
    table
}

fn area_row(row: &AreaRow) -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("release", row.release.as_str().into());
    table.insert("line", i64::from(row.line).into());
    if let Some(anchor) = &row.anchor {
        table.insert("anchor", anchor.as_str().into());
    }
    if let Some(name) = &row.name {
        table.insert("name", name.as_str().into());
    }
    table
}

fn meaning_value(meaning: &MeaningDraft) -> Value {
    let mut table = InlineTable::new();
    table.insert("kind", meaning.pattern.kind().token().into());
    table.insert("host", meaning.pattern.host().into());
    if let Some(path) = meaning.path() {
        table.insert("path", path.into());
    }
    table.insert("confidence", meaning.confidence.token().into());
    if let Some(why) = &meaning.why {
        table.insert("why", why.as_str().into());
    }
    Value::from(table)
}

/// Replaces an area's sets of a release.
fn write_sets(document: &mut DocumentMut, release: &str, sets: &[SetEntry]) {
    let of = |table: &Table| {
        table
            .get("release")
            .and_then(Item::as_str)
            .map(str::to_owned)
    };
    if let Some(known) = document
        .get_mut("set")
        .and_then(Item::as_array_of_tables_mut)
    {
        known.retain(|table| of(table).as_deref() != Some(release));
    }
    for set in sets {
        let mut table = Table::new();
        table.insert("release", value(&set.release));
        table.insert("id", Item::Value(i64::from(set.id).into()));
        table.insert("line", Item::Value(i64::from(set.line).into()));
        if let Some(category) = set.category {
            table.insert("category", value(category_token(category)));
        }
        for (key, flag) in [
            ("required", set.required),
            ("express_route", set.express_route),
        ] {
            if let Some(flag) = flag {
                table.insert(key, Item::Value(flag.into()));
            }
        }
        for (key, ports) in [("tcp", &set.tcp), ("udp", &set.udp)] {
            if !ports.is_empty() {
                let ports: Array = ports.iter().map(|&port| i64::from(port)).collect();
                table.insert(key, Item::Value(ports.into()));
            }
        }
        if !set.ranges.is_empty() {
            table.insert("ranges", Item::Value(ranges(&set.ranges)));
        }
        if let Some(note) = &set.note {
            table.insert("note", value(note));
        }
        push(document, "set", table);
    }
}

const fn category_token(category: Category) -> &'static str {
    match category {
        Category::Optimize => "optimize",
        Category::Allow => "allow",
        Category::Default => "default",
    }
}

/// One range a line: they are many, and change one by one.
fn ranges(ranges: &[String]) -> Value {
    let mut array = Array::new();
    for range in ranges {
        let mut range = Value::from(range.as_str());
        range.decor_mut().set_prefix("\n    ");
        array.push_formatted(range);
    }
    array.set_trailing_comma(true);
    array.set_trailing("\n");
    array.into()
}

fn write_release(document: &mut DocumentMut, draft: &ReleaseDraft, counts: Counts, new: bool) {
    let release = document
        .entry("release")
        .or_insert_with(|| Item::Table(Table::new()));
    let Some(release) = release.as_table_mut() else {
        return;
    };
    if new {
        release.insert("id", value(&draft.id));
        release.insert("name", value(&draft.name));
        release.insert("product", value(&draft.product));
    }
    release.insert("version", value(&draft.version));
    for (key, text) in [("edition", &draft.edition), ("section", &draft.section)] {
        if let Some(text) = text {
            release.insert(key, value(text));
        }
    }
    let page = sub_table(release, "page");
    page.insert("url", value(&draft.url));
    page.insert("file", value(&draft.file));
    page.insert("date", value(&draft.date));
    if let Some(title) = &draft.title {
        page.insert("title", value(title));
    }
    let held = sub_table(release, "counts");
    for (key, number) in [
        ("areas", counts.areas),
        ("rows", counts.rows),
        ("destinations", counts.destinations),
    ] {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        held.insert(key, Item::Value(number.into()));
    }
}

fn sub_table<'a>(table: &'a mut Table, key: &str) -> &'a mut Table {
    let item = table
        .entry(key)
        .or_insert_with(|| Item::Table(Table::new()));
    if !item.is_table() {
        *item = Item::Table(Table::new());
    }
    item.as_table_mut().expect("it was just made a table")
}

/// Which release comes before which: by product and build, then by edition as vendors list them.
struct Ages(BTreeMap<String, Age>);

type Age = (String, Vec<u32>, usize);

/// The editions that are older in the vendors' lists come first.
const EDITIONS: [&str; 4] = ["Enterprise", "Home", "Pro", "Education"];

impl Ages {
    fn new(catalog: &Catalog) -> Self {
        let releases = catalog.releases().iter().map(|release| {
            let entry = &release.entry;
            let number = entry.build.as_deref().unwrap_or(&entry.version);
            let age = age(&entry.product, number, entry.edition.as_deref());
            (release.id().to_owned(), age)
        });
        Self(releases.collect())
    }

    /// A release that is new has no build yet: it comes after those of its product that have one.
    fn add(&mut self, draft: &ReleaseDraft) {
        let edition = draft.edition.as_deref();
        self.0
            .entry(draft.id.clone())
            .or_insert_with(|| age(&draft.product, &format!("99999.{}", draft.version), edition));
    }

    fn of(&self, release: &str) -> (Age, String) {
        let age = self.0.get(release).cloned().unwrap_or_default();
        (age, release.to_owned())
    }
}

fn age(product: &str, number: &str, edition: Option<&str>) -> Age {
    let numbers = number.split(|c: char| !c.is_ascii_digit());
    let numbers = numbers.filter_map(|number| number.parse().ok()).collect();
    let edition = EDITIONS.iter().position(|it| Some(*it) == edition);
    (
        product.to_owned(),
        numbers,
        edition.unwrap_or(EDITIONS.len()),
    )
}
