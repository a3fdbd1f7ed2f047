//! By which way a destination was tried, and how that went: what tells a block that holds from one that is walked around.

use std::net::IpAddr;

use crate::model::Connection;

/// A way to a destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Through a proxy.
    Proxy,
    /// Directly, over IPv4.
    V4(Carriage),
    /// Directly, over IPv6.
    V6(Carriage),
    /// Only a name was asked for: no connection.
    Lookup,
}

/// The transport of a direct connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carriage {
    /// TCP.
    Tcp,
    /// UDP: QUIC, mostly.
    Udp,
    /// Anything else.
    Other,
}

/// How tries by one way went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// Tries that got through.
    pub reached: u64,
    /// Tries that failed, and names asked for that led nowhere.
    pub failed: u64,
    /// Of those that got through, the ones to an address that no DNS answer in the capture explains.
    pub unexplained: u64,
}

impl Way {
    /// All ways, in the order of output.
    pub const ALL: [Self; 8] = [
        Self::Proxy,
        Self::V4(Carriage::Tcp),
        Self::V4(Carriage::Udp),
        Self::V4(Carriage::Other),
        Self::V6(Carriage::Tcp),
        Self::V6(Carriage::Udp),
        Self::V6(Carriage::Other),
        Self::Lookup,
    ];

    /// The way of a connection.
    #[must_use]
    pub fn of(connection: &Connection) -> Self {
        let carriage = match connection.carrier.map_or(0, |carrier| carrier.0) {
            6 => Carriage::Tcp,
            17 => Carriage::Udp,
            _ => Carriage::Other,
        };
        match connection.remote {
            _ if connection.proxied => Self::Proxy,
            None => Self::Lookup,
            Some(remote) => match remote.address {
                IpAddr::V4(_) => Self::V4(carriage),
                IpAddr::V6(_) => Self::V6(carriage),
            },
        }
    }

    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::V4(Carriage::Tcp) => "ipv4/tcp",
            Self::V4(Carriage::Udp) => "ipv4/udp",
            Self::V4(Carriage::Other) => "ipv4",
            Self::V6(Carriage::Tcp) => "ipv6/tcp",
            Self::V6(Carriage::Udp) => "ipv6/udp",
            Self::V6(Carriage::Other) => "ipv6",
            Self::Lookup => "lookup",
        }
    }

    /// The way of this token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.token() == token)
    }
}

impl Tries {
    /// Adds a connection.
    pub(super) fn add(&mut self, connection: &Connection) {
        if connection.reached() {
            self.reached += 1;
            let looked_up = connection.proxied || !connection.candidates.is_empty();
            self.unexplained += u64::from(!looked_up);
        } else {
            self.failed += 1;
        }
    }
}
