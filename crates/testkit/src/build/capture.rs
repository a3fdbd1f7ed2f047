//! Frames into capture files (draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng), little-endian.

use backchat_wire::Time;
use backchat_wire::link::LinkType;

/// A frame and when it was captured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// When.
    pub time: Time,
    /// Its link type.
    pub link: LinkType,
    /// Its bytes, all of them.
    pub bytes: Vec<u8>,
}

/// A pcap file with nanoseconds. All frames are of one link type, that of the first.
#[must_use]
pub fn pcap(frames: &[Frame]) -> Vec<u8> {
    let link = frames
        .first()
        .map_or(LinkType::ETHERNET, |frame| frame.link);
    let mut file = Vec::new();
    file.extend(0xa1b2_3c4d_u32.to_le_bytes());
    file.extend([2, 0, 4, 0]);
    file.extend([0; 8]);
    file.extend(0x0004_0000_u32.to_le_bytes());
    file.extend(u32::from(link.0).to_le_bytes());
    for frame in frames {
        let length = length(&frame.bytes);
        let seconds = u32::try_from(frame.time.seconds()).unwrap_or_default();
        let rest = frame.time.0 - frame.time.seconds() * 1_000_000_000;
        file.extend(seconds.to_le_bytes());
        file.extend(u32::try_from(rest).unwrap_or_default().to_le_bytes());
        file.extend(length.to_le_bytes());
        file.extend(length.to_le_bytes());
        file.extend(&frame.bytes);
    }
    file
}

/// A pcapng file with microseconds and an interface per link type, in the order in which these appear.
#[must_use]
pub fn pcapng(frames: &[Frame]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut section = 0x1a2b_3c4d_u32.to_le_bytes().to_vec();
    section.extend([1, 0, 0, 0]);
    section.extend([0xff; 8]);
    block(&mut file, 0x0a0d_0d0a, &section);
    let mut links: Vec<LinkType> = Vec::new();
    for frame in frames {
        let known = links.iter().position(|link| *link == frame.link);
        let interface = known.unwrap_or_else(|| {
            links.push(frame.link);
            let mut description = frame.link.0.to_le_bytes().to_vec();
            description.extend([0; 6]);
            block(&mut file, 1, &description);
            links.len() - 1
        });
        let microseconds = frame.time.0.div_euclid(1000).cast_unsigned().to_be_bytes();
        let mut packet = u32::try_from(interface)
            .unwrap_or_default()
            .to_le_bytes()
            .to_vec();
        packet.extend(microseconds[..4].iter().rev());
        packet.extend(microseconds[4..].iter().rev());
        packet.extend(length(&frame.bytes).to_le_bytes());
        packet.extend(length(&frame.bytes).to_le_bytes());
        packet.extend(&frame.bytes);
        block(&mut file, 6, &packet);
    }
    file
}

fn block(file: &mut Vec<u8>, kind: u32, body: &[u8]) {
    let padding = body.len().next_multiple_of(4) - body.len();
    let whole = length(body) + u32::try_from(padding).unwrap_or_default() + 12;
    file.extend(kind.to_le_bytes());
    file.extend(whole.to_le_bytes());
    file.extend(body);
    file.extend(std::iter::repeat_n(0, padding));
    file.extend(whole.to_le_bytes());
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("test frames are short")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::in_memory;
    use backchat_engine::source::capture::{Silent, read};

    #[test]
    fn both_formats_are_read_back() {
        let frames = [3_u8, 4, 5].map(|length| Frame {
            time: Time::new(1_700_000_000, u32::from(length) * 1000),
            link: LinkType(if length == 5 { 101 } else { 1 }),
            bytes: vec![length; usize::from(length)],
        });
        for file in [pcapng(&frames), pcap(&frames[..2])] {
            let mut found = Vec::new();
            read(&in_memory(&file), &mut Silent, |frame| {
                found.push(Frame {
                    time: frame.time,
                    link: frame.link,
                    bytes: frame.data.to_vec(),
                });
            })
            .unwrap();
            assert_eq!(found, frames[..found.len()]);
            assert!(found.len() >= 2);
        }
    }
}
