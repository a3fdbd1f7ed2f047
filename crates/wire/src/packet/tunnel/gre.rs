//! Generic routing encapsulation: RFC 2784 with the fields of RFC 2890 and RFC 1701, and version 1, which PPTP uses
//! for PPP (RFC 2637). ERSPAN, which mirrors Ethernet frames, runs inside (draft-foschiano-erspan).

use super::{Depth, Skipped, Stripped};
use crate::link::{ethernet, ethertype, u16_at};

const CHECKSUM: u16 = 0x8000;
const ROUTING: u16 = 0x4000;
const KEY: u16 = 0x2000;
const SEQUENCE: u16 = 0x1000;
/// Version 1 only.
const ACKNOWLEDGEMENT: u16 = 0x0080;
const VERSION: u16 = 0x0007;

const ERSPAN_1_OR_2: u16 = 0x88be;
const ERSPAN_3: u16 = 0x22eb;

/// Takes the header off, and what link layers its payload has.
pub(super) fn open(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let flags = u16_at(data, 0).ok_or(Skipped::Cut)?;
    let protocol = u16_at(data, 2).ok_or(Skipped::Cut)?;
    // Source routes were deprecated with RFC 2784; nobody was seen to use them.
    if flags & VERSION > 1 || flags & ROUTING != 0 {
        return Err(Skipped::NotIp);
    }
    let mut fields = KEY | SEQUENCE | CHECKSUM;
    if flags & VERSION == 1 {
        fields |= ACKNOWLEDGEMENT;
    }
    // Each of them is four bytes.
    let length = 4 + 4 * (flags & fields).count_ones() as usize;
    let payload = data.get(length..).ok_or(Skipped::Cut)?;
    match protocol {
        // Type I has no header of its own, and no sequence number by which it is known.
        ERSPAN_1_OR_2 if flags & SEQUENCE == 0 => ethernet::strip(payload, depth),
        ERSPAN_1_OR_2 => ethernet::strip(payload.get(8..).ok_or(Skipped::Cut)?, depth),
        ERSPAN_3 => {
            let extended = payload.get(11).is_some_and(|last| last & 1 != 0);
            let length = if extended { 20 } else { 12 };
            ethernet::strip(payload.get(length..).ok_or(Skipped::Cut)?, depth)
        }
        _ => ethertype::strip(protocol, payload, depth),
    }
}
