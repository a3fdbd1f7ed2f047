//! What cannot be meant or cannot be read: refused in a sentence, with what to do, and with the right exit code.

use std::fs;

use crate::place::Place;
use crate::program::{backchat, backchat_in, lab};

#[test]
fn a_missing_file_is_named() {
    backchat(&["report", "missing.pcap"]).says(3, &["cannot open missing.pcap"]);
}

#[test]
fn the_systems_error_numbers_are_left_out() {
    assert!(
        !backchat(&["report", "missing.pcap"])
            .err
            .contains("os error")
    );
}

#[test]
fn a_wildcard_that_no_shell_expanded_is_explained() {
    backchat(&["report", "*.pcap"]).says(3, &["hint: the shell did not expand"]);
}

#[test]
fn text_is_no_capture() {
    let place = Place::new("text");
    place.write("text.pcap", b"this is a text, and long enough");
    backchat_in(place.path(), &["names", "text.pcap"], b"").says(
        3,
        &["text.pcap is not a capture", "hint: backchat reads pcap"],
    );
}

#[test]
fn an_empty_file_and_an_empty_input_are_told() {
    let place = Place::new("empty-file");
    place.write("zero.pcap", b"");
    backchat_in(place.path(), &["names", "zero.pcap"], b"").says(3, &["zero.pcap", "is empty"]);
    backchat_in(place.path(), &["names", "-"], b"").says(3, &["standard input", "is empty"]);
}

#[test]
fn a_folder_without_captures_is_an_error() {
    let place = Place::new("no-captures");
    backchat_in(place.path(), &["names", "."], b"").says(3, &["holds no files"]);
    place.write("a.txt", b"nothing");
    backchat_in(place.path(), &["names", "."], b"").says(3, &["nothing to read", "a.txt"]);
}

#[test]
fn a_missing_folder_for_the_output_is_found_before_the_work() {
    let place = Place::new("missing-folder");
    let said = backchat_in(place.path(), &["names", &lab(), "-o", "no/x.tsv"], b"");
    said.says(2, &["there is no folder no", "hint: make the folder first"]);
}

#[test]
fn a_folder_is_no_output() {
    let place = Place::new("folder-output");
    backchat_in(place.path(), &["names", &lab(), "-o", "."], b"").says(2, &["is a folder"]);
}

#[test]
fn an_input_is_never_overwritten() {
    let place = Place::new("overwritten");
    fs::copy(lab(), place.path().join("a.gz")).unwrap();
    let said = backchat_in(place.path(), &["names", "a.gz", "-o", "./a.gz"], b"");
    said.says(2, &["would destroy it"]);
    assert_eq!(
        fs::read(place.path().join("a.gz")).unwrap(),
        fs::read(lab()).unwrap()
    );
}

#[test]
fn a_failed_run_leaves_no_file() {
    let place = Place::new("left-over");
    place.write("text.pcap", b"this is a text, and long enough");
    for command in ["names", "connections", "report"] {
        backchat_in(place.path(), &[command, "text.pcap", "-o", "out"], b"").says(3, &[]);
    }
    assert_eq!(place.names(), ["text.pcap"]);
}

#[test]
fn an_end_before_the_beginning_is_refused() {
    let said = backchat(&[
        "report",
        &lab(),
        "--since",
        "2026-11-24",
        "--until",
        "2026-11-22",
    ]);
    said.says(2, &["the end lies before the beginning"]);
}

#[test]
fn typing_errors_get_suggestions() {
    let lab = lab();
    backchat(&["report", &lab, "--format", "termnal"]).says(2, &["terminal"]);
    backchat(&["report", &lab, "--release", "windows-10-2005"])
        .says(2, &["has no release", "windows-10-2004-"]);
    backchat(&["reprot", &lab]).says(2, &["report"]);
    backchat(&["report", &lab, "--devise", "10.0.0.1"]).says(2, &["--device"]);
    backchat(&["report", &lab, "--device", "10.0.0"]).says(2, &["neither an IP address"]);
    backchat(&["report", &lab, "--since", "yesterday"]).says(2, &["2026-11-23"]);
}

#[test]
fn a_release_may_be_named_loosely_but_not_ambiguously() {
    let lab = lab();
    let by_id = backchat(&["report", &lab, "--release", "windows-10-20h2-enterprise"]);
    let by_name = backchat(&["report", &lab, "--release", "20H2"]);
    assert_eq!(by_name.code, Some(0), "{}", by_name.err);
    assert_eq!(by_name.out, by_id.out);
    let json = ["explain", "go.microsoft.com", "--format", "json"];
    let json = backchat(&[&json[..], &["--release", "Windows 11 Pro"]].concat()).json();
    assert_eq!(json["release"], "windows-11-pro");
    backchat(&["connections", &lab, "--release", "windows 10 pro"]).says(
        2,
        &[
            "could be windows-10-1709-pro, ",
            "name one of these, or enough words of it",
        ],
    );
}

#[test]
fn a_forgotten_command_is_suggested() {
    backchat(&[&lab()]).says(2, &["is no command", "backchat report"]);
}

#[cfg(target_os = "linux")]
mod devices {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_full_disk_is_told_with_the_place() {
        let lab = lab();
        for arguments in [
            &["names"][..],
            &["connections"],
            &["connections", "--format", "csv"],
            &["connections", "--format", "json"],
            &["report", "--format", "json"],
        ] {
            let arguments = [arguments, &[lab.as_str(), "-o", "/dev/full"]].concat();
            backchat(&arguments).says(3, &["cannot write /dev/full: No space"]);
        }
    }

    #[test]
    fn a_device_is_written_to_and_not_replaced() {
        use std::os::unix::fs::FileTypeExt;
        assert_eq!(
            backchat(&["names", &lab(), "-o", "/dev/null"]).code,
            Some(0)
        );
        assert!(
            fs::metadata("/dev/null")
                .unwrap()
                .file_type()
                .is_char_device()
        );
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error() {
        for arguments in [
            &["connections"][..],
            &["connections", "--format", "csv"],
            &["names"],
        ] {
            let mut child = Command::new(env!("CARGO_BIN_EXE_backchat"))
                .args(arguments)
                .arg(lab())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            drop(child.stdout.take());
            let output = child.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0));
            assert!(output.stderr.is_empty());
        }
    }
}

#[test]
fn a_folder_to_check_is_told_how_to_be_named() {
    backchat(&["catalog", "check", "mine"]).says(2, &["--catalog mine", "--page mine"]);
    let page = ["catalog", "check", "--page", "src"];
    backchat(&page).says(3, &["src is a folder", "src/*.md"]);
}

#[test]
fn a_version_that_no_release_has_leads_to_those_like_it() {
    backchat(&["catalog", "diff", "1809", "2005"]).says(2, &["has no release `2005`", "2004"]);
    backchat(&["catalog", "diff", "21H2", "11"]).says(2, &["name one of these"]);
}

#[test]
fn a_catalog_file_that_is_no_text_is_told_with_its_line() {
    let place = Place::new("binary-catalog");
    let folder = place.path().join("mine/microsoft/windows");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("x.toml"), b"# one\n\xff\x00").unwrap();
    let said = backchat_in(place.path(), &["catalog", "list", "--catalog", "mine"], b"");
    said.says(3, &["microsoft/windows/x.toml:2: this is not UTF-8 text"]);
}
