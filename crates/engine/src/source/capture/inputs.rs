//! Which files to read: the ones named, those below the folders named, or standard input.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One thing to read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// A file, and whether it was named by the user or found in a folder. What is found and is no capture is skipped
    /// with a warning; what is named must be one.
    File {
        /// Where it is.
        path: PathBuf,
        /// True where it was found in a folder.
        found: bool,
    },
    /// Standard input, written `-`.
    Standard,
    /// A capture that is in memory already.
    Bytes {
        /// What to call it.
        name: Arc<str>,
        /// The whole of it, compressed or not.
        bytes: Arc<[u8]>,
    },
}

/// The things to read, sorted, each once.
#[derive(Clone, Debug, Default)]
pub struct Inputs(pub Vec<Input>);

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InputError {
    /// The path does not exist or cannot be opened.
    #[error("cannot open {}: {error}", .path.display())]
    Open {
        /// Where.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// A folder without files.
    #[error("{} holds no files", .path.display())]
    EmptyFolder {
        /// Where.
        path: PathBuf,
    },
    /// Files found in folders, none of which is a capture.
    #[error("nothing to read: none of the {files} files found is a capture; {first}")]
    NoCaptures {
        /// How many there are.
        files: usize,
        /// What is wrong with the first.
        first: String,
    },
    /// A named file that is no capture.
    #[error("{input} is not a capture: {reason}")]
    NotACapture {
        /// The file's name, or `standard input`.
        input: String,
        /// What was found instead.
        reason: String,
    },
    /// Reading failed before the first frame.
    #[error("cannot read {input}: {error}")]
    Read {
        /// The file's name, or `standard input`.
        input: String,
        /// What the system said.
        error: io::Error,
    },
}

impl Input {
    /// The name to show: the path as given, or `standard input`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File { path, .. } => path.display().to_string(),
            Self::Standard => "standard input".to_owned(),
            Self::Bytes { name, .. } => name.as_ref().to_owned(),
        }
    }

    /// Size in bytes as stored, where it is known.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::File { path, .. } => fs::metadata(path)
                .ok()
                .filter(fs::Metadata::is_file)
                .map(|data| data.len()),
            Self::Standard => None,
            Self::Bytes { bytes, .. } => Some(bytes.len() as u64),
        }
    }

    /// What it is called by the system, whatever way it was named.
    fn place(&self) -> PathBuf {
        match self {
            Self::File { path, .. } => fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
            _ => PathBuf::from(self.name()),
        }
    }

    pub(super) fn open(&self) -> Result<Box<dyn Read>, InputError> {
        match self {
            Self::File { path, .. } => match fs::File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(InputError::Open {
                    path: path.clone(),
                    error,
                }),
            },
            Self::Standard => Ok(Box::new(io::stdin().lock())),
            Self::Bytes { bytes, .. } => Ok(Box::new(io::Cursor::new(Arc::clone(bytes)))),
        }
    }
}

impl Inputs {
    /// Expands what the user named. Folders are searched at any depth, hidden files and links to folders left out.
    ///
    /// # Errors
    /// A path that does not exist, or a folder without files.
    pub fn expand<P: AsRef<Path>>(paths: &[P]) -> Result<Self, InputError> {
        let mut inputs = Vec::new();
        for path in paths {
            let path = path.as_ref();
            if path == Path::new("-") {
                inputs.push(Input::Standard);
                continue;
            }
            let data = fs::metadata(path).map_err(|error| InputError::Open {
                path: path.to_owned(),
                error,
            })?;
            if data.is_dir() {
                let before = inputs.len();
                search(path, &mut inputs)?;
                if inputs.len() == before {
                    return Err(InputError::EmptyFolder {
                        path: path.to_owned(),
                    });
                }
            } else {
                inputs.push(Input::File {
                    path: path.to_owned(),
                    found: false,
                });
            }
        }
        inputs.sort();
        // A file named in two ways would count twice. What was named stands before what was found.
        let mut seen = BTreeSet::new();
        inputs.retain(|input| seen.insert(input.place()));
        Ok(Self(inputs))
    }
}

fn search(folder: &Path, inputs: &mut Vec<Input>) -> Result<(), InputError> {
    let failed = |error| InputError::Open {
        path: folder.to_owned(),
        error,
    };
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(failed)?;
        if kind.is_dir() {
            search(&entry.path(), inputs)?;
        } else if kind.is_file() || (kind.is_symlink() && entry.path().is_file()) {
            inputs.push(Input::File {
                path: entry.path(),
                found: true,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_named_in_two_ways_is_one_input() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let twice = [source.join("lib.rs"), source.join("../src/lib.rs")];
        assert_eq!(Inputs::expand(&twice).unwrap().0.len(), 1);
    }

    #[test]
    fn a_file_that_was_named_is_not_taken_for_one_that_was_found() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/names");
        let inputs = Inputs::expand(&[source.clone(), source.join("mod.rs")]).unwrap();
        assert!(matches!(
            inputs.0.as_slice(),
            [Input::File { found: false, .. }]
        ));
    }
}
