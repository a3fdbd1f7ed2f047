use super::*;

/// Frames of a capture, and how it ended.
fn frames(capture: &[u8]) -> (Vec<Frame<'_>>, Step<'static>) {
    let mut container = Container::new();
    let mut rest = capture;
    let mut frames = Vec::new();
    loop {
        match container.next(rest, true) {
            Step::Frame { frame, used } => {
                frames.push(frame);
                rest = &rest[used..];
            }
            Step::Skip { used } => {
                assert!(used > 0);
                rest = &rest[used..];
            }
            Step::More { .. } => panic!("nothing more will come"),
            Step::End => return (frames, Step::End),
            Step::Damaged(damage) => return (frames, Step::Damaged(damage)),
        }
    }
}

fn words(order: ByteOrder, words: &[u32]) -> Vec<u8> {
    let bytes = |word: &u32| match order {
        ByteOrder::Little => word.to_le_bytes(),
        ByteOrder::Big => word.to_be_bytes(),
    };
    words.iter().flat_map(bytes).collect()
}

fn version(order: ByteOrder) -> u32 {
    match order {
        ByteOrder::Little => 0x0004_0002,
        ByteOrder::Big => 0x0002_0004,
    }
}

/// A snap length of 0, and records of 3 bytes of 60.
fn pcap(order: ByteOrder, magic: u32) -> Vec<u8> {
    let header = words(order, &[magic, version(order), 0, 0, 0, 0x2400_0001]);
    let record = words(order, &[100, 5, 3, 60]);
    [&header, &record, &b"abc"[..], &record, b"def"].concat()
}

#[test]
fn pcap_is_read_in_either_order_and_resolution() {
    for order in [ByteOrder::Little, ByteOrder::Big] {
        for (magic, time) in [
            (0xa1b2_c3d4, 100_000_005_000),
            (0xa1b2_3c4d, 100_000_000_005),
        ] {
            let capture = pcap(order, magic);
            let (frames, end) = frames(&capture);
            assert_eq!(end, Step::End);
            let frame = Frame {
                time: Some(Time(time)),
                link: LinkType::ETHERNET,
                original_len: 60,
                data: b"abc",
            };
            assert_eq!(
                frames,
                [
                    frame,
                    Frame {
                        data: b"def",
                        ..frame
                    }
                ]
            );
        }
    }
}

#[test]
fn kuznetzovs_longer_records_are_read() {
    let order = ByteOrder::Little;
    let capture = [
        words(order, &[0xa1b2_cd34, version(order), 0, 0, 0, 1]),
        words(order, &[100, 5, 3, 60, 1, 0]),
        b"abc".to_vec(),
    ]
    .concat();
    assert_eq!(frames(&capture).0[0].data, b"abc");
}

#[test]
fn old_versions_give_the_original_length_first() {
    let order = ByteOrder::Big;
    let capture = [
        words(order, &[0xa1b2_c3d4, 0x0002_0002, 0, 0, 0, 1]),
        words(order, &[100, 5, 60, 3]),
        b"abc".to_vec(),
    ]
    .concat();
    let (frames, _) = frames(&capture);
    assert_eq!((frames[0].data, frames[0].original_len), (&b"abc"[..], 60));
}

#[test]
fn a_cut_capture_gives_what_is_before_the_cut() {
    let capture = pcap(ByteOrder::Little, 0xa1b2_c3d4);
    let (frames, end) = frames(&capture[..capture.len() - 2]);
    assert_eq!(frames.len(), 1);
    assert_eq!(end, Step::Damaged(Damage::Cut { missing: 2 }));
}

#[test]
fn more_says_how_much_the_buffer_must_hold() {
    let capture = pcap(ByteOrder::Little, 0xa1b2_c3d4);
    let mut container = Container::new();
    assert_eq!(container.next(&[], false), Step::More { at_least: 4 });
    assert_eq!(
        container.next(&capture[..9], false),
        Step::More { at_least: 24 }
    );
    assert_eq!(container.next(&capture, false), Step::Skip { used: 24 });
    assert_eq!(
        container.next(&capture[24..30], false),
        Step::More { at_least: 16 }
    );
    assert_eq!(
        container.next(&capture[24..41], false),
        Step::More { at_least: 19 }
    );
}

#[test]
fn what_is_no_capture_says_so() {
    for (input, damage) in [
        (&b""[..], Damage::Empty),
        (b"PK", Damage::NotACapture),
        (b"plain text", Damage::NotACapture),
    ] {
        assert_eq!(frames(input).1, Step::Damaged(damage));
        assert!(!damage.is_capture());
    }
}

#[test]
fn an_impossible_record_is_damage_and_not_a_demand_for_memory() {
    let order = ByteOrder::Little;
    let capture = [
        words(order, &[0xa1b2_c3d4, version(order), 0, 0, 0, 1]),
        words(order, &[100, 5, RECORD_LIMIT + 1, 60]),
    ]
    .concat();
    let mut container = Container::new();
    container.next(&capture, false);
    let length = RECORD_LIMIT + 1;
    assert_eq!(
        container.next(&capture[24..], false),
        Step::Damaged(Damage::TooLong { length })
    );
}

fn block(order: ByteOrder, kind: u32, body: &[u8]) -> Vec<u8> {
    let padded = [body, &[0; 3]].concat();
    let padded = &padded[..body.len().next_multiple_of(4)];
    let length = u32::try_from(padded.len() + 12).unwrap();
    [
        &words(order, &[kind, length]),
        padded,
        &words(order, &[length]),
    ]
    .concat()
}

fn section(order: ByteOrder) -> Vec<u8> {
    let version = match order {
        ByteOrder::Little => 1,
        ByteOrder::Big => 0x0001_0000,
    };
    block(
        order,
        0x0a0d_0d0a,
        &words(order, &[0x1a2b_3c4d, version, u32::MAX, u32::MAX]),
    )
}

/// Only in big-endian order, where the 16-bit fields are the upper half of a word.
fn interface(link: u32, snap_len: u32, options: &[u8]) -> Vec<u8> {
    let fixed = words(ByteOrder::Big, &[link << 16, snap_len]);
    block(ByteOrder::Big, 1, &[&fixed, options].concat())
}

fn enhanced(order: ByteOrder, interface: u32, ticks: u32) -> Vec<u8> {
    let body = [&words(order, &[interface, 0, ticks, 3, 60]), &b"abc"[..]].concat();
    block(order, 6, &body)
}

fn pcapng() -> Vec<u8> {
    let big = ByteOrder::Big;
    [
        section(big),
        interface(1, 0, &[]),
        // Milliseconds, ten seconds later.
        interface(
            101,
            0,
            &[
                0, 9, 0, 1, 3, 0, 0, 0, 0, 14, 0, 8, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0,
            ],
        ),
        block(big, 4, b"names"),
        enhanced(big, 0, 7),
        enhanced(big, 1, 7),
        block(big, 3, &[&words(big, &[3]), &b"abc"[..]].concat()),
        block(
            big,
            2,
            &[&words(big, &[0x0001_0000, 0, 8, 3, 60]), &b"abc"[..]].concat(),
        ),
        section(ByteOrder::Little),
        block(ByteOrder::Little, 1, &words(ByteOrder::Little, &[113, 0])),
        enhanced(ByteOrder::Little, 0, 9),
    ]
    .concat()
}

#[test]
fn pcapng_interfaces_sections_and_kinds_of_packets_are_read() {
    let capture = pcapng();
    let (frames, end) = frames(&capture);
    assert_eq!(end, Step::End);
    let seen: Vec<_> = frames
        .iter()
        .map(|frame| {
            (
                frame.link.0,
                frame.time.map(|time| time.0),
                frame.original_len,
            )
        })
        .collect();
    let expected = [
        (1, Some(7_000), 60),
        (101, Some(10_007_000_000), 60),
        (1, None, 3),
        (101, Some(10_008_000_000), 60),
        (113, Some(9_000), 60),
    ];
    assert_eq!(seen, expected);
    assert!(frames.iter().all(|frame| frame.data == b"abc"));
}

#[test]
fn simple_packets_are_as_long_as_the_snap_length_lets_them() {
    let big = ByteOrder::Big;
    let capture = [
        section(big),
        interface(1, 2, &[]),
        block(big, 3, &[&words(big, &[60]), &b"ab"[..]].concat()),
    ]
    .concat();
    assert_eq!(frames(&capture).0[0].data, b"ab");
}

#[test]
fn a_packet_of_no_interface_is_damage() {
    let big = ByteOrder::Big;
    let capture = [section(big), enhanced(big, 3, 0)].concat();
    assert_eq!(
        frames(&capture).1,
        Step::Damaged(Damage::UnknownInterface { interface: 3 })
    );
}

#[test]
fn a_block_whose_two_lengths_differ_is_damage() {
    let mut capture = section(ByteOrder::Big);
    capture[27] = 99;
    assert_eq!(
        frames(&capture).1,
        Step::Damaged(Damage::BlockLength { length: 28 })
    );
}

#[test]
fn any_prefix_and_any_mutation_is_survived() {
    for valid in [pcap(ByteOrder::Little, 0xa1b2_c3d4), pcapng()] {
        for end in 0..valid.len() {
            frames(&valid[..end]);
        }
        for at in 0..valid.len() {
            for value in 0..=255 {
                let mut mutated = valid.clone();
                mutated[at] = value;
                frames(&mutated);
            }
        }
    }
}

#[test]
fn every_prefix_of_a_capture_gives_a_prefix_of_its_frames() {
    for valid in [pcap(ByteOrder::Big, 0xa1b2_3c4d), pcapng()] {
        let (all, _) = frames(&valid);
        for end in 0..valid.len() {
            assert!(all.starts_with(&frames(&valid[..end]).0));
        }
    }
}
