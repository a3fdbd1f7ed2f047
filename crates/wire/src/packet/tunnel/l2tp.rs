//! L2TP version 2 data messages, which carry PPP (RFC 2661 section 3.1). Those of version 3 do not say what they carry.

use super::{Depth, Skipped, Stripped};
use crate::link::{ppp, u16_at};

const CONTROL: u16 = 0x8000;
const LENGTH: u16 = 0x4000;
const SEQUENCE: u16 = 0x0800;
const OFFSET: u16 = 0x0200;
const VERSION: u16 = 0x000f;
/// The bits that must be 0.
const RESERVED: u16 = 0x34f0;

/// Takes the header off.
pub(super) fn open(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let flags = u16_at(data, 0).ok_or(Skipped::Cut)?;
    if flags & (CONTROL | RESERVED) != 0 || flags & VERSION != 2 {
        return Err(Skipped::NotIp);
    }
    // Flags, tunnel and session.
    let mut length = 6;
    if flags & LENGTH != 0 {
        length += 2;
    }
    if flags & SEQUENCE != 0 {
        length += 4;
    }
    if flags & OFFSET != 0 {
        length += 2 + usize::from(u16_at(data, length).ok_or(Skipped::Cut)?);
    }
    ppp::strip(data.get(length..).ok_or(Skipped::Cut)?, depth)
}
