//! Flows of other people's captures against those that tshark found in them: none is lost, no packet is counted twice.

use std::collections::BTreeSet;
use std::path::PathBuf;

use backchat_engine::collect::{Collector, Sink};
use backchat_engine::model::Connection;
use backchat_engine::pipeline::{self, Passage, Window};
use backchat_engine::source::capture::{Input, InputError, Inputs, Silent};
use backchat_testkit::truth::flow::{Ends, Ledger, expected};
use backchat_testkit::{shared, truth};
use backchat_wire::flow::Events;

/// Where the truth and we differ: capture, an end of the flow, and why.
static EXCEPTIONS: &[(&str, &str, &str)] = &[
    (
        "dns/mercury__dns_packet.capture2.pcap",
        "157.56.106.184:3544",
        ICMP,
    ),
    (
        "format/ndpi__fuzz-2006-06-26-2594.pcap",
        "147.234.1.253:47645",
        DAMAGED,
    ),
    ("link/arkime__arkime_synthetic.pcap", ":4789", ICMP),
    ("link/arkime__arkime_synthetic.pcap", ":2152", ICMP),
    ("link/arkime__arkime_synthetic.pcap", ":6081", ICMP),
    (
        "link/libpcap__filter-AH-IPcomp-IPv6.pcap",
        "[4000::1]:12764",
        COMPRESSED,
    ),
    ("link/libpcap__filter-vxlan.pcap", ":4789", ICMP),
    ("link/pcpp__gtp.pcap", ":2152", ICMP),
    ("link/zeek__mixed-vlan-mpls.pcap", "10.34.0.1:23", LABELS),
    ("link/zeek__mpls-in-vlan.pcap", "65.65.65.65:80", LABELS),
    ("win/sv__decode-teredo-01.pcap", ":3544", ICMP),
    ("win/sv__output-eve-ftp-data.pcap", ":3544", ICMP),
];
const ICMP: &str = "a tunnel over UDP that carries ICMP: the truth leaves out every frame with ICMP in it, we count the \
                    datagram that carried it";
const DAMAGED: &str = "the IP header claims 28 bytes, which leaves 12 of TCP: tshark shows the ports, we skip the packet as damaged";
const COMPRESSED: &str = "half of the packets are compressed (IPComp), which we do not undo";
const LABELS: &str = "IPv4 and TCP behind MPLS, which tshark 4.0 shows too; the truth (4.4) has no flows behind MPLS in \
                      this capture";

/// Reads a capture; a file of a version that nobody knows reads as one without packets.
fn run<E: Events>(inputs: &Inputs, events: &mut E) -> Passage {
    match pipeline::run(inputs, Window::default(), &mut Silent, events) {
        Ok(passage) => passage,
        Err(InputError::NoCaptures { .. }) => Passage::default(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn flows_are_those_that_tshark_sees_with_all_their_packets() {
    let Some(folder) = shared::folder("captures") else {
        return;
    };
    let (mut flows, mut pairs, mut equal) = (0, 0, 0);
    let mut unexplained = Vec::new();
    let mut used = BTreeSet::new();
    for file in truth::captures(&folder) {
        let (expected, count) = expected(&truth::lines(&folder, &file, "flows.tsv"));
        flows += count;
        let mut ledger = Ledger::default();
        let inputs = inputs(folder.join(&file));
        let passage = run(&inputs, &mut ledger);
        assert!(ledger.accounts_for(&passage), "{file}: {passage:?}");
        let all: BTreeSet<&Ends> = expected.keys().chain(ledger.packets.keys()).collect();
        pairs += all.len();
        for ends in all {
            let (theirs, ours) = (expected.get(ends), ledger.packets.get(ends));
            if theirs == ours {
                equal += 1;
                continue;
            }
            let exception = EXCEPTIONS
                .iter()
                .position(|(capture, end, _)| *capture == file && ends.has(end));
            match exception {
                Some(at) => {
                    used.insert(at);
                    println!(
                        "{file}: {ends}: tshark {theirs:?}, we {ours:?}: {}",
                        EXCEPTIONS[at].2
                    );
                }
                None => unexplained.push(format!("{file}: {ends}: tshark {theirs:?}, we {ours:?}")),
            }
        }
    }
    println!("{flows} flows of tshark's; {equal} of {pairs} pairs of ends have the same packets");
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    assert_eq!(
        used.len(),
        EXCEPTIONS.len(),
        "every exception is needed: {used:?}"
    );
    assert!(flows > 0, "there is no truth to compare with");
}

#[derive(Default)]
struct Sums {
    connections: u64,
    packets: u64,
}

impl Sink for Sums {
    fn connection(&mut self, connection: Connection) {
        self.connections += u64::from(connection.remote.is_some());
        self.packets += connection.sent.packets + connection.received.packets;
    }
}

#[test]
fn every_conversation_becomes_one_connection() {
    let Some(folder) = shared::folder("captures") else {
        return;
    };
    for file in truth::captures(&folder) {
        let inputs = inputs(folder.join(&file));
        let mut ledger = Ledger::default();
        run(&inputs, &mut ledger);
        let mut sums = Sums::default();
        let mut collector = Collector::new(Vec::new(), &mut sums);
        run(&inputs, &mut collector);
        let counters = collector.finish();
        assert_eq!(counters.other_devices, 0, "{file}");
        assert_eq!(
            (sums.connections, sums.packets),
            (ledger.flows, ledger.all),
            "{file}"
        );
    }
}

fn inputs(path: PathBuf) -> Inputs {
    Inputs(vec![Input::File { path, found: true }])
}
