//! `catalog list`, `show` and `check`.

use std::fs;
use std::path::Path;

use crate::place::Place;
use crate::program::{backchat, repository};

#[test]
fn lists_have_as_many_lines_as_entries() {
    let all = backchat(&["catalog", "list", "--format", "json"]).json();
    for what in ["areas", "endpoints", "releases", "controls"] {
        let json = backchat(&["catalog", "list", what, "--format", "json"]).json();
        let count = json.as_array().unwrap().len();
        let lines = backchat(&["catalog", "list", what]).out.lines().count();
        assert_eq!(lines, count, "{what}");
        let told = &all[what];
        let told = told
            .as_array()
            .map(Vec::len)
            .or_else(|| usize::try_from(told.as_u64()?).ok());
        assert_eq!(told, Some(count), "{what}");
    }
}

#[test]
fn everything_that_is_listed_can_be_shown() {
    for (what, kind) in [
        ("areas", "area"),
        ("endpoints", "endpoint"),
        ("releases", "release"),
        ("controls", "control"),
    ] {
        let list = backchat(&["catalog", "list", what, "--format", "json"]).json();
        let entries = list.as_array().unwrap();
        // Every run loads the catalog again: of a thousand endpoints, one in twelve are shown.
        let step = if entries.len() > 200 { 12 } else { 1 };
        for entry in entries.iter().step_by(step) {
            let id = entry["id"].as_str().unwrap();
            let said = backchat(&["catalog", "show", id, "--kind", kind]);
            assert_eq!(said.code, Some(0), "{id}: {}", said.err);
            assert!(said.out.lines().count() > 3, "{id}");
        }
    }
}

#[test]
fn an_entry_is_found_by_its_name_too() {
    let by_name = backchat(&["catalog", "show", "windows update", "--kind", "area"]);
    let by_id = backchat(&["catalog", "show", "windows-update", "--kind", "area"]);
    assert_eq!(by_name.out, by_id.out);
    let json = backchat(&["catalog", "show", "go.microsoft.com", "--format", "json"]).json();
    assert!(json.as_array().unwrap().len() >= 2);
}

#[test]
fn an_id_that_is_gone_is_not_taken_for_a_host() {
    backchat(&["catalog", "show", "skype/gone.microsoft.com"]).says(2, &["has no entry"]);
}

#[test]
fn the_whole_list_has_a_line_per_version() {
    let out = backchat(&["catalog", "list"]).out;
    let line = out.lines().find(|line| line.starts_with("Windows 10 2004"));
    assert_eq!(
        line.unwrap().split_once("  ").unwrap().1.trim_start(),
        "Enterprise 48, Education 47, Home 43, Pro 55"
    );
    assert_eq!(out.matches("\nWindows 1").count(), 10);
}

#[test]
fn the_pages_of_an_entry_are_summed_up_unless_all_are_asked_for() {
    let show = |arguments: &[&str]| {
        let id = "windows-update/emdl.ws.microsoft.com";
        backchat(&[&["catalog", "show", id], arguments].concat())
    };
    let short = show(&[]).out;
    assert!(short.contains("29 of 37 releases") && short.contains("1709 to 21H2"));
    let json = show(&["--format", "json"]).json();
    let rows = json[0]["endpoint"]["documented"].as_array().unwrap();
    assert!(rows.len() >= 29);
    let long = show(&["--all"]).out;
    let places = rows
        .iter()
        .map(|row| format!("{}:{})", row["file"].as_str().unwrap(), row["line"]));
    let (mut in_short, mut in_long) = (0, 0);
    for place in places {
        in_short += usize::from(short.contains(&place));
        in_long += usize::from(long.contains(&place));
    }
    assert_eq!((in_short, in_long), (1, rows.len()));
}

#[test]
fn a_host_shows_what_holds_it_and_a_version_its_release() {
    let json = |asked: &str| backchat(&["catalog", "show", asked, "--format", "json"]).json();
    let held = json("x7.download.windowsupdate.com");
    assert_eq!(
        held[0]["endpoint"]["id"],
        "windows-update/download.windowsupdate.com"
    );
    assert_eq!(
        json("20H2")[0]["release"]["id"],
        "windows-10-20h2-enterprise"
    );
    backchat(&["catalog", "show", "21H2"]).says(2, &["could be windows-10-21h2-enterprise"]);
    let of_kind = ["catalog", "show", "20H2", "--kind", "area"];
    backchat(&of_kind).says(2, &["no entry `20H2`"]);
}

#[test]
fn an_unknown_id_gets_suggestions() {
    backchat(&["catalog", "show", "windows-updaet"]).says(2, &["did you mean windows-update"]);
    backchat(&["catalog", "show", "a.example.com"]).says(2, &["backchat explain a.example.com"]);
    backchat(&["catalog", "show", "zzz"]).says(2, &["backchat catalog list"]);
}

#[test]
fn the_built_in_catalog_passes_and_a_kind_of_problem_can_be_denied() {
    let said = backchat(&["catalog", "check"]);
    assert_eq!(said.code, Some(0));
    assert!(said.out.contains("\npassed: ") && said.out.contains(" 0 errors"));
    let said = backchat(&["catalog", "check", "--deny", "nested"]);
    assert_eq!(said.code, Some(1));
    assert!(said.out.starts_with("nested"), "{}", said.out);
}

#[test]
fn notes_are_counted_and_listed_when_asked_for() {
    let short = backchat(&["catalog", "check"]).out;
    assert!(short.contains("Notes, listed with --notes:") && !short.contains(": note: "));
    let long = backchat(&["catalog", "check", "--notes"]).out;
    assert!(!long.contains("listed with --notes") && long.contains(": note: "));
}

#[test]
fn warnings_can_be_denied_and_kinds_left_out() {
    let place = Place::new("draft-catalog");
    let area = place.path().join("microsoft/windows/empty.toml");
    fs::create_dir_all(area.parent().unwrap()).unwrap();
    let text = "[area]\nid = \"empty\"\nname = \"E\"\nsummary = \"s\"\ninstead = \"-\"\n";
    fs::write(&area, text).unwrap();
    let check = |more: &[&str]| {
        let folder = place.path().to_str().unwrap();
        let arguments = [&["catalog", "check", "--catalog", folder], more].concat();
        backchat(&arguments)
    };
    let said = check(&[]);
    assert_eq!(said.code, Some(0));
    assert!(
        said.out
            .contains(&format!("{}:2: warning: ", area.display())),
        "{}",
        said.out
    );
    assert_eq!(check(&["--deny", "warnings"]).code, Some(1));
    assert_eq!(check(&["--deny", "empty-area"]).code, Some(1));
    assert!(!check(&["--allow", "empty-area"]).out.contains("empty.toml"));
    let github = check(&["--format", "github"]).out;
    let path = area.display().to_string().replace('\\', "/");
    let expected = format!("::warning file={path},line=2,title=empty-area::E has no endpoints");
    assert!(github.contains(&expected), "{github}");
}

#[test]
fn a_kind_of_problem_that_does_not_exist_is_wrong_use() {
    for option in ["--allow", "--deny"] {
        backchat(&["catalog", "check", option, "cut-of"]).says(2, &["cut-of", "cut-off"]);
    }
    // Only the other way round do warnings as a whole mean something.
    backchat(&["catalog", "check", "--allow", "warnings"]).says(2, &["warnings"]);
}

#[test]
fn an_error_has_its_file_and_line_and_fails() {
    let place = Place::new("broken-catalog");
    copy(&repository().join("catalog"), place.path());
    let vendor = place.path().join("microsoft/vendor.toml");
    let mut text = fs::read_to_string(&vendor).unwrap();
    let line = text.lines().count() + 1;
    text.push_str("broken =\n");
    fs::write(&vendor, text).unwrap();
    let folder = place.path().to_str().unwrap();
    let said = backchat(&["catalog", "check", "--catalog", folder]);
    assert_eq!(said.code, Some(1));
    let expected = format!("{}:{line}: error:", vendor.display());
    assert!(said.out.contains(&expected), "{}", said.out);
    assert!(said.out.contains("failed: "));
    let json = backchat(&["catalog", "check", "--catalog", folder, "--format", "json"]);
    assert_eq!(json.code, Some(1));
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(
        (&json["passed"], &json["errors"]),
        (&false.into(), &1.into())
    );
    let kind = &json["kinds"][0];
    assert_eq!(
        (&kind["code"], &kind["count"]),
        (&"layout".into(), &1.into())
    );
}

#[test]
fn a_place_without_a_catalog_is_told() {
    let place = Place::new("no-catalog");
    let folder = place.path().to_str().unwrap();
    backchat(&["catalog", "check", "--catalog", folder]).says(2, &["holds no catalog files"]);
    backchat(&["catalog", "check", "--catalog", "missing"]).says(3, &["missing"]);
    backchat(&["catalog", "check", "--catalog", "Cargo.toml"]).says(2, &["is a file"]);
}

#[test]
fn a_page_is_checked_with_its_lines() {
    let place = Place::new("checked-page");
    let page = place.path().join("page.md");
    let rows = "# Windows 10\n\n|Area|Protocol|Destination|\n|---|---|---|\n\
                |Certificates|HTTP|mscrl.micorosoft.com|\n|Maps|HTTP|maps.windows.com\n";
    fs::write(&page, rows).unwrap();
    let page = page.to_str().unwrap();
    let said = backchat(&["catalog", "check", "--page", page]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let expected = format!("{page}:5: warning: mscrl.micorosoft.com is nearly microsoft.com");
    assert!(said.out.contains(&expected), "{}", said.out);
    assert!(said.out.contains("no-closing-pipe"), "{}", said.out);
    let denied = backchat(&["catalog", "check", "--deny", "misspelt", "--page", page]);
    assert_eq!(denied.code, Some(1));
    let json = backchat(&["catalog", "check", "--format", "json", "--page", page]).json();
    assert_eq!(json["files"], 1);
    assert_eq!(json["problems"].as_array().unwrap().len(), 2);
}

#[test]
fn a_page_that_cannot_be_checked_is_told() {
    backchat(&["catalog", "check", "--page", "missing.md"]).says(3, &["missing.md"]);
    backchat(&["catalog", "check", "--page", "Cargo.toml"])
        .says(3, &["no endpoints in tables or lists"]);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
