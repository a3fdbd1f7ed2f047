//! IEEE 802.2 logical link control, with or without the SNAP header that carries an EtherType (RFC 1042).

use super::{Stripped, ethertype};
use crate::packet::{Depth, Skipped};

/// Takes the LLC header, and SNAP's, off.
pub(crate) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        // The organisation code is 0 for EtherTypes and 0x0000f8 behind some bridges (802.1H).
        [0xaa, 0xaa, 0x03, 0, 0, 0 | 0xf8, t0, t1, rest @ ..] => {
            ethertype::strip(u16::from_be_bytes([*t0, *t1]), rest, depth)
        }
        // The service access point that was given to IP itself (RFC 948).
        [0x06, 0x06, 0x03, rest @ ..] => Ok(Stripped::new(rest, depth)),
        [] | [_] | [_, _] => Err(Skipped::Cut),
        _ => Err(Skipped::NotIp),
    }
}
