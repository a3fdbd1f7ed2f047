//! What the planes write for the lab's policy, as `backchat export` puts it into a folder.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::backchat;

/// What is off and what stays.
pub(crate) const POLICY: &str = "\
release = \"2004\"
off = [\"diagnostic-data\", \"maps\", \"windows-spotlight\"]
keep = [\"windows-update\", \"certificates\", \"onedrive\"]
";

/// The planes' files, to be read, and spoiled where a scenario says so.
pub(crate) struct Rules(PathBuf);

impl Rules {
    /// Writes the policy and what the planes make of it, with what a capture has shown of addresses.
    pub(crate) fn export(folder: &Path, seen: &Path) -> Self {
        let policy = policy(folder);
        let rules = folder.join("rules");
        backchat([
            "export".as_ref(),
            "unbound".as_ref(),
            "squid".as_ref(),
            "nftables".as_ref(),
            "--policy".as_ref(),
            policy.as_os_str(),
            "--against".as_ref(),
            seen.as_os_str(),
            "-o".as_ref(),
            rules.as_os_str(),
        ]);
        Self(rules)
    }

    /// A file of a plane, such as `unbound/unbound.conf`.
    pub(crate) fn text(&self, name: &str) -> String {
        let path = self.0.join(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// All that a plane wrote: names, with the plane's folder, and texts.
    pub(crate) fn files(&self, plane: &str) -> Vec<(String, String)> {
        let entries = fs::read_dir(self.0.join(plane)).expect("the plane wrote its folder");
        let names = entries.map(|it| it.expect("the folder is readable").file_name());
        let names = names.map(|it| format!("{plane}/{}", it.display()));
        names.map(|it| (it.clone(), self.text(&it))).collect()
    }
}

/// The policy as a file.
pub(crate) fn policy(folder: &Path) -> PathBuf {
    let path = folder.join("policy.toml");
    fs::write(&path, POLICY).expect("the folder takes files");
    path
}
