//! Frames of any link.

use backchat_wire::Time;
use backchat_wire::link::LinkType;
use backchat_wire::packet::{Decoder, Transport};

/// Link types that exist lie below this; the highest one read is 276.
const LINKS: u16 = 300;

/// Any frame of any link gives a packet or a reason, and no payload is longer than the frame unless it was put together
/// from fragments.
pub(super) fn holds(bytes: &[u8]) {
    let mut decoder = Decoder::new();
    for link in 0..LINKS {
        let link = LinkType(link);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        for (time, original_len) in [(0, length), (1, length.saturating_add(100)), (2, 0)] {
            let Ok(packet) = decoder.decode(Time(time), link, bytes, original_len) else {
                continue;
            };
            let payload = match packet.transport {
                Transport::Tcp(tcp) => tcp.payload.len(),
                Transport::Udp(udp) => udp.payload.len(),
                Transport::Other { .. } | Transport::Unreachable(_) => 0,
            };
            // An IP datagram has at most 65,535 bytes; IPv6 jumbograms lie inside one frame.
            assert!(
                payload <= bytes.len().max(65_535),
                "{payload} bytes of payload"
            );
        }
    }
}
