//! From files to a [`Catalog`]: parsing, then joining by id.
//!
//! Loading trusts what `check` has checked and stops at the first error; `check` goes on and collects.

use std::collections::BTreeSet;

use serde::de::{Deserialize, Deserializer};
use toml::Spanned;

use super::file::{AreaFile, CarrierFile, ControlFile, EndpointEntry, ReleaseFile, VendorFile};
use super::join::{At, JoinedFile, Placed, join};
use super::{
    Area, AreaRef, Carrier, Catalog, Control, Endpoint, EndpointRef, Layer, ProtocolSet, Release,
    SourceFile, UserCatalog, Vendor, process,
};
use crate::pattern::{PathPart, Pattern, ReadError};

/// Why a catalog cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A file is not TOML, or not of the layout that its place asks for.
    #[error("{path}:{line}: {message}")]
    File {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u32,
        /// What is wrong.
        message: String,
    },
    /// A file lies where no layout is known.
    #[error("{path}: not a place for a catalog file")]
    Place {
        /// The file.
        path: String,
    },
    /// Two things have the same id.
    #[error("{path}:{line}: the id {id:?} is taken")]
    Duplicate {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u32,
        /// The id.
        id: String,
    },
    /// A destination is not one.
    #[error("{path}:{line}: {id}: {source}")]
    Pattern {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u32,
        /// The endpoint.
        id: String,
        /// What is wrong.
        source: ReadError,
    },
    /// A proposal that nobody has looked at: it would pass for documentation.
    #[error("{path}:{line}: {id} is a proposal without a purpose")]
    Unreviewed {
        /// The file.
        path: String,
        /// The line, from 1.
        line: u32,
        /// The endpoint.
        id: String,
    },
}

/// A parsed file.
pub(crate) enum Parsed {
    Area(Box<AreaFile>),
    Release(Box<ReleaseFile>),
    Control(Box<ControlFile>),
    Vendor(VendorFile),
    Carriers(CarrierFile),
}

/// Parses a file by its place below the catalog's folder.
pub(crate) fn parse(path: &str, file: &SourceFile) -> Result<Parsed, LoadError> {
    let text = &*file.text;
    let root = toml::Deserializer::parse(text).map_err(|error| of_toml(file, &error))?;
    parse_with(path, file, || root)
}

/// Parses what is made out of a file, and of those that it lies over, by its place.
pub(crate) fn parse_with<'de, D>(
    path: &str,
    file: &SourceFile,
    root: impl FnOnce() -> D,
) -> Result<Parsed, LoadError>
where
    D: Deserializer<'de, Error = toml::de::Error>,
{
    let parts: Vec<&str> = path.split('/').collect();
    let parsed = match parts.as_slice() {
        ["carriers.toml"] => Deserialize::deserialize(root()).map(Parsed::Carriers),
        [_, "vendor.toml"] => Deserialize::deserialize(root()).map(Parsed::Vendor),
        [_, "releases", _] => Deserialize::deserialize(root()).map(Parsed::Release),
        [_, "controls", _] => Deserialize::deserialize(root()).map(Parsed::Control),
        [_, _, _] => Deserialize::deserialize(root()).map(Parsed::Area),
        _ => return Err(misplaced(file)),
    };
    parsed.map_err(|error| of_toml(file, &error))
}

/// A file that lies where no layout is known.
pub(crate) fn misplaced(file: &SourceFile) -> LoadError {
    LoadError::Place {
        path: file.path.to_string(),
    }
}

/// An error of the TOML library, at its line.
pub(crate) fn of_toml(file: &SourceFile, error: &toml::de::Error) -> LoadError {
    LoadError::File {
        path: file.path.to_string(),
        line: error
            .span()
            .map_or(1, |span| line_at(&file.text, span.start)),
        message: error.message().to_owned(),
    }
}

/// The line, from 1, that a byte offset is on.
pub(crate) fn line_at(text: &str, offset: usize) -> u32 {
    let newlines = text.bytes().take(offset).filter(|&byte| byte == b'\n');
    u32::try_from(newlines.count()).map_or(u32::MAX, |count| count.saturating_add(1))
}

/// The folder, in a user's catalog, of entries that were made from captures and wait for somebody to look at them.
pub(crate) const PROPOSED: &str = "proposed/";

/// Joins layers of files; the first is the ground.
pub(crate) fn load(layers: &[Layer]) -> Result<Catalog, LoadError> {
    let joined = join(layers);
    if let Some((_, error)) = joined.errors.into_iter().next() {
        return Err(error);
    }
    let mut loading = Loading::default();
    for file in joined.files {
        loading.add(file)?;
    }
    let mut catalog = loading.catalog;
    catalog.removed = joined.removed;
    catalog.user_catalogs = summaries(layers, &catalog);
    Ok(catalog)
}

#[derive(Default)]
struct Loading {
    catalog: Catalog,
    /// The endpoint ids seen so far.
    endpoints: BTreeSet<String>,
}

impl Loading {
    fn add(&mut self, joined: JoinedFile<'_>) -> Result<(), LoadError> {
        let catalog = &mut self.catalog;
        let placed = joined.placed;
        let duplicate = |id: &Spanned<String>| taken(placed.at, id);
        let origin = |id: &Spanned<String>| placed.origin(id.span().start);
        match joined.parsed {
            Parsed::Vendor(file) => catalog.vendors.push(Vendor {
                origin: origin(&file.vendor.id),
                entry: file.vendor,
            }),
            Parsed::Carriers(file) => {
                let carriers = file.carrier.into_iter();
                catalog.carriers.extend(carriers.map(|entry| Carrier {
                    origin: placed.item_origin(&entry.suffix),
                    entry,
                }));
            }
            Parsed::Release(file) => {
                let release = Release {
                    origin: origin(&file.release.id),
                    entry: file.release,
                };
                if catalog.release(release.id()).is_some() {
                    return Err(duplicate(&release.entry.id));
                }
                catalog.releases.push(release);
            }
            Parsed::Control(file) => {
                let control = Control {
                    origin: origin(&file.control.id),
                    entry: file.control,
                };
                if catalog.control(control.id()).is_some() {
                    return Err(duplicate(&control.entry.id));
                }
                catalog.controls.push(control);
            }
            Parsed::Area(parsed) => {
                if catalog.area_by_id(parsed.area.id.get_ref()).is_some() {
                    return Err(duplicate(&parsed.area.id));
                }
                self.add_area(&placed, *parsed)?;
            }
        }
        Ok(())
    }

    fn add_area(&mut self, placed: &Placed<'_>, parsed: AreaFile) -> Result<(), LoadError> {
        let catalog = &mut self.catalog;
        let area = AreaRef::new(catalog.areas.len());
        let first = catalog.endpoints.len();
        for entry in parsed.endpoint {
            let id = entry.id.get_ref().clone();
            let at = placed.item(&id);
            let place = || {
                let line = line_at(&at.file.text, entry.id.span().start);
                (at.file.path.to_string(), line)
            };
            if !self.endpoints.insert(id.clone()) {
                return Err(taken(at, &entry.id));
            }
            if at.layer > 0 && is_unreviewed(at.path, &entry) {
                let (path, line) = place();
                return Err(LoadError::Unreviewed { path, line, id });
            }
            let pattern = pattern_of(&entry.meaning).map_err(|source| {
                let (path, line) = place();
                LoadError::Pattern {
                    path,
                    line,
                    id,
                    source,
                }
            })?;
            let mut protocols = ProtocolSet::default();
            for row in &entry.documented {
                // A cell that cannot be read says nothing; `check` complains about it.
                protocols.extend(ProtocolSet::read(&row.protocols).unwrap_or_default());
            }
            catalog.endpoints.push(Endpoint {
                area,
                pattern,
                protocols,
                processes: process::of(&entry),
                origin: placed.item_origin(&entry.id),
                entry,
            });
        }
        let endpoints = (first..catalog.endpoints.len())
            .map(EndpointRef::new)
            .collect();
        let mut path = placed.at.path.split('/');
        catalog.areas.push(Area {
            vendor: path.next().unwrap_or_default().to_owned(),
            product: path.next().unwrap_or_default().to_owned(),
            endpoints,
            sets: parsed.set,
            origin: placed.origin(parsed.area.id.span().start),
            entry: parsed.area,
        });
        Ok(())
    }
}

fn taken(at: At<'_>, id: &Spanned<String>) -> LoadError {
    LoadError::Duplicate {
        path: at.file.path.to_string(),
        line: line_at(&at.file.text, id.span().start),
        id: id.get_ref().clone(),
    }
}

/// Whether an endpoint was proposed from a capture and nobody has said yet what it is for.
pub(crate) fn is_unreviewed(path: &str, entry: &EndpointEntry) -> bool {
    path.starts_with(PROPOSED) && entry.purpose.trim().is_empty()
}

/// What each user's catalog did.
fn summaries(layers: &[Layer], catalog: &Catalog) -> Vec<UserCatalog> {
    let users = layers.iter().enumerate();
    let users = users.filter_map(|(number, layer)| Some((number, layer, layer.folder()?)));
    let summaries = users.map(|(number, layer, folder)| {
        let mut summary = UserCatalog {
            folder: folder.to_owned(),
            files: layer.len(),
            ..UserCatalog::default()
        };
        for origin in catalog.origins() {
            for given in origin.given.iter().filter(|given| given.layer == number) {
                if given.fields.is_empty() {
                    summary.added += 1;
                } else {
                    summary.changed += 1;
                }
            }
        }
        let removed = catalog.removed.iter();
        summary.removed = removed.filter(|removed| removed.layer == number).count();
        summary
    });
    summaries.collect()
}

/// The pattern that a meaning spells out.
pub(crate) fn pattern_of(meaning: &super::file::Meaning) -> Result<Pattern, ReadError> {
    let path = match meaning.path.as_deref() {
        None => PathPart::Unsaid,
        Some("/*") => PathPart::Any,
        Some(path) => PathPart::Glob(path.to_owned()),
    };
    Pattern::new(meaning.kind, &meaning.host, path)
}
