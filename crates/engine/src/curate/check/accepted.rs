//! Warnings that somebody looked at and accepted, because a vendor's page is the cause: they become notes.

use std::collections::BTreeMap;

use super::files::{Files, Findings, Place};
use super::{Problem, Severity, codes};
use crate::catalog::load::line_at;

/// Names the entry of each problem, and turns accepted warnings into notes. Adds what is wrong with the acceptances.
pub(super) fn apply(files: &Files<'_>, problems: &mut Vec<Problem>) {
    let entries = entries(files);
    for problem in &mut *problems {
        let lines = entries.get(problem.file.as_str());
        // An entry's problems are at its id or below it.
        let entry = lines.and_then(|lines| lines.range(..=problem.line).next_back());
        problem.entry = entry.map(|(_, id)| (*id).to_owned());
    }
    let mut findings = Findings::default();
    for (file, parsed) in &files.accepted {
        for accepted in &parsed.accepted {
            let place = Place {
                file,
                offset: accepted.entry.span().start,
            };
            let id = accepted.entry.get_ref();
            if codes::find(&accepted.code).is_none() {
                findings.error(
                    "dangling",
                    place,
                    format!("there is no kind of problem {:?}", accepted.code),
                    "take the name that stands in brackets after the warning",
                );
                continue;
            }
            let mut used = false;
            for problem in &mut *problems {
                // A warning that names another endpoint than before is a new one.
                let all_named = || problem.others.iter().all(|it| names(&accepted.others, it));
                if problem.severity == Severity::Warning
                    && problem.code == accepted.code
                    && problem.entry.as_ref() == Some(id)
                    && all_named()
                {
                    problem.severity = Severity::Note;
                    problem.accepted = Some(accepted.why.clone());
                    used = true;
                }
            }
            if !used {
                findings.warning(
                    "accepted",
                    place,
                    format!("{id} has no such warning [{}]", accepted.code),
                    "remove the acceptance, or name in `others` what the warning names",
                );
            }
        }
    }
    problems.append(&mut findings.problems);
}

/// Whether a list of ids has this one, by itself or as one of an area's: `<area>/*`.
fn names(list: &[String], id: &str) -> bool {
    let mut list = list.iter();
    list.any(|it| match it.strip_suffix('*') {
        Some(area) => area.ends_with('/') && id.starts_with(area),
        None => it == id,
    })
}

/// The ids of each file's entries, by the line they stand on.
fn entries<'f>(files: &'f Files<'_>) -> BTreeMap<&'f str, BTreeMap<u32, &'f str>> {
    let mut entries: BTreeMap<&str, BTreeMap<u32, &str>> = BTreeMap::new();
    let ids = files
        .areas
        .iter()
        .flat_map(|(file, it)| {
            let endpoints = it.endpoint.iter();
            let endpoints =
                endpoints.map(|entry| (files.file_of(file, entry.id.get_ref()), &entry.id));
            std::iter::once((*file, &it.area.id)).chain(endpoints)
        })
        .chain(
            files
                .releases
                .iter()
                .map(|(file, it)| (*file, &it.release.id)),
        )
        .chain(
            files
                .controls
                .iter()
                .map(|(file, it)| (*file, &it.control.id)),
        )
        .chain(
            files
                .vendors
                .iter()
                .map(|(file, it)| (*file, &it.vendor.id)),
        );
    for (file, id) in ids {
        let line = line_at(&file.text, id.span().start);
        let lines = entries.entry(&file.path).or_default();
        lines.insert(line, id.get_ref());
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::super::sample::{VENDOR, area_with, below, exact, other_area, source};
    use super::super::{Problem, Severity, check};

    fn problems(endpoints: &str, accepted: &str) -> Vec<Problem> {
        let area = area_with(endpoints);
        let security = "name = \"A\"\nsecurity_critical = \"s\"";
        let other = other_area("b", &exact("y.live.com")).replace("name = \"A\"", security);
        let accepted = format!("[[accepted]]\n{accepted}\nwhy = \"so the page says\"\n");
        check(&source(&[
            ("v/accepted.toml", &accepted),
            ("v/p/a.toml", &area),
            ("v/p/b.toml", &other),
            ("v/vendor.toml", VENDOR),
        ]))
    }

    fn told(problems: &[Problem]) -> Vec<(Severity, &'static str)> {
        problems.iter().map(|it| (it.severity, it.code)).collect()
    }

    #[test]
    fn an_accepted_warning_becomes_a_note_with_its_reason() {
        let problems = problems(
            &below("azureedge.net"),
            "code = \"whole-suffix\"\nentry = \"a/azureedge.net\"",
        );
        assert_eq!(told(&problems), [(Severity::Note, "whole-suffix")]);
        assert_eq!(problems[0].accepted.as_deref(), Some("so the page says"));
    }

    #[test]
    fn an_acceptance_that_fits_nothing_is_told() {
        let problems = problems(
            &exact("x.example.com"),
            "code = \"whole-domain\"\nentry = \"a/x.example.com\"",
        );
        assert_eq!(told(&problems), [(Severity::Warning, "accepted")]);
        assert_eq!(
            (&*problems[0].file, problems[0].line),
            ("v/accepted.toml", 3)
        );
    }

    #[test]
    fn a_warning_about_another_endpoint_than_the_accepted_one_comes_back() {
        let codes = |others: &str| {
            let accepted =
                format!("code = \"reach-security\"\nentry = \"a/live.com\"\nothers = [{others}]");
            let told = told(&problems(&below("live.com"), &accepted));
            told.contains(&(Severity::Warning, "reach-security"))
        };
        assert!(!codes("\"b/y.live.com\""));
        assert!(!codes("\"b/*\""));
        assert!(codes("\"c/*\", \"*\""));
        assert!(codes(""));
        assert!(codes("\"b/z.live.com\""));
    }

    #[test]
    fn an_error_cannot_be_accepted() {
        let problems = problems(
            &below("co.uk"),
            "code = \"whole-suffix\"\nentry = \"a/co.uk\"",
        );
        let expected = [
            (Severity::Warning, "accepted"),
            (Severity::Error, "whole-suffix"),
        ];
        assert_eq!(told(&problems), expected);
    }

    #[test]
    fn an_unknown_kind_is_an_error() {
        let problems = problems(
            &exact("x.example.com"),
            "code = \"x\"\nentry = \"a/x.example.com\"",
        );
        assert_eq!(told(&problems), [(Severity::Error, "dangling")]);
    }
}
