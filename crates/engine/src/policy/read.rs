//! A policy file into a [`Draft`], key by key.

use toml_edit::{Item, TableLike};

use super::draft::ExceptionDraft;
use super::{Draft, Ncsi, Origin, Pages, PolicyError, Said, Undocumented};
use crate::said::{ReadError, Reader, date, text};

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

/// Reads a policy file. `file` is its name for errors.
pub(super) fn read(file: &str, text: &str) -> Result<Draft, PolicyError> {
    let reader = PolicyReader(Reader::new("a policy", file, text));
    let document = reader.0.document(text)?;
    Ok(reader.policy(document.as_table())?)
}

struct PolicyReader(Reader);

impl PolicyReader {
    fn policy(&self, table: &dyn TableLike) -> Result<Draft, ReadError> {
        let mut draft = Draft::default();
        for (key, item) in table.iter() {
            let at = || self.0.origin(table, key, item);
            match key {
                "preset" => draft.preset = Some(self.0.said(at(), text(item))?),
                "release" => draft.releases = self.0.texts(&at(), item)?,
                "pages" => {
                    let pages = text(item).and_then(|word| match word.as_str() {
                        "release" => Some(Pages::Release),
                        "all" => Some(Pages::All),
                        _ => None,
                    });
                    let hint = "write \"release\" for the rows of the policy's release, or \"all\"";
                    draft.pages =
                        Some(
                            self.0
                                .chosen(at(), pages, "it is neither release nor all", hint)?,
                        );
                }
                "keep" => draft.keep = self.0.texts(&at(), item)?,
                "off" => draft.off = self.0.texts(&at(), item)?,
                "undocumented" => {
                    let choice = text(item).and_then(|word| match word.as_str() {
                        "keep" => Some(Undocumented::Keep),
                        "off" => Some(Undocumented::Off),
                        _ => None,
                    });
                    let hint = "write \"keep\" to leave what nobody documents alone, or \"off\" to allow only what is kept";
                    draft.undocumented =
                        Some(
                            self.0
                                .chosen(at(), choice, "it is neither keep nor off", hint)?,
                        );
                }
                "ncsi" => draft.ncsi = Some(self.ncsi(at(), item)?),
                "observe" => {
                    let hint = "write true to only watch, or false";
                    draft.observe = Some(self.0.chosen(
                        at(),
                        item.as_bool(),
                        "it is neither true nor false",
                        hint,
                    )?);
                }
                "planes" => draft.planes = self.0.texts(&at(), item)?,
                EXCEPTION => draft.exceptions = self.exceptions(&at(), item)?,
                _ => {
                    return Err(self
                        .0
                        .unknown(at(), key, &[&KEYS[..], &[EXCEPTION]].concat()));
                }
            }
        }
        Ok(draft)
    }

    fn ncsi(&self, at: Origin, item: &Item) -> Result<Said<Ncsi>, ReadError> {
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
                        let at = self.0.origin(table, key, item);
                        return Err(self.0.unknown(at, key, &["answer", "answer6"]));
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
        self.0.chosen(at, choice, what, hint)
    }

    fn exceptions(&self, at: &Origin, item: &Item) -> Result<Vec<ExceptionDraft>, ReadError> {
        let hint = "write [[exception]], and below it keep or off, reason and until";
        let tables = self.0.tables(at, item, hint)?;
        tables
            .into_iter()
            .map(|table| self.exception(at, table))
            .collect()
    }

    fn exception(&self, list: &Origin, table: &dyn TableLike) -> Result<ExceptionDraft, ReadError> {
        let (mut names, mut reason, mut until) = (None, None, None);
        for (key, item) in table.iter() {
            let at = self.0.origin(table, key, item);
            match key {
                "keep" | "off" => {
                    let name = self.0.said(at.clone(), text(item))?;
                    if names.replace((key == "keep", name)).is_some() {
                        return Err(ReadError::Value {
                            origin: at,
                            what: "an exception cannot both keep and turn off".to_owned(),
                            hint: "write two exceptions".to_owned(),
                        });
                    }
                }
                "reason" => reason = text(item).filter(|it| !it.trim().is_empty()),
                "until" => {
                    let hint = "write the last day on which it holds: until = 2026-12-31";
                    until = Some(self.0.chosen(at, date(item), "it is no date", hint)?);
                }
                _ => return Err(self.0.unknown(at, key, &EXCEPTION_KEYS)),
            }
        }
        let at = self.0.first_key(list, table);
        let missing = |key: &str, hint: &str| ReadError::Value {
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
}
