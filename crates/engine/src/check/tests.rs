//! Checks of records that are made for the purpose, through the comparison that checks rest on.

use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::attribute::Attributor;
use crate::catalog::Catalog;
use crate::compare;
use crate::intent::Intent;
use crate::policy::Draft;

const RELEASE: &str = "windows-10-2004-enterprise";

/// A destination that the page of the release has in its area for maps.
const MAPS: &str = "maps.windows.com";

/// Hosts of one endpoint that the policy of these tests turns off: `*.wns.windows.com`.
const PUSH: [&str; 2] = ["a.wns.windows.com", "b.wns.windows.com"];

/// A destination that the policy of these tests does not speak of.
const LEFT_ALONE: &str = "fe2.update.microsoft.com";

/// The endpoint that holds it, as its page writes it.
const UPDATES: &str = "*.update.microsoft.com";

/// What was called, how often it got through and how often not.
type Calls<'c> = &'c [(&'c str, u64, u64)];

const DAY: i64 = 86_400;

/// A run of so many days, with its calls evenly spread.
fn run(days: i64, calls: Calls<'_>) -> Record {
    let start = 1_700_000_000;
    let micros = |second: i64| second * 1_000_000;
    let destinations = calls.iter().map(|(title, reached, failed)| {
        let tries = reached + failed;
        let step = u64::try_from(days * DAY - 120).unwrap_or_default() / tries.max(1);
        let beats = |count: u64| -> Value {
            let each: Vec<(u64, u64)> =
                (0..count).map(|at| (u64::from(at > 0) * step, 1)).collect();
            json!([1, start + 60, each])
        };
        let mut it = json!({
            "addresses": ["20.1.2.3"], "ports": ["tcp/443"],
            "outcomes": { "established": reached, "unanswered": failed },
            "ways": { "ipv4/tcp": [reached, failed, 0] },
            "attempts": tries, "rhythm": beats(tries), "failures": beats(*failed),
            "volume": [1, 100, 1, 100],
            "first": micros(start + 60), "last": micros(start + 90), "devices": ["10.0.0.2"],
        });
        match title.parse::<std::net::SocketAddr>() {
            Ok(at) => it["address"] = json!([at.ip(), at.port()]),
            Err(_) => {
                it["name"] = json!(title);
                it["asked"] = json!([{ "protocols": ["TLSv1.2"], "port": 443 }]);
            }
        }
        it
    });
    let destinations: Vec<Value> = destinations.collect();
    let connections: u64 = calls.iter().map(|it| it.1 + it.2).sum();
    let record = json!({
        "schema": "backchat-run/1", "label": format!("{days} days"),
        "run": {
            "watched": if days > 0 { json!([[micros(start), micros(start + days * DAY)]]) } else { json!([]) },
            "files": 1, "packets": connections * 10, "bytes": 1000, "connections": connections,
            "midway": 0, "unexplained": 0, "unexplained_named": 0,
            "devices": [{ "label": "10.0.0.2", "addresses": ["10.0.0.2"], "connections": connections, "on_page": connections }],
        },
        "destinations": destinations,
    });
    let mut record = Record::from_json(&record.to_string()).expect("it is a record");
    record.observation.attribute(
        &Attributor::new(Catalog::embedded(), Some(RELEASE)).expect("the catalog has the release"),
    );
    record
}

/// What is checked, with everything that has a usual value left out.
#[derive(Default)]
struct Asked<'a> {
    policy: bool,
    before: Option<&'a Record>,
    baseline: &'a str,
    min_hours: Option<f64>,
    strict: bool,
}

fn accept(destination: &str, reason: &str, until: &str) -> String {
    format!("[[accept]]\ndestination = \"{destination}\"\nreason = \"{reason}\"\nuntil = {until}\n")
}

fn checked(run: &Record, asked: &Asked<'_>) -> Check {
    let catalog = Catalog::embedded();
    let draft = Draft::read(
        "p.toml",
        "release = \"2004\"\noff = [\"maps\", \"microsoft-store\"]\n",
    );
    let policy = draft.and_then(|it| it.resolve(catalog, date(2026, 1, 2)));
    let policy = policy.expect("it is a policy");
    let intent = Intent::of(&policy).expect("it can be followed");
    let comparison = Comparison::of(compare::Order {
        before: asked.before,
        after: run,
        policy: asked.policy.then_some((&intent, "p.toml")),
        catalog,
        release: catalog.release(RELEASE),
        chosen: None,
        comparable: true,
    });
    let text = format!("schema = \"{BASELINE_SCHEMA}\"\n{}", asked.baseline);
    let baselines = [Baseline::read("b.toml", &text).expect("it is a baseline")];
    Check::of(&Order {
        comparison: &comparison,
        run,
        before: asked.before,
        baselines: &baselines,
        day: date(2026, 6, 1),
        min_hours: asked.min_hours,
        strict: asked.strict,
        sources: &Sources {
            policy: asked.policy.then(|| "p.toml".to_owned()),
            captures: vec!["a b.pcap".to_owned()],
        },
    })
}

/// Rule, level and destination of everything that is not accepted.
fn open(check: &Check) -> Vec<(&str, &str, &str)> {
    let open = check.findings.iter().filter(|it| it.accepted.is_empty());
    open.map(|it| {
        let destination = it.destination.as_deref().unwrap_or_default();
        (it.rule, it.level.token(), destination)
    })
    .collect()
}

fn policy() -> Asked<'static> {
    Asked {
        policy: true,
        ..Asked::default()
    }
}

#[test]
fn what_is_turned_off_and_talks_fails_with_its_numbers_and_cause() {
    let check = checked(&run(1, &[(MAPS, 3, 1), (LEFT_ALONE, 2, 0)]), &policy());
    assert_eq!(open(&check).len(), 1, "{:?}", open(&check));
    let found = &check.findings[0];
    assert_eq!(
        (found.rule, found.area.as_deref()),
        ("still-talking", Some("maps"))
    );
    assert!(
        found.message.contains("3 of 4 tries got through"),
        "{}",
        found.message
    );
    let seen = found.seen.as_ref().expect("it was seen");
    assert_eq!((seen.tries, seen.reached), (4, 3));
    assert_eq!(
        (seen.addresses.len(), seen.ports.as_slice()),
        (1, &["tcp/443".to_owned()][..])
    );
    assert_eq!(found.causes[0].cause, "not-enforced");
    assert!(!check.passed);
}

#[test]
fn what_is_stopped_passes_and_what_is_left_alone_does() {
    let check = checked(&run(1, &[(MAPS, 0, 4), (LEFT_ALONE, 2, 0)]), &policy());
    assert_eq!((open(&check), check.passed), (Vec::new(), true));
    assert_eq!(check.summary.destinations, 2);
}

#[test]
fn without_a_policy_only_what_nobody_documents_is_checked() {
    let seen = run(
        1,
        &[
            (MAPS, 3, 0),
            ("x.contoso.example", 1, 0),
            ("20.1.2.3:443", 1, 0),
        ],
    );
    let check = checked(&seen, &Asked::default());
    assert_eq!(
        open(&check),
        [
            ("undocumented", "error", "x.contoso.example"),
            ("nameless", "error", "20.1.2.3:443")
        ]
    );
    let title = document(&check).title;
    assert!(
        title.starts_with("FAILED: 2 errors among 3 destinations"),
        "{title}"
    );
}

#[test]
fn with_a_run_before_only_new_names_and_addresses_fail() {
    let before = run(1, &[("x.contoso.example", 1, 0), ("20.1.2.3:443", 1, 0)]);
    let after = run(
        1,
        &[
            ("x.contoso.example", 1, 0),
            ("20.1.2.3:443", 1, 0),
            ("y.contoso.example", 1, 0),
        ],
    );
    let check = checked(
        &after,
        &Asked {
            before: Some(&before),
            ..Asked::default()
        },
    );
    let undocumented: Vec<_> = open(&check)
        .into_iter()
        .filter(|it| it.0 != "nothing-observed")
        .collect();
    assert_eq!(
        undocumented,
        [("undocumented", "error", "y.contoso.example")]
    );
}

#[test]
fn what_fails_is_an_error_only_where_it_did_not_always() {
    let after = run(1, &[(LEFT_ALONE, 0, 5), ("go.microsoft.com", 1, 0)]);
    let alone = checked(&after, &policy());
    assert_eq!(open(&alone), [("fails", "warning", UPDATES)]);
    assert!(alone.passed);
    let strict = checked(
        &after,
        &Asked {
            strict: true,
            ..policy()
        },
    );
    assert_eq!((open(&strict)[0].1, strict.passed), ("error", false));
    let mut before = run(1, &[(LEFT_ALONE, 5, 0), ("go.microsoft.com", 1, 0)]);
    earlier(&mut before);
    let with = checked(
        &after,
        &Asked {
            before: Some(&before),
            ..policy()
        },
    );
    assert!(
        open(&with).contains(&("fails", "error", UPDATES)),
        "{:?}",
        open(&with)
    );
}

/// Moves a run back by a month, so that it is before another.
fn earlier(record: &mut Record) {
    let mut value: Value = serde_json::from_str(&record.to_json()).expect("it is JSON");
    let month = 30 * DAY;
    let shift = |it: &mut Value, by: i64| *it = json!(it.as_i64().expect("it is a time") - by);
    for stretch in value["run"]["watched"]
        .as_array_mut()
        .expect("it is a list")
    {
        shift(&mut stretch[0], month * 1_000_000);
        shift(&mut stretch[1], month * 1_000_000);
    }
    for it in value["destinations"].as_array_mut().expect("it is a list") {
        shift(&mut it["first"], month * 1_000_000);
        shift(&mut it["last"], month * 1_000_000);
        shift(&mut it["rhythm"][1], month);
        if it.get("failures").is_some() {
            shift(&mut it["failures"][1], month);
        }
    }
    *record = Record::from_json(&value.to_string()).expect("it is a record");
    record.observation.attribute(
        &Attributor::new(Catalog::embedded(), Some(RELEASE)).expect("the catalog has the release"),
    );
}

#[test]
fn silence_that_may_be_chance_is_a_warning_and_what_is_gone_is_another() {
    let mut before = run(
        1,
        &[
            (MAPS, 1, 0),
            (LEFT_ALONE, 300, 0),
            ("go.microsoft.com", 9, 0),
        ],
    );
    earlier(&mut before);
    let after = run(1, &[("go.microsoft.com", 9, 0)]);
    let check = checked(
        &after,
        &Asked {
            before: Some(&before),
            ..policy()
        },
    );
    assert_eq!(
        open(&check),
        [
            ("gone", "warning", UPDATES),
            ("unproven", "warning", "*maps.windows.com"),
        ]
    );
    assert!(check.passed);
    let strict = Asked {
        before: Some(&before),
        strict: true,
        ..policy()
    };
    assert!(!checked(&after, &strict).passed);
}

#[test]
fn a_run_that_shows_nothing_fails_and_one_without_public_calls_is_told() {
    let empty = checked(&run(0, &[]), &policy());
    assert_eq!(open(&empty), [("nothing-observed", "error", "")]);
    let mut silent = run(1, &[]);
    silent.observation.run.packets = 10;
    silent.observation.run.connections = 3;
    let silent = checked(&silent, &policy());
    assert_eq!(open(&silent), [("nothing-observed", "warning", "")]);
    assert!(silent.passed);
}

#[test]
fn a_run_that_is_shorter_than_asked_for_fails() {
    let seen = run(1, &[(LEFT_ALONE, 1, 0)]);
    let hours = |hours| {
        checked(
            &seen,
            &Asked {
                min_hours: Some(hours),
                ..policy()
            },
        )
    };
    assert_eq!(open(&hours(24.5)), [("too-short", "error", "")]);
    assert!(hours(24.0).passed);
}

#[test]
fn an_acceptance_covers_an_endpoint_by_its_spelling_or_by_all_of_its_names() {
    let seen = run(1, &[(PUSH[0], 1, 0), (PUSH[1], 1, 0)]);
    let with = |baseline: &str| {
        checked(
            &seen,
            &Asked {
                baseline,
                ..policy()
            },
        )
    };
    let all = with(&accept("*.wns.windows.com", "push", "2027-01-01"));
    assert_eq!(
        (open(&all), all.passed, all.summary.accepted),
        (Vec::new(), true, 1)
    );
    assert_eq!(all.findings[0].accepted[0].reason, "push");
    let one = with(&accept(PUSH[0], "push", "2027-01-01"));
    assert_eq!(
        open(&one),
        [("still-talking", "error", "*.wns.windows.com")]
    );
    assert_eq!(one.findings[0].not_accepted, [PUSH[1]]);
    let each = accept(PUSH[0], "one", "2027-01-01") + &accept(PUSH[1], "two", "2027-01-01");
    let each = with(&each);
    assert_eq!(each.findings[0].accepted.len(), 2);
    assert!(each.passed);
}

#[test]
fn names_that_merely_resemble_a_documented_one_are_accepted_one_by_one() {
    let names = ["idleprobe.data.microsoft.com", "other.data.microsoft.com"];
    let seen = run(1, &names.map(|it| (it, 1, 0)));
    let baseline = accept(names[0], "ours", "2027-01-01");
    let check = checked(
        &seen,
        &Asked {
            baseline: &baseline,
            ..Asked::default()
        },
    );
    assert_eq!(open(&check), [("undocumented", "error", names[1])]);
    assert_eq!(check.findings[0].acceptable_as, [names[1]]);
}

#[test]
fn what_has_ended_or_has_no_reason_counts_for_nothing_and_fails() {
    let seen = run(1, &[("x.contoso.example", 1, 0)]);
    let with = |baseline: &str| {
        let check = checked(
            &seen,
            &Asked {
                baseline,
                ..policy()
            },
        );
        open(&check)
            .iter()
            .map(|it| (it.0.to_owned(), it.1.to_owned()))
            .collect::<Vec<_>>()
    };
    let pair = |rule: &str, level: &str| (rule.to_owned(), level.to_owned());
    let still = pair("undocumented", "error");
    let name = "*.contoso.example";
    assert_eq!(with(&accept(name, "x", "2026-06-01")), []);
    assert_eq!(
        with(&accept(name, "x", "2026-05-31")),
        [still.clone(), pair("expired-acceptance", "error")]
    );
    assert_eq!(
        with(&accept(name, "", "2027-01-01")),
        [still.clone(), pair("draft-acceptance", "error")]
    );
    assert_eq!(
        with(&accept("y.example", "x", "2027-01-01")),
        [still, pair("unused-acceptance", "note")]
    );
}

#[test]
fn drafts_go_behind_what_is_there_and_each_finding_has_one() {
    let seen = run(
        1,
        &[
            (PUSH[0], 1, 0),
            ("x.contoso.example", 1, 0),
            ("20.1.2.3:443", 1, 0),
            ("wildcard.contoso.com", 1, 0),
            ("*.contoso.net", 1, 0),
            ("a\\032b.example", 1, 0),
        ],
    );
    let existing = format!(
        "# ours\nschema = \"{BASELINE_SCHEMA}\"\n\n# looked at\n{}# the end\n",
        accept("x.contoso.example", "", "2020-01-01")
    );
    let check = checked(&seen, &policy());
    let made = drafted(&check, "b.toml", Some(&existing)).expect("it is a baseline");
    assert!(
        made.text
            .starts_with(existing.trim_end_matches("# the end\n")),
        "{}",
        made.text
    );
    assert!(made.text.contains("# the end"));
    let mut added = made.added.clone();
    added.sort();
    assert_eq!(
        added,
        ["*.wns.windows.com", "20.1.2.3:443", "wildcard.contoso.com"]
    );
    assert_eq!(made.there, ["x.contoso.example"]);
    assert_eq!(made.left_out, ["*.contoso.net", "a\\032b.example"]);
    // 90 days after the run's last packet, on 2023-11-15.
    assert!(
        made.text.contains("reason = \"\"\nuntil = 2024-02-13\n"),
        "{}",
        made.text
    );
    let read = Baseline::read("b.toml", &made.text).expect("it is a baseline");
    assert_eq!(read.accept.len(), 4);
    // With reasons, everything that a baseline can say is accepted, and a second draft has nothing to add.
    let filled = made.text.replace("reason = \"\"", "reason = \"ours\"");
    let filled = filled
        .replace("2024-02-13", "2027-01-01")
        .replace("2020-01-01", "2027-01-01");
    let rest = filled.split_once('\n').expect("it has lines").1.replacen(
        &format!("schema = \"{BASELINE_SCHEMA}\""),
        "",
        1,
    );
    let again = checked(
        &seen,
        &Asked {
            baseline: &rest,
            ..policy()
        },
    );
    let left: Vec<&str> = open(&again).iter().map(|it| it.2).collect();
    assert_eq!(left, ["*.contoso.net", "a\\032b.example"]);
    let second = drafted(&again, "b.toml", Some(&filled)).expect("it is a baseline");
    assert_eq!((second.text, second.added.len()), (filled, 0));
}

#[test]
fn drafts_keep_the_layout_of_a_list_in_one_line() {
    let check = checked(&run(1, &[("x.contoso.example", 1, 0)]), &policy());
    let existing = format!(
        "schema = \"{BASELINE_SCHEMA}\"\naccept = [{{ destination = \"y.example\", reason = \"x\", until = 2027-01-01 }}]\n"
    );
    let made = drafted(&check, "b.toml", Some(&existing)).expect("it is a baseline");
    let read = Baseline::read("b.toml", &made.text).expect(&made.text);
    let names: Vec<&str> = read
        .accept
        .iter()
        .map(|it| it.destination.as_str())
        .collect();
    assert_eq!(names, ["y.example", "x.contoso.example"]);
    assert!(made.text.contains("# undocumented: "), "{}", made.text);
}

#[test]
fn fingerprints_tell_findings_apart_and_stay_from_run_to_run() {
    let prints = |run: &Record| -> Vec<String> {
        let check = checked(run, &policy());
        check
            .findings
            .iter()
            .map(|it| it.fingerprint.clone())
            .collect()
    };
    let first = prints(&run(1, &[(MAPS, 3, 0), ("x.contoso.example", 1, 0)]));
    assert_eq!(
        first,
        prints(&run(4, &[(MAPS, 9, 2), ("x.contoso.example", 7, 0)]))
    );
    assert_ne!(first[0], first[1]);
}

fn rendered(check: &Check, format: &str) -> String {
    let format = FORMATS.iter().find(|it| it.id() == format);
    format.expect("there is such a form").render(check)
}

#[test]
fn names_that_would_be_markup_are_text_in_junit() {
    use quick_xml::Reader;
    use quick_xml::events::Event;
    let hostile = "]]>&lt;\\000<\u{1}\u{fffe}\u{202e}\"'.example";
    let check = checked(&run(1, &[(hostile, 1, 0), (MAPS, 1, 0)]), &policy());
    let text = rendered(&check, "junit");
    let mut reader = Reader::from_str(&text);
    let mut names = Vec::new();
    loop {
        match reader.read_event().expect("it is well formed") {
            Event::Start(it) | Event::Empty(it) if it.name().as_ref() == "testcase" => {
                let name = it
                    .try_get_attribute("name")
                    .expect("attributes are well formed");
                let value = name.expect("it is named").value.into_owned();
                names.push(
                    quick_xml::escape::unescape(&value)
                        .expect("it is escaped")
                        .into_owned(),
                );
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let shown = "]]>&lt;\\000<\\u{1}\u{fffd}\\u{202e}\"'.example";
    assert!(names.contains(&shown.to_owned()), "{names:?}");
    let legal = |c: char| c == '\n' || !c.is_control();
    assert!(text.chars().all(|c| legal(c) && c != '\u{fffe}'), "{text}");
}

#[test]
fn a_case_is_skipped_where_it_is_accepted_and_passes_where_it_is_as_wanted() {
    let seen = run(
        1,
        &[
            (MAPS, 1, 0),
            (LEFT_ALONE, 1, 0),
            ("x.contoso.example", 1, 0),
        ],
    );
    let baseline = accept("x.contoso.example", "a <kiosk>", "2027-01-01");
    let check = checked(
        &seen,
        &Asked {
            baseline: &baseline,
            ..policy()
        },
    );
    let text = rendered(&check, "junit");
    assert!(
        text.contains("tests=\"6\" failures=\"1\" errors=\"0\" time=\"86400.000\""),
        "{text}"
    );
    assert!(
        text.contains("<skipped message=\"Accepted until 2027-01-01: a &lt;kiosk&gt;\"/>"),
        "{text}"
    );
    assert!(text.contains("name=\"Acceptances\""), "{text}");
}

#[test]
fn sarif_says_what_is_accepted_and_where_to_look() {
    let seen = run(
        1,
        &[("x.contoso.example", 1, 0), ("y.contoso.example", 1, 0)],
    );
    let baseline = accept("x.contoso.example", "ours", "2027-01-01");
    let check = checked(
        &seen,
        &Asked {
            baseline: &baseline,
            ..Asked::default()
        },
    );
    let log: Value = serde_json::from_str(&rendered(&check, "sarif")).expect("it is JSON");
    let results = log["runs"][0]["results"].as_array().expect("it is a list");
    let [open, accepted] = results.as_slice() else {
        panic!("{results:?}");
    };
    let uri = &open["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "a%20b.pcap");
    assert_eq!(open["suppressions"], json!([]));
    assert_eq!(
        accepted["suppressions"][0]["justification"],
        "ours (until 2027-01-01)"
    );
    let index = usize::try_from(open["ruleIndex"].as_u64().expect("it is a number"));
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][index.expect("it is small")];
    assert_eq!(
        (&rule["id"], &open["ruleId"]),
        (&json!("undocumented"), &json!("undocumented"))
    );
}
