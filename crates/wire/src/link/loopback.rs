//! BSD loopback (NULL, LOOP) and OpenBSD's decrypted IPsec (ENC): an address family, then the packet.

use super::{Stripped, u32_at};
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
    let family = u32_at(data, 0).ok_or(Skipped::Cut)?;
    let family = if family > 0xffff {
        family.swap_bytes()
    } else {
        family
    };
    match family {
        // AF_INET everywhere; AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS.
        2 | 10 | 23 | 24 | 28 | 30 => data
            .get(header_len..)
            .map(|packet| Stripped::new(packet, depth))
            .ok_or(Skipped::Cut),
        _ => Err(Skipped::NotIp),
    }
}
