//! A capture on standard input gives what the file gives, compressed or not.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn capture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases/lab-idle-windows/capture.pcapng.gz")
}

fn backchat(arguments: &[&str], input: &Path, standard: Option<&[u8]>) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_backchat"))
        .args(arguments)
        .arg(input)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    if let Some(bytes) = standard {
        stdin.write_all(bytes).unwrap();
    }
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", output.status);
    output.stdout
}

#[test]
fn standard_input_gives_what_the_file_gives() {
    let bytes = std::fs::read(capture()).unwrap();
    for arguments in [
        ["connections", "--format", "jsonl"],
        ["report", "--format", "json"],
        ["names", "--format", "tsv"],
    ] {
        let from_file = backchat(&arguments, &capture(), None);
        let from_standard = backchat(&arguments, Path::new("-"), Some(&bytes));
        assert!(!from_file.is_empty());
        assert!(from_file == from_standard, "{arguments:?}");
    }
}
