//! PPP over Ethernet, session stage (RFC 2516 section 4).

use super::{Stripped, ppp};
use crate::packet::{Depth, Skipped};

/// Takes the PPPoE header and the PPP protocol off.
pub(super) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let Some(([version_and_type, code, _, _, _, _], rest)) = data.split_first_chunk() else {
        return Err(Skipped::Cut);
    };
    match (version_and_type, code) {
        (0x11, 0) => ppp::strip(rest, depth),
        // Discovery.
        (0x11, _) => Err(Skipped::NotIp),
        _ => Err(Skipped::Damaged),
    }
}
