//! What an EtherType announces: VLAN tags (IEEE 802.1Q), MPLS, PPPoE, PPP, a bridged frame, LLC, or IP at last.

use super::{Stripped, ethernet, llc, mpls, ppp, pppoe};
use crate::packet::{Depth, Skipped};

pub(super) const IPV4: u16 = 0x0800;
const IPV6: u16 = 0x86dd;
const ARP: u16 = 0x0806;
const RARP: u16 = 0x8035;
const VLAN: u16 = 0x8100;
const SERVICE_VLAN: u16 = 0x88a8;
/// Service tags of switches from before 802.1ad.
const OLD_SERVICE_VLANS: [u16; 2] = [0x9100, 0x9200];
const MPLS_UNICAST: u16 = 0x8847;
const MPLS_MULTICAST: u16 = 0x8848;
const PPPOE_SESSION: u16 = 0x8864;
const PPP: u16 = 0x880b;
/// A whole Ethernet frame (RFC 1701).
pub(crate) const BRIDGED_ETHERNET: u16 = 0x6558;
/// IEEE 802.1AE.
const MACSEC: u16 = 0x88e5;
/// Values up to this are the length of an IEEE 802.3 frame.
const LARGEST_LENGTH: u16 = 1500;

/// Takes off whatever `ethertype` says `data` begins with.
pub(crate) fn strip(
    mut ethertype: u16,
    mut data: &[u8],
    depth: Depth,
) -> Result<Stripped<'_>, Skipped> {
    loop {
        match ethertype {
            IPV4 | IPV6 => return Ok(Stripped::new(data, depth)),
            VLAN | SERVICE_VLAN => {}
            _ if OLD_SERVICE_VLANS.contains(&ethertype) => {}
            _ => return other(ethertype, data, depth),
        }
        // Each round uses up four bytes, so that a stack of tags of any height ends.
        let Some(([_, _, t0, t1], rest)) = data.split_first_chunk() else {
            return Err(Skipped::Cut);
        };
        ethertype = u16::from_be_bytes([*t0, *t1]);
        data = rest;
    }
}

fn other(ethertype: u16, data: &[u8], depth: Depth) -> Result<Stripped<'_>, Skipped> {
    let depth = depth.deeper()?;
    match ethertype {
        ARP | RARP => Err(Skipped::Arp),
        MPLS_UNICAST | MPLS_MULTICAST => mpls::strip(data, depth),
        PPPOE_SESSION => pppoe::strip(data, depth),
        PPP => ppp::strip(data, depth),
        BRIDGED_ETHERNET => ethernet::strip(data, depth),
        MACSEC => Err(Skipped::Encrypted),
        0..=LARGEST_LENGTH => llc::strip(data, depth),
        _ => Err(Skipped::NotIp),
    }
}
