//! Seeds out of the capture in `cases/lab-idle-windows`: real clients and servers, in small pieces.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use backchat_engine::source::capture::{Input, Inputs, Silent, read};
use backchat_wire::Side;
use backchat_wire::packet::{Decoder, Transport};

use super::Seed;
use crate::build::{Frame, pcap, pcapng};
use crate::property::conversation::written;
use crate::shared::workspace;

/// Pieces kept of a conversation.
const PIECES: usize = 6;

/// Ends, the called one second.
type Ends = (SocketAddr, SocketAddr);

/// The payloads of one conversation, and the numbers of its frames.
#[derive(Debug, Default)]
struct Talk {
    pieces: Vec<(Side, Vec<u8>)>,
    frames: Vec<usize>,
}

/// What of the capture is a seed of what.
pub(super) fn seeds() -> Vec<Seed> {
    let frames = frames();
    let (tcp, udp) = talks(&frames);
    let mut seeds = Vec::new();
    let mut stream = |target: &'static str, port: u16, count: usize| {
        let talks = tcp
            .iter()
            .filter(|((_, server), talk)| server.port() == port && !talk.pieces.is_empty());
        for (number, (_, talk)) in talks.step_by(7).take(count).enumerate() {
            seeds.push(Seed::new(
                target,
                format!("lab-{port}-{number}"),
                conversation(talk),
            ));
        }
    };
    stream("tls", 443, 3);
    stream("tls", 853, 1);
    stream("http1", 80, 2);
    stream("http1", 3128, 1);
    stream("dns_stream", 53, 2);
    for (number, (_, talk)) in to_port(&udp, 443).step_by(5).take(3).enumerate() {
        seeds.push(Seed::new(
            "quic",
            format!("lab-{number}"),
            conversation(talk),
        ));
    }
    let messages = to_port(&udp, 53).flat_map(|(_, talk)| &talk.pieces);
    for (number, (_, message)) in messages.step_by(23).take(12).enumerate() {
        seeds.push(Seed::new("dns", format!("lab-{number}"), message.clone()));
    }
    seeds.extend(hellos(&tcp));
    seeds.extend(captures(&frames, &tcp, &udp));
    seeds
}

/// The bodies of hellos that lie in one record: record header 5 bytes, handshake header 4.
fn hellos(tcp: &BTreeMap<Ends, Talk>) -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (kind, target) in [(1, "client_hello"), (2, "server_hello")] {
        let records = tcp
            .values()
            .flat_map(|talk| &talk.pieces)
            .filter_map(|(_, bytes)| {
                let (head, body) = bytes.split_first_chunk::<9>()?;
                let length = usize::from(u16::from_be_bytes([head[7], head[8]]));
                (head[0] == 22 && head[5] == kind).then(|| body.get(..length))?
            });
        for (number, body) in records.step_by(29).take(3).enumerate() {
            seeds.push(Seed::new(target, format!("lab-{number}"), body.to_vec()));
        }
    }
    seeds
}

fn captures(frames: &[Frame], tcp: &BTreeMap<Ends, Talk>, udp: &BTreeMap<Ends, Talk>) -> Vec<Seed> {
    let mut chosen: Vec<usize> = Vec::new();
    for port in [80, 443] {
        let talk = tcp
            .iter()
            .filter(|((_, server), talk)| server.port() == port && !talk.pieces.is_empty())
            .nth(3);
        chosen.extend(talk.iter().flat_map(|(_, talk)| talk.frames.iter().take(9)));
    }
    chosen.extend(
        to_port(udp, 53)
            .take(4)
            .flat_map(|(_, talk)| talk.frames.iter().take(4)),
    );
    chosen.extend(
        to_port(udp, 443)
            .take(1)
            .flat_map(|(_, talk)| talk.frames.iter().take(2)),
    );
    chosen.sort_unstable();
    chosen.dedup();
    let chosen: Vec<Frame> = chosen.iter().map(|&at| frames[at].clone()).collect();
    let few = &chosen[..chosen.len().min(4)];
    let every = frames.iter().step_by(401).take(12);
    let mut seeds = vec![
        Seed::new("capture", "lab.pcap", pcap(&chosen)),
        Seed::new("capture", "lab.pcapng", pcapng(&chosen)),
        Seed::new("container", "lab.pcap", pcap(few)),
        Seed::new("container", "lab.pcapng", pcapng(few)),
    ];
    seeds.extend(
        every.enumerate().map(|(number, frame)| {
            Seed::new("packet", format!("lab-{number}"), frame.bytes.clone())
        }),
    );
    seeds
}

fn conversation(talk: &Talk) -> Vec<u8> {
    let pieces: Vec<(Side, &[u8])> = talk
        .pieces
        .iter()
        .take(PIECES)
        .map(|(side, bytes)| (*side, bytes.as_slice()))
        .collect();
    written(&pieces)
}

fn to_port(talks: &BTreeMap<Ends, Talk>, port: u16) -> impl Iterator<Item = (&Ends, &Talk)> {
    talks
        .iter()
        .filter(move |((_, server), _)| server.port() == port)
}

fn frames() -> Vec<Frame> {
    let path = workspace().join("cases/lab-idle-windows/capture.pcapng.gz");
    let mut frames = Vec::new();
    read(
        &Inputs(vec![Input::File { path, found: false }]),
        &mut Silent,
        |frame| {
            frames.push(Frame {
                time: frame.time,
                link: frame.link,
                bytes: frame.data.to_vec(),
            });
        },
    )
    .expect("the repository's capture is readable");
    frames
}

/// The conversations by their ends; whoever spoke first called. Segments stand as they were captured.
fn talks(frames: &[Frame]) -> (BTreeMap<Ends, Talk>, BTreeMap<Ends, Talk>) {
    let (mut tcp, mut udp) = (BTreeMap::<Ends, Talk>::new(), BTreeMap::<Ends, Talk>::new());
    let mut decoder = Decoder::new();
    for (at, frame) in frames.iter().enumerate() {
        let length = u32::try_from(frame.bytes.len()).unwrap_or(u32::MAX);
        let Ok(packet) = decoder.decode(frame.time, frame.link, &frame.bytes, length) else {
            continue;
        };
        let (talks, from, to, payload) = match packet.transport {
            Transport::Tcp(segment) => (
                &mut tcp,
                segment.source_port,
                segment.destination_port,
                segment.payload,
            ),
            Transport::Udp(datagram) => (
                &mut udp,
                datagram.source_port,
                datagram.destination_port,
                datagram.payload,
            ),
            Transport::Other { .. } | Transport::Unreachable(_) => continue,
        };
        let source = SocketAddr::new(packet.source, from);
        let destination = SocketAddr::new(packet.destination, to);
        let (ends, side) = if talks.contains_key(&(destination, source)) {
            ((destination, source), Side::Responder)
        } else {
            ((source, destination), Side::Initiator)
        };
        let talk = talks.entry(ends).or_default();
        talk.frames.push(at);
        if !payload.is_empty() {
            talk.pieces.push((side, payload.to_vec()));
        }
    }
    (tcp, udp)
}
