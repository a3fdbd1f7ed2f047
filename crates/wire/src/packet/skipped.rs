//! Why a frame gives no packet.

use crate::link::LinkType;

/// Why nothing came out of a frame. The caller counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Skipped {
    /// Address resolution.
    Arp,
    /// Some other protocol beside IP, or a frame by which stations or routers manage their link.
    NotIp,
    /// An IP fragment; it is kept until the others of its datagram arrive, and the last one gives the packet.
    FragmentKept,
    /// An IP fragment that contradicts the others of its datagram, or more of them than are kept.
    FragmentDropped,
    /// A piece of a frame that was fragmented below IP.
    LinkFragment,
    /// A header contradicts itself.
    Damaged,
    /// The capture kept so little of the frame that its headers are not complete.
    Cut,
    /// Encrypted below IP.
    Encrypted,
    /// A link type that cannot be read.
    UnknownLink(LinkType),
    /// An ICMP remark on another packet: too large, too old, or to be sent elsewhere.
    Remark,
    /// More layers within layers than are opened.
    TooDeep,
}

impl Skipped {
    /// The token used in machine-readable output; never changes once released.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Arp => "arp",
            Self::NotIp => "not-ip",
            Self::FragmentKept => "fragment-kept",
            Self::FragmentDropped => "fragment-dropped",
            Self::LinkFragment => "link-fragment",
            Self::Damaged => "damaged-header",
            Self::Cut => "cut",
            Self::Encrypted => "encrypted",
            Self::UnknownLink(_) => "unknown-link",
            Self::Remark => "icmp-remark",
            Self::TooDeep => "too-deep",
        }
    }

    /// One sentence for people, without a full stop.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Arp => "address resolution, no connection",
            Self::NotIp => "not IP",
            Self::FragmentKept => "an IP fragment, kept until its datagram is complete",
            Self::FragmentDropped => "an IP fragment that does not fit its datagram",
            Self::LinkFragment => "a fragment of a wireless frame",
            Self::Damaged => "a header contradicts itself",
            Self::Cut => "the capture kept too little of it to read the headers",
            Self::Encrypted => "encrypted below IP",
            Self::UnknownLink(_) => "of a link type that backchat cannot read",
            Self::Remark => "an ICMP remark on another packet",
            Self::TooDeep => "too many tunnels within tunnels",
        }
    }
}
