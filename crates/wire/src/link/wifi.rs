//! IEEE 802.11 data frames that are not encrypted (IEEE 802.11 section 9.3.2). Of an aggregate (A-MSDU) only the
//! first packet is read.

use super::{Mac, Stripped, llc};
use crate::packet::{Depth, Skipped};

const TYPE_DATA: u8 = 2;
/// Bits of the subtype of a data frame.
const WITHOUT_DATA: u8 = 0x4;
const QUALITY_OF_SERVICE: u8 = 0x8;
/// Bits of the second byte.
const TO_DISTRIBUTION: u8 = 0x01;
const FROM_DISTRIBUTION: u8 = 0x02;
const MORE_FRAGMENTS: u8 = 0x04;
const PROTECTED: u8 = 0x40;
const HIGH_THROUGHPUT_CONTROL: u8 = 0x80;
/// The bit of the QoS control's first byte that announces an aggregate.
const AGGREGATE: u8 = 0x80;

/// Takes a frame's header, and the LLC header behind it, off.
pub(super) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    strip_frame(data, false, depth)
}

/// As [`strip`], where the driver may have padded the header to a multiple of four bytes.
pub(super) fn strip_frame(
    data: &[u8],
    padded: bool,
    depth: Depth,
) -> Result<Stripped<'_>, Skipped> {
    let Some((header, _)) = data.split_first_chunk::<24>() else {
        return Err(Skipped::Cut);
    };
    let [control, flags, ..] = *header;
    let (version, kind, subtype) = (control & 3, control >> 2 & 3, control >> 4);
    if version != 0 {
        return Err(Skipped::Damaged);
    }
    if kind != TYPE_DATA || subtype & WITHOUT_DATA != 0 {
        return Err(Skipped::NotIp);
    }
    if flags & PROTECTED != 0 {
        return Err(Skipped::Encrypted);
    }
    let mut length = 24;
    if flags & TO_DISTRIBUTION != 0 && flags & FROM_DISTRIBUTION != 0 {
        length += 6;
    }
    let mut aggregate = false;
    if subtype & QUALITY_OF_SERVICE != 0 {
        aggregate = data.get(length).is_some_and(|qos| qos & AGGREGATE != 0);
        length += 2;
        if flags & HIGH_THROUGHPUT_CONTROL != 0 {
            length += 4;
        }
    }
    // The low four bits of the sequence control number the fragments of a frame, which are not put together.
    if flags & MORE_FRAGMENTS != 0 || data.get(22).is_some_and(|sequence| sequence & 0xf != 0) {
        return Err(Skipped::LinkFragment);
    }
    if padded {
        length = length.next_multiple_of(4);
    }
    if aggregate {
        // Destination, source and length of the first packet.
        length += 14;
    }
    let mut stripped = llc::strip(data.get(length..).ok_or(Skipped::Cut)?, depth)?;
    if stripped.source.is_none() {
        (stripped.source, stripped.destination) = stations(data, flags);
    }
    Ok(stripped)
}

/// The two ends of the frame; relays stand between them.
fn stations(data: &[u8], flags: u8) -> (Option<Mac>, Option<Mac>) {
    let address = |at: usize| data.get(at..)?.first_chunk().copied();
    let (first, second, third) = (address(4), address(10), address(16));
    match (flags & TO_DISTRIBUTION != 0, flags & FROM_DISTRIBUTION != 0) {
        (false, false) => (second, first),
        (false, true) => (third, first),
        (true, false) => (second, third),
        (true, true) => (address(24), third),
    }
}
