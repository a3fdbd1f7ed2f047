//! A capture in which every name is asked for over DNS, and called over TLS and HTTP, each from an address of its own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use backchat_testkit::build::{End, Frame, Talk, ethernet, ip, pcap, udp};
use backchat_wire::Time;
use backchat_wire::link::LinkType;

/// The client that uses the name of a number.
pub(crate) fn client(number: usize) -> Ipv4Addr {
    let number = u16::try_from(number).unwrap();
    let [high, low] = number.to_be_bytes();
    Ipv4Addr::new(10, 7, high, low)
}

const SERVER: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 18, 0, 1));

/// The capture.
pub(crate) fn of<'n>(names: impl Iterator<Item = &'n str>) -> Vec<u8> {
    let mut frames = Vec::new();
    for (number, name) in names.enumerate() {
        let client = IpAddr::V4(client(number));
        let time = Time::new(1_767_312_000 + i64::try_from(number).unwrap(), 0);
        let query = ethernet(&ip(client, SERVER, 17, &udp(40_000, 53, &query(name))));
        frames.push(Frame {
            time,
            link: LinkType::ETHERNET,
            bytes: query,
        });
        let request = format!("GET / HTTP/1.1\r\nHost: {name}\r\n\r\n");
        for (port, said) in [(443, hello(name)), (80, request.into_bytes())] {
            let mut talk = Talk::open(
                SocketAddr::new(client, 41_000),
                SocketAddr::new(SERVER, port),
                time,
            );
            talk.say(End::Client, &said);
            talk.say(End::Server, b"");
            talk.reset(End::Client);
            frames.extend(talk.frames);
        }
    }
    pcap(&frames)
}

/// A DNS query for addresses (RFC 1035, section 4).
fn query(name: &str) -> Vec<u8> {
    let mut query = vec![0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for label in name.split('.') {
        query.push(u8::try_from(label.len()).unwrap());
        query.extend(label.bytes());
    }
    query.extend([0, 0, 1, 0, 1]);
    query
}

/// A TLS record with a ClientHello that names a server (RFC 8446, section 4.1.2; RFC 6066, section 3).
fn hello(name: &str) -> Vec<u8> {
    let entry = [&[0], &*sized(name.as_bytes())].concat();
    let extension = [&[0, 0], &*sized(&sized(&entry))].concat();
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([0, 0, 2, 0x13, 0x01, 1, 0]);
    body.extend(sized(&extension));
    let mut message = vec![1, 0];
    message.extend(sized(&body));
    [&[22, 3, 1], &*sized(&message)].concat()
}

/// Bytes after their number in two bytes.
fn sized(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    [&length.to_be_bytes(), bytes].concat()
}
