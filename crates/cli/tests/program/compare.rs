//! `compare` and `record` as their users meet them: what is refused and how, what is told of poor pairs, and that answers
//! depend on nothing but the runs.

use std::io::Write;

use backchat_testkit::build::{RunRecord, pcap};
use serde_json::Value;

use crate::place::Place;
use crate::program::{backchat, backchat_in, lab};

const DAY: i64 = 24 * 3600;
const START: i64 = 1_767_571_200;

const POLICY: &[u8] =
    b"release = \"2004\"\noff = [\"windows-spotlight\"]\nkeep = [\"certificates\"]\n";

/// Calls every half hour of a day, a little after its beginning.
fn halves() -> impl Iterator<Item = i64> {
    (0..48).map(|it| it * 1800 + 700)
}

/// Two days: what is off goes quiet, what stays goes on. And the policy.
fn pair(place: &Place) {
    let before = RunRecord::new("monday", START, DAY, 1)
        .calls("arc.msn.com", halves())
        .calls("ctldl.windowsupdate.com", halves());
    let after = RunRecord::new("friday", START + 4 * DAY, DAY, 1)
        .calls("ctldl.windowsupdate.com", halves());
    place.write("before.run.json", before.json().as_bytes());
    place.write("after.run.json", after.json().as_bytes());
    place.write("policy.toml", POLICY);
}

fn verdict<'a>(answer: &'a Value, name: &str) -> &'a str {
    let destinations = answer["destinations"].as_array().unwrap();
    let of_name = |it: &&Value| it["destination"] == name;
    let found = destinations.iter().find(of_name);
    found.unwrap()["verdict"].as_str().unwrap()
}

fn cautions(answer: &Value) -> Vec<&str> {
    let cautions = answer["cautions"].as_array().unwrap();
    let each = cautions.iter().map(|it| it["caution"].as_str().unwrap());
    each.collect()
}

/// The answer with the names of runs taken out.
fn called_alike(answer: &Value) -> Value {
    let mut answer = answer.clone();
    for run in ["before", "after"] {
        answer[run]["label"] = Value::Null;
    }
    answer
}

/// The answer on two files of a place.
fn told(place: &Place, before: &str, after: &str) -> Value {
    let arguments = ["compare", before, after, "--format", "json"];
    backchat_in(place.path(), &arguments, b"").json()
}

#[test]
fn what_is_off_and_silent_is_quiet_in_every_form() {
    let place = Place::new("compare-forms");
    pair(&place);
    let arguments = [
        "compare",
        "before.run.json",
        "after.run.json",
        "-p",
        "policy.toml",
    ];
    let answer = backchat_in(
        place.path(),
        &[&arguments[..], &["--format", "json"]].concat(),
        b"",
    )
    .json();
    assert_eq!(verdict(&answer, "arc.msn.com"), "quiet");
    assert_eq!(verdict(&answer, "ctldl.windowsupdate.com"), "talking");
    for form in ["terminal", "markdown", "html"] {
        let arguments = [&arguments[..], &["--format", form]].concat();
        let said = backchat_in(place.path(), &arguments, b"");
        assert_eq!(said.code, Some(0), "{}", said.err);
        let words = "Of 1 destination that should be silent, 1 quiet";
        assert!(said.out.contains(words), "{form}: {}", said.out);
        // The same again, to the byte.
        assert_eq!(said.out, backchat_in(place.path(), &arguments, b"").out);
    }
}

#[test]
fn colour_is_for_who_asks_for_it() {
    let place = Place::new("compare-colour");
    pair(&place);
    let arguments = ["compare", "before.run.json", "after.run.json"];
    let plain = backchat_in(place.path(), &arguments, b"").out;
    assert!(!plain.contains('\x1b'));
    let coloured = [&arguments[..], &["--color", "always"]].concat();
    let coloured = backchat_in(place.path(), &coloured, b"").out;
    assert!(coloured.contains("\x1b["));
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_backchat"));
    command.args(arguments).current_dir(place.path());
    let output = command
        .env("NO_COLOR", "1")
        .env("CLICOLOR_FORCE", "1")
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), plain);
    let file = [&arguments[..], &["--color", "always", "--format", "json"]].concat();
    assert!(!backchat_in(place.path(), &file, b"").out.contains('\x1b'));
}

#[test]
fn what_is_no_run_is_refused_with_what_to_do() {
    let place = Place::new("compare-no-run");
    pair(&place);
    place.write("text.pcap", b"this is a text, and long enough to be read");
    let report = backchat(&["report", &lab(), "--format", "json"]);
    place.write("report.json", report.out.as_bytes());
    let record = std::fs::read(place.path().join("before.run.json")).unwrap();
    let later = String::from_utf8(record.clone()).unwrap();
    let later = later.replace("backchat-run/1", "backchat-run/2");
    place.write("later.run.json", later.as_bytes());
    place.write("cut.run.json", &record[..record.len() / 2]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&record).unwrap();
    let packed = packed.finish().unwrap();
    place.write("cut.run.json.gz", &packed[..packed.len() / 2]);
    let make = "hint: make a record of the captures: backchat record CAPTURE -o FILE";
    for (name, parts) in [
        ("missing.pcap", ["cannot open missing.pcap", "No such file"]),
        (
            "text.pcap",
            ["text.pcap is not a capture", "hint: backchat reads pcap"],
        ),
        (
            "report.json",
            ["report.json: this is no record of a run", make],
        ),
        (
            "later.run.json",
            [
                "of a later version (backchat-run/2)",
                "hint: a later backchat wrote it",
            ],
        ),
        (
            "cut.run.json",
            ["cut.run.json: this is no record of a run", make],
        ),
        ("cut.run.json.gz", ["cut.run.json.gz: cannot be read", make]),
    ] {
        for arguments in [
            ["compare", name, "after.run.json"],
            ["compare", "before.run.json", name],
        ] {
            let said = backchat_in(place.path(), &arguments, b"");
            said.says(3, &parts);
            assert_eq!(said.out, "");
        }
    }
}

#[test]
fn a_folder_of_records_is_not_one_run() {
    let place = Place::new("compare-folder");
    pair(&place);
    let said = backchat_in(place.path(), &["compare", "after.run.json", "."], b"");
    said.says(
        2,
        &[
            "a folder of records was named where one run is meant",
            "hint: name one of them: ./after.run.json",
        ],
    );
    std::fs::create_dir(place.path().join("week")).unwrap();
    let said = backchat_in(place.path(), &["compare", "after.run.json", "week"], b"");
    said.says(3, &["week holds no files"]);
}

#[test]
fn standard_input_is_one_run_only() {
    let place = Place::new("compare-standard-input");
    pair(&place);
    let capture = std::fs::read(lab()).unwrap();
    let said = backchat_in(place.path(), &["compare", "-", "-"], &capture);
    said.says(
        2,
        &[
            "standard input can be one run only",
            "hint: keep the other in a file",
        ],
    );
    let arguments = ["compare", "before.run.json", "-", "--format", "json"];
    let answer = backchat_in(place.path(), &arguments, &capture).json();
    assert_eq!(answer["after"]["label"], "standard input");
}

#[test]
fn an_input_is_never_written_over() {
    let place = Place::new("compare-output");
    pair(&place);
    for name in ["before.run.json", "after.run.json"] {
        let before = std::fs::read(place.path().join(name)).unwrap();
        let arguments = ["compare", "before.run.json", "after.run.json", "-o", name];
        backchat_in(place.path(), &arguments, b"").says(2, &["is an input"]);
        assert_eq!(std::fs::read(place.path().join(name)).unwrap(), before);
    }
    let arguments = [
        "compare",
        "before.run.json",
        "after.run.json",
        "-o",
        "no/x.html",
    ];
    backchat_in(place.path(), &arguments, b"").says(2, &["there is no folder no"]);
}

#[test]
fn arguments_that_cannot_be_meant_are_refused() {
    let place = Place::new("compare-arguments");
    pair(&place);
    let runs = ["compare", "before.run.json", "after.run.json"];
    for (more, parts) in [
        (
            ["--format", "pdf"],
            ["invalid value 'pdf'", "terminal, markdown, html, json"],
        ),
        (
            ["--before-condition", "edition"],
            ["`edition` is no condition", "such as edition=Pro"],
        ),
        (
            ["--after-condition", "=Pro"],
            ["`=Pro` is no condition", "such as edition=Pro"],
        ),
        (
            ["--after-condition", "Edition=Pro"],
            ["`Edition` is no key", "lower-case"],
        ),
        (["--device", "desk"], ["invalid value 'desk'", "--device"]),
    ] {
        backchat_in(place.path(), &[&runs[..], &more].concat(), b"").says(2, &parts);
    }
    backchat_in(place.path(), &["compare", "before.run.json"], b"").says(2, &["<AFTER>"]);
    let policy = [&runs[..], &["-p", "missing.toml"]].concat();
    backchat_in(place.path(), &policy, b"").says(3, &["cannot read missing.toml"]);
}

#[test]
fn a_record_is_of_the_devices_that_it_is_of() {
    let place = Place::new("compare-device");
    pair(&place);
    let lab = lab();
    let arguments = ["record", lab.as_str(), "-o", "lab.run.json"];
    assert_eq!(backchat_in(place.path(), &arguments, b"").code, Some(0));
    let of = |before: &str, device: &str| {
        let arguments = ["compare", before, "after.run.json", "--device", device];
        backchat_in(place.path(), &arguments, b"")
    };
    of("lab.run.json", "10.77.0.2").says(
        2,
        &[
            "devices together: --device cannot tell them apart",
            "hint: make a record of one device",
        ],
    );
    of("before.run.json", "192.168.1.9").says(
        2,
        &[
            "monday is a record of another device, 192.168.1.1",
            "hint: leave --device out",
        ],
    );
    of("before.run.json", "192.168.1.1").says(0, &[]);
    of("before.run.json", "02:00:00:00:00:01").says(0, &[]);
}

#[test]
fn poor_pairs_are_told_first_and_silence_is_withheld() {
    let place = Place::new("compare-poor");
    pair(&place);
    place.write("empty.pcap", &pcap(&[]));
    let arc = "arc.msn.com";
    let same = told(&place, "before.run.json", "before.run.json");
    assert_eq!(cautions(&same)[0], "same-run");
    assert_eq!(verdict(&same, arc), "talking");
    let empty = told(&place, "before.run.json", "empty.pcap");
    assert_eq!(cautions(&empty)[0], "empty");
    assert_eq!(verdict(&empty, arc), "unproven");
    let swapped = told(&place, "after.run.json", "before.run.json");
    assert_eq!(cautions(&swapped)[0], "order");
    assert_eq!(verdict(&swapped, arc), "new");
    let said = backchat_in(
        place.path(),
        &["compare", "before.run.json", "empty.pcap"],
        b"",
    );
    said.says(0, &["empty.pcap: holds no packets"]);
    let (caution, silent) = (
        "caution: empty.pcap (after) holds no packet",
        "Silent so far",
    );
    let place_of = |text: &str| said.out.find(text).unwrap();
    assert!(place_of(caution) < place_of(silent), "{}", said.out);
}

#[test]
fn what_is_said_of_runs_is_held_against_each_other() {
    let place = Place::new("compare-conditions");
    pair(&place);
    let with = |more: &[&str]| {
        let runs = [
            "compare",
            "before.run.json",
            "after.run.json",
            "--format",
            "json",
        ];
        backchat_in(place.path(), &[&runs[..], more].concat(), b"").json()
    };
    let (before, after) = ("--before-condition", "--after-condition");
    let differ = [before, "release=1909", after, "release=2004"];
    let answer = with(&differ);
    assert!(cautions(&answer).contains(&"condition"));
    assert_eq!(verdict(&answer, "arc.msn.com"), "unproven");
    let answer = with(&[&differ[..], &["--comparable"]].concat());
    assert_eq!(verdict(&answer, "arc.msn.com"), "quiet");
    let answer = with(&[before, "account=local", after, "account=local"]);
    assert_eq!(cautions(&answer), Vec::<&str>::new());
    assert_eq!(answer["before"]["conditions"]["account"], "local");
}

#[test]
fn a_record_compares_like_its_capture() {
    let place = Place::new("compare-record");
    pair(&place);
    let lab = lab();
    for more in [&[][..], &["--device", "10.77.0.3"], &["--continuous"]] {
        let arguments = [&["record", lab.as_str(), "-o", "lab.run.json"], more].concat();
        assert_eq!(backchat_in(place.path(), &arguments, b"").code, Some(0));
        let of = |run: &str, more: &[&str]| {
            // A record of another device is refused where one is chosen.
            let before = if more.contains(&"--device") {
                lab.as_str()
            } else {
                "before.run.json"
            };
            let arguments = [
                "compare",
                before,
                run,
                "--format",
                "json",
                "-p",
                "policy.toml",
            ];
            backchat_in(place.path(), &[&arguments[..], more].concat(), b"")
        };
        let (capture, record) = (of(&lab, more), of("lab.run.json", more));
        // Runs of one name are called by their paths.
        let (capture, record) = (called_alike(&capture.json()), called_alike(&record.json()));
        assert_eq!(capture, record);
        assert!(record["destinations"].as_array().unwrap().len() > 15);
    }
}

#[test]
fn runs_of_one_name_are_told_apart_by_their_folders() {
    let place = Place::new("compare-names");
    for folder in ["monday", "friday"] {
        std::fs::create_dir(place.path().join(folder)).unwrap();
        std::fs::copy(lab(), place.path().join(folder).join("c.pcapng.gz")).unwrap();
    }
    let answer = told(&place, "monday/c.pcapng.gz", "friday/c.pcapng.gz");
    assert_eq!(answer["before"]["label"], "monday/c.pcapng.gz");
    assert_eq!(answer["after"]["label"], "friday/c.pcapng.gz");
}

#[test]
fn a_record_is_made_of_captures_only() {
    let place = Place::new("record-of-record");
    pair(&place);
    let said = backchat_in(place.path(), &["record", "before.run.json"], b"");
    said.says(2, &["is a record already", "hint: name the captures"]);
    let lab = lab();
    let late = ["record", lab.as_str(), "--ran-from", "2027-01-01"];
    backchat_in(place.path(), &late, b"").says(2, &["--ran-from lies after the first packet"]);
    let early = [
        "record",
        lab.as_str(),
        "--ran-until",
        "2026-11-23T01:00:00Z",
    ];
    backchat_in(place.path(), &early, b"").says(2, &["--ran-until lies before the last packet"]);
}
