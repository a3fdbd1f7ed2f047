//! ARCNET, as BSD and as Linux capture it (RFC 1051 and RFC 1201).
//! <https://www.tcpdump.org/linktypes/LINKTYPE_ARCNET_BSD.html> and `…_ARCNET_LINUX.html`

use super::Stripped;
use crate::packet::{Depth, Skipped};

const RFC_1051_IP: u8 = 240;
const RFC_1051_ARP: u8 = 241;
const RFC_1201_IP: u8 = 212;
const RFC_1201_ARP: u8 = 213;
const RFC_2497_IPV6: u8 = 196;

/// Source, destination, protocol.
pub(super) fn strip_bsd(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    strip(data.get(2..), depth)
}

/// Source, destination, offset (2 bytes), protocol.
pub(super) fn strip_linux(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    strip(data.get(4..), depth)
}

fn strip(from_protocol: Option<&[u8]>, depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match from_protocol {
        Some([RFC_1051_IP, packet @ ..]) => Ok(Stripped::new(packet, depth)),
        // RFC 1201 adds a split flag and a sequence number; a flag other than 0 is a piece of a larger packet.
        Some([RFC_1201_IP | RFC_2497_IPV6, 0, _, _, packet @ ..]) => {
            Ok(Stripped::new(packet, depth))
        }
        Some([RFC_1051_ARP | RFC_1201_ARP, ..]) => Err(Skipped::Arp),
        Some([_, ..]) => Err(Skipped::NotIp),
        Some([]) | None => Err(Skipped::Cut),
    }
}
