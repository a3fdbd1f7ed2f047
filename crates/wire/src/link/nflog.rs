//! Linux netfilter log: attributes, one of which is the packet.
//! <https://www.tcpdump.org/linktypes/LINKTYPE_NFLOG.html>

use super::Stripped;
use crate::packet::{Depth, Skipped};

const ATTRIBUTE_PAYLOAD: u16 = 9;

/// Finds the payload attribute. Family, version and resource number stand before the attributes; lengths and types
/// are in the capturing host's byte order, which is not said.
pub(super) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let attributes = data.get(4..).ok_or(Skipped::Cut)?;
    payload(attributes, u16::from_le_bytes)
        .or_else(|| payload(attributes, u16::from_be_bytes))
        .map(|packet| Stripped::new(packet, depth))
        .ok_or(Skipped::NotIp)
}

fn payload(mut attributes: &[u8], order: fn([u8; 2]) -> u16) -> Option<&[u8]> {
    loop {
        let ([l0, l1, t0, t1], rest) = attributes.split_first_chunk()?;
        // The length counts its own four bytes, so that each round makes progress.
        let length = usize::from(order([*l0, *l1])).checked_sub(4)?;
        if order([*t0, *t1]) & 0x7fff == ATTRIBUTE_PAYLOAD {
            // The capture may have kept less than the attribute says.
            return Some(rest.get(..length).unwrap_or(rest));
        }
        attributes = rest.get(length.next_multiple_of(4)..)?;
    }
}
