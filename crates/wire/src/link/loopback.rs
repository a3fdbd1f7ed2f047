//! BSD loopback (NULL, LOOP) and OpenBSD's decrypted IPsec (ENC): an address family, then the packet.

use super::Stripped;
use crate::packet::{Depth, Skipped};

/// NULL writes the family in the capturing host's byte order and LOOP in network order; no family is above 255, so
/// that both are told apart by where the zeros are.
pub(super) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    family_then(data, 4, depth)
}

/// ENC has the security association's number and flags between the two.
pub(super) fn strip_enc(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    family_then(data, 12, depth)
}

fn family_then(data: &[u8], header_len: usize, depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let family = *data.first_chunk().ok_or(Skipped::Cut)?;
    match family {
        // AF_INET everywhere; AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS.
        [2 | 10 | 23 | 24 | 28 | 30, 0, 0, 0] | [0, 0, 0, 2 | 10 | 23 | 24 | 28 | 30]
        // Some systems write an EtherType in the second half.
        | [_, _, 0x08, 0x00] | [_, _, 0x86, 0xdd] => data
            .get(header_len..)
            .map(|packet| Stripped::new(packet, depth))
            .ok_or(Skipped::Cut),
        _ => Err(Skipped::NotIp),
    }
}
