//! A policy file into a [`Draft`]. Read key by key rather than by `serde`, so that every mistake is told with its line
//! and key, and with what may have been meant.

use std::sync::Arc;

use jiff::civil::Date;
use toml_edit::{Document, Item, TableLike, Value};

use super::draft::ExceptionDraft;
use super::{Draft, Ncsi, Origin, Pages, PolicyError, Said, Undocumented};
use crate::suggest::nearest;

/// The keys of a policy.
pub(super) const KEYS: [&str; 9] = [
    "preset",
    "release",
    "pages",
    "keep",
    "off",
    "undocumented",
    "ncsi",
    "observe",
    "planes",
];

const EXCEPTION: &str = "exception";
const EXCEPTION_KEYS: [&str; 4] = ["keep", "off", "reason", "until"];

/// The largest policy file that is read, in bytes. A policy names areas; a list of destinations belongs in a catalog.
const LIMIT: usize = 16 << 20;

/// Reads a policy file. `file` is its name for errors.
pub(super) fn read(file: &str, text: &str) -> Result<Draft, PolicyError> {
    if text.len() > LIMIT {
        return Err(PolicyError::Syntax {
            file: file.to_owned(),
            line: 1,
            what: format!("the file is larger than {LIMIT} bytes"),
        });
    }
    let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    let reader = Reader {
        file: file.into(),
        newlines: newlines.map(|(at, _)| at).collect(),
    };
    let document = Document::parse(text).map_err(|error| PolicyError::Syntax {
        file: file.to_owned(),
        line: error.span().map_or(1, |span| reader.line(span.start)),
        what: error.message().replace('\n', ", "),
    })?;
    reader.policy(document.as_table())
}

struct Reader {
    file: Arc<str>,
    /// Where lines end, in bytes: every name of a policy has its line looked up.
    newlines: Vec<usize>,
}

impl Reader {
    fn policy(&self, table: &dyn TableLike) -> Result<Draft, PolicyError> {
        let mut draft = Draft::default();
        for (key, item) in table.iter() {
            let at = || self.origin(table, key, item);
            match key {
                "preset" => draft.preset = Some(self.said(at(), text(item))?),
                "release" => draft.releases = self.texts(&at(), item)?,
                "pages" => {
                    let pages = text(item).and_then(|word| match word.as_str() {
                        "release" => Some(Pages::Release),
                        "all" => Some(Pages::All),
                        _ => None,
                    });
                    let hint = "write \"release\" for the rows of the policy's release, or \"all\"";
                    draft.pages =
                        Some(self.chosen(at(), pages, "it is neither release nor all", hint)?);
                }
                "keep" => draft.keep = self.texts(&at(), item)?,
                "off" => draft.off = self.texts(&at(), item)?,
                "undocumented" => {
                    let choice = text(item).and_then(|word| match word.as_str() {
                        "keep" => Some(Undocumented::Keep),
                        "off" => Some(Undocumented::Off),
                        _ => None,
                    });
                    let hint = "write \"keep\" to leave what nobody documents alone, or \"off\" to allow only what is kept";
                    draft.undocumented =
                        Some(self.chosen(at(), choice, "it is neither keep nor off", hint)?);
                }
                "ncsi" => draft.ncsi = Some(self.ncsi(at(), item)?),
                "observe" => {
                    let hint = "write true to only watch, or false";
                    draft.observe = Some(self.chosen(
                        at(),
                        item.as_bool(),
                        "it is neither true nor false",
                        hint,
                    )?);
                }
                "planes" => draft.planes = self.texts(&at(), item)?,
                EXCEPTION => draft.exceptions = self.exceptions(&at(), item)?,
                _ => return Err(self.unknown(at(), key, &[&KEYS[..], &[EXCEPTION]].concat())),
            }
        }
        Ok(draft)
    }

    fn ncsi(&self, at: Origin, item: &Item) -> Result<Said<Ncsi>, PolicyError> {
        let hint = "write \"keep\", \"disable-probing\", or { answer = \"192.0.2.80\" } with the address of your own server; \
                    `answer6` adds one for IPv6";
        let what = "it is none of the three choices";
        let choice = match item.as_table_like() {
            None => text(item).and_then(|word| match word.as_str() {
                "keep" => Some(Ncsi::Keep),
                "disable-probing" => Some(Ncsi::DisableProbing),
                _ => None,
            }),
            Some(table) => {
                for (key, item) in table.iter() {
                    if !["answer", "answer6"].contains(&key) {
                        let at = self.origin(table, key, item);
                        return Err(self.unknown(at, key, &["answer", "answer6"]));
                    }
                }
                let part = |key| table.get(key).map(|item| text(item).unwrap_or_default());
                let v4 = part("answer").and_then(|it| it.parse().ok());
                match part("answer6").map(|it| it.parse()) {
                    Some(Err(_)) => None,
                    v6 => v4.and_then(|v4| Ncsi::answer(v4, v6.and_then(Result::ok))),
                }
            }
        };
        self.chosen(at, choice, what, hint)
    }

    fn exceptions(&self, at: &Origin, item: &Item) -> Result<Vec<ExceptionDraft>, PolicyError> {
        let bad = || PolicyError::Value {
            origin: at.clone(),
            what: "it is no list of tables".to_owned(),
            hint: "write [[exception]], and below it keep or off, reason and until".to_owned(),
        };
        let tables: Vec<&dyn TableLike> = match item {
            Item::ArrayOfTables(tables) => tables.iter().map(|it| it as &dyn TableLike).collect(),
            Item::Value(Value::Array(array)) => {
                let each = array
                    .iter()
                    .map(|it| it.as_inline_table().map(|it| it as &dyn TableLike));
                each.collect::<Option<_>>().ok_or_else(bad)?
            }
            _ => return Err(bad()),
        };
        tables
            .into_iter()
            .map(|table| self.exception(at, table))
            .collect()
    }

    fn exception(
        &self,
        list: &Origin,
        table: &dyn TableLike,
    ) -> Result<ExceptionDraft, PolicyError> {
        let (mut names, mut reason, mut until) = (None, None, None);
        for (key, item) in table.iter() {
            let at = self.origin(table, key, item);
            match key {
                "keep" | "off" => {
                    let name = self.said(at.clone(), text(item))?;
                    if names.replace((key == "keep", name)).is_some() {
                        return Err(PolicyError::Value {
                            origin: at,
                            what: "an exception cannot both keep and turn off".to_owned(),
                            hint: "write two exceptions".to_owned(),
                        });
                    }
                }
                "reason" => reason = text(item).filter(|it| !it.trim().is_empty()),
                "until" => {
                    let hint = "write the last day on which it holds: until = 2026-12-31";
                    until = Some(self.chosen(at, date(item), "it is no date", hint)?);
                }
                _ => return Err(self.unknown(at, key, &EXCEPTION_KEYS)),
            }
        }
        // The place of the first key is nearer than that of the list.
        let first = table.iter().next();
        let at = first.map_or_else(|| list.clone(), |(key, item)| self.origin(table, key, item));
        let missing = |key: &str, hint: &str| PolicyError::Value {
            origin: at.clone(),
            what: format!("the exception has no `{key}`"),
            hint: hint.to_owned(),
        };
        let (keep, name) = names.ok_or_else(|| {
            missing(
                "keep` or `off",
                "say what it is for: keep = \"host.example\"",
            )
        })?;
        let reason =
            reason.ok_or_else(|| missing("reason", "say why, for whoever reads it in a year"))?;
        let until = until.ok_or_else(|| missing("until", "say until when: until = 2026-12-31"))?;
        Ok(ExceptionDraft {
            keep,
            name,
            reason,
            until: until.value,
        })
    }

    /// One text or a list of them.
    fn texts(&self, at: &Origin, item: &Item) -> Result<Vec<Said<String>>, PolicyError> {
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

    fn said(&self, origin: Origin, value: Option<String>) -> Result<Said<String>, PolicyError> {
        let filled = value.filter(|text| !text.trim().is_empty());
        match filled {
            Some(value) => Ok(Said { value, origin }),
            None => Err(not_text(origin)),
        }
    }

    fn chosen<T>(
        &self,
        origin: Origin,
        value: Option<T>,
        what: &str,
        hint: &str,
    ) -> Result<Said<T>, PolicyError> {
        match value {
            Some(value) => Ok(Said { value, origin }),
            None => Err(PolicyError::Value {
                origin,
                what: what.to_owned(),
                hint: hint.to_owned(),
            }),
        }
    }

    fn unknown(&self, origin: Origin, key: &str, known: &[&str]) -> PolicyError {
        let near = nearest(key, known.iter().copied());
        PolicyError::Key {
            origin,
            near: near.into_iter().map(str::to_owned).collect(),
        }
    }

    fn origin(&self, table: &dyn TableLike, key: &str, item: &Item) -> Origin {
        let span = table.get_key_value(key).and_then(|(key, _)| key.span());
        let at = span.or_else(|| item.span()).map_or(0, |span| span.start);
        Origin::File {
            file: Arc::clone(&self.file),
            line: self.line(at),
            key: key.to_owned(),
        }
    }

    /// The line of an offset, from 1.
    fn line(&self, at: usize) -> usize {
        1 + self.newlines.partition_point(|&newline| newline < at)
    }
}

fn not_text(origin: Origin) -> PolicyError {
    PolicyError::Value {
        origin,
        what: "it is no text, and no list of texts".to_owned(),
        hint: "write names in quotation marks: [\"maps\", \"windows-spotlight\"]".to_owned(),
    }
}

fn text(item: &Item) -> Option<String> {
    item.as_str().map(str::to_owned)
}

/// A TOML date, or the same in quotation marks.
fn date(item: &Item) -> Option<Date> {
    match item.as_datetime() {
        Some(stamp) => stamp.date.map(|date| date.to_string())?.parse().ok(),
        None => item.as_str()?.parse().ok(),
    }
}
