//! Connections that came about and were turned down.

/// Why nothing was had of a connection that came about: its outcome alone looks like success.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// The far end was spoken to, and ended the connection without one byte.
    HungUp,
    /// A TLS alert came in place of a greeting.
    Alert,
    /// A proxy answered with an error in place of what it was asked for.
    Proxy,
}

impl Refusal {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::HungUp => "hung-up",
            Self::Alert => "alert",
            Self::Proxy => "proxy",
        }
    }
}
