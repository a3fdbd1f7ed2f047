//! Payloads into Ethernet frames (RFC 791, 8200, 768, 9293).

use std::net::{IpAddr, SocketAddr};

use backchat_wire::Time;
use backchat_wire::link::LinkType;

use super::Frame;

/// TCP control bits.
const SYN: u8 = 0x02;
const RST: u8 = 0x04;
const ACK: u8 = 0x10;

/// Time between two frames of a [`Talk`]: a millisecond.
const STEP: i64 = 1_000_000;

/// Which end of a [`Talk`] speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The one that called.
    Client,
    /// The one that was called.
    Server,
}

/// A conversation over TCP, written frame by frame.
#[derive(Clone, Debug)]
pub struct Talk {
    client: SocketAddr,
    server: SocketAddr,
    /// Sequence numbers of the next byte, client's and server's.
    next: [u32; 2],
    time: Time,
    /// The frames so far.
    pub frames: Vec<Frame>,
}

impl Talk {
    /// Begins with the three segments of the handshake.
    #[must_use]
    pub fn open(client: SocketAddr, server: SocketAddr, time: Time) -> Self {
        let mut talk = Self::call(client, server, time);
        talk.segment(End::Server, SYN | ACK, &[]);
        talk.next[1] = talk.next[1].wrapping_add(1);
        talk.segment(End::Client, ACK, &[]);
        talk
    }

    /// Begins with a SYN that nobody has answered yet.
    #[must_use]
    pub fn call(client: SocketAddr, server: SocketAddr, time: Time) -> Self {
        let mut talk = Self {
            client,
            server,
            next: [1000, 5000],
            time,
            frames: Vec::new(),
        };
        talk.segment(End::Client, SYN, &[]);
        talk.next[0] = talk.next[0].wrapping_add(1);
        talk
    }

    /// One end says something.
    pub fn say(&mut self, from: End, payload: &[u8]) {
        self.segment(from, ACK, payload);
    }

    /// One end resets the connection.
    pub fn reset(&mut self, from: End) {
        self.segment(from, RST | ACK, &[]);
    }

    fn segment(&mut self, from: End, flags: u8, payload: &[u8]) {
        let (source, destination, own, other) = match from {
            End::Client => (self.client, self.server, 0, 1),
            End::Server => (self.server, self.client, 1, 0),
        };
        let segment = tcp(
            (source.port(), destination.port()),
            (self.next[own], self.next[other]),
            flags,
            payload,
        );
        let packet = ip(source.ip(), destination.ip(), 6, &segment);
        self.frames.push(Frame {
            time: self.time,
            link: LinkType::ETHERNET,
            bytes: ethernet(&packet),
        });
        self.time = self.time.plus(STEP);
        let said = u32::try_from(payload.len()).expect("test payloads are short");
        self.next[own] = self.next[own].wrapping_add(said);
    }
}

/// An Ethernet frame around an IP packet of either version, between two fixed stations.
#[must_use]
pub fn ethernet(packet: &[u8]) -> Vec<u8> {
    let mut frame = vec![2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1];
    let six = packet.first().is_some_and(|first| first >> 4 == 6);
    frame.extend(if six { [0x86, 0xdd] } else { [0x08, 0x00] });
    frame.extend(packet);
    frame
}

/// An IP packet without options; both addresses are of one family.
///
/// # Panics
/// The addresses are of two families, or the payload is too long.
#[must_use]
pub fn ip(source: IpAddr, destination: IpAddr, protocol: u8, payload: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    match (source, destination) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            packet.extend([0x45, 0]);
            packet.extend(short(payload.len() + 20));
            packet.extend([0, 0, 0, 0, 64, protocol, 0, 0]);
            packet.extend(source.octets());
            packet.extend(destination.octets());
        }
        (IpAddr::V6(source), IpAddr::V6(destination)) => {
            packet.extend([0x60, 0, 0, 0]);
            packet.extend(short(payload.len()));
            packet.extend([protocol, 64]);
            packet.extend(source.octets());
            packet.extend(destination.octets());
        }
        _ => panic!("both addresses are of one family"),
    }
    packet.extend(payload);
    packet
}

/// A TCP segment without options: ports, then sequence and acknowledgement number.
#[must_use]
pub fn tcp(ports: (u16, u16), numbers: (u32, u32), flags: u8, payload: &[u8]) -> Vec<u8> {
    let mut segment = Vec::new();
    segment.extend(ports.0.to_be_bytes());
    segment.extend(ports.1.to_be_bytes());
    segment.extend(numbers.0.to_be_bytes());
    segment.extend(numbers.1.to_be_bytes());
    segment.extend([0x50, flags, 0xff, 0xff, 0, 0, 0, 0]);
    segment.extend(payload);
    segment
}

/// A UDP datagram.
#[must_use]
pub fn udp(source: u16, destination: u16, payload: &[u8]) -> Vec<u8> {
    let mut datagram = Vec::new();
    datagram.extend(source.to_be_bytes());
    datagram.extend(destination.to_be_bytes());
    datagram.extend(short(payload.len() + 8));
    datagram.extend([0, 0]);
    datagram.extend(payload);
    datagram
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length)
        .expect("a test packet fits its length field")
        .to_be_bytes()
}
