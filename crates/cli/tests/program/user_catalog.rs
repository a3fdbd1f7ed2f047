//! `--catalog`: catalogs of users on top of the one built in, wherever the catalog is read.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::place::Place;
use crate::program::{backchat, lab};

/// A name that the capture in the repository has and nobody documents.
const HOST: &str = "dns.quad9.net";

/// A catalog that documents it, changes an endpoint and removes another one.
fn mine(test: &str) -> Place {
    let place = Place::new(test);
    write(
        place.path(),
        "contoso/agent/probe.toml",
        &format!(
            "[area]\nid = \"probe\"\nname = \"Our probe\"\nsummary = \"Watches.\"\ninstead = \"Stop it.\"\n\n\
             [[endpoint]]\nid = \"probe/idle\"\nas_written = \"{HOST}\"\n\
             meaning = {{ kind = \"exact\", host = \"{HOST}\", confidence = \"certain\" }}\npurpose = \"Probes.\"\n"
        ),
    );
    write(
        place.path(),
        "microsoft/windows/certificates.toml",
        "[[endpoint]]\nid = \"certificates/ctldl.windowsupdate.com\"\nimpact = \"Ours breaks too.\"\n",
    );
    write(
        place.path(),
        "microsoft/windows/skype.toml",
        "[area]\nid = \"skype\"\nremoved = \"not installed\"\n",
    );
    place
}

fn write(folder: &Path, path: &str, text: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

#[test]
fn the_report_attributes_to_it_and_says_so() {
    let place = mine("user-report");
    let mine = place.path().to_str().unwrap();
    let lab = lab();
    let page = backchat(&["report", &lab, "--format", "json", "--catalog", mine]).json();
    let used = &page["user_catalogs"][0];
    assert_eq!(used["folder"], mine);
    assert_eq!(
        (&used["added"], &used["changed"], &used["removed"]),
        (&2.into(), &1.into(), &1.into())
    );
    let areas = page["areas"].as_array().unwrap();
    let area = areas.iter().find(|it| it["id"] == "probe").unwrap();
    let from = format!("from {mine}/contoso/agent/probe.toml:8");
    assert_eq!(area["endpoints"][0]["from"], *from);
    let seen = &area["endpoints"][0]["destinations"][0];
    assert_eq!(seen["name"], HOST);
    assert!(seen["reason"].as_str().unwrap().contains(&from));
    assert!(areas.iter().all(|it| it["id"] != "skype"));
    for format in ["terminal", "markdown", "html"] {
        let text = backchat(&["report", &lab, "--format", format, "--catalog", mine]).out;
        // Escaped and wrapped in different ways.
        for part in ["2 added, 1 changed, 1 removed", "probe.toml:8"] {
            let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                joined.replace('\\', "").contains(part),
                "{format}: no {part}"
            );
        }
    }
}

#[test]
fn without_it_nothing_is_said_of_it() {
    let page = backchat(&["report", &lab(), "--format", "json"]).json();
    assert_eq!(page["user_catalogs"].as_array().unwrap().len(), 0);
}

#[test]
fn the_records_of_connections_name_its_entries() {
    let place = mine("user-connections");
    let mine = place.path().to_str().unwrap();
    let out = backchat(&["connections", &lab(), "--catalog", mine]).out;
    let line = out.lines().find(|line| line.contains(HOST)).unwrap();
    assert!(line.contains("probe/idle"), "{line}");
}

#[test]
fn explain_list_and_show_mark_what_comes_from_it() {
    let place = mine("user-list");
    let mine = place.path().to_str().unwrap();
    let said = backchat(&["explain", HOST, "--catalog", mine]).out;
    assert!(said.contains("Belongs to Our probe"), "{said}");
    // Where a line breaks depends on how long the folder's name is.
    let said = backchat(&["catalog", "list", "--catalog", mine]).out;
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "(2 added, 1 changed, 1 removed)",
        "skype.toml:2]: not installed",
        "Our probe, 1 endpoint [from",
        "(1 of your own)",
    ] {
        assert!(said.contains(part), "no {part} in {said}");
    }
    let id = "certificates/ctldl.windowsupdate.com";
    let said = backchat(&["catalog", "show", id, "--catalog", mine]).out;
    assert!(said.contains("Ours breaks too."), "{said}");
    assert!(said.contains("Built in, changed by"), "{said}");
}

#[test]
fn the_last_of_several_wins() {
    let (first, second) = (mine("user-first"), Place::new("user-second"));
    write(
        second.path(),
        "contoso/agent/probe.toml",
        "[[endpoint]]\nid = \"probe/idle\"\npurpose = \"Said later.\"\n",
    );
    let (first, second) = (first.path().to_str(), second.path().to_str());
    let (first, second) = (first.unwrap(), second.unwrap());
    let said = backchat(&[
        "catalog",
        "show",
        "probe/idle",
        "--catalog",
        first,
        "--catalog",
        second,
    ]);
    assert!(said.out.contains("Said later."), "{}", said.err);
    // The other way round there is nothing to change yet.
    backchat(&["catalog", "list", "--catalog", second, "--catalog", first])
        .says(2, &["probe.toml:1: missing field"]);
}

#[test]
fn the_environment_names_it_where_no_option_does() {
    let place = mine("user-environment");
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_backchat"))
            .args(arguments)
            .env("BACKCHAT_CATALOG", place.path())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["explain", HOST]).contains("Our probe"));
    let other = Place::new("user-environment-other");
    write(
        other.path(),
        "v/vendor.toml",
        "[vendor]\nid = \"v\"\nname = \"V\"\ndomains = []\n",
    );
    let other = other.path().to_str().unwrap();
    assert!(run(&["explain", HOST, "--catalog", other]).contains("Undocumented"));
}

#[test]
fn an_error_in_it_stops_the_work_with_its_place() {
    let place = mine("user-error");
    let mine = place.path().to_str().unwrap();
    write(
        place.path(),
        "contoso/agent/probe.toml",
        "[area]\nid = \"probe\"\ncolour = 1\n",
    );
    for command in [
        &["report", &lab()][..],
        &["explain", HOST],
        &["catalog", "list"],
    ] {
        let arguments = [command, &["--catalog", mine]].concat();
        backchat(&arguments).says(2, &["probe.toml:3: unknown field", "catalog check"]);
    }
}

#[test]
fn the_check_is_of_what_lies_on_top_unless_it_is_alone() {
    let place = mine("user-check");
    let mine = place.path().to_str().unwrap();
    let json = backchat(&["catalog", "check", "--catalog", mine, "--format", "json"]).json();
    assert_eq!((&json["files"], &json["on_top"]), (&3.into(), &true.into()));
    let problems = json["problems"].as_array().unwrap();
    let own = problems.iter().filter(|it| it["code"] == "no-source");
    assert_eq!(own.count(), 1);
    // Alone, its parts of the vendor's files are no files.
    let said = backchat(&["catalog", "check", "--catalog", mine, "--alone"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("skype.toml"), "{}", said.out);
    backchat(&["catalog", "check", "--alone"]).says(2, &["--catalog DIR"]);
}
