//! The files that could be parsed, joined for the lints, and what the lints find.

use std::collections::BTreeMap;

use super::codes;
use super::known::Known;
use super::{Problem, Severity, SourceFile};
use crate::catalog::Layer;
use crate::catalog::file::{
    AcceptedFile, AreaFile, CarrierFile, ControlFile, EndpointEntry, ReleaseEntry, ReleaseFile,
    Row, VendorFile,
};
use crate::catalog::join::{Placed, join};
use crate::catalog::load::{LoadError, Parsed, line_at, pattern_of};
use crate::pattern::Pattern;

/// Where something stands: a file and a byte offset in it.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) file: &'a SourceFile,
    pub(super) offset: usize,
}

impl Place<'_> {
    /// The place of a row of the entry that stands here; the entry's own where the row is not written on one line.
    pub(super) fn row(self, release: &str, line: u32) -> Self {
        let rest = self.file.text.get(self.offset..).unwrap_or_default();
        let rest = rest.split("\n[[").next().unwrap_or_default();
        let (release, line) = (format!("\"{release}\""), format!("line = {line}"));
        let mut offset = self.offset;
        for text in rest.split_inclusive('\n') {
            let numbered = text.split_once(&line).map(|(_, after)| after);
            let ends = numbered.is_some_and(|it| !it.starts_with(|c: char| c.is_ascii_digit()));
            if ends && text.contains(&release) {
                return Self { offset, ..self };
            }
            offset += text.len();
        }
        self
    }
}

/// The problems found so far.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) problems: Vec<Problem>,
}

impl Findings {
    pub(super) fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place<'_>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        debug_assert!(codes::find(code).is_some(), "{code} is not in CODES");
        self.problems.push(Problem {
            file: place.file.path.to_string(),
            line: line_at(&place.file.text, place.offset),
            severity,
            code,
            what: what.into(),
            hint: hint.into(),
            entry: None,
            others: Vec::new(),
            accepted: None,
        });
    }

    /// A file, or a part of one, that does not follow the schema.
    fn layout(&mut self, file: String, line: u32, what: String) {
        self.problems.push(Problem {
            file,
            line,
            severity: Severity::Error,
            code: "layout",
            what,
            hint: "see catalog/schema.json for the layout".to_owned(),
            entry: None,
            others: Vec::new(),
            accepted: None,
        });
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        place: Place<'_>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(Severity::Error, code, place, what, hint);
    }

    pub(super) fn warning(
        &mut self,
        code: &'static str,
        place: Place<'_>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(Severity::Warning, code, place, what, hint);
    }

    pub(super) fn note(
        &mut self,
        code: &'static str,
        place: Place<'_>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(Severity::Note, code, place, what, hint);
    }

    /// Names the other entries that play a part in the last problem.
    pub(super) fn with(&mut self, others: impl IntoIterator<Item = impl Into<String>>) {
        if let Some(problem) = self.problems.last_mut() {
            problem.others = others.into_iter().map(Into::into).collect();
        }
    }
}

/// The files that could be parsed, by kind, each with its source.
#[derive(Default)]
pub(super) struct Files<'a> {
    pub(super) areas: Vec<(&'a SourceFile, AreaFile)>,
    pub(super) releases: Vec<(&'a SourceFile, ReleaseFile)>,
    pub(super) controls: Vec<(&'a SourceFile, ControlFile)>,
    pub(super) vendors: Vec<(&'a SourceFile, VendorFile)>,
    pub(super) carriers: Vec<(&'a SourceFile, CarrierFile)>,
    pub(super) accepted: Vec<(&'a SourceFile, AcceptedFile)>,
    /// The files of endpoints and carriers that stand elsewhere than the rest of their file, by id or suffix.
    elsewhere: BTreeMap<String, &'a SourceFile>,
    /// The paths of users' files, with their path below the user's folder.
    pub(super) users: BTreeMap<&'a str, &'a str>,
    /// How many layers there are.
    pub(super) layers: usize,
}

impl<'a> Files<'a> {
    pub(super) fn join(layers: &'a [Layer], findings: &mut Findings) -> Self {
        let mut files = Self {
            layers: layers.len(),
            ..Self::default()
        };
        for layer in layers.iter().skip(1) {
            let paths = layer.files().iter();
            files
                .users
                .extend(paths.map(|file| (&*file.shown.path, &*file.path)));
        }
        let joined = join(layers);
        for (at, error) in joined.errors {
            let file = at.file;
            match error {
                LoadError::File {
                    line,
                    message,
                    path,
                } => findings.layout(path, line, message),
                LoadError::Duplicate { path, line, id } => findings.problems.push(Problem {
                    file: path,
                    line,
                    severity: Severity::Error,
                    code: "duplicate-id",
                    what: format!("the id {id:?} is taken"),
                    hint: "ids are unique in the whole catalog".to_owned(),
                    entry: None,
                    others: Vec::new(),
                    accepted: None,
                }),
                error => findings.error(
                    "place",
                    Place { file, offset: 0 },
                    error.to_string(),
                    "files are <vendor>/<product>/<area>.toml, <vendor>/releases/…, <vendor>/controls/…, \
                     <vendor>/vendor.toml, <vendor>/accepted.toml and carriers.toml",
                ),
            }
        }
        files.read_accepted(layers, findings);
        for it in joined.files {
            let file = it.placed.at.file;
            match it.parsed {
                Parsed::Area(parsed) => {
                    for entry in &parsed.endpoint {
                        files.place(&it.placed, entry.id.get_ref());
                    }
                    files.areas.push((file, *parsed));
                }
                Parsed::Release(parsed) => files.releases.push((file, *parsed)),
                Parsed::Control(parsed) => files.controls.push((file, *parsed)),
                Parsed::Vendor(parsed) => files.vendors.push((file, parsed)),
                Parsed::Carriers(parsed) => {
                    for entry in &parsed.carrier {
                        files.place(&it.placed, entry.suffix.get_ref());
                    }
                    files.carriers.push((file, parsed));
                }
            }
        }
        files
    }

    /// Acceptances add up: each layer's are about what it has and changes.
    fn read_accepted(&mut self, layers: &'a [Layer], findings: &mut Findings) {
        let all = layers.iter().flat_map(Layer::files);
        for it in all.filter(|it| AcceptedFile::is_at(&it.path)) {
            let file = &it.shown;
            match toml::from_str(&file.text) {
                Ok(parsed) => self.accepted.push((file, parsed)),
                Err(error) => {
                    let line = error
                        .span()
                        .map_or(1, |span| line_at(&file.text, span.start));
                    findings.layout(file.path.to_string(), line, error.message().to_owned());
                }
            }
        }
    }

    /// Remembers where an endpoint or a carrier stands, if that is not with the rest of its file.
    fn place(&mut self, placed: &Placed<'a>, id: &str) {
        let file = placed.item(id).file;
        if !std::ptr::eq(file, placed.at.file) {
            self.elsewhere.insert(id.to_owned(), file);
        }
    }

    /// The file that an endpoint or a carrier stands in, which belongs to `file`.
    pub(super) fn file_of(&self, file: &'a SourceFile, id: &str) -> &'a SourceFile {
        self.elsewhere.get(id).copied().unwrap_or(file)
    }

    /// Every endpoint with its area's file and its place.
    pub(super) fn endpoints(&self) -> impl Iterator<Item = (&AreaFile, &EndpointEntry, Place<'a>)> {
        self.areas.iter().flat_map(move |(file, parsed)| {
            parsed.endpoint.iter().map(move |entry| {
                let offset = entry.id.span().start;
                let file = self.file_of(file, entry.id.get_ref());
                (parsed, entry, Place { file, offset })
            })
        })
    }

    /// Whether a file is a user's, on top of others.
    pub(super) fn is_users(&self, file: &SourceFile) -> bool {
        self.users.contains_key(&*file.path)
    }

    /// Every area's file with its place.
    pub(super) fn area_files(&self) -> impl Iterator<Item = (&AreaFile, Place<'a>)> {
        self.areas.iter().map(|(file, parsed)| {
            let offset = parsed.area.id.span().start;
            (parsed, Place { file, offset })
        })
    }
}

/// An endpoint with what its meaning spells out.
pub(super) struct Item<'f> {
    pub(super) area: &'f AreaFile,
    pub(super) entry: &'f EndpointEntry,
    pub(super) place: Place<'f>,
    /// Absent where the meaning is no pattern, which `meanings` complains about.
    pub(super) pattern: Option<Pattern>,
}

impl Item<'_> {
    pub(super) fn id(&self) -> &str {
        self.entry.id.get_ref()
    }

    pub(super) fn area_id(&self) -> &str {
        self.area.area.id.get_ref()
    }

    /// The destination as a row writes it.
    pub(super) fn written<'r>(&'r self, row: &'r Row) -> &'r str {
        row.as_written.as_deref().unwrap_or(&self.entry.as_written)
    }

    /// Whether a rule against it would weaken the device's security.
    pub(super) fn is_critical(&self) -> bool {
        self.entry.security_critical.is_some() || self.area.area.security_critical.is_some()
    }
}

/// What several lints need, made once.
pub(super) struct Joined<'f> {
    pub(super) files: &'f Files<'f>,
    /// The endpoints, in the order of the files.
    pub(super) items: Vec<Item<'f>>,
    pub(super) releases: BTreeMap<&'f str, &'f ReleaseEntry>,
    pub(super) known: Known,
}

impl<'f> Joined<'f> {
    pub(super) fn new(files: &'f Files<'f>) -> Self {
        let items: Vec<Item<'f>> = files
            .endpoints()
            .map(|(area, entry, place)| Item {
                area,
                entry,
                place,
                pattern: pattern_of(&entry.meaning).ok(),
            })
            .collect();
        let releases = files.releases.iter();
        Self {
            files,
            releases: releases
                .map(|(_, it)| (it.release.id.get_ref().as_str(), &it.release))
                .collect(),
            known: Known::new(files, &items),
            items,
        }
    }

    /// The endpoints whose meaning is a pattern.
    pub(super) fn patterns(&self) -> impl Iterator<Item = (&Item<'f>, &Pattern)> {
        let items = self.items.iter();
        items.filter_map(|item| Some((item, item.pattern.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_found_by_its_release_and_whole_line_number() {
        let file = SourceFile {
            path: "a.toml".into(),
            text: "id\n{ release = \"r\", line = 12 },\n{ release = \"s\", line = 1 },\n\
                   { release = \"r\", line = 1 },\n\n[[endpoint]]\n{ release = \"r\", line = 3 },\n"
                .into(),
        };
        let entry = Place {
            file: &file,
            offset: 0,
        };
        let line = |at: u32| line_at(&file.text, entry.row("r", at).offset);
        assert_eq!((line(12), line(1)), (2, 4));
        // The next entry's rows are not this one's.
        assert_eq!(line(3), 1);
    }
}
