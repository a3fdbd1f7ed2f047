//! MPLS label stacks (RFC 3032). What is below the last label is agreed outside the packet, so it is guessed from
//! its first four bits, as every router's load balancing does (RFC 4928).

use super::{Stripped, ethernet};
use crate::packet::{Depth, Skipped};

/// Takes the label stack off, and the Ethernet frame of a pseudowire below it.
pub(super) fn strip(mut data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    // Each round uses up four bytes.
    loop {
        let Some(([_, _, third, _], rest)) = data.split_first_chunk() else {
            return Err(Skipped::Cut);
        };
        data = rest;
        if third & 1 != 0 {
            break;
        }
    }
    match data {
        [0x45..=0x4f | 0x60..=0x6f, ..] => Ok(Stripped::new(data, depth)),
        // The control word of a pseudowire (RFC 4448).
        [0x00..=0x0f, _, _, _, frame @ ..] => ethernet::strip(frame, depth),
        [] => Err(Skipped::Cut),
        frame => ethernet::strip(frame, depth),
    }
}
