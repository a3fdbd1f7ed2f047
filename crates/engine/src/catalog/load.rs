//! From files to a [`Catalog`]: parsing, then joining by id.
//!
//! Loading trusts what `check` has checked and stops at the first error; `check` goes on and collects.

use std::collections::BTreeSet;

use super::file::{AcceptedFile, AreaFile, CarrierFile, ControlFile, ReleaseFile, VendorFile};
use super::process;
use super::{
    Area, AreaRef, Carrier, Catalog, Control, Endpoint, EndpointRef, ProtocolSet, Release, Source,
    SourceFile, Vendor,
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
    #[error("{path}: the id {id:?} is taken")]
    Duplicate {
        /// The file.
        path: String,
        /// The id.
        id: String,
    },
    /// A destination is not one.
    #[error("{id}: {source}")]
    Pattern {
        /// The endpoint.
        id: String,
        /// What is wrong.
        source: ReadError,
    },
}

/// A parsed file.
pub(super) enum Parsed {
    Area(Box<AreaFile>),
    Release(Box<ReleaseFile>),
    Control(Box<ControlFile>),
    Vendor(VendorFile),
    Carriers(CarrierFile),
    Accepted(AcceptedFile),
}

/// Parses a file by its place.
pub(super) fn parse(file: &SourceFile) -> Result<Parsed, LoadError> {
    let parts: Vec<&str> = file.path.split('/').collect();
    let text = &*file.text;
    let parsed = match parts.as_slice() {
        ["carriers.toml"] => toml::from_str(text).map(Parsed::Carriers),
        [_, "vendor.toml"] => toml::from_str(text).map(Parsed::Vendor),
        [_, "accepted.toml"] => toml::from_str(text).map(Parsed::Accepted),
        [_, "releases", _] => toml::from_str(text).map(Parsed::Release),
        [_, "controls", _] => toml::from_str(text).map(Parsed::Control),
        [_, _, _] => toml::from_str(text).map(Parsed::Area),
        _ => {
            return Err(LoadError::Place {
                path: file.path.to_string(),
            });
        }
    };
    parsed.map_err(|error| LoadError::File {
        path: file.path.to_string(),
        line: error.span().map_or(1, |span| line_at(text, span.start)),
        message: error.message().to_owned(),
    })
}

/// The line, from 1, that a byte offset is on.
pub(super) fn line_at(text: &str, offset: usize) -> u32 {
    let newlines = text.bytes().take(offset).filter(|&byte| byte == b'\n');
    u32::try_from(newlines.count()).map_or(u32::MAX, |count| count.saturating_add(1))
}

/// Joins the files of a source.
pub(super) fn load(source: &Source) -> Result<Catalog, LoadError> {
    let mut loading = Loading::default();
    for file in &source.files {
        loading.add(file, parse(file)?)?;
    }
    Ok(loading.catalog)
}

#[derive(Default)]
struct Loading {
    catalog: Catalog,
    /// The endpoint ids seen so far.
    endpoints: BTreeSet<String>,
}

impl Loading {
    fn add(&mut self, file: &SourceFile, parsed: Parsed) -> Result<(), LoadError> {
        let catalog = &mut self.catalog;
        let duplicate = |id: &str| LoadError::Duplicate {
            path: file.path.to_string(),
            id: id.to_owned(),
        };
        match parsed {
            // Only `check` reads them.
            Parsed::Accepted(_) => {}
            Parsed::Vendor(file) => catalog.vendors.push(Vendor { entry: file.vendor }),
            Parsed::Carriers(file) => {
                let carriers = file.carrier.into_iter();
                catalog
                    .carriers
                    .extend(carriers.map(|entry| Carrier { entry }));
            }
            Parsed::Release(file) => {
                let release = Release {
                    entry: file.release,
                };
                if catalog.release(release.id()).is_some() {
                    return Err(duplicate(release.id()));
                }
                catalog.releases.push(release);
            }
            Parsed::Control(file) => {
                let control = Control {
                    entry: file.control,
                };
                if catalog.control(control.id()).is_some() {
                    return Err(duplicate(control.id()));
                }
                catalog.controls.push(control);
            }
            Parsed::Area(parsed) => {
                let area = AreaRef::new(catalog.areas.len());
                if catalog.area_by_id(parsed.area.id.get_ref()).is_some() {
                    return Err(duplicate(parsed.area.id.get_ref()));
                }
                let first = catalog.endpoints.len();
                for entry in parsed.endpoint {
                    let id = entry.id.get_ref().clone();
                    if !self.endpoints.insert(id.clone()) {
                        return Err(duplicate(&id));
                    }
                    let pattern = pattern_of(&entry.meaning)
                        .map_err(|source| LoadError::Pattern { id, source })?;
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
                        entry,
                    });
                }
                let endpoints = (first..catalog.endpoints.len())
                    .map(EndpointRef::new)
                    .collect();
                let mut path = file.path.split('/');
                catalog.areas.push(Area {
                    vendor: path.next().unwrap_or_default().to_owned(),
                    product: path.next().unwrap_or_default().to_owned(),
                    endpoints,
                    sets: parsed.set,
                    entry: parsed.area,
                });
            }
        }
        Ok(())
    }
}

/// The pattern that a meaning spells out.
pub(super) fn pattern_of(meaning: &super::file::Meaning) -> Result<Pattern, ReadError> {
    let path = match meaning.path.as_deref() {
        None => PathPart::Unsaid,
        Some("/*") => PathPart::Any,
        Some(path) => PathPart::Glob(path.to_owned()),
    };
    Pattern::new(meaning.kind, &meaning.host, path)
}
