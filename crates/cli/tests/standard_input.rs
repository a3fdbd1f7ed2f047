//! A capture on standard input gives what the file gives, compressed or not.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn capture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/lab-idle-windows/capture.pcapng.gz")
}

fn backchat(arguments: &[&str], input: &Path, standard: Stdio) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_backchat"))
        .args(arguments)
        .arg(input)
        .stdin(standard)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{arguments:?}: {}", output.status);
    output.stdout
}

#[test]
fn standard_input_gives_what_the_file_gives() {
    for arguments in [
        ["connections", "--format", "jsonl"],
        ["report", "--format", "json"],
        ["names", "--format", "tsv"],
    ] {
        let from_file = backchat(&arguments, &capture(), Stdio::null());
        let capture = std::fs::File::open(capture()).unwrap();
        let from_standard = backchat(&arguments, Path::new("-"), capture.into());
        assert!(!from_file.is_empty());
        assert!(from_file == from_standard, "{arguments:?}");
    }
}
