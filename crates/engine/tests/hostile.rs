//! Files that broke other parsers, and captures cut off anywhere, through the whole pipeline to a report: no panic, no
//! hang, little memory.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test tells people its numbers, and fails by panicking"
)]

use std::fs;
use std::time::{Duration, Instant};

use backchat_engine::source::capture::Inputs;
use backchat_testkit::build::{End, Frame, Talk, ethernet, ip, pcap, udp};
use backchat_testkit::{archive, memory, report, shared, truth};
use backchat_wire::Time;
use backchat_wire::link::LinkType;

/// The most memory that the tests of this file may take together, in bytes.
const MEMORY: u64 = 300 << 20;

/// The longest that one input may take in a build without optimisation, on a busy machine; ordinary ones take milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// Captures of at most so many bytes are cut off everywhere; of larger ones, [`CUTS`] places are tried.
const SMALL: usize = 4096;
/// Places at which a larger capture is cut off.
const CUTS: usize = 12;
/// Larger ones than this are not cut off: the larger part of the time, for nothing new.
const LARGE: usize = 1 << 20;

#[test]
fn hostile_files_are_survived() {
    let Some(folder) = shared::folder("hostile") else {
        return;
    };
    let mut count = 0;
    let mut reported = 0;
    for path in shared::files(&folder) {
        let bytes = fs::read(&path).unwrap();
        for input in archive::inputs(bytes) {
            count += 1;
            reported += usize::from(survived(&report::in_memory(&input)));
            // Raw corpora have no capture around them.
            survived(&report::in_memory(&pcap(&wrapped(&input))));
        }
    }
    println!("{count} hostile inputs survived, {reported} of them with a report");
    assert!(count > 0, "the folder holds hostile inputs");
    little_memory();
}

#[test]
fn captures_cut_off_anywhere_are_survived() {
    let Some(folder) = shared::folder("captures") else {
        return;
    };
    let (mut files, mut cuts, mut reports) = (0, 0, 0);
    for file in truth::captures(&folder) {
        let bytes = archive::inflated(fs::read(folder.join(&file)).unwrap());
        if bytes.len() > LARGE {
            continue;
        }
        files += 1;
        let step = if bytes.len() <= SMALL {
            1
        } else {
            bytes.len() / CUTS
        };
        let mut frames = None;
        for end in (0..bytes.len()).step_by(step) {
            cuts += 1;
            let inputs = report::in_memory(&bytes[..end]);
            let now = report::connections(&inputs)
                .ok()
                .map(|connections| connections.len());
            // The same connections make the same page, but for its warning.
            if now != frames {
                frames = now;
                reports += usize::from(survived(&inputs));
            }
        }
    }
    println!("{files} captures cut off in {cuts} places, {reports} reports");
    little_memory();
}

/// Makes a page and lays it out in every format; true where there was something to read.
fn survived(inputs: &Inputs) -> bool {
    #[expect(clippy::disallowed_methods, reason = "a hang is found by the clock")]
    let begun = Instant::now();
    let page = report::page(inputs);
    if let Ok(page) = &page {
        for (format, text) in report::rendered(page) {
            assert!(!text.is_empty(), "{format}");
        }
    }
    assert!(begun.elapsed() < PATIENCE, "{inputs:?}");
    page.is_ok()
}

fn little_memory() {
    let Some(peak) = memory::peak() else {
        println!("SKIPPED: this system does not say how much memory was taken");
        return;
    };
    println!("at most {} MB of memory", peak >> 20);
    assert!(peak < MEMORY, "{peak} bytes");
}

/// Bytes that are no capture as a frame, as a datagram and as what a client and a server say.
fn wrapped(bytes: &[u8]) -> Vec<Frame> {
    // As much as an IPv4 packet holds.
    let bytes = &bytes[..bytes.len().min(60_000)];
    let client = "10.0.0.1:50000".parse().unwrap();
    let server = "192.0.2.1:443".parse().unwrap();
    let mut talk = Talk::open(client, server, Time::from_seconds(1));
    talk.say(End::Client, bytes);
    talk.say(End::Server, bytes);
    let mut frames = talk.frames;
    for port in [53, 443, 4789] {
        let datagram = udp(50_000, port, bytes);
        frames.push(ethernet_frame(ethernet(&ip(
            client.ip(),
            server.ip(),
            17,
            &datagram,
        ))));
    }
    frames.push(ethernet_frame(bytes.to_vec()));
    frames.push(ethernet_frame(ethernet(bytes)));
    frames
}

fn ethernet_frame(bytes: Vec<u8>) -> Frame {
    Frame {
        time: Time::from_seconds(2),
        link: LinkType::ETHERNET,
        bytes,
    }
}
