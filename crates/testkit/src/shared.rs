//! Finds material that is not part of the repository: other people's captures, and files that broke other parsers.
//!
//! It is looked for in `$BACKCHAT_SHARED`, then in `shared` beside the workspace. Where it is absent the tests that
//! need it say so and pass.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of that name in the shared material; `None`, and a word about it, where there is none.
#[must_use]
pub fn folder(name: &str) -> Option<PathBuf> {
    let base = std::env::var_os("BACKCHAT_SHARED")
        .map_or_else(|| workspace().join("../shared"), PathBuf::from);
    let path = base.join(name);
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: {} is absent", path.display());
    None
}

/// The root of this workspace.
#[must_use]
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this crate lies two folders below the workspace")
        .to_path_buf()
}

/// Every file below `folder`, sorted.
///
/// # Panics
/// A folder cannot be read.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of test material is readable") {
            let path = entry.expect("a folder of test material is readable").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
