//! Linux cooked captures: what the `any` interface gives, the kernel's own summary in place of the link header.
//! <https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html> and `…_SLL2.html`

use super::{Stripped, ethertype, llc, u16_at};
use crate::packet::{Depth, Skipped};

/// "Protocol" numbers below the EtherTypes: 802.3 frames without LLC (Novell), and 802.2 frames.
const RAW_802_3: u16 = 1;
const LLC: u16 = 4;

/// Version 1: packet type, ARPHRD type, address length, address (8 bytes), protocol.
pub(super) fn strip_v1(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let protocol = u16_at(data, 14).ok_or(Skipped::Cut)?;
    let address = address(data.get(4..14));
    strip(protocol, data.get(16..), address, depth)
}

/// Version 2: protocol, reserved, interface index, ARPHRD type, packet type, address length, address (8 bytes).
pub(super) fn strip_v2(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let protocol = u16_at(data, 0).ok_or(Skipped::Cut)?;
    // The length is one byte here; the packet type before it takes the place of the other.
    let address = match data.get(11..20) {
        Some([6, mac @ .., _, _]) => mac.first_chunk().copied(),
        _ => None,
    };
    strip(protocol, data.get(20..), address, depth)
}

fn address(length_and_address: Option<&[u8]>) -> Option<super::Mac> {
    match length_and_address {
        Some([0, 6, mac @ .., _, _]) => mac.first_chunk().copied(),
        _ => None,
    }
}

fn strip(
    protocol: u16,
    data: Option<&[u8]>,
    source: Option<super::Mac>,
    depth: Depth,
) -> Result<Stripped<'_>, Skipped> {
    let data = data.ok_or(Skipped::Cut)?;
    let mut stripped = match protocol {
        LLC => llc::strip(data, depth)?,
        0..=RAW_802_3 => return Err(Skipped::NotIp),
        _ => ethertype::strip(protocol, data, depth)?,
    };
    // Only the sender is in the header.
    if stripped.source.is_none() {
        stripped.source = source;
    }
    Ok(stripped)
}
