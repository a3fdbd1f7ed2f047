//! `check`: exit codes, the life of a baseline, and what other programs read.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use backchat_testkit::build::{End, Frame, Talk, ethernet, ip, pcap, udp};
use backchat_testkit::schema;
use backchat_wire::Time;
use backchat_wire::link::LinkType;
use serde_json::Value;

use crate::place::Place;
use crate::program::{Said, backchat, backchat_in, lab, repository};

/// Seconds from 2026-11-23T00:00:00Z.
fn at(second: i64) -> Time {
    Time((1_795_392_000 + second) * 1_000_000_000)
}

/// A request over HTTP for each name, an hour apart, and a capture of them that spans a day.
fn capture(names: &[&[u8]]) -> Vec<u8> {
    let client = |port: u16| format!("10.0.0.2:{port}").parse().unwrap();
    let mut frames: Vec<Frame> = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let hour = i64::try_from(number).unwrap() * 3600;
        // Captures that are read together must not share a conversation.
        let port = 40_000 + u16::try_from(number * 100 + name.len()).unwrap();
        let mut talk = Talk::open(
            client(port),
            "23.45.12.1:80".parse().unwrap(),
            at(hour + 60),
        );
        let request = [b"GET / HTTP/1.1\r\nHost: ", *name, b"\r\n\r\n"].concat();
        talk.say(End::Client, &request);
        talk.say(End::Server, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        frames.extend(talk.frames);
    }
    for hour in 0..=24 {
        frames.push(beat(hour * 3600));
    }
    frames.sort_by_key(|it| it.time);
    pcap(&frames)
}

/// Something local, so that the machine is heard.
fn beat(second: i64) -> Frame {
    let payload = udp(5353, 9999, b"x");
    let packet = ip(
        "10.0.0.2".parse().unwrap(),
        "10.0.0.1".parse().unwrap(),
        17,
        &payload,
    );
    Frame {
        time: at(second),
        link: LinkType::ETHERNET,
        bytes: ethernet(&packet),
    }
}

fn with(captures: &[(&str, &[&[u8]])]) -> Place {
    let place = Place::numbered("check");
    for (name, names) in captures {
        place.write(name, &capture(names));
    }
    place
}

fn check(place: &Place, arguments: &[&str]) -> Said {
    backchat_in(place.path(), &[&["check"], arguments].concat(), b"")
}

fn first_line(said: &Said) -> &str {
    said.out.lines().next().unwrap_or_default()
}

/// Rules and destinations of what fails or is told.
fn found(said: &Said) -> Vec<(String, String)> {
    let json: Value = serde_json::from_str(&said.out).unwrap();
    let findings = json["findings"].as_array().unwrap().iter();
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    findings
        .map(|it| (text(&it["rule"]), text(&it["destination"])))
        .collect()
}

#[test]
fn a_run_that_is_as_wanted_passes_and_one_that_is_not_fails() {
    let place = with(&[
        ("quiet.pcap", &[b"fe2.update.microsoft.com"]),
        ("loud.pcap", &[b"maps.windows.com"]),
    ]);
    let policy = ["--release", "2004", "--off", "maps"];
    let passed = check(&place, &[&["quiet.pcap"], &policy[..]].concat());
    assert_eq!(passed.code, Some(0), "{}{}", passed.out, passed.err);
    assert!(
        first_line(&passed).starts_with("PASSED: 0 errors among 1 destination"),
        "{}",
        passed.out
    );
    let failed = check(&place, &[&["loud.pcap"], &policy[..]].concat());
    assert_eq!(failed.code, Some(1), "{}", failed.err);
    assert!(
        first_line(&failed).starts_with("FAILED: 1 error among 1 destination"),
        "{}",
        failed.out
    );
    for part in [
        "maps.windows.com",
        "still-talking",
        "Cause:",
        "destination = ",
        "--write-baseline",
    ] {
        assert!(failed.out.contains(part), "no {part:?} in: {}", failed.out);
    }
}

#[test]
fn captures_named_together_are_one_run() {
    let place = with(&[
        ("a.pcap", &[b"maps.windows.com"]),
        ("b.pcap", &[b"x.contoso.com"]),
    ]);
    let said = check(
        &place,
        &["a.pcap", "b.pcap", "--off", "maps", "--format", "json"],
    );
    let rules: Vec<String> = found(&said).into_iter().map(|it| it.0).collect();
    assert_eq!(rules, ["still-talking", "undocumented"]);
}

#[test]
fn a_run_that_shows_nothing_fails() {
    let place = Place::numbered("check");
    place.write("empty.pcap", &pcap(&[]));
    for more in [&[][..], &["--preset", "quiet"], &["--min-hours", "1"]] {
        let said = check(&place, &[&["empty.pcap"], more].concat());
        assert_eq!(said.code, Some(1), "{}", said.err);
        assert!(said.out.contains("nothing-observed"), "{}", said.out);
    }
}

#[test]
fn a_run_shorter_than_asked_for_fails() {
    let place = with(&[("day.pcap", &[b"fe2.update.microsoft.com"])]);
    let hours = |hours| check(&place, &["day.pcap", "--off", "maps", "--min-hours", hours]).code;
    assert_eq!((hours("24"), hours("24.1")), (Some(0), Some(1)));
    check(&place, &["day.pcap", "--min-hours=-1"]).says(2, &["no length of a run"]);
    check(&place, &["day.pcap", "--min-hours=0"]).says(2, &["no length of a run"]);
}

#[test]
fn what_cannot_be_read_or_meant_is_neither_passed_nor_failed() {
    let place = with(&[("a.pcap", &[b"x.contoso.com"])]);
    place.write(
        "b.toml",
        b"schema = \"backchat-baseline/1\"\n[[accept]]\ndestnation = \"x\"\n",
    );
    place.write(
        "c.toml",
        b"schema = \"backchat-baseline/1\"\naccept = [\xff]\n",
    );
    check(&place, &["gone.pcap"]).says(3, &["gone.pcap"]);
    check(&place, &["a.pcap", "--baseline", "gone.toml"]).says(3, &["cannot read gone.toml"]);
    check(&place, &["a.pcap", "--baseline", "b.toml"]).says(
        2,
        &[
            "b.toml:3: destnation: a baseline has no such key",
            "did you mean destination?",
        ],
    );
    check(&place, &["a.pcap", "--baseline", "c.toml"])
        .says(2, &["c.toml:2: the baseline is no UTF-8 text"]);
    check(&place, &["a.pcap", "--write-baseline", "b.toml"]).says(2, &["b.toml:3"]);
    check(&place, &["a.pcap", "--write-baseline", "x", "-o", "x"]).says(2, &["same file"]);
    check(&place, &["a.pcap", "-o", "a.pcap"]).says(2, &["would destroy it"]);
    assert_eq!(place.names(), ["a.pcap", "b.toml", "c.toml"]);
}

#[test]
fn the_same_acceptance_in_two_files_is_refused() {
    let place = with(&[("a.pcap", &[b"x.contoso.com"])]);
    let text = |name: &str| {
        format!(
            "schema = \"backchat-baseline/1\"\n[[accept]]\ndestination = \"{name}\"\nreason = \"x\"\nuntil = 2030-01-01\n"
        )
    };
    place.write("b.toml", text("x.contoso.com").as_bytes());
    place.write("c.toml", text("X.contoso.com.").as_bytes());
    let both = ["a.pcap", "--baseline", "b.toml", "--baseline", "c.toml"];
    check(&place, &both).says(2, &["c.toml:3: destination", "b.toml:3: destination"]);
}

#[test]
fn a_baseline_is_drafted_reviewed_kept_and_ends() {
    let place = with(&[
        ("a.pcap", &[b"maps.windows.com", b"x.contoso.com"]),
        (
            "later.pcap",
            &[b"maps.windows.com", b"x.contoso.com", b"y.contoso.com"],
        ),
    ]);
    let policy = ["--release", "2004", "--off", "maps", "--at", "2026-12-01"];
    let run = |more: &[&str]| check(&place, &[&policy[..], more].concat());
    let drafted = run(&["a.pcap", "--write-baseline", "b.toml"]);
    drafted.says(
        1,
        &["2 drafts in b.toml need their reasons before they count"],
    );
    let draft = fs::read_to_string(place.path().join("b.toml")).unwrap();
    for part in [
        "destination = \"x.contoso.com\"\nreason = \"\"\nuntil = 2027-02-22\n",
        "# at 23.45.12.1, tcp/80",
    ] {
        assert!(draft.contains(part), "no {part:?} in: {draft}");
    }

    let still = run(&["a.pcap", "--baseline", "b.toml", "--format", "json"]);
    assert_eq!(still.code, Some(1));
    let rules: Vec<String> = found(&still).into_iter().map(|it| it.0).collect();
    assert_eq!(
        rules,
        [
            "still-talking",
            "undocumented",
            "draft-acceptance",
            "draft-acceptance"
        ]
    );

    let reviewed = draft.replace("reason = \"\"", "reason = \"looked at\"") + "# mine\n";
    place.write("b.toml", reviewed.as_bytes());
    let passed = run(&["a.pcap", "--baseline", "b.toml"]);
    assert_eq!(passed.code, Some(0), "{}{}", passed.out, passed.err);
    assert!(
        first_line(&passed).starts_with("PASSED: 0 errors, 2 accepted"),
        "{}",
        passed.out
    );
    assert!(
        passed.out.contains("x.contoso.com (until 2027-02-22)"),
        "{}",
        passed.out
    );

    let new = run(&[
        "later.pcap",
        "--baseline",
        "b.toml",
        "--write-baseline",
        "b.toml",
    ]);
    new.says(1, &["1 draft in b.toml needs its reason"]);
    let grown = fs::read_to_string(place.path().join("b.toml")).unwrap();
    assert!(
        grown.starts_with(reviewed.trim_end_matches("# mine\n")) && grown.contains("# mine"),
        "{grown}"
    );
    assert!(
        grown.contains("destination = \"y.contoso.com\"\nreason = \"\"\n"),
        "{grown}"
    );

    place.write("b.toml", reviewed.as_bytes());
    let day = |day| {
        let arguments = [
            "a.pcap",
            "--release",
            "2004",
            "--off",
            "maps",
            "--baseline",
            "b.toml",
            "--at",
            day,
        ];
        check(&place, &arguments)
    };
    assert_eq!(day("2027-02-22").code, Some(0));
    let ended = day("2027-02-23");
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.out.contains("ended on 2027-02-22: looked at."),
        "{}",
        ended.out
    );
    assert!(ended.out.contains("b.toml:"), "{}", ended.out);
}

#[test]
fn only_what_is_new_is_undocumented_where_there_is_a_run_before() {
    let place = with(&[
        ("old.pcap", &[b"x.contoso.com"]),
        ("new.pcap", &[b"x.contoso.com", b"y.contoso.com"]),
    ]);
    let arguments = [
        "new.pcap",
        "--before",
        "old.pcap",
        "--comparable",
        "--format",
        "json",
    ];
    let said = check(&place, &arguments);
    let new: Vec<_> = found(&said)
        .into_iter()
        .filter(|it| it.0 == "undocumented")
        .collect();
    assert_eq!(
        new,
        [("undocumented".to_owned(), "y.contoso.com".to_owned())]
    );
}

/// Reads both forms with Python's own readers, and prints how many cases there are and what is named.
const READ: &str = r#"
import json, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
cases = root.findall("./testsuite/testcase")
assert len(cases) == int(root.get("tests")), root.attrib
assert len(root.findall("./testsuite/testcase/failure")) == int(root.get("failures")), root.attrib
for suite in root:
    assert [it.tag for it in suite][0] == "properties"
    assert len(suite.findall("testcase")) == int(suite.get("tests"))
    assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped"))
log = json.load(open(sys.argv[2]))
assert log["version"] == "2.1.0"
run, = log["runs"]
rules = run["tool"]["driver"]["rules"]
for result in run["results"]:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in ("error", "warning", "note")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] and place["region"]["startLine"] >= 1
prints = [it["partialFingerprints"]["backchatFinding/v1"] for it in run["results"]]
assert len(set(prints)) == len(prints)
failed = {it.get("name") for it in cases if it.find("failure") is not None}
named = {it["locations"][0]["logicalLocations"][0]["name"] for it in run["results"] if it["level"] == "error"}
assert failed == named, failed ^ named
print(len(cases))
for name in sorted(failed):
    print(name)
"#;

/// The names that failed, as Python read them; none where there is no Python.
fn read_by_python(place: &Place, arguments: &[&str]) -> Option<Vec<String>> {
    for (format, file) in [("junit", "o.xml"), ("sarif", "o.sarif")] {
        let said = check(
            place,
            &[arguments, &["--format", format, "-o", file]].concat(),
        );
        assert_eq!(said.code, Some(1), "{}", said.err);
    }
    if !backchat_testkit::consumer::has("python3") {
        return None;
    }
    let output = Command::new("python3")
        .args(["-I", "-c", READ, "o.xml", "o.sarif"])
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout).unwrap();
    Some(text.lines().skip(1).map(str::to_owned).collect())
}

#[test]
fn other_programs_read_what_failed() {
    let place = Place::numbered("check");
    let arguments = [
        lab(),
        "--preset".into(),
        "quiet".into(),
        "--release".into(),
        "2004".into(),
    ];
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some(names) = read_by_python(&place, &arguments) else {
        return;
    };
    for name in [
        "v10.events.data.microsoft.com",
        "telemetry.contoso.example",
        "9.9.9.9:53",
    ] {
        assert!(names.contains(&name.to_owned()), "{name} in {names:?}");
    }
}

#[test]
fn hostile_names_stay_text() {
    let hostile: [&[u8]; 4] = [
        b"a<b>&\"'c.example",
        b"]]></failure><x.example",
        b"\xff\x01\x1b[2J.example",
        b"*.contoso.com",
    ];
    let place = with(&[("%2F<x> é.pcap", &hostile)]);
    let names = read_by_python(&place, &["%2F<x> é.pcap"]);
    let json = check(
        &place,
        &[
            "%2F<x> é.pcap",
            "--format",
            "json",
            "--write-baseline",
            "b.toml",
        ],
    );
    let mut found: Vec<String> = found(&json).into_iter().map(|it| it.1).collect();
    found.sort();
    assert!(!found.is_empty());
    if let Some(names) = names {
        assert_eq!(names, found);
    }
    let sarif = fs::read_to_string(place.path().join("o.sarif")).unwrap();
    assert!(
        sarif.contains("\"uri\": \"%252F%3Cx%3E%20%C3%A9.pcap\""),
        "{sarif}"
    );
    // Nothing of it became a wildcard.
    let drafts = fs::read_to_string(place.path().join("b.toml")).unwrap();
    let wild = drafts
        .lines()
        .any(|it| it.starts_with("destination") && it.contains('*'));
    assert!(!wild, "{drafts}");
}

#[test]
fn two_checks_give_the_same_bytes() {
    for format in ["terminal", "json", "junit", "sarif"] {
        let once = || backchat(&["check", &lab(), "--preset", "quiet", "--format", format]).out;
        assert_eq!(once(), once(), "{format}");
    }
}

#[test]
fn checks_are_as_their_schema_says() {
    let path = repository().join("schemas/check.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(schema::undescribed(&schema), Vec::<String>::new());
    let place = with(&[
        ("old.pcap", &[b"maps.windows.com"]),
        (
            "a.pcap",
            &[
                b"maps.windows.com",
                b"x.contoso.com",
                b"a.wns.windows.com",
                b"b.wns.windows.com",
            ],
        ),
    ]);
    let accept = |name: &str, reason: &str| {
        format!("[[accept]]\ndestination = \"{name}\"\nreason = \"{reason}\"\nuntil = 2027-01-01\n")
    };
    let baseline = format!(
        "schema = \"backchat-baseline/1\"\n{}{}{}",
        accept("x.contoso.com", "ours"),
        accept("a.wns.windows.com", "push"),
        accept("c.example", "")
    );
    place.write("b.toml", baseline.as_bytes());
    let lab = lab();
    let mut used = BTreeSet::new();
    for arguments in [
        &[
            "a.pcap",
            "--before",
            "old.pcap",
            "--off",
            "maps,microsoft-store",
            "--release",
            "2004",
            "--baseline",
            "b.toml",
            "--condition",
            "host=x",
        ][..],
        &[&lab, "--preset", "quiet"],
        &[&lab],
    ] {
        let said = check(
            &place,
            &[arguments, &["--format", "json", "--at", "2026-12-01"]].concat(),
        );
        let json: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(said.code, Some(1), "{}", said.err);
        let wrong = schema::errors(&schema, &schema, &json, "", &mut used);
        assert_eq!(wrong, Vec::<String>::new(), "{arguments:?}");
    }
    assert_eq!(schema::unused(&schema, &used), Vec::<String>::new());
}
