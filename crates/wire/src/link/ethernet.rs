//! Ethernet II and IEEE 802.3 frames, from the destination address on (IEEE 802.3 section 3).

use super::{Stripped, ethertype};
use crate::packet::{Depth, Skipped};

/// Takes the addresses and the type off. Nearly every frame passes here, and inlined it writes each address once
/// instead of copying it from result to result.
#[inline(always)]
pub(crate) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let Some((header, rest)) = data.split_first_chunk::<14>() else {
        return Err(Skipped::Cut);
    };
    let [d0, d1, d2, d3, d4, d5, s0, s1, s2, s3, s4, s5, t0, t1] = *header;
    let ethertype = u16::from_be_bytes([t0, t1]);
    let (source, destination) = (
        Some([s0, s1, s2, s3, s4, s5]),
        Some([d0, d1, d2, d3, d4, d5]),
    );
    // The common case needs no second look.
    if ethertype == ethertype::IPV4 {
        return Ok(Stripped {
            packet: rest,
            source,
            destination,
            depth,
        });
    }
    let mut stripped = ethertype::strip(ethertype, rest, depth)?;
    // A frame inside this one (Ethernet over MPLS) has set its own, nearer to the packet.
    if stripped.source.is_none() {
        stripped.source = source;
        stripped.destination = destination;
    }
    Ok(stripped)
}
