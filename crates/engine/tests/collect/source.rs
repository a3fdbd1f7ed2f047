//! Files into frames: in the order of time, whatever the files are called, whole or not.

use std::io::Write;
use std::sync::Arc;

use backchat_engine::collect::{Collector, Sink};
use backchat_engine::model::Connection;
use backchat_engine::pipeline::{self, Passage, Window};
use backchat_engine::source::capture::{Input, InputError, Inputs, Silent, Totals, read};
use backchat_testkit::build::{Frame, pcap, pcapng};
use backchat_wire::Time;
use backchat_wire::link::LinkType;

/// Frames at these seconds, each with its letter as content.
fn frames(letters: &[(i64, u8)]) -> Vec<Frame> {
    letters
        .iter()
        .map(|&(second, letter)| Frame {
            time: Time::from_seconds(1_700_000_000 + second),
            link: LinkType::ETHERNET,
            bytes: vec![letter; 60],
        })
        .collect()
}

fn inputs(files: &[(&str, Vec<u8>)]) -> Inputs {
    let inputs = files.iter().map(|(name, bytes)| Input::Bytes {
        name: Arc::from(*name),
        bytes: Arc::from(bytes.as_slice()),
    });
    Inputs(inputs.collect())
}

/// The letters in the order read.
fn letters(files: &[(&str, Vec<u8>)]) -> (String, Totals) {
    let mut order = String::new();
    let totals = read(&inputs(files), &mut Silent, |frame| {
        order.push(char::from(frame.data[0]));
    })
    .unwrap();
    (order, totals)
}

#[test]
fn files_in_any_order_are_read_as_one() {
    let a = ("a", pcap(&frames(&[(0, b'a'), (3, b'd'), (9, b'g')])));
    let b = ("b", pcapng(&frames(&[(1, b'b'), (4, b'e')])));
    let c = ("c", pcap(&frames(&[(2, b'c'), (5, b'f')])));
    for order in [
        [a.clone(), b.clone(), c.clone()],
        [c.clone(), b.clone(), a.clone()],
        [b, c, a],
    ] {
        assert_eq!(letters(&order).0, "abcdefg");
    }
}

#[test]
fn equal_times_are_read_in_the_order_of_names() {
    let a = ("a", pcap(&frames(&[(0, b'a'), (0, b'b'), (1, b'e')])));
    let b = ("b", pcap(&frames(&[(0, b'c'), (0, b'd'), (1, b'f')])));
    assert_eq!(letters(&[a.clone(), b.clone()]).0, "abcdef");
    assert_eq!(letters(&[b, a]).0, "abcdef");
}

#[test]
fn hourly_files_are_read_one_after_the_other() {
    let files: Vec<(String, Vec<u8>)> = (0..20_u8)
        .map(|hour| {
            let start = i64::from(hour) * 3600;
            let letter = b'a' + hour;
            let name = format!("{:02}", 20 - hour);
            (
                name,
                pcap(&frames(&[(start, letter), (start + 3599, letter)])),
            )
        })
        .collect();
    let files: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    assert_eq!(
        letters(&files).0,
        "aabbccddeeffgghhiijjkkllmmnnooppqqrrsstt"
    );
}

#[test]
fn a_file_that_breaks_off_is_used_up_to_there_and_the_warning_says_where() {
    let whole = pcap(&frames(&[(0, b'a'), (1, b'b'), (2, b'c')]));
    let cut = whole[..24 + 2 * 76 + 40].to_vec();
    let (order, totals) = letters(&[("cut", cut)]);
    assert_eq!(order, "ab");
    let warning = &totals.warnings[0].message;
    assert!(warning.contains("after packet 2"), "{warning}");
    assert!(warning.contains("byte 176"), "{warning}");
}

#[test]
fn compressed_files_of_several_members_are_read_whole() {
    let whole = pcap(&frames(&[(0, b'a'), (1, b'b'), (2, b'c')]));
    let mut members = Vec::new();
    for part in whole.chunks(100) {
        let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        member.write_all(part).unwrap();
        members.extend(member.finish().unwrap());
    }
    assert_eq!(letters(&[("a.pcap.gz", members)]).0, "abc");
}

#[test]
fn compressed_files_of_several_frames_are_read_whole() {
    let whole = pcap(&frames(&[(0, b'a'), (1, b'b'), (2, b'c')]));
    let mut members = Vec::new();
    for part in whole.chunks(100) {
        members.extend(ruzstd::encoding::compress_to_vec(
            part,
            ruzstd::encoding::CompressionLevel::Fastest,
        ));
    }
    assert_eq!(letters(&[("a.pcap.zst", members)]).0, "abc");
}

#[test]
fn a_capture_without_packets_is_no_error_and_says_so() {
    let (order, totals) = letters(&[("empty", pcap(&[]))]);
    assert_eq!((order.as_str(), totals.files), ("", 1));
    assert_eq!(totals.warnings[0].message, "holds no packets");
}

#[test]
fn a_capture_that_breaks_off_in_its_first_packet_is_still_a_capture() {
    let whole = pcap(&frames(&[(0, b'a')]));
    let (order, totals) = letters(&[("cut", whole[..60].to_vec())]);
    assert_eq!((order.as_str(), totals.files), ("", 1));
    let warning = &totals.warnings[0].message;
    assert!(warning.contains("byte 24"), "{warning}");
}

#[test]
fn what_is_no_capture_is_an_error() {
    let nothing = [("text", b"this is no capture at all, is it?".to_vec())];
    let error = read(&inputs(&nothing), &mut Silent, |_| {}).unwrap_err();
    assert!(matches!(error, InputError::NotACapture { .. }), "{error}");
}

#[test]
fn a_packet_without_a_time_has_that_of_the_one_before() {
    let mut file = pcapng(&frames(&[(7, b'a')]));
    // A simple packet block (draft-ietf-opsawg-pcapng section 4.4) of 60 bytes.
    file.extend(3_u32.to_le_bytes());
    file.extend(76_u32.to_le_bytes());
    file.extend(60_u32.to_le_bytes());
    file.extend([b'b'; 60]);
    file.extend(76_u32.to_le_bytes());
    let mut seconds = Vec::new();
    read(&inputs(&[("spb", file)]), &mut Silent, |frame| {
        seconds.push((frame.data[0], frame.time.seconds() - 1_700_000_000));
    })
    .unwrap();
    assert_eq!(seconds, [(b'a', 7), (b'b', 7)]);
}

struct Nobody;

impl Sink for Nobody {
    fn connection(&mut self, _connection: Connection) {}
}

fn through(since: Option<i64>, until: Option<i64>) -> Passage {
    let time = |second| Time::from_seconds(1_700_000_000 + second);
    let window = Window {
        since: since.map(time),
        until: until.map(time),
    };
    let file = pcap(&frames(&[(0, b'a'), (1, b'b'), (2, b'c'), (3, b'd')]));
    let mut nobody = Nobody;
    let mut collector = Collector::new(Vec::new(), &mut nobody);
    pipeline::run(&inputs(&[("a", file)]), window, &mut Silent, &mut collector).unwrap()
}

#[test]
fn both_ends_of_a_window_belong_to_it() {
    assert_eq!(through(Some(1), Some(2)).packets, 2);
    assert_eq!(through(Some(2), None).packets, 2);
    assert_eq!(through(None, Some(0)).packets, 1);
}

#[test]
fn an_empty_window_says_what_lies_outside() {
    let passage = through(Some(10), None);
    assert_eq!((passage.packets, passage.span), (0, None));
    let (first, last) = passage.outside.unwrap();
    assert_eq!(last.since(first), 3_000_000_000);
}
