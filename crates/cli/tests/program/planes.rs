//! `export`: files, undo and fidelity of the planes, and wrong use.

use std::fs;

use crate::place::Place;
use crate::program::{backchat, backchat_in};

const MAPS: [&str; 6] = ["--release", "2004", "--off", "maps", "--at", "2026-01-02"];

#[test]
fn every_plane_is_listed_with_what_it_can_say() {
    let said = backchat(&["export", "--list"]);
    let listed = backchat(&["export", "--list", "--format", "json"]).json();
    let listed = listed.as_array().unwrap();
    assert!(!listed.is_empty());
    for plane in listed {
        let id = plane["id"].as_str().unwrap();
        assert!(said.out.contains(id), "{id}");
        assert!(!plane["expresses"].as_array().unwrap().is_empty(), "{id}");
    }
}

#[test]
fn a_misspelt_plane_finds_the_right_one() {
    backchat(&["export", "squdi", "--off", "maps"])
        .says(2, &["there is no plane `squdi`", "did you mean squid?"]);
}

#[test]
fn planes_of_a_policy_are_checked_with_their_place() {
    let place = Place::numbered("planes");
    place.write(
        "p.toml",
        "off = [\"maps\"]\nplanes = [\"rpz\", \"unbuond\"]\n".as_bytes(),
    );
    let said = backchat_in(place.path(), &["export", "-p", "p.toml", "-o", "out"], b"");
    said.says(
        2,
        &["p.toml:2: planes: there is no plane `unbuond`", "unbound"],
    );
    assert!(!place.path().join("out").exists());
}

#[test]
fn no_policy_and_no_plane_say_what_to_do() {
    backchat(&["export", "rpz"]).says(2, &["there is no policy", "--preset"]);
    backchat(&["export", "--off", "maps"]).says(2, &["no plane is named", "--list"]);
}

#[test]
fn files_undo_and_fidelity_are_written_together() {
    let place = Place::numbered("planes");
    let arguments = [&["export", "rpz", "-o", "out"][..], &MAPS].concat();
    let said = backchat_in(place.path(), &arguments, b"");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let read =
        |name: &str| fs::read_to_string(place.path().join(format!("out/rpz/{name}"))).unwrap();
    assert!(read("rpz.zone").contains("maps.windows.com CNAME ."));
    assert!(!read("undo-rpz.zone").contains("CNAME"));
    let fidelity: serde_json::Value = serde_json::from_str(&read("fidelity.json")).unwrap();
    assert_eq!(fidelity["tally"]["exact"], 1);
    assert!(
        said.out.contains("1 exact") && said.out.contains("named-checkzone"),
        "{}",
        said.out
    );
}

#[test]
fn one_plane_goes_to_standard_output_and_several_do_not() {
    let said = backchat(&[&["export", "rpz"][..], &MAPS].concat());
    assert!(said.out.starts_with("; backchat rpz"), "{}", said.out);
    backchat(&[&["export", "rpz", "unbound"][..], &MAPS].concat())
        .says(2, &["several planes", "--output"]);
}

#[test]
fn strict_fails_on_what_is_not_exact_and_writes_nothing() {
    let place = Place::numbered("planes");
    let off = ["--release", "2004", "--off", "diagnostic-data"];
    let arguments = [&["export", "rpz", "--strict", "-o", "out"][..], &off].concat();
    let said = backchat_in(place.path(), &arguments, b"");
    said.says(
        1,
        &[
            "not exact",
            "watson.*.microsoft.com",
            "narrower",
            "nothing was written",
        ],
    );
    assert!(!place.path().join("out").exists());
    let exact = [&["export", "rpz", "--strict", "-o", "out"][..], &MAPS].concat();
    assert_eq!(backchat_in(place.path(), &exact, b"").code, Some(0));
}

#[test]
fn an_observing_policy_is_refused_by_what_enforces() {
    backchat(&["export", "rpz", "--preset", "observe"]).says(2, &["only observes", "detection"]);
}

#[test]
fn nothing_left_to_write_is_an_error_with_the_reason() {
    let arguments = ["export", "rpz", "--release", "2004", "--off", "settings"];
    backchat(&arguments).says(2, &["nothing is left to write", "Windows Defender"]);
}

#[test]
fn the_same_policy_gives_the_same_bytes() {
    let arguments = [&["export", "rpz"][..], &MAPS].concat();
    assert_eq!(backchat(&arguments).out, backchat(&arguments).out);
}

#[test]
fn json_holds_the_files_and_the_rules() {
    let arguments = [&["export", "rpz", "--format", "json"][..], &MAPS].concat();
    let json = backchat(&arguments).json();
    assert_eq!(
        (json["schema"].as_str(), json["date"].as_str()),
        (Some("backchat-export/1"), Some("2026-01-02"))
    );
    let plane = &json["planes"][0];
    assert_eq!(plane["plane"], "rpz");
    let roles: Vec<&str> = plane["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["role"].as_str().unwrap())
        .collect();
    assert_eq!(roles, ["apply", "undo"]);
    assert_eq!(plane["rules"][0]["fidelity"], "exact");
}

#[test]
fn an_export_from_before_makes_the_way_back_exact() {
    let place = Place::numbered("planes");
    let key = "HKEY_LOCAL_MACHINE\\Software\\Policies\\Microsoft\\Windows";
    let before = format!(
        "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE]\r\n\r\n\
         [HKEY_LOCAL_MACHINE\\SYSTEM\\Maps]\r\n\r\n[{key}\\Maps]\r\n\"AutoDownloadAndUpdateMapData\"=dword:00000007\r\n"
    );
    place.write("before.reg", before.as_bytes());
    let arguments = [
        &[
            "export",
            "registry-file",
            "--before",
            "before.reg",
            "-o",
            "out",
        ][..],
        &MAPS,
    ]
    .concat();
    let said = backchat_in(place.path(), &arguments, b"");
    assert_eq!(said.code, Some(0), "{}", said.err);
    let undo = fs::read(place.path().join("out/registry-file/undo-machine.reg")).unwrap();
    let units = undo
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    let undo: String = char::decode_utf16(units).map(Result::unwrap).collect();
    assert!(
        undo.contains("\"AutoDownloadAndUpdateMapData\"=dword:00000007"),
        "{undo}"
    );
}

#[test]
fn an_export_that_does_not_tell_enough_is_refused() {
    let place = Place::numbered("planes");
    place.write(
        "other.reg",
        b"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM]\r\n",
    );
    place.write("none.reg", b"hello");
    let export = |before: &str| {
        let arguments = [
            &["export", "registry-file", "--before", before, "-o", "out"][..],
            &MAPS,
        ]
        .concat();
        backchat_in(place.path(), &arguments, b"")
    };
    export("other.reg").says(
        2,
        &[
            "registry-file: ",
            "does not cover",
            "export a key above it too",
        ],
    );
    export("none.reg").says(3, &["none.reg: line 1", "nothing of it was used"]);
    export("missing.reg").says(3, &["cannot read missing.reg"]);
    assert!(!place.path().join("out").exists());
}

#[test]
fn files_of_an_earlier_export_do_not_stay_to_act() {
    let place = Place::numbered("planes");
    let export = |off: &str| {
        let arguments = [
            "export",
            "pihole",
            "--release",
            "2004",
            "--off",
            off,
            "-o",
            "out",
        ];
        backchat_in(place.path(), &arguments, b"")
    };
    assert_eq!(export("diagnostic-data").code, Some(0));
    let regex = place.path().join("out/pihole/regex.sh");
    assert!(regex.exists());
    fs::write(place.path().join("out/pihole/mine.txt"), "mine").unwrap();
    let said = export("font-streaming");
    said.says(0, &["removed: ", "regex.sh, which an earlier export wrote"]);
    assert!(!regex.exists() && place.path().join("out/pihole/mine.txt").exists());
}

#[test]
fn of_several_planes_those_with_nothing_to_write_are_left_out_and_told() {
    let place = Place::numbered("planes");
    let arguments = [&["export", "rpz", "ncsi-web", "-o", "out"][..], &MAPS].concat();
    backchat_in(place.path(), &arguments, b"")
        .says(0, &["left out: ncsi-web: nothing is left to write"]);
    assert!(place.path().join("out/rpz").exists() && !place.path().join("out/ncsi-web").exists());
}
