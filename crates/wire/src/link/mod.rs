//! Link layers: from a captured frame to the IP packet in it.
//!
//! [`strip`] takes everything off that stands in front of the first IP header, however many layers that is (an
//! Ethernet frame with VLAN tags, MPLS labels and a PPPoE session). What begins a frame is the capture's link type;
//! adding one is one file and one line in [`LINKS`]. Numbers: <https://www.tcpdump.org/linktypes.html>.

mod arcnet;
mod cooked;
pub(crate) mod ethernet;
pub(crate) mod ethertype;
mod field;
mod llc;
mod loopback;
mod mpls;
mod nflog;
mod ppi;
pub(crate) mod ppp;
mod pppoe;
mod radiotap;
pub(crate) mod raw;
mod wifi;

use crate::packet::{Depth, Skipped};

pub(crate) use field::{u16_at, u32_at};

/// A number of the LINKTYPE registry; unknown ones are kept as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkType(pub u16);

impl LinkType {
    /// Ethernet, from the destination address on.
    pub const ETHERNET: Self = Self(1);

    /// Reads a capture's link type field, whose upper half may hold the length of the frame check sequence.
    #[must_use]
    pub const fn from_field(field: u32) -> Self {
        let [_, _, high, low] = field.to_be_bytes();
        Self(u16::from_be_bytes([high, low]))
    }

    /// The name in the LINKTYPE registry, without its prefix. `None` where backchat cannot read this link.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        link(self).map(|link| link.name)
    }
}

/// A link layer and how it is taken off.
struct Link {
    number: u16,
    name: &'static str,
    strip: Strip,
}

type Strip = for<'a> fn(&'a [u8], Depth) -> Result<Stripped<'a>, Skipped>;

/// Every link layer, by number.
static LINKS: &[Link] = &[
    entry(0, "NULL", loopback::strip),
    entry(1, "ETHERNET", ethernet::strip),
    entry(7, "ARCNET_BSD", arcnet::strip_bsd),
    entry(9, "PPP", ppp::strip),
    // DLT_RAW of BSD and of OpenBSD: written into files by programs that did not translate it.
    entry(12, "RAW", raw::strip),
    entry(14, "RAW", raw::strip),
    entry(50, "PPP_HDLC", ppp::strip_hdlc),
    entry(51, "PPP_ETHER", pppoe::strip),
    entry(101, "RAW", raw::strip),
    entry(104, "C_HDLC", ppp::strip_cisco),
    entry(105, "IEEE802_11", wifi::strip),
    entry(108, "LOOP", loopback::strip),
    entry(109, "ENC", loopback::strip_enc),
    entry(113, "LINUX_SLL", cooked::strip_v1),
    entry(119, "IEEE802_11_PRISM", radiotap::strip_prism),
    entry(127, "IEEE802_11_RADIOTAP", radiotap::strip),
    entry(129, "ARCNET_LINUX", arcnet::strip_linux),
    entry(163, "IEEE802_11_AVS", radiotap::strip_prism),
    entry(166, "PPP_PPPD", ppp::strip_pppd),
    entry(192, "PPI", ppi::strip),
    entry(204, "PPP_WITH_DIR", ppp::strip_with_direction),
    entry(228, "IPV4", raw::strip_v4),
    entry(229, "IPV6", raw::strip_v6),
    entry(239, "NFLOG", nflog::strip),
    entry(276, "LINUX_SLL2", cooked::strip_v2),
];

const fn entry(number: u16, name: &'static str, strip: Strip) -> Link {
    Link {
        number,
        name,
        strip,
    }
}

fn link(link: LinkType) -> Option<&'static Link> {
    let index = LINKS
        .binary_search_by_key(&link.0, |link| link.number)
        .ok()?;
    LINKS.get(index)
}

/// An address of a station on an Ethernet-like link.
pub type Mac = [u8; 6];

/// A frame without its link layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stripped<'a> {
    /// An IP packet of the version that its first four bits say, perhaps with padding behind it.
    pub packet: &'a [u8],
    /// The station that sent the frame, where the link names it.
    pub source: Option<Mac>,
    /// The station that the frame was for, where the link names it.
    pub destination: Option<Mac>,
    /// Layers that may still be opened.
    pub(crate) depth: Depth,
}

impl<'a> Stripped<'a> {
    /// A packet whose link names no stations.
    const fn new(packet: &'a [u8], depth: Depth) -> Self {
        Self {
            packet,
            source: None,
            destination: None,
            depth,
        }
    }
}

/// Takes the link layers off a frame. Inlined for the sake of Ethernet.
///
/// # Errors
///
/// Why there is no IP packet to be had.
#[inline(always)]
pub(crate) fn strip(
    link_type: LinkType,
    data: &[u8],
    depth: Depth,
) -> Result<Stripped<'_>, Skipped> {
    if link_type == LinkType::ETHERNET {
        return ethernet::strip(data, depth);
    }
    let link = link(link_type).ok_or(Skipped::UnknownLink(link_type))?;
    (link.strip)(data, depth)
}

#[cfg(test)]
mod tests;
