//! GTP-U, which carries the packets of mobile subscribers (3GPP TS 29.281 section 5).

use super::{Depth, Skipped, Stripped};
use crate::link::raw;

/// A user's packet; other messages manage the path.
const G_PDU: u8 = 0xff;
/// Any of the flags for an extension header, a sequence number, an N-PDU number brings all three fields.
const OPTIONAL: u8 = 0x07;
const EXTENSION: u8 = 0x04;

/// Takes the header and its extensions off.
pub(super) fn open(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let Some(([flags, G_PDU, _, _, _, _, _, _], mut rest)) = data.split_first_chunk() else {
        return Err(Skipped::NotIp);
    };
    // Version 1, and not the charging protocol.
    if flags >> 4 != 3 {
        return Err(Skipped::NotIp);
    }
    if flags & OPTIONAL != 0 {
        let Some(([_, _, _, kind], after)) = rest.split_first_chunk() else {
            return Err(Skipped::Cut);
        };
        let mut next = if flags & EXTENSION != 0 { *kind } else { 0 };
        rest = after;
        while next != 0 {
            // The length is in units of four bytes and counts itself and the type of the one after it.
            let length = usize::from(*rest.first().ok_or(Skipped::Cut)?) * 4;
            let (header, after) = rest.split_at_checked(length).ok_or(Skipped::Cut)?;
            next = *header.last().ok_or(Skipped::Damaged)?;
            rest = after;
        }
    }
    raw::strip(rest, depth)
}
