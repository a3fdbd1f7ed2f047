//! IPv6 extension headers (RFC 8200 section 4), and the authentication header of either version (RFC 4302).

use super::fragment::{Fragment, Held, Key};
use super::{Envelope, Packet, Skipped, transport};
use crate::link::{u16_at, u32_at};

const HOP_BY_HOP: u8 = 0;
const ROUTING: u8 = 43;
const FRAGMENT: u8 = 44;
pub(super) const AUTHENTICATION: u8 = 51;
const DESTINATION_OPTIONS: u8 = 60;
const MOBILITY: u8 = 135;
const HOST_IDENTITY: u8 = 139;
const SHIM6: u8 = 140;

/// Extension headers read of one packet; more are [`Skipped::TooDeep`]. Real packets have up to four, test suites
/// have a hundred.
const HEADERS: usize = 256;

/// Skips the extension headers before the transport.
pub(super) fn open<'a>(
    mut next: u8,
    mut data: &'a [u8],
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    for _ in 0..HEADERS {
        let length = match next {
            HOP_BY_HOP | ROUTING | DESTINATION_OPTIONS | MOBILITY | HOST_IDENTITY | SHIM6 => {
                usize::from(*data.get(1).ok_or(Skipped::Cut)?) * 8 + 8
            }
            FRAGMENT => {
                // Offset in the upper 13 bits, in units of 8 bytes; the lowest announces more fragments.
                let field = u16_at(data, 2).ok_or(Skipped::Cut)?;
                let identification = u32_at(data, 4).ok_or(Skipped::Cut)?;
                if field & 0xfff9 != 0 {
                    let key = Key {
                        source: envelope.source,
                        destination: envelope.destination,
                        identification,
                        protocol: None,
                    };
                    let protocol = *data.first().ok_or(Skipped::Cut)?;
                    let payload = data.get(8..).ok_or(Skipped::Cut)?;
                    let (offset, more) = (field >> 3, field & 1 != 0);
                    return Fragment::new(key, offset, more, protocol, payload, *envelope)
                        .hold_or_open(held);
                }
                // An atomic fragment is a whole datagram (RFC 6946).
                8
            }
            AUTHENTICATION => authentication_len(data)?,
            _ => return transport::open(next, data, envelope, held),
        };
        next = *data.first().ok_or(Skipped::Cut)?;
        data = data.get(length..).ok_or(match envelope.cut {
            true => Skipped::Cut,
            false => Skipped::Damaged,
        })?;
    }
    Err(Skipped::TooDeep)
}

/// The length of an authentication header, in bytes; its field counts 4-byte units less two.
pub(super) fn authentication_len(data: &[u8]) -> Result<usize, Skipped> {
    Ok((usize::from(*data.get(1).ok_or(Skipped::Cut)?) + 2) * 4)
}
