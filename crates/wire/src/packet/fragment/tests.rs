use super::*;
use crate::link::LinkType;
use crate::packet::sample::{ipv4_fragment, ipv6, udp};
use crate::packet::{Decoder, Transport};

const MORE: u16 = 0x2000;

fn send(decoder: &mut Decoder, seconds: i64, packet: &[u8]) -> Result<Vec<u8>, Skipped> {
    let time = Time::from_seconds(seconds);
    match decoder.decode(time, LinkType(101), packet, 100)?.transport {
        Transport::Udp(udp) => Ok(udp.payload.to_vec()),
        other => panic!("{other:?}"),
    }
}

/// A datagram of 8 bytes of header and 16 of payload, and its three fragments.
fn pieces() -> [Vec<u8>; 3] {
    let datagram = udp(53, b"abcdefghijklmnop");
    [
        ipv4_fragment(17, MORE, &datagram[..8]),
        ipv4_fragment(17, MORE | 1, &datagram[8..16]),
        ipv4_fragment(17, 2, &datagram[16..]),
    ]
}

#[test]
fn fragments_in_any_order_become_a_datagram() {
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let mut decoder = Decoder::new();
        let [first, second, last] = order.map(|at| pieces()[at].clone());
        assert_eq!(send(&mut decoder, 0, &first), Err(Skipped::FragmentKept));
        assert_eq!(send(&mut decoder, 0, &second), Err(Skipped::FragmentKept));
        assert_eq!(send(&mut decoder, 0, &last).unwrap(), b"abcdefghijklmnop");
        assert_eq!(decoder.fragment_counts().completed, 1);
    }
}

#[test]
fn the_bytes_on_the_wire_are_those_of_all_fragments() {
    let mut decoder = Decoder::new();
    let [first, second, last] = pieces();
    let _ = send(&mut decoder, 0, &first);
    let _ = send(&mut decoder, 0, &second);
    let packet = decoder.decode(Time(0), LinkType(101), &last, 100).unwrap();
    assert_eq!(packet.wire_len, 300);
}

#[test]
fn ipv6_fragments_become_a_datagram() {
    let datagram = udp(53, b"abcdefgh");
    let piece = |field: u8, data: &[u8]| ipv6(44, &[&[17, 0, 0, field, 0, 0, 0, 1], data].concat());
    let mut decoder = Decoder::new();
    let _ = send(&mut decoder, 0, &piece(8, &datagram[8..]));
    assert_eq!(
        send(&mut decoder, 0, &piece(1, &datagram[..8])).unwrap(),
        b"abcdefgh"
    );
}

#[test]
fn where_fragments_overlap_the_first_stays() {
    let mut decoder = Decoder::new();
    let [first, second, last] = pieces();
    let _ = send(&mut decoder, 0, &second);
    let _ = send(&mut decoder, 0, &ipv4_fragment(17, MORE | 1, b"XXXXXXXX"));
    let _ = send(&mut decoder, 0, &first);
    assert_eq!(send(&mut decoder, 0, &last).unwrap(), b"abcdefghijklmnop");
}

#[test]
fn a_second_end_is_a_contradiction() {
    let mut decoder = Decoder::new();
    let [_, _, last] = pieces();
    let _ = send(&mut decoder, 0, &last);
    let further = ipv4_fragment(17, 9, b"XXXXXXXX");
    assert_eq!(
        send(&mut decoder, 0, &further),
        Err(Skipped::FragmentDropped)
    );
    assert_eq!(decoder.fragment_counts().contradicting, 1);
}

#[test]
fn a_datagram_longer_than_ip_allows_is_a_contradiction() {
    let mut decoder = Decoder::new();
    let beyond = ipv4_fragment(17, 0x1fff, b"XXXXXXXX");
    assert_eq!(
        send(&mut decoder, 0, &beyond),
        Err(Skipped::FragmentDropped)
    );
}

#[test]
fn an_old_datagram_is_forgotten() {
    let mut decoder = Decoder::new();
    let [first, second, last] = pieces();
    let _ = send(&mut decoder, 0, &first);
    let _ = send(&mut decoder, 61, &second);
    assert_eq!(send(&mut decoder, 61, &last), Err(Skipped::FragmentKept));
    assert_eq!(decoder.fragment_counts().expired, 1);
}

#[test]
fn too_many_datagrams_push_the_oldest_out() {
    let mut decoder = Decoder::new();
    for identification in 0..2000_u16 {
        let mut packet = ipv4_fragment(17, MORE, b"abcdefgh");
        packet[4..6].copy_from_slice(&identification.to_be_bytes());
        let _ = send(&mut decoder, 0, &packet);
    }
    let counts = decoder.fragment_counts();
    assert_eq!(counts.waiting, DATAGRAMS as u64);
    assert_eq!(counts.evicted, 2000 - DATAGRAMS as u64);
}

#[test]
fn too_many_bytes_push_the_oldest_out() {
    let mut fragments = Decoder::new();
    for identification in 0..200_u16 {
        let mut packet = ipv4_fragment(17, 0x1ffe, b"abcdefgh");
        packet[4..6].copy_from_slice(&identification.to_be_bytes());
        let _ = send(&mut fragments, 0, &packet);
    }
    assert!(fragments.fragments.bytes <= BYTES);
    assert_eq!(fragments.fragment_counts().waiting, (BYTES / 65528) as u64);
}

#[test]
fn a_first_fragment_that_was_cut_is_opened_as_far_as_it_goes() {
    let datagram = udp(53, b"abcdefgh");
    let packet = ipv4_fragment(17, MORE, &datagram);
    let mut decoder = Decoder::new();
    assert_eq!(
        send(&mut decoder, 0, &packet[..packet.len() - 3]).unwrap(),
        b"abcde"
    );
}

#[test]
fn a_fragmented_tunnel_of_a_fragmented_datagram_is_opened() {
    let [first, second, last] = pieces();
    let mut decoder = Decoder::new();
    let _ = send(&mut decoder, 0, &first);
    let _ = send(&mut decoder, 0, &second);
    let cut_at = 8;
    let mut outer_first = ipv4_fragment(4, MORE, &last[..cut_at]);
    let mut outer_last = ipv4_fragment(4, 1, &last[cut_at..]);
    for outer in [&mut outer_first, &mut outer_last] {
        outer[5] = 99;
    }
    assert_eq!(
        send(&mut decoder, 0, &outer_first),
        Err(Skipped::FragmentKept)
    );
    assert_eq!(
        send(&mut decoder, 0, &outer_last).unwrap(),
        b"abcdefghijklmnop"
    );
}
