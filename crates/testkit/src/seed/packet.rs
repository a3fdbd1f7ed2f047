//! Frames of links and tunnels that the capture of the laboratory does not hold, around one DNS question.

use std::net::IpAddr;

use super::Seed;
use crate::build::{ethernet, ip, udp};

/// A question for `a.example`, of type A.
const QUESTION: &[u8] = b"\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\x01\0\x01";

pub(super) fn seeds() -> Vec<Seed> {
    let four: [IpAddr; 2] = [IpAddr::from([10, 0, 0, 1]), IpAddr::from([192, 0, 2, 53])];
    let six = [1, 2].map(|last| IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, last]));
    let question = udp(50_000, 53, QUESTION);
    let inner = ip(four[0], four[1], 17, &question);
    let inner6 = ip(six[0], six[1], 17, &question);
    let over_udp = |port: u16, head: &[u8], inside: &[u8]| {
        let payload = [head, inside].concat();
        ethernet(&ip(four[0], four[1], 17, &udp(50_001, port, &payload)))
    };
    let over_ip = |protocol: u8, head: &[u8], inside: &[u8]| {
        ethernet(&ip(four[0], four[1], protocol, &[head, inside].concat()))
    };
    let behind =
        |tag: &[u8], inside: &[u8]| [&[2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1], tag, inside].concat();
    let length = u16::try_from(inner.len()).unwrap_or_default().to_be_bytes();
    let mut fragment = inner.clone();
    fragment[6] = 0x20;
    let frames: Vec<(&str, Vec<u8>)> = vec![
        ("plain-4", ethernet(&inner)),
        ("plain-6", ethernet(&inner6)),
        ("raw-4", inner.clone()),
        ("raw-6", inner6.clone()),
        (
            "two-vlans",
            behind(&[0x88, 0xa8, 0, 5, 0x81, 0, 0, 6, 0x08, 0], &inner),
        ),
        (
            "mpls",
            behind(&[0x88, 0x47, 0, 1, 0x20, 64, 0, 1, 0x31, 64], &inner),
        ),
        (
            "pppoe",
            behind(&[0x88, 0x64, 0x11, 0, 0, 1, 0, 62, 0, 0x21], &inner),
        ),
        (
            "cooked-1",
            [
                &[0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0][..],
                &inner,
            ]
            .concat(),
        ),
        (
            "cooked-2",
            [
                &[8, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0][..],
                &inner,
            ]
            .concat(),
        ),
        ("loopback", [&[2, 0, 0, 0][..], &inner].concat()),
        ("gre", over_ip(47, &[0, 0, 8, 0], &inner)),
        ("ip-in-ip", over_ip(4, &[], &inner)),
        ("6in4", over_ip(41, &[], &inner6)),
        (
            "vxlan",
            over_udp(4789, &[8, 0, 0, 0, 0, 0, 7, 0], &ethernet(&inner)),
        ),
        (
            "geneve",
            over_udp(6081, &[0, 0, 0x65, 0x58, 0, 0, 7, 0], &ethernet(&inner)),
        ),
        (
            "gtp",
            over_udp(
                2152,
                &[0x30, 0xff, length[0], length[1], 0, 0, 0, 9],
                &inner,
            ),
        ),
        ("teredo", over_udp(3544, &[], &inner6)),
        ("fragment-4", ethernet(&fragment)),
        (
            "hop-by-hop-and-fragment-6",
            ethernet(&ip(
                six[0],
                six[1],
                0,
                &[
                    &[44, 0, 1, 4, 0, 0, 0, 0, 17, 0, 0, 1, 0, 0, 0, 9][..],
                    &question,
                ]
                .concat(),
            )),
        ),
        (
            "wifi",
            [
                &[0, 0, 8, 0, 0, 0, 0, 0][..],
                &[
                    0x08, 0x01, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3, 0, 0,
                ],
                &[0xaa, 0xaa, 3, 0, 0, 0, 8, 0],
                &inner,
            ]
            .concat(),
        ),
    ];
    frames
        .into_iter()
        .map(|(name, frame)| Seed::new("packet", name, frame))
        .collect()
}
