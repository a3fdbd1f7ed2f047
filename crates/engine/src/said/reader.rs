//! A file's text, with what it takes to tell where in it something stands.

use std::sync::Arc;

use jiff::civil::Date;
use toml_edit::{Document, Item, TableLike, Value};

use super::{Origin, ReadError, Said};
use crate::suggest::nearest;

/// The largest file that is read, in bytes. People write these; a list of destinations belongs in a catalog.
const LIMIT: usize = 16 << 20;

/// A file that is being read.
pub(crate) struct Reader {
    /// What it is, with its article: `a policy`.
    of: &'static str,
    file: Arc<str>,
    /// Where lines end, in bytes: every name of a policy has its line looked up.
    newlines: Vec<usize>,
}

impl Reader {
    /// Begins to read. `file` is its name for errors.
    pub(crate) fn new(of: &'static str, file: &str, text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self {
            of,
            file: file.into(),
            newlines: newlines.map(|(at, _)| at).collect(),
        }
    }

    /// The text as TOML.
    pub(crate) fn document<'t>(&self, text: &'t str) -> Result<Document<&'t str>, ReadError> {
        let syntax = |line, what| ReadError::Syntax {
            file: self.file.to_string(),
            line,
            what,
        };
        if text.len() > LIMIT {
            return Err(syntax(1, format!("the file is larger than {LIMIT} bytes")));
        }
        Document::parse(text).map_err(|error| {
            let line = error.span().map_or(1, |span| self.line(span.start));
            syntax(line, error.message().replace('\n', ", "))
        })
    }

    /// The tables of a list: `[[key]]`, or inline ones in brackets.
    pub(crate) fn tables<'i>(
        &self,
        at: &Origin,
        item: &'i Item,
        hint: &str,
    ) -> Result<Vec<&'i dyn TableLike>, ReadError> {
        let bad = || ReadError::Value {
            origin: at.clone(),
            what: "it is no list of tables".to_owned(),
            hint: hint.to_owned(),
        };
        match item {
            Item::ArrayOfTables(tables) => {
                Ok(tables.iter().map(|it| it as &dyn TableLike).collect())
            }
            Item::Value(Value::Array(array)) => {
                let each = array
                    .iter()
                    .map(|it| it.as_inline_table().map(|it| it as &dyn TableLike));
                each.collect::<Option<_>>().ok_or_else(bad)
            }
            _ => Err(bad()),
        }
    }

    /// The place of a table's first key, which is nearer than that of the list it is in.
    pub(crate) fn first_key(&self, list: &Origin, table: &dyn TableLike) -> Origin {
        let first = table.iter().next();
        first.map_or_else(|| list.clone(), |(key, item)| self.origin(table, key, item))
    }

    /// One text or a list of them.
    pub(crate) fn texts(&self, at: &Origin, item: &Item) -> Result<Vec<Said<String>>, ReadError> {
        if let Some(one) = text(item) {
            return Ok(vec![Said {
                value: one,
                origin: at.clone(),
            }]);
        }
        let array = item.as_array().ok_or_else(|| not_text(at.clone()))?;
        let each = array.iter().map(|value| {
            let line = value.span().map(|span| self.line(span.start));
            let origin = match (at, line) {
                (Origin::File { file, key, .. }, Some(line)) => Origin::File {
                    file: Arc::clone(file),
                    line,
                    key: key.clone(),
                },
                _ => at.clone(),
            };
            self.said(origin, value.as_str().map(str::to_owned))
        });
        each.collect()
    }

    /// A text that is not empty.
    pub(crate) fn said(
        &self,
        origin: Origin,
        value: Option<String>,
    ) -> Result<Said<String>, ReadError> {
        let filled = value.filter(|text| !text.trim().is_empty());
        match filled {
            Some(value) => Ok(Said { value, origin }),
            None => Err(not_text(origin)),
        }
    }

    /// A value that was understood, or what is wrong and what to write.
    pub(crate) fn chosen<T>(
        &self,
        origin: Origin,
        value: Option<T>,
        what: &str,
        hint: &str,
    ) -> Result<Said<T>, ReadError> {
        match value {
            Some(value) => Ok(Said { value, origin }),
            None => Err(ReadError::Value {
                origin,
                what: what.to_owned(),
                hint: hint.to_owned(),
            }),
        }
    }

    /// A key that is none of the known ones.
    pub(crate) fn unknown(&self, origin: Origin, key: &str, known: &[&str]) -> ReadError {
        let near = nearest(key, known.iter().copied());
        ReadError::Key {
            origin,
            of: self.of,
            near: near.into_iter().map(str::to_owned).collect(),
            known: known.iter().map(|it| (*it).to_owned()).collect(),
        }
    }

    /// Where a key stands.
    pub(crate) fn origin(&self, table: &dyn TableLike, key: &str, item: &Item) -> Origin {
        let span = table.get_key_value(key).and_then(|(key, _)| key.span());
        let at = span.or_else(|| item.span()).map_or(0, |span| span.start);
        Origin::File {
            file: Arc::clone(&self.file),
            line: self.line(at),
            key: key.to_owned(),
        }
    }

    /// The line of an offset, from 1.
    pub(crate) fn line(&self, at: usize) -> usize {
        1 + self.newlines.partition_point(|&newline| newline < at)
    }
}

fn not_text(origin: Origin) -> ReadError {
    ReadError::Value {
        origin,
        what: "it is no text, and no list of texts".to_owned(),
        hint: "write names in quotation marks: [\"maps\", \"windows-spotlight\"]".to_owned(),
    }
}

/// A text.
pub(crate) fn text(item: &Item) -> Option<String> {
    item.as_str().map(str::to_owned)
}

/// A TOML date, or the same in quotation marks.
pub(crate) fn date(item: &Item) -> Option<Date> {
    match item.as_datetime() {
        Some(stamp) => stamp.date.map(|date| date.to_string())?.parse().ok(),
        None => item.as_str()?.parse().ok(),
    }
}
