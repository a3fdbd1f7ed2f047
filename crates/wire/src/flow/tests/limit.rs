//! What happens at the table's bounds.

use std::net::IpAddr;

use super::*;
use crate::flow::{FLOWS, READINGS};

#[test]
fn beyond_the_readings_a_conversation_goes_unread_and_is_counted() {
    let mut capture = Capture::new();
    for number in 0..READINGS + 3 {
        capture.client_port = u16::try_from(number % 50_000).unwrap() + 1;
        capture.tcp(Client, SYN, 100, b"GET / HTTP/1.1\r\n");
    }
    assert_eq!(capture.table.dropped().unread, 3);
    let flows = capture.end();
    assert_eq!(absence(flows.last().unwrap()), Some(Absence::Bounded));
}

#[test]
fn a_reading_that_is_over_makes_room_for_another() {
    let mut capture = Capture::new();
    for number in 0..READINGS + 3 {
        capture.client_port = u16::try_from(number % 50_000).unwrap() + 1;
        capture
            .tcp(Client, SYN, 100, b"GET / HTTP/1.1\r\n")
            .tcp(Client, FIN, 117, b"")
            .tcp(Server, FIN, 500, b"");
        if number % 1000 == 0 {
            capture.later(60);
        }
    }
    assert_eq!(capture.table.dropped().unread, 0);
}

#[test]
fn beyond_the_flows_some_are_closed_early_and_counted_and_none_is_lost() {
    let mut capture = Capture::new();
    let count = u32::try_from(FLOWS).unwrap() + 3;
    for number in 0..count {
        let packet = Packet {
            source: IpAddr::from(number.to_be_bytes()),
            destination: SERVER,
            source_mac: None,
            destination_mac: None,
            transport: Transport::Other { protocol: 50 },
            wire_len: 100,
            cut: false,
            tunnels: Tunnels::default(),
        };
        let time = Time::from_seconds(i64::from(number) / 10_000);
        capture.table.packet(time, &packet, &mut capture.heard);
    }
    assert!(capture.table.dropped().flows > 0);
    assert_eq!(capture.end().len(), count as usize);
}
