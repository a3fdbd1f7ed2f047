//! No link layer at all: the frame is an IP packet.

use super::Stripped;
use crate::packet::{Depth, Skipped};

/// Either version.
pub(crate) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    Ok(Stripped::new(data, depth))
}

/// IPv4 only.
pub(crate) fn strip_v4(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    version(data, 4, depth)
}

/// IPv6 only.
pub(crate) fn strip_v6(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    version(data, 6, depth)
}

fn version(data: &[u8], version: u8, depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data.first() {
        Some(first) if first >> 4 == version => Ok(Stripped::new(data, depth)),
        Some(_) => Err(Skipped::Damaged),
        None => Err(Skipped::Cut),
    }
}
