//! Each entry by itself: ids, spellings, suffixes, dates, protocols.

use super::{Files, Findings, Place, Severity};
use crate::catalog::ProtocolSet;
use crate::catalog::file::{EndpointEntry, Place as Cited};
use crate::catalog::load::pattern_of;
use crate::pattern::read;

pub(super) fn check(files: &Files<'_>, findings: &mut Findings) {
    check_ids(files, findings);
    for (area, entry, place) in files.endpoints() {
        let id = entry.id.get_ref();
        let rest = id.strip_prefix(area.area.id.get_ref().as_str());
        if !rest.is_some_and(|rest| rest.len() > 1 && rest.starts_with('/')) || !is_plain(id) {
            findings.error(
                "id",
                place,
                format!("the endpoint id {id:?} is not <area>/<name>"),
                "begin with the area's id and a slash; lower case, digits, dots and dashes",
            );
        }
        check_meaning(entry, place, findings);
        check_rows(entry, place, findings);
        for cited in &entry.sources {
            check_cited(cited, place, findings);
        }
        if entry.documented.is_empty() && entry.mentioned.is_empty() && entry.sources.is_empty() {
            // What a user has seen needs no page, and is no less true.
            let severity = match files.is_users(place.file) {
                true => Severity::Warning,
                false => Severity::Error,
            };
            findings.add(
                severity,
                "no-source",
                place,
                format!("nothing says where {id} comes from"),
                "give it a row in `documented`, a `mentioned` or a `sources`",
            );
        }
        for process in &entry.processes {
            let name = &process.name;
            if name.ends_with(".exe") || name.contains(['\\', '/']) || *name != name.to_lowercase()
            {
                findings.error(
                    "process",
                    place,
                    format!("the process {name:?} is not a base name"),
                    "lower case, no folder, no .exe",
                );
            }
        }
    }
}

/// An id is the file's name, so that who has one finds the other.
fn check_ids(files: &Files<'_>, findings: &mut Findings) {
    let areas = files.areas.iter().map(|(file, it)| (*file, &it.area.id));
    let releases = files
        .releases
        .iter()
        .map(|(file, it)| (*file, &it.release.id));
    let controls = files
        .controls
        .iter()
        .map(|(file, it)| (*file, &it.control.id));
    for (file, id) in areas.chain(releases).chain(controls) {
        let place = Place {
            file,
            offset: id.span().start,
        };
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name.strip_suffix(".toml") != Some(id.get_ref().as_str()) || !is_plain(id.get_ref()) {
            findings.error(
                "id",
                place,
                format!("the id {:?} is not the name of its file", id.get_ref()),
                "rename one of the two; lower case, digits, dots and dashes",
            );
        }
    }
    for (file, vendor) in &files.vendors {
        let id = &vendor.vendor.id;
        // A user's file has the path of the user's folder before it.
        if file.path.rsplit('/').nth(1) != Some(id.get_ref().as_str()) {
            let offset = id.span().start;
            findings.error(
                "id",
                Place { file, offset },
                format!("the id {:?} is not the name of its folder", id.get_ref()),
                "rename one of the two",
            );
        }
    }
    for (file, carriers) in &files.carriers {
        for pair in carriers.carrier.windows(2) {
            let [before, after] = pair else { continue };
            if before.suffix.get_ref() >= after.suffix.get_ref() {
                if files.is_users(files.file_of(file, after.suffix.get_ref())) {
                    continue;
                }
                let offset = after.suffix.span().start;
                findings.error(
                    "order",
                    Place { file, offset },
                    format!(
                        "{} does not come after {}",
                        after.suffix.get_ref(),
                        before.suffix.get_ref()
                    ),
                    "sort by suffix, each once",
                );
            }
        }
    }
    for (file, control) in &files.controls {
        let offset = control.control.id.span().start;
        check_cited(&control.control.source, Place { file, offset }, findings);
    }
}

fn check_meaning(entry: &EndpointEntry, place: Place<'_>, findings: &mut Findings) {
    let pattern = match pattern_of(&entry.meaning) {
        Ok(pattern) => pattern,
        Err(error) => {
            findings.error("pattern", place, error.to_string(), "correct `meaning`");
            return;
        }
    };
    let why = entry.meaning.why.is_some();
    match read(&entry.as_written) {
        Ok(read) if why || (read.pattern == pattern && read.why.is_none()) => {}
        Ok(read) if read.pattern == pattern => findings.add(
            Severity::Warning,
            "meaning",
            place,
            format!("{:?} is ambiguous", entry.as_written),
            "say in `why` how it was taken",
        ),
        Ok(read) => findings.error(
            "meaning",
            place,
            format!(
                "{:?} reads as {}, not as {pattern}",
                entry.as_written, read.pattern
            ),
            "correct `meaning`, or say in `why` what makes it differ",
        ),
        Err(_) if why => {}
        Err(error) => findings.error(
            "meaning",
            place,
            error.to_string(),
            "say in `why` what the vendor meant",
        ),
    }
    let host = pattern.tail().trim_start_matches('.');
    let known = psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known());
    if !known {
        findings.add(
            Severity::Warning,
            "public-suffix",
            place,
            format!("{} does not end in a public suffix", pattern.host()),
            "the vendor may have cut the name; it will match nothing on the Internet",
        );
    }
}

fn check_rows(entry: &EndpointEntry, place: Place<'_>, findings: &mut Findings) {
    for row in &entry.documented {
        if let Err(part) = ProtocolSet::read(&row.protocols) {
            findings.error(
                "protocol",
                place,
                format!("{part:?} is not a protocol"),
                "write the cell as the page has it; new protocols go into `catalog::Protocol`",
            );
        }
        for system in row.systems.iter().filter(|system| !is_plain(system)) {
            findings.error(
                "system",
                place,
                format!("the system {system:?} is not in lower case"),
                "lower case, digits, dots and dashes: \"macos\"",
            );
        }
    }
}

fn check_cited(cited: &Cited, place: Place<'_>, findings: &mut Findings) {
    if !is_date(&cited.date) {
        findings.error(
            "date",
            place,
            format!("{:?} is not a date", cited.date),
            "YYYY-MM-DD",
        );
    }
    if !cited.url.starts_with("https://") {
        findings.error(
            "url",
            place,
            format!("{:?} is not a web address", cited.url),
            "https://…",
        );
    }
}

fn is_date(text: &str) -> bool {
    let digits =
        |part: &str, length| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [y, m, d] if digits(y, 4) && digits(m, 2) && digits(d, 2))
}

fn is_plain(id: &str) -> bool {
    id.bytes()
        .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/'))
}
