//! Real captures against what tshark found in them, and hostile ones against the promise not to panic or hang.
//!
//! The captures are not part of this repository: they are looked for in `$BACKCHAT_SHARED`, then in `shared` beside
//! the workspace. Where they are absent the tests say so and pass.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and its output is for people"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use backchat_wire::Time;
use backchat_wire::container::{Container, Damage, Frame, Step};
use backchat_wire::packet::{Decoder, Skipped, Transport};

/// A flow, whichever end began it.
type Ends = (&'static str, SocketAddr, SocketAddr);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Traffic {
    packets: u64,
    first: i64,
    last: i64,
}

/// Flows on which tshark and we differ, by capture and an address of theirs, and why.
static EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "dns__mercury__dns_packet.capture2.pcap",
        "157.56.106.184:3544",
        QUOTED,
    ),
    (
        "format__ndpi__fuzz-2006-06-26-2594.pcap",
        "147.234.1.253:47645",
        DAMAGED,
    ),
    ("link__arkime__arkime_synthetic.pcap", ":4789", QUOTED),
    ("link__arkime__arkime_synthetic.pcap", ":2152", QUOTED),
    ("link__arkime__arkime_synthetic.pcap", ":6081", QUOTED),
    (
        "link__libpcap__filter-AH-IPcomp-IPv6.pcap",
        "[4000::1]:12764",
        COMPRESSED,
    ),
    ("link__libpcap__filter-vxlan.pcap", ":4789", QUOTED),
    ("link__pcpp__gtp.pcap", ":2152", QUOTED),
    ("link__zeek__mixed-vlan-mpls.pcap", "10.34.0.1:23", LABELS),
    ("link__zeek__mpls-in-vlan.pcap", "65.65.65.65:80", LABELS),
    ("win__sv__decode-teredo-01.pcap", ":3544", QUOTED),
    (
        "win__sv__output-eve-ftp-data.pcap",
        "157.56.106.184:3544",
        QUOTED,
    ),
];
const QUOTED: &str = "a tunnel over UDP that carries ICMP: the truth leaves out every frame with ICMP in it, \
                      we report the datagram that carried it";
const DAMAGED: &str =
    "the TCP header claims fewer than 20 bytes: tshark shows its ports, we skip it";
const COMPRESSED: &str = "half of the packets are compressed (IPComp), which we do not undo";
const LABELS: &str =
    "the truth has no flows behind MPLS in this capture, where plainly IPv4 and TCP are";

#[test]
fn flows_are_those_that_tshark_sees() {
    let Some(captures) = shared("captures") else {
        return;
    };
    let mut total = 0_usize;
    let mut equal = 0_usize;
    let mut unexplained = Vec::new();
    for truth in files(&captures.join("truth")) {
        let name = truth.file_name().unwrap().to_str().unwrap();
        let Some(name) = name.strip_suffix(".flows.tsv") else {
            continue;
        };
        let capture = fs::read(captures.join(name.replacen("__", "/", 1))).unwrap();
        let expected = expected_flows(&fs::read_to_string(&truth).unwrap());
        let (found, summary) = found_flows(&inflated(capture));
        let keys: std::collections::BTreeSet<_> = expected.keys().chain(found.keys()).collect();
        total += keys.len();
        for key in keys {
            let (expected, found) = (expected.get(key), found.get(key));
            if expected == found {
                equal += 1;
                continue;
            }
            let difference = format!("{name}: {key:?}: tshark {expected:?}, we {found:?}");
            match reason(name, key) {
                Some(reason) => println!("{difference}: {reason}"),
                None => unexplained.push(format!("{difference}; {summary}")),
            }
        }
    }
    println!("{equal} of {total} flows are the same");
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    assert!(total > 0, "there is no truth to compare with");
}

fn reason(name: &str, ends: &Ends) -> Option<&'static str> {
    let (_, one, other) = ends;
    let exception = EXCEPTIONS.iter().find(|(capture, address, _)| {
        *capture == name
            && [one, other]
                .iter()
                .any(|end| end.to_string().ends_with(address))
    });
    exception.map(|(_, _, reason)| *reason)
}

#[test]
fn hostile_files_are_survived() {
    let Some(hostile) = shared("hostile") else {
        return;
    };
    let mut inputs = 0;
    for path in files(&hostile) {
        let bytes = fs::read(&path).unwrap();
        for input in unzipped(&bytes).unwrap_or_else(|| vec![inflated(bytes)]) {
            inputs += 1;
            found_flows(&input);
            // Raw corpora have no capture header: let every link layer try.
            for link in 0..300 {
                let mut decoder = Decoder::new();
                let link = backchat_wire::link::LinkType(link);
                let _ = decoder.decode(Time(0), link, &input, 0);
            }
        }
    }
    println!("{inputs} hostile inputs survived");
}

fn found_flows(capture: &[u8]) -> (BTreeMap<Ends, Traffic>, String) {
    let mut flows = BTreeMap::new();
    let mut decoder = Decoder::new();
    let mut skipped: BTreeMap<Skipped, u32> = BTreeMap::new();
    let damage = each_frame(capture, |frame| {
        let time = frame.time.unwrap_or_default();
        let packet = match decoder.decode(time, frame.link, frame.data, frame.original_len) {
            Ok(packet) => packet,
            Err(reason) => {
                *skipped.entry(reason).or_default() += 1;
                return;
            }
        };
        let (protocol, source_port, destination_port) = match packet.transport {
            Transport::Tcp(tcp) => ("tcp", tcp.source_port, tcp.destination_port),
            Transport::Udp(udp) => ("udp", udp.source_port, udp.destination_port),
            Transport::Other { .. } | Transport::Unreachable(_) => return,
        };
        let source = SocketAddr::new(packet.source, source_port);
        let destination = SocketAddr::new(packet.destination, destination_port);
        let traffic = flows
            .entry(ends(protocol, source, destination))
            .or_insert(Traffic {
                packets: 0,
                first: time.0.div_euclid(1000),
                last: time.0.div_euclid(1000),
            });
        traffic.packets += 1;
        traffic.last = time.0.div_euclid(1000);
    });
    (
        flows,
        format!("{damage:?} {skipped:?} {:?}", decoder.fragment_counts()),
    )
}

fn each_frame(capture: &[u8], mut visit: impl FnMut(Frame<'_>)) -> Option<Damage> {
    let mut container = Container::new();
    let mut rest = capture;
    loop {
        match container.next(rest, true) {
            Step::Frame { frame, used } => {
                visit(frame);
                rest = &rest[used..];
            }
            Step::Skip { used } => {
                assert!(used > 0, "no progress");
                rest = &rest[used..];
            }
            Step::More { .. } => panic!("more is asked for at the end"),
            Step::End => return None,
            Step::Damaged(damage) => return Some(damage),
        }
    }
}

fn expected_flows(truth: &str) -> BTreeMap<Ends, Traffic> {
    let mut flows = BTreeMap::new();
    for line in truth.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<_> = line.split('\t').collect();
        let address = |at: usize| {
            let ip: IpAddr = fields[at].parse().unwrap();
            SocketAddr::new(ip, fields[at + 1].parse().unwrap())
        };
        let protocol = if fields[0] == "tcp" { "tcp" } else { "udp" };
        let traffic = Traffic {
            packets: fields[5].parse().unwrap(),
            first: microseconds(fields[7]),
            last: microseconds(fields[8]),
        };
        flows.insert(ends(protocol, address(1), address(3)), traffic);
    }
    flows
}

/// `-` for simple packet blocks, which have no time. Times before 1970 are written as if they were 2^64 later.
fn microseconds(text: &str) -> i64 {
    if text == "-" {
        return 0;
    }
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fraction: u64 = format!("{fraction:0<6}")[..6].parse().unwrap();
    let seconds: u64 = seconds.parse().unwrap();
    (seconds * 1_000_000 + fraction).cast_signed()
}

fn ends(protocol: &'static str, one: SocketAddr, other: SocketAddr) -> Ends {
    (protocol, one.min(other), one.max(other))
}

/// The folder of that name in the shared material; `None`, and a word about it, where there is none.
#[allow(
    clippy::disallowed_methods,
    reason = "the place of test material is an argument of the test run"
)]
fn shared(folder: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let base = std::env::var_os("BACKCHAT_SHARED").map_or(beside, PathBuf::from);
    let path = base.join(folder);
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: {} is absent", path.display());
    None
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn inflated(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes;
    }
    let mut out = Vec::new();
    let decoder = flate2::read::MultiGzDecoder::new(&bytes[..]);
    // What a cut file still holds is what counts.
    let _ = decoder.take(1 << 30).read_to_end(&mut out);
    out
}

/// The members of a zip archive; `None` where it is none. Enough for corpora: stored and deflated members, found
/// through the central directory.
fn unzipped(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let number = |at: usize, width: usize| {
        let field = &bytes[at..at + width];
        field
            .iter()
            .rev()
            .fold(0, |sum, &byte| sum << 8 | usize::from(byte))
    };
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let end = bytes.windows(4).rposition(|four| four == b"PK\x05\x06")?;
    let mut at = number(end + 16, 4);
    let mut members = Vec::new();
    while bytes[at..].starts_with(b"PK\x01\x02") {
        let local = number(at + 42, 4);
        let start = local + 30 + number(local + 26, 2) + number(local + 28, 2);
        let packed = &bytes[start..start + number(at + 20, 4)];
        let mut member = Vec::new();
        match number(at + 10, 2) {
            8 => drop(flate2::read::DeflateDecoder::new(packed).read_to_end(&mut member)),
            _ => member.extend_from_slice(packed),
        }
        members.push(member);
        at += 46 + number(at + 28, 2) + number(at + 30, 2) + number(at + 32, 2);
    }
    Some(members)
}
