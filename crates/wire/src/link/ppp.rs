//! PPP: its protocol field (RFC 1661 section 2), and the framings in which captures hold it (RFC 1662, Cisco HDLC).

use super::{Stripped, ethertype, mpls};
use crate::packet::{Depth, Skipped};

const IPV4: u16 = 0x0021;
const IPV6: u16 = 0x0057;
const MPLS_UNICAST: u16 = 0x0281;
const MPLS_MULTICAST: u16 = 0x0283;
/// Encrypted by ECP or, as Microsoft's MPPE does, compressed and encrypted by CCP.
const ENCRYPTED: [u16; 4] = [0x0053, 0x0055, 0x00fb, 0x00fd];

/// Takes the protocol field off, which may be compressed to one byte, and the HDLC address and control bytes before
/// it, which may be left out.
pub(crate) fn strip(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let data = data.strip_prefix(&[0xff, 0x03]).unwrap_or(data);
    let (protocol, rest) = match data {
        // The last byte of the field, and it alone, is odd.
        [first, rest @ ..] if first & 1 != 0 => (u16::from(*first), rest),
        [first, second, rest @ ..] => (u16::from_be_bytes([*first, *second]), rest),
        _ => return Err(Skipped::Cut),
    };
    match protocol {
        IPV4 | IPV6 => Ok(Stripped::new(rest, depth)),
        MPLS_UNICAST | MPLS_MULTICAST => mpls::strip(rest, depth.deeper()?),
        _ if ENCRYPTED.contains(&protocol) => Err(Skipped::Encrypted),
        _ => Err(Skipped::NotIp),
    }
}

/// PPP in HDLC-like framing, or Cisco HDLC where the first byte says so.
pub(super) fn strip_hdlc(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        [0x0f | 0x8f, 0, ..] => strip_cisco(data, depth),
        _ => strip(data, depth),
    }
}

/// Cisco HDLC: address, control, then an EtherType.
pub(super) fn strip_cisco(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        // Some routers' captures of such lines hold PPP all the same.
        [0xff, 0x03, ..] => strip(data, depth),
        [_, _, t0, t1, rest @ ..] => ethertype::strip(u16::from_be_bytes([*t0, *t1]), rest, depth),
        _ => Err(Skipped::Cut),
    }
}

/// Linux pppd's own captures: the direction (0 or 1) stands in the place of the address byte.
pub(super) fn strip_pppd(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        [0 | 1, 0x03, rest @ ..] => strip(rest, depth),
        _ => strip(data, depth),
    }
}

/// A direction byte before everything else.
pub(super) fn strip_with_direction(data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    match data {
        [_, rest @ ..] => strip(rest, depth),
        [] => Err(Skipped::Cut),
    }
}
