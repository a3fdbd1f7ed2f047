//! SARIF 2.1.0 (OASIS), as code scanning takes it.
//!
//! A finding has no line of its own in any file. It is shown at the policy, which it offends against, or at the capture where there
//! is none; acceptances at their own line. Nothing in the file depends on the clock.

use serde_json::{Value, json};

use super::Format;
use crate::check::rule::RULES;
use crate::check::view::{Check, Finding, Place};
use crate::report::wording::clean;

/// Where the schema is published.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The page that explains the rules.
const PAGE: &str = "docs/checking.md";

pub(super) struct Sarif;

impl Format for Sarif {
    fn id(&self) -> &'static str {
        "sarif"
    }

    fn about(&self) -> &'static str {
        "SARIF 2.1.0, for code scanning"
    }

    fn render(&self, check: &Check) -> String {
        let log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": driver(check) },
                "columnKind": "unicodeCodePoints",
                "invocations": [{ "executionSuccessful": true }],
                "properties": properties(check),
                "results": check.findings.iter().map(|it| result(check, it)).collect::<Vec<_>>(),
            }],
        });
        format!("{log:#}\n")
    }
}

fn driver(check: &Check) -> Value {
    let rules = RULES.iter().map(|rule| {
        json!({
            "id": rule.id,
            "shortDescription": { "text": rule.about },
            "help": {
                "text": format!("{} See {PAGE}#{}.", rule.help, rule.id),
                "markdown": format!("{} See `{PAGE}#{}`.", rule.help, rule.id),
            },
            "defaultConfiguration": { "level": rule.level.token() },
        })
    });
    json!({
        "name": check.tool.name,
        "semanticVersion": check.tool.version,
        "rules": rules.collect::<Vec<_>>(),
    })
}

fn properties(check: &Check) -> Value {
    let mut properties = json!({
        "run": check.run.label,
        "hours": check.run.hours,
        "conditions": check.run.conditions,
        "passed": check.passed,
        "cautions": check.cautions.iter().map(|it| clean(&it.words)).collect::<Vec<_>>(),
    });
    // The day comes from the clock where nobody says it, and plays a part only where something ends.
    let day = (!check.acceptances.is_empty()).then(|| check.day.clone());
    let more = [
        ("day", &day),
        ("policy", &check.policy),
        ("release", &check.release),
        ("from", &check.run.from),
        ("to", &check.run.to),
    ];
    for (key, value) in more {
        if let Some(value) = value {
            properties[key] = json!(value);
        }
    }
    properties
}

fn result(check: &Check, finding: &Finding) -> Value {
    let mut text = clean(&finding.message);
    for cause in &finding.causes {
        text += &format!(" Cause: {}.", clean(&cause.evidence));
    }
    if !finding.not_accepted.is_empty() {
        text += &format!(
            " Not accepted: {}.",
            clean(&finding.not_accepted.join(", "))
        );
    }
    let mut location = json!({ "physicalLocation": physical(check, finding.place.as_ref()) });
    if let Some(destination) = &finding.destination {
        let mut logical = json!({ "name": clean(destination), "kind": "resource" });
        if let Some(area) = &finding.area {
            logical["fullyQualifiedName"] = json!(format!("{area}/{}", clean(destination)));
        }
        location["logicalLocations"] = json!([logical]);
    }
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": RULES.iter().position(|it| it.id == finding.rule),
        "level": finding.level.token(),
        "message": { "text": text },
        "locations": [location],
        "partialFingerprints": {
            "backchatFinding/v1": finding.fingerprint,
            // What code scanning knows an alert by: without it, a hash of the line would be taken, which all findings share.
            "primaryLocationLineHash": format!("{}:1", finding.fingerprint),
        },
    });
    // An empty list says that nothing suppresses it, where some results of the same run are suppressed.
    let suppressions = finding.accepted.iter().map(|it| {
        json!({
            "kind": "external",
            "status": "accepted",
            "justification": format!("{} (until {})", clean(&it.reason), it.until),
        })
    });
    result["suppressions"] = json!(suppressions.collect::<Vec<_>>());
    result
}

fn physical(check: &Check, place: Option<&Place>) -> Value {
    let sources = &check.sources;
    let file = place.map(|it| it.file.as_str());
    let file = file.or(sources.policy.as_deref());
    let file = file.or(sources.captures.first().map(String::as_str));
    // Code scanning shows nothing that has no line.
    let line = place.map_or(1, |it| it.line);
    json!({
        "artifactLocation": { "uri": uri(file.unwrap_or("-")) },
        "region": { "startLine": line },
    })
}

/// A path as a reference (RFC 3986): relative where it is relative, with everything encoded that has a meaning.
fn uri(path: &str) -> String {
    let slashed = match cfg!(windows) {
        true => path.replace('\\', "/"),
        false => path.to_owned(),
    };
    let relative = slashed.trim_start_matches("./");
    let mut out = String::new();
    let drive = relative.as_bytes().get(1) == Some(&b':') && cfg!(windows);
    if relative.starts_with('/') {
        out.push_str("file://");
    } else if drive {
        out.push_str("file:///");
    }
    for byte in relative.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            byte => out += &format!("%{byte:02X}"),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_references_with_everything_encoded_that_has_a_meaning() {
        assert_eq!(uri("./a b/p#1.toml"), "a%20b/p%231.toml");
        assert_eq!(uri("c:x?ä"), "c%3Ax%3F%C3%A4");
        assert_eq!(uri("/tmp/x%.pcap"), "file:///tmp/x%25.pcap");
        assert_eq!(uri("../a.pcap"), "../a.pcap");
    }
}
