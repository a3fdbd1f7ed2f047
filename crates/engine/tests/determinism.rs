//! The same packets give the same output, byte for byte, however they are packed and in whatever order files are named.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use backchat_engine::catalog::Catalog;
use backchat_engine::listing::{Record, Stamper};
use backchat_engine::source::capture::{Input, Inputs};
use backchat_testkit::build::{Frame, pcapng};
use backchat_testkit::{case, packaging, report, shared};

/// Files that a capture is spread over.
const PARTS: usize = 3;

/// Every connection as a line of JSON, then the report of every format. The number of files is no part of the question,
/// so it is made the same.
fn output(inputs: &Inputs) -> String {
    let catalog = Catalog::embedded();
    let mut stamper = Stamper::default();
    let mut output = String::new();
    for connection in report::connections(inputs).unwrap() {
        let record = Record::new(&connection, catalog, &mut stamper);
        output.push_str(&serde_json::to_string(&record).unwrap());
        output.push('\n');
    }
    let mut page = report::page(inputs).unwrap();
    page.method.files = 1;
    for (format, text) in report::rendered(&page) {
        output.push_str(format);
        output.push_str(&text);
    }
    output
}

/// The capture of the repository, uncompressed.
fn capture() -> Vec<u8> {
    let folder = shared::workspace().join("cases/lab-idle-windows");
    pcapng(&packaging::frames(&case::capture(&folder)).unwrap())
}

fn named(name: &str, bytes: &[u8]) -> Input {
    Input::Bytes {
        name: name.into(),
        bytes: Arc::from(bytes),
    }
}

#[test]
fn a_second_run_says_the_same() {
    let inputs = report::in_memory(&capture());
    same(&output(&inputs), &output(&inputs));
}

#[test]
fn compression_changes_nothing() {
    let plain = capture();
    let expected = output(&report::in_memory(&plain));
    same(
        &expected,
        &output(&report::in_memory(&packaging::gzip(&plain))),
    );
    same(
        &expected,
        &output(&report::in_memory(&packaging::zstandard(&plain))),
    );
    // Rotated captures are often several members in a row.
    let (first, second) = plain.split_at(plain.len() / 2);
    let members = [packaging::gzip(first), packaging::gzip(second)].concat();
    same(&expected, &output(&report::in_memory(&members)));
    let frames = [packaging::zstandard(first), packaging::zstandard(second)].concat();
    same(&expected, &output(&report::in_memory(&frames)));
}

#[test]
fn files_of_successive_times_are_one_capture() {
    let frames = packaging::frames(&report::in_memory(&capture())).unwrap();
    let expected = output(&report::in_memory(&pcapng(&frames)));
    let parts: Vec<Vec<Frame>> = frames
        .chunks(frames.len().div_ceil(PARTS))
        .map(<[Frame]>::to_vec)
        .collect();
    in_any_order(&expected, &parts);
}

#[test]
fn files_of_alternating_packets_are_one_capture() {
    let mut frames = packaging::frames(&report::in_memory(&capture())).unwrap();
    // Packets of one time in several files are taken in the order of the files' names, so let there be none.
    frames.dedup_by_key(|frame| frame.time);
    let expected = output(&report::in_memory(&pcapng(&frames)));
    let mut parts = vec![Vec::new(); PARTS];
    for (at, frame) in frames.into_iter().enumerate() {
        parts[at % PARTS].push(frame);
    }
    in_any_order(&expected, &parts);
}

#[test]
fn a_folder_is_the_list_of_its_files() {
    let frames = packaging::frames(&report::in_memory(&capture())).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("a-folder-is-its-files");
    fs::create_dir_all(folder.join("below")).unwrap();
    let half = frames.len() / 2;
    let paths = [folder.join("b.pcapng"), folder.join("below/a.pcapng.gz")];
    fs::write(&paths[0], pcapng(&frames[..half])).unwrap();
    fs::write(&paths[1], packaging::gzip(&pcapng(&frames[half..]))).unwrap();
    let as_folder = output(&Inputs::expand(&[&folder]).unwrap());
    let [first, second] = paths;
    same(
        &as_folder,
        &output(&Inputs::expand(&[&first, &second]).unwrap()),
    );
    same(
        &as_folder,
        &output(&Inputs::expand(&[&second, &first]).unwrap()),
    );
    same(&as_folder, &output(&report::in_memory(&pcapng(&frames))));
}

/// Files named after their place and against it, listed forwards and backwards.
fn in_any_order(expected: &str, parts: &[Vec<Frame>]) {
    let files: Vec<Vec<u8>> = parts.iter().map(|part| pcapng(part)).collect();
    let forwards: Vec<Input> = (0..)
        .zip(&files)
        .map(|(at, file)| named(&format!("{at}"), file))
        .collect();
    let against: Vec<Input> = (0..)
        .zip(&files)
        .map(|(at, file)| named(&format!("{}", 9 - at), file))
        .collect();
    for mut inputs in [forwards, against] {
        same(expected, &output(&Inputs(inputs.clone())));
        inputs.reverse();
        same(expected, &output(&Inputs(inputs)));
    }
}

/// Equal, or the first line that differs: the whole would be unreadable.
fn same(expected: &str, found: &str) {
    if expected == found {
        return;
    }
    let line = expected
        .lines()
        .zip(found.lines())
        .position(|(a, b)| a != b);
    let line = line.unwrap_or_default();
    panic!(
        "line {} differs:\n{:?}\n{:?}",
        line + 1,
        expected.lines().nth(line),
        found.lines().nth(line)
    );
}
