//! A stub resolver: one question, and what came of it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::time::Duration;

/// Types of questions.
pub(crate) const A: u16 = 1;
pub(crate) const AAAA: u16 = 28;
pub(crate) const HTTPS: u16 = 65;

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) code: u8,
    pub(crate) addresses: Vec<IpAddr>,
    /// Records of any type in the answer section.
    pub(crate) records: u16,
}

/// Asks a server on loopback; none where it says nothing within the time.
pub(crate) fn ask(port: u16, name: &str, kind: u16, patience: Duration) -> Option<Answer> {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(patience)).unwrap();
    socket
        .send_to(&question(name, kind), ("127.0.0.1", port))
        .ok()?;
    let mut buffer = [0; 4096];
    let (length, _) = socket.recv_from(&mut buffer).ok()?;
    read(&buffer[..length])
}

fn question(name: &str, kind: u16) -> Vec<u8> {
    // An id, recursion desired, one question.
    let mut message = vec![0x42, 0x43, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        message.push(u8::try_from(label.len()).unwrap());
        message.extend_from_slice(label.as_bytes());
    }
    message.push(0);
    message.extend_from_slice(&kind.to_be_bytes());
    message.extend_from_slice(&[0, 1]);
    message
}

fn read(message: &[u8]) -> Option<Answer> {
    let short = |at: usize| {
        Some(u16::from_be_bytes([
            *message.get(at)?,
            *message.get(at + 1)?,
        ]))
    };
    let records = short(6)?;
    let mut at = skip_name(message, 12)? + 4;
    let mut addresses = Vec::new();
    for _ in 0..records {
        at = skip_name(message, at)?;
        let (kind, length) = (short(at)?, usize::from(short(at + 8)?));
        let data = message.get(at + 10..at + 10 + length)?;
        match (kind, data) {
            (A, &[a, b, c, d]) => addresses.push(IpAddr::V4(Ipv4Addr::new(a, b, c, d))),
            (AAAA, data) => {
                let data: [u8; 16] = data.try_into().ok()?;
                addresses.push(IpAddr::V6(Ipv6Addr::from(data)));
            }
            _ => {}
        }
        at += 10 + length;
    }
    Some(Answer {
        code: message.get(3)? & 0x0f,
        addresses,
        records,
    })
}

/// Where a name ends; a pointer ends it.
fn skip_name(message: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *message.get(at)? {
            0 => return Some(at + 1),
            length if length >= 0xc0 => return Some(at + 2),
            length => at += usize::from(length) + 1,
        }
    }
}
