use super::*;
use crate::packet::sample::{CLIENT_MAC, SERVER_MAC, ethernet, hello, hello_v6};

fn open(number: u16, data: &[u8]) -> Result<Stripped<'_>, Skipped> {
    strip(LinkType(number), data, Depth::default())
}

/// The packet in a frame made of `header` and a packet.
fn behind(number: u16, header: &[u8]) {
    let frame = [header, &hello()].concat();
    assert_eq!(
        open(number, &frame).map(|stripped| stripped.packet),
        Ok(&hello()[..])
    );
}

#[test]
fn the_registry_is_sorted_so_that_searching_it_works() {
    assert!(LINKS.is_sorted_by(|a, b| a.number < b.number));
}

#[test]
fn the_upper_half_of_the_field_is_not_part_of_the_number() {
    assert_eq!(LinkType::from_field(0x2400_0001), LinkType::ETHERNET);
}

#[test]
fn an_unknown_link_is_named_by_its_number() {
    assert_eq!(
        strip(LinkType(999), &[], Depth::default()),
        Err(Skipped::UnknownLink(LinkType(999)))
    );
    assert_eq!(LinkType(999).name(), None);
    assert_eq!(LinkType(276).name(), Some("LINUX_SLL2"));
}

#[test]
fn ethernet_names_both_stations() {
    let frame = ethernet(0x0800, &hello());
    let stripped = open(1, &frame).unwrap();
    assert_eq!(stripped.packet, hello());
    assert_eq!(stripped.source, Some(CLIENT_MAC));
    assert_eq!(stripped.destination, Some(SERVER_MAC));
}

#[test]
fn a_stack_of_vlan_tags_is_taken_off() {
    behind(
        1,
        &ethernet(0x88a8, &[0, 1, 0x81, 0, 0, 2, 0x91, 0, 0, 3, 0x08, 0x00]),
    );
}

#[test]
fn mpls_labels_are_taken_off() {
    behind(1, &ethernet(0x8847, &[0, 1, 0x00, 64, 0, 2, 0x01, 64]));
}

#[test]
fn an_ethernet_pseudowire_below_mpls_names_its_own_stations() {
    let inner = [&[9; 12], &[0x08, 0x00][..]].concat();
    let frame = ethernet(
        0x8847,
        &[&[0, 1, 1, 64, 0, 0, 0, 0], &inner[..], &hello()].concat(),
    );
    let stripped = open(1, &frame).unwrap();
    assert_eq!(
        (stripped.packet, stripped.source),
        (&hello()[..], Some([9; 6]))
    );
}

#[test]
fn pppoe_and_ppp_are_taken_off() {
    behind(1, &ethernet(0x8864, &[0x11, 0, 0, 1, 0, 0, 0x00, 0x21]));
    behind(51, &[0x11, 0, 0, 1, 0, 0, 0x21]);
    behind(9, &[0xff, 0x03, 0x00, 0x21]);
    behind(9, &[0x21]);
    behind(50, &[0x0f, 0x00, 0x08, 0x00]);
    behind(104, &[0x8f, 0x00, 0x08, 0x00]);
    behind(166, &[0x01, 0x03, 0x00, 0x21]);
    behind(204, &[0x00, 0xff, 0x03, 0x00, 0x21]);
}

#[test]
fn snap_in_an_802_3_frame_is_taken_off() {
    behind(1, &ethernet(53, &[0xaa, 0xaa, 3, 0, 0, 0, 0x08, 0x00]));
}

#[test]
fn cooked_captures_name_the_sender() {
    let first = [
        &[0, 4, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 0x08, 0x00],
        &hello()[..],
    ]
    .concat();
    let second = [
        &[
            0x08, 0x00, 0, 0, 0, 0, 0, 2, 0, 1, 4, 6, 1, 2, 3, 4, 5, 6, 0, 0,
        ],
        &hello()[..],
    ]
    .concat();
    for (number, frame) in [(113, first), (276, second)] {
        let stripped = open(number, &frame).unwrap();
        assert_eq!(stripped.packet, hello());
        assert_eq!(stripped.source, Some([1, 2, 3, 4, 5, 6]));
        assert_eq!(stripped.destination, None);
    }
}

#[test]
fn loopback_families_are_read_in_either_order() {
    behind(0, &[2, 0, 0, 0]);
    behind(0, &[0, 0, 0, 2]);
    behind(108, &[0, 0, 0, 24]);
    behind(109, &[0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0]);
    assert_eq!(open(0, &[7, 0, 0, 0]), Err(Skipped::NotIp));
}

#[test]
fn raw_links_hold_the_version_they_promise() {
    behind(101, &[]);
    behind(12, &[]);
    behind(228, &[]);
    assert_eq!(open(229, &hello_v6()).unwrap().packet, hello_v6());
    assert_eq!(open(229, &hello()), Err(Skipped::Damaged));
}

#[test]
fn netfilter_payloads_are_found_in_either_byte_order() {
    let length = u8::try_from(hello().len() + 4).unwrap();
    behind(239, &[2, 0, 0, 0, 5, 0, 1, 0, 7, 0, 0, 0, length, 0, 9, 0]);
    behind(239, &[2, 0, 0, 0, 0, 5, 0, 1, 7, 0, 0, 0, 0, length, 0, 9]);
}

#[test]
fn arcnet_is_taken_off() {
    behind(129, &[1, 2, 0, 0, 240]);
    behind(7, &[1, 2, 212, 0, 0, 1]);
    assert_eq!(open(7, &[1, 2, 241]), Err(Skipped::Arp));
}

const SNAP: [u8; 8] = [0xaa, 0xaa, 3, 0, 0, 0, 0x08, 0x00];

/// A data frame to the distribution system: through station 1, from station 2, to station 3.
fn wireless(control: u8, flags: u8, behind: &[u8]) -> Vec<u8> {
    [
        &[control, flags, 0, 0],
        &[1; 6][..],
        &[2; 6],
        &[3; 6],
        &[0, 0],
        behind,
    ]
    .concat()
}

#[test]
fn wireless_data_frames_name_the_ends_and_not_the_relay() {
    let frame = wireless(0x08, 1, &[&SNAP[..], &hello()].concat());
    let stripped = open(105, &frame).unwrap();
    assert_eq!(stripped.packet, hello());
    assert_eq!(stripped.source, Some([2; 6]));
    assert_eq!(stripped.destination, Some([3; 6]));
}

#[test]
fn wireless_frames_may_have_quality_of_service_and_headers_of_the_driver() {
    let quality = wireless(0x88, 1, &[&[0, 0], &SNAP[..]].concat());
    behind(105, &quality);
    let padded = wireless(0x88, 1, &[&[0, 0, 0, 0], &SNAP[..]].concat());
    let radiotap = [0, 0, 9, 0, 2, 0, 0, 0, 0x20];
    behind(127, &[&radiotap[..], &padded].concat());
    behind(119, &[&[0, 0, 0, 0x44, 0, 0, 0, 8][..], &quality].concat());
    behind(
        163,
        &[&[0x80, 0x21, 0x10, 1, 0, 0, 0, 8][..], &quality].concat(),
    );
    behind(192, &[&[0, 0, 8, 0, 105, 0, 0, 0][..], &quality].concat());
}

#[test]
fn wireless_frames_that_hold_no_readable_packet_say_why() {
    assert_eq!(
        open(105, &wireless(0x08, 0x41, &[])),
        Err(Skipped::Encrypted)
    );
    assert_eq!(open(105, &wireless(0x80, 0, &[])), Err(Skipped::NotIp));
    assert_eq!(open(105, &wireless(0x48, 1, &[])), Err(Skipped::NotIp));
    assert_eq!(
        open(105, &wireless(0x08, 5, &SNAP)),
        Err(Skipped::LinkFragment)
    );
}

#[test]
fn frames_within_frames_end() {
    let mut frame = hello();
    for _ in 0..100 {
        frame = ethernet(0x6558, &frame);
    }
    assert_eq!(open(1, &frame), Err(Skipped::TooDeep));
}
