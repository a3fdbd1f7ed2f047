//! Geneve (RFC 8926 section 3.4).

use super::{Depth, Skipped, Stripped};
use crate::link::ethertype;

/// Takes the header and its options off, and the Ethernet frame that is nearly always below.
pub(super) fn open(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let Some(([version_and_length, flags, t0, t1, _, _, _, reserved], rest)) =
        data.split_first_chunk()
    else {
        return Err(Skipped::Cut);
    };
    // Version 0; the bits that must be 0 are.
    if version_and_length >> 6 != 0 || flags & 0x3f != 0 || *reserved != 0 {
        return Err(Skipped::NotIp);
    }
    let options = usize::from(version_and_length & 0x3f) * 4;
    let payload = rest.get(options..).ok_or(Skipped::Cut)?;
    ethertype::strip(u16::from_be_bytes([*t0, *t1]), payload, depth)
}
