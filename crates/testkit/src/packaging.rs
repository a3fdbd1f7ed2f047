//! One capture in other packages: compressed, or spread over several files.

use std::io::Write;

use backchat_engine::source::capture::{InputError, Inputs, Silent, read};
use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::build::Frame;

/// The frames of captures, in the order of time.
///
/// # Errors
/// No input can be read.
pub fn frames(inputs: &Inputs) -> Result<Vec<Frame>, InputError> {
    let mut frames = Vec::new();
    read(inputs, &mut Silent, |frame| {
        frames.push(Frame {
            time: frame.time,
            link: frame.link,
            bytes: frame.data.to_vec(),
        });
    })?;
    Ok(frames)
}

/// Gzip, as one member.
///
/// # Panics
/// Never: writing to memory does not fail.
#[must_use]
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// Zstandard, as one frame.
#[must_use]
pub fn zstandard(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}
