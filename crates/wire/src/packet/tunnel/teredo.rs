//! Teredo: IPv6 over UDP through NATs (RFC 4380 section 5.1.1), which Windows turns on by itself.

use super::{Depth, Skipped, Stripped};
use crate::link::raw;

/// Takes off the authentication and the origin indication, each of which may stand before the packet.
pub(super) fn open(mut data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    if let [0, 1, client, authentication, rest @ ..] = data {
        // Nonce (8 bytes) and confirmation (1) follow the two of variable length.
        let length = usize::from(*client) + usize::from(*authentication) + 9;
        data = rest.get(length..).ok_or(Skipped::Cut)?;
    }
    if let [0, 0, _, _, _, _, _, _, rest @ ..] = data {
        data = rest;
    }
    raw::strip_v6(data, depth)
}
