use std::net::IpAddr;

use super::*;
use crate::Time;
use crate::link::LinkType;
use crate::packet::Decoder;
use crate::packet::sample::{
    CLIENT, CLIENT_MAC, CLIENT_V6, ethernet, hello, hello_v6, ipv4, ipv6, tcp, udp,
};

/// The kinds of tunnels, the sender, and the port that is called, of what comes out of an IP packet.
fn opened(packet: &[u8]) -> (Vec<&'static str>, IpAddr, u16) {
    let mut decoder = Decoder::new();
    let found = decoder.decode(Time(0), LinkType(101), packet, 0).unwrap();
    let port = match found.transport {
        Transport::Tcp(tcp) => tcp.destination_port,
        Transport::Udp(udp) => udp.destination_port,
        Transport::Other { protocol } => u16::from(protocol),
        Transport::Unreachable(_) => 1,
    };
    let kinds = found.tunnels.kinds().map(Tunnel::token).collect();
    (kinds, found.source, port)
}

fn over_udp(port: u16, header: &[u8], inside: &[u8]) -> Vec<u8> {
    ipv4(17, &udp(port, &[header, inside].concat()))
}

const V4: IpAddr = IpAddr::V4(CLIENT);
const V6: IpAddr = IpAddr::V6(CLIENT_V6);

#[test]
fn ip_in_ip_is_opened_in_all_four_combinations() {
    assert_eq!(opened(&ipv4(4, &hello())), (vec!["ipv4-in-ip"], V4, 443));
    assert_eq!(
        opened(&ipv4(41, &hello_v6())),
        (vec!["ipv6-in-ip"], V6, 443)
    );
    assert_eq!(opened(&ipv6(4, &hello())), (vec!["ipv4-in-ip"], V4, 443));
    assert_eq!(
        opened(&ipv6(41, &hello_v6())),
        (vec!["ipv6-in-ip"], V6, 443)
    );
}

#[test]
fn gre_is_opened_with_all_its_fields() {
    let plain = [&[0, 0, 0x08, 0x00], &hello()[..]].concat();
    let fields = [&[0xb0, 0, 0x86, 0xdd][..], &[0; 12], &hello_v6()[..]].concat();
    assert_eq!(opened(&ipv4(47, &plain)), (vec!["gre"], V4, 443));
    assert_eq!(opened(&ipv4(47, &fields)), (vec!["gre"], V6, 443));
    assert_eq!(opened(&over_udp(4754, &plain, &[])), (vec!["gre"], V4, 443));
}

#[test]
fn gre_carries_ethernet_and_the_ppp_of_pptp() {
    let bridged = [&[0, 0, 0x65, 0x58], &ethernet(0x0800, &hello())[..]].concat();
    let pptp = [
        &[
            0x30, 0x81, 0x88, 0x0b, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0xff, 0x03, 0x00, 0x21,
        ],
        &hello()[..],
    ]
    .concat();
    let mirrored = [
        &[0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        &ethernet(0x0800, &hello())[..],
    ]
    .concat();
    for inside in [bridged, pptp, mirrored] {
        assert_eq!(opened(&ipv4(47, &inside)), (vec!["gre"], V4, 443));
    }
}

#[test]
fn gre_with_nothing_readable_is_reported_as_gre() {
    assert_eq!(opened(&ipv4(47, &[0, 0, 0x88, 0xcc])), (vec![], V4, 47));
}

#[test]
fn tunnels_over_udp_are_opened() {
    let frame = ethernet(0x0800, &hello());
    let origin = [
        0, 1, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 1, 2, 3, 4, 5, 6,
    ];
    let gtp = [0x34, 0xff, 0, 57, 0, 0, 0, 1, 0, 0, 0, 0x85, 1, 0, 9, 0];
    for (port, header, inside, expected) in [
        (4789, &[8, 0, 0, 0, 0, 0, 1, 0][..], &frame, ("vxlan", V4)),
        (8472, &[8, 0, 0, 0, 0, 0, 1, 0], &frame, ("vxlan", V4)),
        (4790, &[12, 0, 0, 3, 0, 0, 1, 0], &frame, ("vxlan", V4)),
        (
            6081,
            &[1, 0, 0x65, 0x58, 0, 0, 1, 0, 0, 0, 0, 0],
            &frame,
            ("geneve", V4),
        ),
        (2152, &gtp, &hello(), ("gtp-u", V4)),
        (3544, &[], &hello_v6(), ("teredo", V6)),
        (3544, &origin, &hello_v6(), ("teredo", V6)),
        (
            1701,
            &[0, 2, 0, 1, 0, 1, 0xff, 3, 0, 0x21],
            &hello(),
            ("l2tp", V4),
        ),
        (
            1701,
            &[0x4a, 2, 0, 9, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 7, 0x21],
            &hello(),
            ("l2tp", V4),
        ),
    ] {
        let (kind, sender) = expected;
        assert_eq!(
            opened(&over_udp(port, header, inside)),
            (vec![kind], sender, 443),
            "{port}"
        );
    }
}

#[test]
fn other_datagrams_on_a_tunnels_port_are_left_alone() {
    for port in [1701, 2152, 3544, 4754, 4789, 4790, 6081, 8472] {
        assert_eq!(opened(&over_udp(port, b"", b"")), (vec![], V4, port));
        let query =
            b"\x08\x00\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x07example\x00\x00\x01\x00\x01";
        assert_eq!(opened(&over_udp(port, b"", query)), (vec![], V4, port));
    }
}

#[test]
fn a_tunnel_over_udp_with_no_ports_in_it_is_a_datagram() {
    let solicitation = ipv6(58, &[133, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(
        opened(&over_udp(3544, &[], &solicitation)),
        (vec![], V4, 3544)
    );
}

#[test]
fn tunnels_within_tunnels_are_counted_and_end() {
    let twice = ipv4(4, &ipv4(4, &hello()));
    let mut decoder = Decoder::new();
    let found = decoder.decode(Time(0), LinkType(101), &twice, 0).unwrap();
    assert_eq!(found.tunnels.depth(), 2);

    let mut deep = ipv4(6, &tcp(443, b""));
    for _ in 0..1000 {
        deep = ipv4(4, &deep);
    }
    assert_eq!(opened(&deep), (vec!["ipv4-in-ip"], V4, 4));
}

#[test]
fn stations_are_the_inner_ones_only_where_the_tunnel_carries_frames() {
    let mut inner = ethernet(0x0800, &hello());
    inner[6..12].fill(9);
    let vxlan = over_udp(4789, &[8, 0, 0, 0, 0, 0, 1, 0], &inner);
    for (packet, station) in [(vxlan, [9; 6]), (ipv4(41, &hello_v6()), CLIENT_MAC)] {
        let frame = ethernet(0x0800, &packet);
        let mut decoder = Decoder::new();
        let found = decoder
            .decode(Time(0), LinkType::ETHERNET, &frame, 0)
            .unwrap();
        assert_eq!(found.source_mac, Some(station));
    }
}
