//! Case folders: a capture, what must be found in it, and the report that people read.
//!
//! | file | |
//! |---|---|
//! | `README.md` | where the capture is from |
//! | `capture.*` | the capture |
//! | `machines.tsv` | the machines' names in `expect.tsv`, and their hardware addresses |
//! | `expect.tsv` | kind, name, how, outcome, machine, protocol, area of each thing that must be found |
//! | `names.truth.tsv` | the names, as another tool finds them, in the format of `backchat names` |
//! | `report.txt` | the report on a terminal of 100 columns, to be read when it changes |

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use backchat_engine::source::capture::{Input, Inputs};

use crate::shared::{files, workspace};

/// Every case folder, sorted.
///
/// # Panics
/// The folder of cases cannot be read.
#[must_use]
pub fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(workspace().join("cases"))
        .expect("the workspace has cases")
        .map(|entry| entry.expect("a case is readable").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    folders
}

/// The case's capture.
///
/// # Panics
/// It has none.
#[must_use]
pub fn capture(folder: &Path) -> Inputs {
    let is_capture = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("capture.")
    };
    let path = files(folder).into_iter().find(is_capture);
    let path = path.unwrap_or_else(|| panic!("{} holds a capture", folder.display()));
    Inputs(vec![Input::File { path, found: false }])
}

/// The rows of a table below its header line; empty where there is no such file.
#[must_use]
pub fn table(folder: &Path, name: &str) -> Vec<Vec<String>> {
    let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
    text.lines()
        .skip(1)
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}

/// The machines' names by their hardware addresses.
#[must_use]
pub fn machines(folder: &Path) -> BTreeMap<String, String> {
    table(folder, "machines.tsv")
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [name, address] => Some((address.clone(), name.clone())),
            _ => None,
        })
        .collect()
}

mod expectation;

pub use expectation::{Expectation, Found};
