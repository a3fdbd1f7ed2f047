//! Stored records of runs, told from captures by how they begin.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::compression::decoded;
use crate::record::{ReadError, Record};

/// The largest record read, unpacked: a hundred times the largest that a run of 200,000 destinations makes.
const LARGEST: u64 = 1 << 30;

/// Bytes by which a record is told from a capture.
const HEAD: usize = 64;

/// Why a record cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {why}")]
pub struct RecordError {
    /// The file.
    pub place: String,
    /// What is wrong.
    pub why: Why,
}

impl RecordError {
    /// Whether the file is of another kind, rather than a record that is damaged or too new.
    #[must_use]
    pub const fn foreign(&self) -> bool {
        matches!(
            self.why,
            Why::Read(ReadError::Kind(_) | ReadError::Form(_)) | Why::Text(_)
        )
    }
}

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum Why {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is larger than any record.
    #[error("is larger than a record can be ({LARGEST} bytes unpacked)")]
    Large,
    /// It is no text.
    #[error("is no UTF-8 text (byte {0})")]
    Text(usize),
    /// It is no record.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Reads a record; `None` where the file is none, and a capture in all likelihood. Compressed ones are seen through.
///
/// # Errors
/// Where it begins like a record and is none.
pub fn load(path: &Path) -> Result<Option<Record>, RecordError> {
    let failed = |why: Why| RecordError {
        place: path.display().to_string(),
        why,
    };
    let bytes = match bytes(path) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(None),
        Err(why) => return Err(failed(why)),
    };
    let text = match std::str::from_utf8(&bytes) {
        Ok(text) => text,
        Err(error) => return Err(failed(Why::Text(error.valid_up_to()))),
    };
    match Record::from_json(text) {
        Ok(record) => Ok(Some(record)),
        Err(error) => Err(failed(Why::Read(error))),
    }
}

fn bytes(path: &Path) -> Result<Option<Vec<u8>>, Why> {
    let mut raw = decoded(Box::new(fs::File::open(path)?))?;
    let mut bytes = Vec::new();
    // What cannot be unpacked may still be a capture, whose reader says more of what is wrong with it.
    let head = raw.by_ref().take(HEAD as u64).read_to_end(&mut bytes);
    if head.is_err() || !Record::looks_like(&bytes) {
        return Ok(None);
    }
    raw.take(LARGEST).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Why::Large);
    }
    Ok(Some(bytes))
}
