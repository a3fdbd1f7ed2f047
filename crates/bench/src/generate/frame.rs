//! Payloads in, whole Ethernet frames out, with right lengths and checksums (RFC 791, 8200, 768, 9293, 1071).

use std::net::IpAddr;

/// Ethernet pads to 60 bytes before the frame check sequence; a parser must not take the padding for payload.
const SHORTEST_FRAME: usize = 60;

const TCP: u8 = 6;
const UDP: u8 = 17;

/// One end of a conversation, as its frames name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Endpoint {
    /// Address on the captured segment: the device's own, or the gateway's for remote ends.
    pub(crate) mac: [u8; 6],
    /// Network address; both ends are of one family.
    pub(crate) ip: IpAddr,
    /// Transport port.
    pub(crate) port: u16,
    /// Time to live, or hop limit, as seen at the capture point.
    pub(crate) ttl: u8,
}

/// The fields of a TCP header that vary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment<'a> {
    /// Sequence number of the first payload byte.
    pub(crate) sequence: u32,
    /// Acknowledgement number; written as it is.
    pub(crate) acknowledged: u32,
    /// A combination of [`flag`]s.
    pub(crate) flags: u8,
    /// Receive window, unscaled.
    pub(crate) window: u16,
    /// Options, padded to a multiple of four bytes.
    pub(crate) options: &'a [u8],
}

/// TCP control bits (RFC 9293 section 3.1).
pub(crate) mod flag {
    /// No more data from the sender.
    pub(crate) const FIN: u8 = 0x01;
    /// Synchronise sequence numbers.
    pub(crate) const SYN: u8 = 0x02;
    /// Reset the connection.
    pub(crate) const RST: u8 = 0x04;
    /// Push.
    pub(crate) const PSH: u8 = 0x08;
    /// The acknowledgement field counts.
    pub(crate) const ACK: u8 = 0x10;
}

/// Builds the frame of a UDP datagram. `identification` goes into the IPv4 header.
#[must_use]
pub(crate) fn udp(from: &Endpoint, to: &Endpoint, identification: u16, payload: &[u8]) -> Vec<u8> {
    let mut header = Vec::with_capacity(8);
    header.extend(from.port.to_be_bytes());
    header.extend(to.port.to_be_bytes());
    header.extend(half(8 + payload.len()).to_be_bytes());
    header.extend([0, 0]);
    let mut sum = transport_checksum(from, to, UDP, &header, payload);
    if sum == 0 {
        // RFC 768: zero means "no checksum", and IPv6 does not allow that.
        sum = 0xffff;
    }
    header[6..8].copy_from_slice(&sum.to_be_bytes());
    assemble(from, to, identification, UDP, &header, payload)
}

/// Builds the frame of a TCP segment. `identification` goes into the IPv4 header.
#[must_use]
pub(crate) fn tcp(
    from: &Endpoint,
    to: &Endpoint,
    identification: u16,
    segment: &Segment<'_>,
    payload: &[u8],
) -> Vec<u8> {
    let mut header = Vec::with_capacity(60);
    header.extend(from.port.to_be_bytes());
    header.extend(to.port.to_be_bytes());
    header.extend(segment.sequence.to_be_bytes());
    header.extend(segment.acknowledged.to_be_bytes());
    header.push(byte((20 + segment.options.len()) / 4) << 4);
    header.push(segment.flags);
    header.extend(segment.window.to_be_bytes());
    header.extend([0; 4]);
    header.extend(segment.options);
    let sum = transport_checksum(from, to, TCP, &header, payload);
    header[16..18].copy_from_slice(&sum.to_be_bytes());
    assemble(from, to, identification, TCP, &header, payload)
}

/// A length as it stands in an 8-bit field.
#[must_use]
pub(crate) fn byte(length: usize) -> u8 {
    u8::try_from(length).expect("the generator builds no such long 8-bit field")
}

/// A length as it stands in a 16-bit field.
#[must_use]
pub(crate) fn half(length: usize) -> u16 {
    u16::try_from(length).expect("the generator builds no such long 16-bit field")
}

/// A length as it stands in a 32-bit field.
#[must_use]
pub(crate) fn word(length: usize) -> u32 {
    u32::try_from(length).expect("the generator builds no such long 32-bit field")
}

fn assemble(
    from: &Endpoint,
    to: &Endpoint,
    identification: u16,
    protocol: u8,
    header: &[u8],
    payload: &[u8],
) -> Vec<u8> {
    let length = header.len() + payload.len();
    let mut frame = Vec::with_capacity((54 + length).max(SHORTEST_FRAME));
    frame.extend(to.mac);
    frame.extend(from.mac);
    match (from.ip, to.ip) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            frame.extend([0x08, 0x00, 0x45, 0x00]);
            frame.extend(half(20 + length).to_be_bytes());
            frame.extend(identification.to_be_bytes());
            // Don't fragment.
            frame.extend([0x40, 0x00, from.ttl, protocol, 0, 0]);
            frame.extend(source.octets());
            frame.extend(destination.octets());
            let sum = fold(ones_complement(0, &frame[14..34]));
            frame[24..26].copy_from_slice(&sum.to_be_bytes());
        }
        (IpAddr::V6(source), IpAddr::V6(destination)) => {
            frame.extend([0x86, 0xdd, 0x60, 0x00, 0x00, 0x00]);
            frame.extend(half(length).to_be_bytes());
            frame.extend([protocol, from.ttl]);
            frame.extend(source.octets());
            frame.extend(destination.octets());
        }
        _ => unreachable!("both ends of a conversation are of one family"),
    }
    frame.extend(header);
    frame.extend(payload);
    if frame.len() < SHORTEST_FRAME {
        frame.resize(SHORTEST_FRAME, 0);
    }
    frame
}

fn transport_checksum(
    from: &Endpoint,
    to: &Endpoint,
    protocol: u8,
    header: &[u8],
    payload: &[u8],
) -> u16 {
    let mut sum = u64::from(protocol) + (header.len() + payload.len()) as u64;
    for ip in [from.ip, to.ip] {
        sum = match ip {
            IpAddr::V4(ip) => ones_complement(sum, &ip.octets()),
            IpAddr::V6(ip) => ones_complement(sum, &ip.octets()),
        };
    }
    // Headers have an even length, so the payload starts on a 16-bit boundary.
    fold(ones_complement(ones_complement(sum, header), payload))
}

/// Adds `bytes` as big-endian 16-bit words. 48 spare bits are enough for any packet.
fn ones_complement(mut sum: u64, bytes: &[u8]) -> u64 {
    let mut pairs = bytes.chunks_exact(2);
    for pair in &mut pairs {
        sum += u64::from(u16::from_be_bytes([pair[0], pair[1]]));
    }
    if let [last] = pairs.remainder() {
        sum += u64::from(*last) << 8;
    }
    sum
}

fn fold(mut sum: u64) -> u16 {
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).expect("the loop ended below 2^16")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends() -> (Endpoint, Endpoint) {
        let end = |last, port| Endpoint {
            mac: [2, 0, 0, 0, 0, last],
            ip: IpAddr::from([10, 0, 0, last]),
            port,
            ttl: 64,
        };
        (end(1, 1000), end(2, 53))
    }

    #[test]
    fn a_header_with_its_checksum_sums_to_zero() {
        let (from, to) = ends();
        let frame = udp(&from, &to, 7, b"odd");
        assert_eq!(fold(ones_complement(0, &frame[14..34])), 0);
        assert_eq!(transport_checksum(&from, &to, UDP, &frame[34..45], &[]), 0);
    }

    #[test]
    fn a_short_frame_is_padded() {
        let (from, to) = ends();
        assert_eq!(udp(&from, &to, 7, b"").len(), SHORTEST_FRAME);
    }

    #[test]
    fn an_ipv6_header_carries_no_checksum_and_the_right_length() {
        let (mut from, mut to) = ends();
        from.ip = IpAddr::from([1_u16; 8]);
        to.ip = IpAddr::from([2_u16; 8]);
        let frame = udp(&from, &to, 7, &[0; 40]);
        assert_eq!(frame.len(), 14 + 40 + 8 + 40);
        assert_eq!(frame[18..20], [0, 48]);
    }
}
