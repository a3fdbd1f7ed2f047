//! Layers of catalogs into one set of files, each parsed, with the place of every entry.
//!
//! Files of one path belong together. What lies in one layer only is parsed as it is; what a user's file says of a file
//! below it is joined field by field before it is parsed, so that the result is held to the same layout. Releases and
//! controls are the exception: they are facts about one document, and are given whole.

mod ahead;
mod draft;
mod field;

use std::collections::BTreeMap;

use toml::Spanned;

use super::file::AcceptedFile;
use super::load::{LoadError, Parsed, line_at, parse};
use super::origin::{Given, Origin, Removed};
use super::{Layer, SourceFile};
use ahead::{Ahead, parse_ahead};
use draft::Draft;

/// A file in its layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At<'s> {
    /// The layer's number; 0 is the ground.
    pub(crate) layer: usize,
    /// The path below the layer's folder.
    pub(crate) path: &'s str,
    /// The text, with the path that people are shown.
    pub(crate) file: &'s SourceFile,
}

/// The file of one path, out of all layers.
pub(crate) struct JoinedFile<'s> {
    /// The content.
    pub(crate) parsed: Parsed,
    /// Where it stands.
    pub(crate) placed: Placed<'s>,
}

/// Where the entries of a file stand.
pub(crate) struct Placed<'s> {
    /// The file that has the last word on its area, release, control or vendor.
    pub(crate) at: At<'s>,
    /// Where its area, release, control or vendor comes from; `None` where `at` says it all.
    origin: Option<Origin>,
    /// Endpoints by id and carriers by suffix, where they come from several layers.
    items: BTreeMap<String, (At<'s>, Origin)>,
}

/// All files of all layers.
#[derive(Default)]
pub(crate) struct Joined<'s> {
    /// Sorted by path.
    pub(crate) files: Vec<JoinedFile<'s>>,
    /// What users' catalogs took away.
    pub(crate) removed: Vec<Removed>,
    /// The files that cannot be used; what the layers below say of the same path stands.
    pub(crate) errors: Vec<(At<'s>, LoadError)>,
}

/// Joins layers; the first is the ground.
pub(crate) fn join(layers: &[Layer]) -> Joined<'_> {
    let mut paths: BTreeMap<&str, Vec<At<'_>>> = BTreeMap::new();
    for (layer, files) in layers.iter().map(Layer::files).enumerate() {
        // Nothing of the catalog; `check` reads them by itself.
        for it in files.iter().filter(|it| !AcceptedFile::is_at(&it.path)) {
            paths.entry(&it.path).or_default().push(At {
                layer,
                path: &it.path,
                file: &it.shown,
            });
        }
    }
    let alone = |files: &&Vec<At<'_>>| matches!(files.as_slice(), [at] if at.layer == 0);
    let ground: Vec<At<'_>> = paths.values().filter(alone).flatten().copied().collect();
    let mut parsed = parse_ahead(&ground).into_iter();
    let mut joined = Joined::default();
    for files in paths.values() {
        match files.as_slice() {
            [at] if at.layer == 0 => joined.add_ground(*at, parsed.next().flatten()),
            several => joined.add(several),
        }
    }
    joined
}

impl<'s> Joined<'s> {
    /// Adds a file that only the ground has; it is taken as it is.
    fn add_ground(&mut self, at: At<'s>, parsed: Ahead) {
        match parsed.unwrap_or_else(|| parse(at.path, at.file)) {
            Ok(parsed) => self.files.push(JoinedFile {
                parsed,
                placed: Placed {
                    at,
                    origin: None,
                    items: BTreeMap::new(),
                },
            }),
            Err(error) => self.errors.push((at, error)),
        }
    }

    /// Adds the files of one path.
    fn add(&mut self, files: &[At<'s>]) {
        let mut draft: Option<Draft<'s>> = None;
        for at in files {
            let before = draft.clone();
            match Draft::take(draft, *at, &mut self.removed) {
                Ok(after) => draft = after,
                Err(error) => {
                    self.errors.push((*at, error));
                    draft = before;
                }
            }
        }
        self.files.extend(draft.and_then(Draft::finish));
    }
}

impl<'s> Placed<'s> {
    /// The file that has the last word on an endpoint or a carrier.
    pub(crate) fn item(&self, id: &str) -> At<'s> {
        self.items.get(id).map_or(self.at, |(at, _)| *at)
    }

    /// Where the file's area, release, control or vendor comes from, whose id begins at `offset`.
    pub(crate) fn origin(&self, offset: usize) -> Origin {
        self.origin
            .clone()
            .unwrap_or_else(|| first(self.at, || line(self.at, offset)))
    }

    /// Where an endpoint or a carrier comes from.
    pub(crate) fn item_origin(&self, id: &Spanned<String>) -> Origin {
        let known = self
            .items
            .get(id.get_ref())
            .map(|(_, origin)| origin.clone());
        known.unwrap_or_else(|| first(self.at, || line(self.at, id.span().start)))
    }
}

/// The origin of an entry that no layer below has, and that stands on a line.
fn first(at: At<'_>, line: impl FnOnce() -> u32) -> Origin {
    Origin {
        built_in: at.layer == 0,
        given: if at.layer == 0 {
            Vec::new()
        } else {
            vec![given(at, line(), Vec::new())]
        },
    }
}

/// What a user's file gives on a line.
fn given(at: At<'_>, line: u32, fields: Vec<String>) -> Given {
    Given {
        layer: at.layer,
        file: at.file.path.to_string(),
        line,
        fields,
    }
}

/// The line of an offset in a file.
fn line(at: At<'_>, offset: usize) -> u32 {
    line_at(&at.file.text, offset)
}

#[cfg(test)]
mod tests;
