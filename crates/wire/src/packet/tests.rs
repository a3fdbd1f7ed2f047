use std::net::IpAddr;

use super::sample::{
    CLIENT, CLIENT_MAC, CLIENT_V6, SERVER, SERVER_V6, ethernet, hello, hello_v6, ipv4, ipv6, tcp,
    udp,
};
use super::*;

fn decode(frame: &[u8], test: impl FnOnce(Result<Packet<'_>, Skipped>)) {
    let length = u32::try_from(frame.len()).unwrap();
    test(Decoder::new().decode(Time(0), LinkType::ETHERNET, frame, length));
}

fn payload<'a>(packet: &Packet<'a>) -> &'a [u8] {
    match packet.transport {
        Transport::Tcp(tcp) => tcp.payload,
        Transport::Udp(udp) => udp.payload,
        Transport::Other { .. } | Transport::Unreachable(_) => panic!("no payload"),
    }
}

#[test]
fn a_tcp_segment_is_opened() {
    let frame = ethernet(0x0800, &hello());
    decode(&frame, |packet| {
        let packet = packet.unwrap();
        assert_eq!(packet.source, IpAddr::V4(CLIENT));
        assert_eq!(packet.destination, IpAddr::V4(SERVER));
        assert_eq!(packet.source_mac, Some(CLIENT_MAC));
        assert_eq!(packet.wire_len, 59);
        assert_eq!(packet.tunnels.depth(), 0);
        let Transport::Tcp(tcp) = packet.transport else {
            panic!("not TCP")
        };
        assert_eq!((tcp.source_port, tcp.destination_port), (40000, 443));
        assert_eq!((tcp.sequence, tcp.acknowledgement), (5, 9));
        assert!(tcp.flags.contains(TcpFlags::ACK) && !tcp.flags.opens());
        assert_eq!(tcp.payload, b"hello");
    });
}

#[test]
fn ethernet_padding_is_no_payload() {
    let mut frame = ethernet(0x0800, &ipv4(6, &tcp(80, b"")));
    frame.extend([0; 6]);
    decode(&frame, |packet| {
        let packet = packet.unwrap();
        assert_eq!((payload(&packet), packet.cut), (&b""[..], false));
    });
}

#[test]
fn a_total_length_of_0_means_all_that_was_captured() {
    let mut frame = ethernet(0x0800, &hello());
    frame[16..18].fill(0);
    decode(&frame, |packet| {
        assert_eq!(payload(&packet.unwrap()), b"hello");
    });
}

#[test]
fn a_cut_packet_gives_what_was_kept() {
    let frame = ethernet(0x0800, &hello());
    decode(&frame[..frame.len() - 2], |packet| {
        let packet = packet.unwrap();
        assert_eq!((payload(&packet), packet.cut), (&b"hel"[..], true));
    });
    decode(&frame[..14 + 20 + 10], |packet| {
        assert_eq!(packet, Err(Skipped::Cut));
    });
}

#[test]
fn ipv6_extension_headers_are_skipped() {
    let segment = tcp(443, b"hello");
    // Hop-by-hop, routing, an atomic fragment, authentication, destination options.
    let headers = [
        &[43, 0, 0, 0, 0, 0, 0, 0][..],
        &[44, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[51, 0, 0, 0, 0, 0, 0, 1],
        &[60, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        &[6, 0, 0, 0, 0, 0, 0, 0],
        &segment,
    ]
    .concat();
    decode(&ethernet(0x86dd, &ipv6(0, &headers)), |packet| {
        let packet = packet.unwrap();
        assert_eq!(payload(&packet), b"hello");
        assert_eq!(packet.source, IpAddr::V6(CLIENT_V6));
        assert_eq!(packet.destination, IpAddr::V6(SERVER_V6));
    });
}

#[test]
fn a_packet_quoted_in_icmp_is_not_opened() {
    let error = [&[3, 1, 0, 0, 0, 0, 0, 0], &hello()[..]].concat();
    decode(&ethernet(0x0800, &ipv4(1, &error)), |packet| {
        let packet = packet.unwrap();
        assert!(matches!(packet.transport, Transport::Unreachable(_)));
        // The error's own addresses, not those of what it quotes.
        assert_eq!(packet.source, IpAddr::V4(CLIENT));
    });
}

#[test]
fn headers_that_contradict_themselves_are_damaged() {
    let mut short_header = ethernet(0x0800, &hello());
    short_header[14] = 0x44;
    let mut short_tcp = ethernet(0x0800, &hello());
    short_tcp[14 + 20 + 12] = 0x40;
    let mut long_tcp = ethernet(0x0800, &hello());
    long_tcp[14 + 20 + 12] = 0xf0;
    for frame in [short_header, short_tcp, long_tcp] {
        decode(&frame, |packet| assert_eq!(packet, Err(Skipped::Damaged)));
    }
}

#[test]
fn a_datagram_is_trimmed_to_its_own_length() {
    let mut datagram = udp(53, b"query and more");
    datagram[4..6].copy_from_slice(&13_u16.to_be_bytes());
    decode(&ethernet(0x0800, &ipv4(17, &datagram)), |packet| {
        assert_eq!(payload(&packet.unwrap()), b"query");
    });
}

#[test]
fn address_resolution_says_so() {
    decode(&ethernet(0x0806, &[0; 28]), |packet| {
        assert_eq!(packet, Err(Skipped::Arp));
    });
}

#[test]
fn etherparse_sees_the_same() {
    use etherparse::PacketBuilder;

    for length in [0, 1, 5, 100, 1400] {
        let data = vec![0x5a; length];
        let builder = PacketBuilder::ethernet2(CLIENT_MAC, [4; 6])
            .double_vlan(
                etherparse::VlanId::try_new(1).unwrap(),
                etherparse::VlanId::try_new(2).unwrap(),
            )
            .ipv6(CLIENT_V6.octets(), SERVER_V6.octets(), 3)
            .tcp(1234, 443, 77, 1000)
            .syn()
            .options_raw(&[2, 4, 5, 180])
            .unwrap();
        let mut frame = Vec::new();
        builder.write(&mut frame, &data).unwrap();
        decode(&frame, |packet| {
            let packet = packet.unwrap();
            assert_eq!(payload(&packet), data);
            let Transport::Tcp(tcp) = packet.transport else {
                panic!("not TCP")
            };
            assert!(tcp.flags.opens());
            assert_eq!((tcp.sequence, tcp.source_port), (77, 1234));
        });
    }
}

/// Where etherparse finds TCP or UDP in a mutated frame, we find the same ports, and the other way round.
#[test]
fn etherparse_agrees_on_mutated_frames() {
    use etherparse::{LaxSlicedPacket, TransportSlice};

    for valid in [
        ethernet(0x0800, &hello()),
        ethernet(0x86dd, &ipv6(17, &udp(53, b"query"))),
    ] {
        for at in 0..valid.len() {
            for value in [0, 1, 0x40, 0x7f, 0x80, 0xff] {
                let mut frame = valid.clone();
                frame[at] = value;
                let ports = match LaxSlicedPacket::from_ethernet(&frame).unwrap().transport {
                    Some(TransportSlice::Tcp(tcp)) => {
                        Some((tcp.source_port(), tcp.destination_port()))
                    }
                    Some(TransportSlice::Udp(udp)) => {
                        Some((udp.source_port(), udp.destination_port()))
                    }
                    _ => None,
                };
                decode(&frame, |packet| {
                    let ours = match packet.map(|packet| packet.transport) {
                        Ok(Transport::Tcp(tcp)) => Some((tcp.source_port, tcp.destination_port)),
                        Ok(Transport::Udp(udp)) => Some((udp.source_port, udp.destination_port)),
                        _ => None,
                    };
                    assert!(ours == ports || is_meant(at, value), "byte {at} = {value}");
                });
            }
        }
    }
}

/// Lengths too small for the header that holds them, of IPv4 and of UDP in IPv6, are damage to us and not to
/// etherparse's lax reader.
fn is_meant(at: usize, value: u8) -> bool {
    matches!((at, value), (17 | 59, 1))
}

#[test]
fn any_prefix_and_any_mutation_is_survived() {
    let gre = ipv4(
        47,
        &[&[0xb0, 0, 0x86, 0xdd][..], &[0; 12], &hello_v6()[..]].concat(),
    );
    let vxlan = ipv4(
        17,
        &udp(
            4789,
            &[&[8, 0, 0, 0, 0, 0, 0, 0], &ethernet(0x0800, &gre)[..]].concat(),
        ),
    );
    let options = [
        &[44, 0, 0, 0, 0, 0, 0, 0, 17, 0, 0, 1, 0, 0, 0, 1],
        &udp(53, b"query")[..],
    ];
    for valid in [
        ethernet(0x8100, &[&[0, 1, 0x08, 0x00], &vxlan[..]].concat()),
        ethernet(0x86dd, &ipv6(60, &options.concat())),
        ethernet(0x8847, &[&[0, 1, 1, 64], &hello()[..]].concat()),
    ] {
        let mut decoder = Decoder::new();
        for end in 0..valid.len() {
            let _ = decoder.decode(Time(0), LinkType::ETHERNET, &valid[..end], 0);
        }
        for at in 0..valid.len() {
            for value in 0..=255 {
                let mut frame = valid.clone();
                frame[at] = value;
                let _ = decoder.decode(Time(0), LinkType::ETHERNET, &frame, u32::MAX);
            }
        }
    }
}
