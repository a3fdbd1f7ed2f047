//! What tshark found in other people's captures, compared with what we find.

pub mod exception;
pub mod flow;
pub mod name;

use std::fs;
use std::path::Path;

/// The captures of the index, as paths below its folder.
///
/// # Panics
/// The index cannot be read.
#[must_use]
pub fn captures(folder: &Path) -> Vec<String> {
    let index = folder.join("INDEX.tsv");
    let text = fs::read_to_string(index).expect("the captures have an index");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next())
        .map(str::to_owned)
        .collect()
}

/// The truth about a capture; `suffix` is `tsv` or `flows.tsv`.
///
/// # Panics
/// It cannot be read.
#[must_use]
pub fn lines(folder: &Path, capture: &str, suffix: &str) -> Vec<Vec<String>> {
    let path = folder
        .join("truth")
        .join(format!("{}.{suffix}", capture.replace('/', "__")));
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{} is readable: {error}", path.display()));
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect()
}
