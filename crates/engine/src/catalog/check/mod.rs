//! What is wrong with a catalog's files, all of it, each with a place, a hint and a stable code.
//!
//! Errors make the catalog wrong; warnings are what a reader or a rule made from the catalog could trip over, and some
//! of them are plain facts about a vendor's page; notes are for completeness.

mod controls;
mod entries;
mod overlaps;
mod references;
mod user;

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::file::{AreaFile, CarrierFile, ControlFile, EndpointEntry, ReleaseFile, VendorFile};
use super::join::{Placed, join};
use super::load::{LoadError, Parsed, line_at};
use super::{Layer, Source, SourceFile};

/// How bad a problem is, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Correct, and easy to trip over.
    Warning,
    /// Wrong: the check fails.
    Error,
}

/// Something wrong with a catalog file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file, below the catalog's folder.
    pub file: String,
    /// The line, from 1; the first line where the whole file is meant.
    pub line: u32,
    /// How bad it is.
    pub severity: Severity,
    /// Stable name of the kind of problem.
    pub code: &'static str,
    /// What is wrong, without a full stop.
    pub what: String,
    /// What to do about it, without a full stop; empty where `what` says it.
    pub hint: String,
}

/// Checks all files of a catalog that is complete by itself, as text. The result is sorted by file and line.
#[must_use]
pub fn check(source: &Source) -> Vec<Problem> {
    problems(&[Layer::ground(source)])
}

/// Checks users' catalogs on top of the first layer: what is wrong in them, and what they make wrong below.
#[must_use]
pub fn check_layers(layers: &[Layer]) -> Vec<Problem> {
    user::check(layers)
}

fn problems(layers: &[Layer]) -> Vec<Problem> {
    let mut findings = Findings::default();
    let files = Files::join(layers, &mut findings);
    entries::check(&files, &mut findings);
    references::check(&files, &mut findings);
    overlaps::check(&files, &mut findings);
    controls::check(&files, &mut findings);
    let mut problems = findings.problems;
    problems.sort();
    problems.dedup();
    problems
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// As compilers write it: `file:line: severity: what [code]`, with the hint after a dash.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}: {}: {} [{}]",
            self.file, self.line, self.severity, self.what, self.code
        )?;
        if self.hint.is_empty() {
            Ok(())
        } else {
            write!(f, " — {}", self.hint)
        }
    }
}

/// Where something stands: a file and a byte offset in it.
#[derive(Clone, Copy)]
struct Place<'a> {
    file: &'a SourceFile,
    offset: usize,
}

/// The problems found so far.
#[derive(Default)]
struct Findings {
    problems: Vec<Problem>,
}

impl Findings {
    fn add(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place<'_>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems.push(Problem {
            file: place.file.path.to_string(),
            line: line_at(&place.file.text, place.offset),
            severity,
            code,
            what: what.into(),
            hint: hint.into(),
        });
    }

    fn error(
        &mut self,
        code: &'static str,
        place: Place<'_>,
        what: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(Severity::Error, code, place, what, hint);
    }
}

/// The files that could be parsed, by kind, each with its source.
#[derive(Default)]
struct Files<'a> {
    areas: Vec<(&'a SourceFile, AreaFile)>,
    releases: Vec<(&'a SourceFile, ReleaseFile)>,
    controls: Vec<(&'a SourceFile, ControlFile)>,
    vendors: Vec<(&'a SourceFile, VendorFile)>,
    carriers: Vec<(&'a SourceFile, CarrierFile)>,
    /// The files of endpoints and carriers that stand elsewhere than the rest of their file, by id or suffix.
    elsewhere: BTreeMap<String, &'a SourceFile>,
    /// The paths of users' files, with their path below the user's folder.
    users: BTreeMap<&'a str, &'a str>,
    /// How many layers there are.
    layers: usize,
}

impl<'a> Files<'a> {
    fn join(layers: &'a [Layer], findings: &mut Findings) -> Self {
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
                } => findings.problems.push(Problem {
                    file: path,
                    line,
                    severity: Severity::Error,
                    code: "layout",
                    what: message,
                    hint: "see catalog/schema.json for the layout".to_owned(),
                }),
                LoadError::Duplicate { path, line, id } => findings.problems.push(Problem {
                    file: path,
                    line,
                    severity: Severity::Error,
                    code: "duplicate-id",
                    what: format!("the id {id:?} is taken"),
                    hint: "ids are unique in the whole catalog".to_owned(),
                }),
                error => findings.error(
                    "place",
                    Place { file, offset: 0 },
                    error.to_string(),
                    "files are <vendor>/<product>/<area>.toml, <vendor>/releases/…, <vendor>/controls/…, \
                     <vendor>/vendor.toml and carriers.toml",
                ),
            }
        }
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

    /// Remembers where an endpoint or a carrier stands, if that is not with the rest of its file.
    fn place(&mut self, placed: &Placed<'a>, id: &str) {
        let file = placed.item(id).file;
        if !std::ptr::eq(file, placed.at.file) {
            self.elsewhere.insert(id.to_owned(), file);
        }
    }

    /// The file that an endpoint or a carrier stands in, which belongs to `file`.
    fn file_of(&self, file: &'a SourceFile, id: &str) -> &'a SourceFile {
        self.elsewhere.get(id).copied().unwrap_or(file)
    }

    /// Every endpoint with its area's file and its place.
    fn endpoints(&self) -> impl Iterator<Item = (&AreaFile, &EndpointEntry, Place<'a>)> {
        self.areas.iter().flat_map(move |(file, parsed)| {
            parsed.endpoint.iter().map(move |entry| {
                let offset = entry.id.span().start;
                let file = self.file_of(file, entry.id.get_ref());
                (parsed, entry, Place { file, offset })
            })
        })
    }

    /// Whether a file is a user's, on top of others.
    fn is_users(&self, file: &SourceFile) -> bool {
        self.users.contains_key(&*file.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(files: &[(&'static str, &str)]) -> Source {
        let file = |(path, text): &(&'static str, &str)| SourceFile {
            path: (*path).into(),
            text: (*text).to_owned().into(),
        };
        Source {
            files: files.iter().map(file).collect(),
        }
    }

    fn codes(files: &[(&'static str, &str)]) -> Vec<(&'static str, u32)> {
        check(&source(files))
            .iter()
            .map(|problem| (problem.code, problem.line))
            .collect()
    }

    const AREA: &str = "[area]\nid = \"a\"\nname = \"A\"\nsummary = \"s\"\ninstead = \"-\"\n";

    fn area_with(endpoints: &str) -> String {
        format!("{AREA}{endpoints}")
    }

    fn endpoint(id: &str, written: &str, meaning: &str) -> String {
        format!(
            "\n[[endpoint]]\nid = \"{id}\"\nas_written = \"{written}\"\nmeaning = {{ {meaning} }}\npurpose = \"p\"\n\
             sources = [{{ url = \"https://x.example\", file = \"f\", line = 1, date = \"2020-01-01\" }}]\n"
        )
    }

    fn exact(host: &str) -> String {
        endpoint(
            &format!("a/{host}"),
            host,
            &format!("kind = \"exact\", host = \"{host}\", confidence = \"certain\""),
        )
    }

    #[test]
    fn the_catalog_that_is_built_in_has_no_errors() {
        let problems = check(&Source::embedded());
        let errors: Vec<_> = problems
            .iter()
            .filter(|problem| problem.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn the_wildcard_over_the_certificate_host_is_a_warning() {
        let problems = check(&Source::embedded());
        assert!(problems.iter().any(|problem| problem.code == "reach"
            && problem.file.ends_with("windows-update.toml")
            && problem.what.contains("ctldl.windowsupdate.com")));
    }

    #[test]
    fn a_good_file_has_no_problems() {
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with(&exact("a.example.com")))]),
            []
        );
    }

    #[test]
    fn an_unknown_key_is_reported_with_its_line() {
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with("colour = \"red\"\n"))]),
            [("layout", 6)]
        );
    }

    #[test]
    fn a_file_in_the_wrong_place_is_reported() {
        assert_eq!(codes(&[("stray.toml", AREA)]), [("place", 1)]);
    }

    #[test]
    fn an_id_that_does_not_follow_the_file_is_reported() {
        assert_eq!(codes(&[("v/p/b.toml", AREA)]), [("id", 2)]);
    }

    #[test]
    fn the_same_destination_twice_in_an_area_is_an_error() {
        let twice =
            exact("x.example.com") + &exact("x.example.com").replace("id = \"a/x", "id = \"a/2.x");
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with(&twice))]),
            [("duplicate", 15)]
        );
    }

    #[test]
    fn a_destination_without_a_source_is_an_error() {
        let text = area_with(&exact("x.example.com"));
        let text = &text[..text.find("sources").unwrap()];
        assert_eq!(codes(&[("v/p/a.toml", text)]), [("no-source", 8)]);
    }

    #[test]
    fn a_host_under_no_public_suffix_is_a_warning() {
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with(&exact("img-prod-cms-rt")))]),
            [("public-suffix", 8)]
        );
    }

    #[test]
    fn a_meaning_that_contradicts_the_spelling_needs_a_reason() {
        let meaning =
            "kind = \"apex-and-subdomains\", host = \"x.example.com\", confidence = \"certain\"";
        let text = endpoint("a/x.example.com", "*.x.example.com", meaning);
        assert_eq!(
            codes(&[("v/p/a.toml", &area_with(&text))]),
            [("meaning", 8)]
        );
        let text = text.replace("\"certain\"", "\"likely\", why = \"seen\"");
        assert_eq!(codes(&[("v/p/a.toml", &area_with(&text))]), []);
    }

    #[test]
    fn a_system_in_capitals_is_an_error() {
        let row = "documented = [{ release = \"r\", line = 1, systems = [\"macOS\"] }]\n";
        let text = area_with(&(exact("x.example.com") + row));
        assert!(codes(&[("v/p/a.toml", &text)]).contains(&("system", 8)));
    }

    #[test]
    fn references_to_nothing_are_errors() {
        let text = area_with(
            &(exact("x.example.com")
                + "used_by = [\"b\"]\ncontrols = [{ id = \"c\" }]\n\
                   documented = [{ release = \"r\", line = 1, protocols = \"HTTP\" }]\n"),
        );
        assert_eq!(
            codes(&[("v/p/a.toml", &text)]),
            [("dangling", 8), ("dangling", 8), ("dangling", 8)]
        );
    }

    #[test]
    fn counts_that_do_not_match_the_page_are_errors() {
        let release = "[release]\nid = \"r\"\nname = \"R\"\nproduct = \"P\"\nversion = \"1\"\n\
            page = { url = \"https://x.example\", file = \"f\", date = \"2020-01-01\" }\n\
            counts = { areas = 1, rows = 0, destinations = 0 }\n";
        let problems = check(&source(&[("v/releases/r.toml", release)]));
        assert_eq!(problems.len(), 1);
        assert_eq!(
            (problems[0].code, problems[0].what.as_str()),
            ("counts", "the page has 1 areas, the catalog 0")
        );
    }
}
