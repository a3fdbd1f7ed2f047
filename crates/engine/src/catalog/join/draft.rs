//! The file of one path while layers are put over each other, as TOML values that know where they stand.

use std::collections::{BTreeMap, HashMap, HashSet};

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::field::{by_release, put_over, same_table};
use super::{At, JoinedFile, Placed, first, given, line};
use crate::catalog::load::{LoadError, Parsed, line_at, misplaced, of_toml, parse_with};
use crate::catalog::origin::{Origin, Removed};

/// The tables of a kind of file.
#[derive(Clone, Copy)]
struct Shape {
    /// The table that the file is about, and what its id is called.
    head: Option<&'static str>,
    /// The list of entries in it: its key, what tells them apart, and what one of them is.
    items: Option<(&'static str, &'static str, &'static str)>,
    /// Whether a file takes the place of the one below it as a whole.
    whole: bool,
}

/// An entry of a list.
#[derive(Clone)]
struct Item<'s> {
    id: String,
    table: Spanned<DeTable<'s>>,
    at: At<'s>,
    origin: Origin,
}

/// The file of one path.
#[derive(Clone)]
pub(crate) struct Draft<'s> {
    at: At<'s>,
    origin: Origin,
    head: Option<Spanned<DeTable<'s>>>,
    items: Vec<Item<'s>>,
    /// Everything else.
    rest: DeTable<'s>,
}

/// Where the lines of a text begin, so that the line of each of thousands of entries is found without reading the text
/// again.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(newlines.map(|(at, _)| at).collect())
    }

    /// The line, from 1, that an offset is on.
    fn at(&self, offset: usize) -> u32 {
        let before = self.0.partition_point(|&newline| newline < offset);
        u32::try_from(before).map_or(u32::MAX, |before| before.saturating_add(1))
    }
}

/// A file as it is written.
struct Given<'s> {
    head: Option<Spanned<DeTable<'s>>>,
    items: Vec<Spanned<DeTable<'s>>>,
    rest: DeTable<'s>,
}

impl<'s> Draft<'s> {
    /// Puts a file over what the layers below say; `None` where nothing is left.
    pub(crate) fn take(
        below: Option<Self>,
        at: At<'s>,
        removed: &mut Vec<Removed>,
    ) -> Result<Option<Self>, LoadError> {
        let shape = Shape::of(at)?;
        let written = Given::read(at, shape)?;
        let mut taken = Vec::new();
        if let Some(head) = &written.head
            && let Some(why) = removal(at, head)?
        {
            let id = id_of(head.get_ref(), "id").unwrap_or_default();
            let kind = shape.head.unwrap_or_default();
            let known = below.as_ref().and_then(|it| it.head.as_ref());
            if known.and_then(|it| id_of(it.get_ref(), "id")) != Some(id) {
                return Err(nothing_to_remove(at, head_offset(head), kind, id));
            }
            removed.push(removal_of(at, head_offset(head), kind, id, why));
            return Ok(None);
        }
        let mut draft = match below {
            Some(mut below) if !shape.whole => {
                below.put_head(at, written.head)?;
                for (key, value) in written.rest {
                    below.put_rest(key, value);
                }
                below
            }
            below => Self::fresh(at, below, &written.head, written.rest),
        };
        if let Some((_, key, kind)) = shape.items {
            let mut seen = HashSet::new();
            let mut positions = draft.positions();
            let lines = Lines::of(&at.file.text);
            for item in written.items {
                let id = id_of(item.get_ref(), key).unwrap_or_default().to_owned();
                if !seen.insert(id.clone()) {
                    return Err(LoadError::Duplicate {
                        path: at.file.path.to_string(),
                        line: line_at(&at.file.text, item.span().start),
                        id,
                    });
                }
                taken.extend(draft.put_item(at, &lines, &mut positions, (kind, key, &id), item)?);
            }
        }
        draft.parsed(at, shape)?;
        removed.append(&mut taken);
        Ok(Some(draft))
    }

    /// The joined file.
    pub(crate) fn finish(self) -> Option<JoinedFile<'s>> {
        let shape = Shape::of(self.at).ok()?;
        // It was parsed when the last layer was put on.
        let parsed = self.parsed(self.at, shape).ok()?;
        let items = self.items.into_iter();
        Some(JoinedFile {
            parsed,
            placed: Placed {
                at: self.at,
                origin: Some(self.origin),
                items: items
                    .map(|item| (item.id, (item.at, item.origin)))
                    .collect::<BTreeMap<_, _>>(),
            },
        })
    }

    /// A file that nothing lies below, or that takes the place of what does.
    fn fresh(
        at: At<'s>,
        below: Option<Self>,
        head: &Option<Spanned<DeTable<'s>>>,
        rest: DeTable<'s>,
    ) -> Self {
        let offset = head.as_ref().map_or(0, head_offset);
        let origin = match below {
            None => first(at, || line(at, offset)),
            Some(below) => {
                let mut origin = below.origin;
                let heads = head.as_ref().zip(below.head.as_ref());
                if !heads.is_some_and(|(new, old)| same_table(new.get_ref(), old.get_ref())) {
                    let all = vec!["all of it".to_owned()];
                    origin.given.push(given(at, line(at, offset), all));
                }
                origin
            }
        };
        Self {
            at,
            origin,
            head: head.clone(),
            items: Vec::new(),
            rest,
        }
    }

    fn put_head(
        &mut self,
        at: At<'s>,
        written: Option<Spanned<DeTable<'s>>>,
    ) -> Result<(), LoadError> {
        let Some(head) = written else {
            return Ok(());
        };
        let offset = head_offset(&head);
        let span = head.span();
        let names_itself = id_of(head.get_ref(), "id");
        let known = self.head.as_ref().and_then(|it| id_of(it.get_ref(), "id"));
        if let (Some(id), Some(known)) = (names_itself, known)
            && id != known
        {
            return Err(said(
                at,
                offset,
                format!("the file below this one is {known:?}, not {id:?}"),
            ));
        }
        if names_itself.is_none() {
            return Err(said(at, offset, "the table has no id".to_owned()));
        }
        let mut base = match self.head.take() {
            Some(base) => base.into_inner(),
            None => DeTable::new(),
        };
        let fields = put_over(&mut base, head.into_inner());
        self.head = Some(Spanned::new(span, base));
        self.at = at;
        if !fields.is_empty() {
            self.origin.given.push(given(at, line(at, offset), fields));
        }
        Ok(())
    }

    fn put_item(
        &mut self,
        at: At<'s>,
        lines: &Lines,
        positions: &mut HashMap<String, usize>,
        (kind, key, id): (&'static str, &'static str, &str),
        item: Spanned<DeTable<'s>>,
    ) -> Result<Option<Removed>, LoadError> {
        let start = item.span().start;
        let place = item.get_ref().get(key).map_or(start, |it| it.span().start);
        let position = positions.get(id).copied();
        if let Some(why) = removal(at, &item)? {
            let Some(position) = position else {
                return Err(nothing_to_remove(at, place, kind, id));
            };
            self.items.remove(position);
            *positions = self.positions();
            return Ok(Some(removal_of(at, place, kind, id, why)));
        }
        match position.and_then(|position| self.items.get_mut(position)) {
            Some(below) => {
                let span = item.span();
                let mut table = below.table.get_ref().clone();
                let fields = put_over(&mut table, item.into_inner());
                below.table = Spanned::new(span, table);
                below.at = at;
                if !fields.is_empty() {
                    below.origin.given.push(given(at, lines.at(place), fields));
                }
            }
            None => {
                positions.insert(id.to_owned(), self.items.len());
                self.items.push(Item {
                    id: id.to_owned(),
                    table: item,
                    at,
                    origin: first(at, || lines.at(place)),
                });
            }
        }
        Ok(None)
    }

    /// Where each entry stands.
    fn positions(&self) -> HashMap<String, usize> {
        let each = self.items.iter().enumerate();
        each.map(|(at, item)| (item.id.clone(), at)).collect()
    }

    /// The other keys of a file: an area's numbered sets, and whatever the layout refuses.
    fn put_rest(&mut self, key: Spanned<toml::de::DeString<'s>>, value: Spanned<DeValue<'s>>) {
        let old = self.rest.get(key.get_ref().as_ref()).map(Spanned::get_ref);
        let joined = match (old, value.get_ref()) {
            (Some(DeValue::Array(old)), DeValue::Array(new)) => {
                Spanned::new(value.span(), DeValue::Array(by_release(old, new)))
            }
            _ => value,
        };
        self.rest.insert(key, joined);
    }

    /// Held to the layout; what is wrong was brought in by `at`, as everything below it has passed before.
    fn parsed(&self, at: At<'s>, shape: Shape) -> Result<Parsed, LoadError> {
        let mut root = self.rest.clone();
        let key = |name: &'static str| Spanned::new(0..0, name.into());
        if let (Some(name), Some(head)) = (shape.head, &self.head) {
            let value = DeValue::Table(head.get_ref().clone());
            root.insert(key(name), Spanned::new(head.span(), value));
        }
        if let Some((name, ..)) = shape.items {
            let tables = self.items.iter().map(|item| {
                let table = item.table.get_ref().clone();
                Spanned::new(item.table.span(), DeValue::Table(table))
            });
            let array: DeArray<'s> = tables.collect();
            root.insert(key(name), Spanned::new(0..0, DeValue::Array(array)));
        }
        parse_with(at.path, at.file, || {
            toml::de::Deserializer::from(Spanned::new(0..0, root))
        })
    }
}

impl Shape {
    fn of(at: At<'_>) -> Result<Self, LoadError> {
        let parts: Vec<&str> = at.path.split('/').collect();
        let (head, items, whole) = match parts.as_slice() {
            ["carriers.toml"] => (None, Some(("carrier", "suffix", "carrier")), false),
            [_, "vendor.toml"] => (Some("vendor"), None, false),
            [_, "releases", _] => (Some("release"), None, true),
            [_, "controls", _] => (Some("control"), None, true),
            [_, _, _] => (Some("area"), Some(("endpoint", "id", "endpoint")), false),
            _ => return Err(misplaced(at.file)),
        };
        Ok(Self { head, items, whole })
    }
}

impl<'s> Given<'s> {
    fn read(at: At<'s>, shape: Shape) -> Result<Self, LoadError> {
        let root = DeTable::parse(&at.file.text).map_err(|error| of_toml(at.file, &error))?;
        let mut written = Self {
            head: None,
            items: Vec::new(),
            rest: DeTable::new(),
        };
        for (key, value) in root.into_inner() {
            let name = key.get_ref().as_ref();
            let span = value.span();
            if Some(name) == shape.head {
                written.head = Some(table(at, value)?);
            } else if shape.items.is_some_and(|(items, ..)| items == name) {
                let DeValue::Array(items) = value.into_inner() else {
                    let what = format!("`{name}` is a list: write [[{name}]]");
                    return Err(said(at, span.start, what));
                };
                for item in items {
                    written.items.push(table(at, item)?);
                }
            } else {
                written.rest.insert(key, value);
            }
        }
        Ok(written)
    }
}

fn table<'s>(at: At<'s>, value: Spanned<DeValue<'s>>) -> Result<Spanned<DeTable<'s>>, LoadError> {
    let span = value.span();
    match value.into_inner() {
        DeValue::Table(table) => Ok(Spanned::new(span, table)),
        _ => Err(said(at, span.start, "this should be a table".to_owned())),
    }
}

fn id_of<'t>(table: &'t DeTable<'_>, key: &str) -> Option<&'t str> {
    table.get(key)?.get_ref().as_str()
}

fn head_offset(head: &Spanned<DeTable<'_>>) -> usize {
    let id = head.get_ref().get("id");
    id.map_or(head.span().start, |id| id.span().start)
}

/// Why an entry is to be taken away, where it is: `removed = "why"`, beside its id and nothing else.
fn removal<'t>(at: At<'_>, table: &'t Spanned<DeTable<'_>>) -> Result<Option<&'t str>, LoadError> {
    let Some(removed) = table.get_ref().get("removed") else {
        return Ok(None);
    };
    let offset = removed.span().start;
    if table.get_ref().len() != 2 {
        let what = "an entry that is removed has its id and `removed`, and no other field";
        return Err(said(at, offset, what.to_owned()));
    }
    match removed.get_ref().as_str().map(str::trim) {
        Some(why) if !why.is_empty() && at.layer > 0 => Ok(Some(why)),
        Some(why) if !why.is_empty() => {
            let what = "nothing lies below this catalog: take the entry out of the file";
            Err(said(at, offset, what.to_owned()))
        }
        _ => {
            let what = "`removed` says why, as in removed = \"we block it elsewhere\"";
            Err(said(at, offset, what.to_owned()))
        }
    }
}

fn removal_of(at: At<'_>, offset: usize, kind: &'static str, id: &str, why: &str) -> Removed {
    Removed {
        layer: at.layer,
        kind,
        id: id.to_owned(),
        why: why.to_owned(),
        file: at.file.path.to_string(),
        line: line_at(&at.file.text, offset),
    }
}

fn nothing_to_remove(at: At<'_>, offset: usize, kind: &str, id: &str) -> LoadError {
    let what = format!(
        "no catalog below this one has the {kind} {id:?} in {}",
        at.path
    );
    said(at, offset, what)
}

fn said(at: At<'_>, offset: usize, message: String) -> LoadError {
    LoadError::File {
        path: at.file.path.to_string(),
        line: line_at(&at.file.text, offset),
        message,
    }
}
