//! Runs the program that is tested.

use std::ffi::OsStr;
use std::process::Command;

/// Runs it, and gives what it printed.
pub(crate) fn backchat<'a>(arguments: impl IntoIterator<Item = &'a OsStr>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_backchat"));
    command.args(arguments).env_remove("BACKCHAT_CATALOG");
    let output = command.output().expect("cargo has built the program");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    String::from_utf8(output.stdout).expect("the program prints text")
}
