//! Protocol versions as two bytes on the wire (RFC 8446 section 4.2.1, RFC 8701 for the reserved ones).

use crate::Protocol;

/// A version number as it stood on the wire; unknown ones stay numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Version(pub u16);

impl Version {
    /// SSL 2.0.
    pub const SSL2: Self = Self(0x0002);
    /// SSL 3.0.
    pub const SSL3: Self = Self(0x0300);
    /// TLS 1.0.
    pub const TLS10: Self = Self(0x0301);
    /// TLS 1.1.
    pub const TLS11: Self = Self(0x0302);
    /// TLS 1.2.
    pub const TLS12: Self = Self(0x0303);
    /// TLS 1.3.
    pub const TLS13: Self = Self(0x0304);

    /// The released version that this one is, or is a draft of. `None` for reserved and unknown numbers.
    #[must_use]
    pub const fn released(self) -> Option<Self> {
        match self.0 {
            0x0002 | 0x0300..=0x0304 => Some(self),
            // Drafts of TLS 1.3: `0x7f00 | draft` (RFC 8446 before publication), Facebook's of draft 23 and 26, and
            // Google's experiments of 2017.
            0x7f00..=0x7fff | 0xfb17 | 0xfb1a | 0x7e01..=0x7e03 => Some(Self::TLS13),
            _ => None,
        }
    }

    /// The name that pages and people use. `None` for reserved and unknown numbers.
    #[must_use]
    pub const fn protocol(self) -> Option<Protocol> {
        Some(Protocol(match self.released() {
            Some(Self::SSL2) => "SSLv2",
            Some(Self::SSL3) => "SSLv3",
            Some(Self::TLS10) => "TLSv1.0",
            Some(Self::TLS11) => "TLSv1.1",
            Some(Self::TLS12) => "TLSv1.2",
            Some(Self::TLS13) => "TLSv1.3",
            _ => return None,
        }))
    }

    /// Whether this is one of the sixteen values that clients offer only so that servers learn to skip unknown ones.
    #[must_use]
    pub const fn is_grease(self) -> bool {
        is_grease(self.0)
    }
}

/// Whether a version, extension or cipher suite number is reserved by RFC 8701: `0x?a?a` with equal halves.
pub(super) const fn is_grease(number: u16) -> bool {
    let [high, low] = number.to_be_bytes();
    high == low && low & 0x0f == 0x0a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_of_tls_1_3_counts_as_tls_1_3() {
        assert_eq!(Version(0x7f1c).protocol(), Some(Protocol("TLSv1.3")));
    }

    #[test]
    fn an_unknown_version_has_no_name() {
        assert_eq!(Version(0x0305).protocol(), None);
    }

    #[test]
    fn reserved_values_are_recognised() {
        assert!(Version(0x0a0a).is_grease() && Version(0xfafa).is_grease());
        assert!(!Version(0x0a1a).is_grease() && !Version(0x0b0b).is_grease());
    }
}
