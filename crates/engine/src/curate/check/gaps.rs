//! What entries leave out: a purpose, a source, a way to turn it off, the endpoints themselves.

use super::{Findings, Joined, Severity};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    for item in &joined.items {
        let (entry, id) = (item.entry, item.id());
        if entry.documented.is_empty() && entry.mentioned.is_empty() && entry.sources.is_empty() {
            // What a user has seen needs no page, and is no less true.
            let severity = if joined.files.is_users(item.place.file) {
                Severity::Warning
            } else {
                Severity::Error
            };
            findings.add(
                severity,
                "no-source",
                item.place,
                format!("nothing says where {id} comes from"),
                "give it a row in `documented`, a `mentioned` or a `sources`",
            );
        }
        if entry.purpose.trim().is_empty() {
            findings.warning(
                "draft",
                item.place,
                format!("nothing says what {id} is for"),
                "describe it in `purpose`, in plain words",
            );
        }
    }
    for (parsed, place) in joined.files.area_files() {
        let area = &parsed.area;
        if area.controls.is_empty() && area.instead.is_none() {
            findings.warning(
                "no-control",
                place,
                format!("nothing says how to turn {} off", area.name),
                "name its `controls`, or what to turn off `instead`",
            );
        }
        if parsed.endpoint.is_empty() {
            findings.warning(
                "empty-area",
                place,
                format!("{} has no endpoints", area.name),
                "add them, or remove the area",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{AREA, area_with, codes, codes_of, exact};

    #[test]
    fn a_destination_without_a_source_is_an_error() {
        let text = exact("x.example.com");
        let text = &text[..text.find("sources").unwrap()];
        assert_eq!(codes_of(text), ["no-source"]);
    }

    #[test]
    fn a_destination_without_a_purpose_is_a_draft() {
        let text = exact("x.example.com");
        for purpose in ["purpose = \"\"", "purpose = \" \"", ""] {
            let draft = text.replace("purpose = \"p\"", purpose);
            assert_eq!(codes_of(&draft), ["draft"], "{purpose:?}");
        }
    }

    #[test]
    fn an_area_without_endpoints_is_told() {
        assert_eq!(codes(&[("v/p/a.toml", AREA)]), [("empty-area", 2)]);
    }

    #[test]
    fn an_area_needs_a_switch_or_a_replacement() {
        let area = area_with(&exact("x.example.com")).replace("instead = \"-\"\n", "");
        assert_eq!(codes(&[("v/p/a.toml", &area)]), [("no-control", 2)]);
    }
}
