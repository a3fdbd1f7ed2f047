//! Per-packet information: a header with a length, then a frame of the link type that the header names.

use super::{LinkType, Stripped};
use crate::packet::{Depth, Skipped};

/// Takes the header off and opens the frame behind it.
pub(super) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let Some([_, _, l0, l1, t0, t1, t2, t3]) = data.first_chunk() else {
        return Err(Skipped::Cut);
    };
    let length = usize::from(u16::from_le_bytes([*l0, *l1]));
    let link = LinkType::from_field(u32::from_le_bytes([*t0, *t1, *t2, *t3]));
    if length < 8 {
        return Err(Skipped::Damaged);
    }
    let frame = data.get(length..).ok_or(Skipped::Cut)?;
    super::strip(link, frame, depth.deeper()?)
}
