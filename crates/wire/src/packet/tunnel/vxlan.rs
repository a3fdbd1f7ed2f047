//! VXLAN: an Ethernet frame behind eight bytes (RFC 7348 section 5), or what the header says where it is the generic
//! extension's (draft-ietf-nvo3-vxlan-gpe).

use super::{Depth, Skipped, Stripped};
use crate::link::{ethernet, raw};

/// The flag that says that the network identifier is valid; every VXLAN header has it.
const VALID: u8 = 0x08;

/// Takes the header off. Its reserved fields may hold the group of draft-smith-vxlan-group-policy.
pub(super) fn open(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        [flags, _, _, _, _, _, _, _, frame @ ..] if flags & VALID != 0 => {
            ethernet::strip(frame, depth)
        }
        _ => Err(Skipped::NotIp),
    }
}

/// Takes the header off only where every reserved field is 0.
pub(super) fn open_strictly(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        [VALID, 0, 0, 0, _, _, _, 0, ..] => open(data, depth),
        _ => Err(Skipped::NotIp),
    }
}

/// Takes the generic extension's header off.
pub(super) fn open_generic(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        [_, _, _, 1, _, _, _, _, packet @ ..] => raw::strip_v4(packet, depth),
        [_, _, _, 2, _, _, _, _, packet @ ..] => raw::strip_v6(packet, depth),
        [_, _, _, 3, _, _, _, _, frame @ ..] => ethernet::strip(frame, depth),
        _ => Err(Skipped::NotIp),
    }
}
