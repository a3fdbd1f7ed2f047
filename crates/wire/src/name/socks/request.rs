//! What a client asks of a SOCKS proxy, whatever the version, and what that says.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::name::http1::naming::fact;
use crate::{Absence, Finding, HostName, Name, NameKind, Side};

/// What the proxy is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Connect to the target; the conversation follows one reply.
    Connect,
    /// Wait for the target to connect; it follows the second reply.
    Bind,
    /// Carry datagrams, which travel elsewhere.
    Associate,
}

impl Command {
    /// The command of a request's byte, in either version.
    pub(super) fn parse(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Connect),
            2 => Some(Self::Bind),
            3 => Some(Self::Associate),
            _ => None,
        }
    }

    /// How many replies come before the conversation; `None` where none follows.
    pub(super) fn replies(self) -> Option<u8> {
        match self {
            Self::Connect => Some(1),
            Self::Bind => Some(2),
            Self::Associate => None,
        }
    }
}

/// Whom the client wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// By name, which the proxy is to resolve; `None` where it cannot be one.
    Name(Option<HostName>, u16),
    /// By address.
    Address(SocketAddr),
}

impl Target {
    pub(super) fn name(host: &[u8], port: [u8; 2]) -> Self {
        Self::Name(HostName::from_wire(host), u16::from_be_bytes(port))
    }

    pub(super) fn v4(address: [u8; 4], port: [u8; 2]) -> Self {
        Self::address(Ipv4Addr::from(address), port)
    }

    pub(super) fn v6(address: [u8; 16], port: [u8; 2]) -> Self {
        Self::address(Ipv6Addr::from(address), port)
    }

    fn address(address: impl Into<std::net::IpAddr>, port: [u8; 2]) -> Self {
        Self::Address(SocketAddr::new(address.into(), u16::from_be_bytes(port)))
    }

    /// States the target, and returns why it is no name where it is none.
    pub(super) fn state(self, findings: &mut Vec<Finding>) -> Option<Absence> {
        match self {
            Self::Name(Some(host), port) => {
                findings.push(Finding::Name(Name {
                    kind: NameKind::SOCKS,
                    host,
                    port: Some(port),
                    from: Side::Initiator,
                    outer: false,
                }));
                None
            }
            Self::Name(None, _) => Some(Absence::Malformed),
            Self::Address(address) => {
                findings.push(fact("socks.target", address.to_string()));
                Some(Absence::NoServerName)
            }
        }
    }
}
