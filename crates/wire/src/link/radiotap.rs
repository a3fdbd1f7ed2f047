//! What drivers put before an IEEE 802.11 frame: radiotap (<https://www.radiotap.org>), and the older Prism and AVS
//! headers.

use super::{Stripped, wifi};
use crate::packet::{Depth, Skipped};

/// The bits of radiotap's first presence word that matter here, and the one that says that another word follows.
const TIMER_PRESENT: u32 = 1;
const FLAGS_PRESENT: u32 = 1 << 1;
const ANOTHER_WORD: u32 = 1 << 31;
/// The driver padded the 802.11 header to a multiple of four bytes.
const FLAG_PADDED: u8 = 0x20;

const PRISM_MESSAGE: [u32; 2] = [0x0000_0044, 0x0000_0041];
const AVS_MAGIC: u32 = 0x8021_1000;

/// Takes a radiotap header off.
pub(super) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let Some([version, _, l0, l1]) = data.first_chunk() else {
        return Err(Skipped::Cut);
    };
    let length = usize::from(u16::from_le_bytes([*l0, *l1]));
    if *version != 0 || length < 8 {
        return Err(Skipped::Damaged);
    }
    let (header, frame) = data.split_at_checked(length).ok_or(Skipped::Cut)?;
    let padded = flags(header).is_some_and(|flags| flags & FLAG_PADDED != 0);
    wifi::strip_frame(frame, padded, depth)
}

/// Radiotap's flags, the second field; `None` where there are none.
fn flags(header: &[u8]) -> Option<u8> {
    let word = |at: usize| {
        let bytes = header.get(at..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    };
    let first = word(4)?;
    if first & FLAGS_PRESENT == 0 {
        return None;
    }
    let mut last = 4;
    while word(last)? & ANOTHER_WORD != 0 {
        last += 4;
    }
    let mut at = last + 4;
    if first & TIMER_PRESENT != 0 {
        // Fields are aligned to their own size, counted from the header's start.
        at = at.next_multiple_of(8) + 8;
    }
    header.get(at).copied()
}

/// Takes a Prism or an AVS header off; drivers put either where a capture promises the first.
pub(super) fn strip_prism(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let Some(([m0, m1, m2, m3], rest)) = data.split_first_chunk() else {
        return Err(Skipped::Cut);
    };
    let Some([l0, l1, l2, l3]) = rest.first_chunk() else {
        return Err(Skipped::Cut);
    };
    let (magic, length) = ([*m0, *m1, *m2, *m3], [*l0, *l1, *l2, *l3]);
    let length = if u32::from_be_bytes(magic) & 0xffff_f000 == AVS_MAGIC & 0xffff_f000
        || PRISM_MESSAGE.contains(&u32::from_be_bytes(magic))
    {
        u32::from_be_bytes(length)
    } else if PRISM_MESSAGE.contains(&u32::from_le_bytes(magic)) {
        u32::from_le_bytes(length)
    } else {
        return wifi::strip(data, depth);
    };
    let frame = usize::try_from(length)
        .ok()
        .and_then(|length| data.get(length..));
    wifi::strip(frame.ok_or(Skipped::Cut)?, depth)
}
