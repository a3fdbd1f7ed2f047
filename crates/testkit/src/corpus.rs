//! The stored inputs of each target: `fuzz/corpus/<target>/`, one file each.

use std::fs;
use std::path::PathBuf;

use crate::shared::{files, workspace};

/// Where a target's inputs are.
#[must_use]
pub fn folder(target: &str) -> PathBuf {
    workspace().join("fuzz/corpus").join(target)
}

/// A target's inputs, with their file names, in the order of these.
///
/// # Panics
/// They cannot be read.
#[must_use]
pub fn read(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = folder(target);
    if !folder.is_dir() {
        return Vec::new();
    }
    files(&folder)
        .into_iter()
        .map(|path| {
            let name = path.file_name().unwrap_or_default();
            let bytes = fs::read(&path).expect("a corpus file is readable");
            (name.to_string_lossy().into_owned(), bytes)
        })
        .collect()
}
