//! Catalogs on top of each other: the one built into the program, and those that users keep beside it.

use super::{Source, SourceFile};

/// One catalog of several: what stands in a later layer wins.
#[derive(Clone, Debug)]
pub struct Layer {
    /// The user's folder as it was given; none for the catalog that everything else lies on.
    folder: Option<String>,
    files: Vec<LayerFile>,
}

/// A file of a layer.
#[derive(Clone, Debug)]
pub(crate) struct LayerFile {
    /// Its path below the layer's folder, which says what it is.
    pub(crate) path: String,
    /// Its text, with the path that people are shown.
    pub(crate) shown: SourceFile,
}

impl Layer {
    /// The catalog built into the program.
    #[must_use]
    pub fn built_in() -> Self {
        Self::ground(&Source::embedded())
    }

    /// A catalog that is complete by itself and lies below all others.
    #[must_use]
    pub fn ground(source: &Source) -> Self {
        let file = |file: &SourceFile| LayerFile {
            path: file.path.to_string(),
            shown: file.clone(),
        };
        Self {
            folder: None,
            files: source.files.iter().map(file).collect(),
        }
    }

    /// A catalog that is complete by itself and is kept in `folder`; messages name its files below that.
    #[must_use]
    pub fn ground_at(folder: &str, source: Source) -> Self {
        Self {
            folder: None,
            ..Self::user(folder, source)
        }
    }

    /// The catalog that a user keeps in `folder`; messages name its files below that.
    #[must_use]
    pub fn user(folder: &str, source: Source) -> Self {
        let files = source.files.into_iter().map(|file| LayerFile {
            path: file.path.to_string(),
            shown: SourceFile {
                path: format!("{}/{}", folder.trim_end_matches(['/', '\\']), file.path).into(),
                text: file.text,
            },
        });
        Self {
            folder: Some(folder.to_owned()),
            files: files.collect(),
        }
    }

    /// The user's folder as it was given; `None` for the ground.
    #[must_use]
    pub fn folder(&self) -> Option<&str> {
        self.folder.as_deref()
    }

    /// How many files it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// True where it has no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    pub(crate) fn files(&self) -> &[LayerFile] {
        &self.files
    }
}
