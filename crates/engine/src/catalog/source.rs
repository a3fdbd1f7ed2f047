//! Where the catalog's text comes from: the binary itself, or a folder that somebody is editing.

use std::borrow::Cow;
use std::io;
use std::path::Path;

use super::embedded;

/// The largest catalog file read from a folder, in bytes; a larger one is an error, as nobody writes one by hand.
const FILE_LIMIT: u64 = 4 << 20;

/// How deep folders are followed: `<vendor>/<product>/<area>.toml` needs two.
const DEPTH_LIMIT: usize = 4;

/// One file: its path below the catalog's folder, with `/` between the parts, and its text.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path.
    pub path: Cow<'static, str>,
    /// The text.
    pub text: Cow<'static, str>,
}

/// The catalog as text, sorted by path.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The files.
    pub files: Vec<SourceFile>,
}

impl Source {
    /// The files built into the binary.
    #[must_use]
    pub fn embedded() -> Self {
        let file = |&(path, text): &(&'static str, &'static str)| SourceFile {
            path: path.into(),
            text: text.into(),
        };
        Self {
            files: embedded::FILES.iter().map(file).collect(),
        }
    }

    /// Every `.toml` file below a folder.
    ///
    /// # Errors
    /// Where the folder or a file cannot be read, is not UTF-8, or is larger than 4 MiB.
    pub fn folder(root: &Path) -> io::Result<Self> {
        let mut source = Self::default();
        source.walk(root, "", DEPTH_LIMIT)?;
        source.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(source)
    }

    fn walk(&mut self, folder: &Path, prefix: &str, depth: usize) -> io::Result<()> {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = format!("{prefix}{name}");
            let about = |error: io::Error| io::Error::new(error.kind(), format!("{path}: {error}"));
            if entry.file_type()?.is_dir() {
                if depth > 0 {
                    self.walk(&entry.path(), &format!("{path}/"), depth - 1)?;
                }
            } else if name.ends_with(".toml") {
                if entry.metadata()?.len() > FILE_LIMIT {
                    return Err(about(io::Error::other("larger than 4 MiB")));
                }
                let bytes = std::fs::read(entry.path()).map_err(about)?;
                let text = String::from_utf8(bytes).map_err(|error| {
                    let good = error.utf8_error().valid_up_to();
                    let before = error.as_bytes().iter().take(good);
                    let line = 1 + before.filter(|&&byte| byte == b'\n').count();
                    let text = format!("{path}:{line}: this is not UTF-8 text, which TOML is");
                    io::Error::new(io::ErrorKind::InvalidData, text)
                })?;
                // A byte order mark, which editors on Windows may write, is not TOML.
                let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
                self.files.push(SourceFile {
                    path: path.into(),
                    text: text.into(),
                });
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_built_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
        let paths =
            |source: Source| -> Vec<_> { source.files.into_iter().map(|file| file.path).collect() };
        assert_eq!(
            paths(Source::embedded()),
            paths(Source::folder(&root).unwrap()),
            "a file below catalog/ needs its line in catalog/embedded.rs, sorted by path"
        );
    }
}
