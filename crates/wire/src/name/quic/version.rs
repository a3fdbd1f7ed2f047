//! Version numbers of QUIC: which are known, what they are called, and what protects their Initial packets
//! (RFC 9001 section 5.2, RFC 9369 section 3, and the drafts and vendors' variants that captures still hold).

use std::borrow::Cow;

/// A version as it stands in a long header; any value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version(pub(super) u32);

/// How the Initial packets of a version are protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Protection {
    /// The salt of the key derivation: public, and different for each incompatible version.
    pub(super) salt: [u8; 20],
    /// The labels of the key derivation.
    pub(super) labels: Labels,
}

/// The labels under which the packet protection keys are derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Labels {
    /// Of the AEAD key.
    pub(super) key: &'static str,
    /// Of the AEAD's initialisation vector.
    pub(super) iv: &'static str,
    /// Of the header protection key.
    pub(super) header: &'static str,
}

/// What the handshake messages in the Initial packets are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Handshake {
    /// TLS 1.3 messages in the frames of RFC 9000.
    Tls,
    /// TLS 1.3 messages in Google's own frames.
    TlsInGoogleFrames,
    /// Google's own messages (CHLO, REJ…) in Google's own frames.
    Google,
}

/// The four types of long header packets (RFC 9000 section 17.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PacketType {
    /// Carries the first handshake messages under keys that anybody can derive.
    Initial,
    /// Data sent before the handshake is over.
    ZeroRtt,
    /// Further handshake messages, under secret keys.
    Handshake,
    /// The server asks the client to start again with a token.
    Retry,
}

impl Version {
    /// QUIC version 1, RFC 9000.
    pub(super) const V1: Self = Self(0x0000_0001);
    /// QUIC version 2, RFC 9369.
    pub(super) const V2: Self = Self(0x6b33_43cf);
    /// draft-ietf-quic-transport-29, the last that was widely deployed.
    pub(super) const DRAFT_29: Self = Self(0xff00_001d);
    /// The version 2 of draft-ietf-quic-v2-01 to -04, with another number and salt.
    const V2_DRAFT: Self = Self(0x709a_50c4);
    /// Stands in the header of a version negotiation packet.
    pub(super) const NEGOTIATION: Self = Self(0);

    const Q050: Self = Self(u32::from_be_bytes(*b"Q050"));
    const T050: Self = Self(u32::from_be_bytes(*b"T050"));
    const T051: Self = Self(u32::from_be_bytes(*b"T051"));

    /// What people call it: `1`, `2`, `draft-29`, `Q046`, or eight hexadecimal digits after `0x`.
    pub(super) fn text(self) -> Cow<'static, str> {
        match self {
            Self::V1 => Cow::Borrowed("1"),
            Self::V2 => Cow::Borrowed("2"),
            Self(number) if self.is_google() => {
                Cow::Owned(number.to_be_bytes().map(char::from).iter().collect())
            }
            Self(number) => Cow::Owned(match self.draft() {
                Some(draft) => format!("draft-{draft}"),
                None => format!("{number:#010x}"),
            }),
        }
    }

    /// How its Initial packets are protected; `None` where that is not public or not known here.
    pub(super) fn protection(self) -> Option<Protection> {
        let salt = match self {
            Self::V1 => SALT_1,
            Self::V2 | Self::V2_DRAFT => {
                return Some(Protection {
                    salt: if self == Self::V2 {
                        SALT_2
                    } else {
                        SALT_2_DRAFT
                    },
                    labels: LABELS_2,
                });
            }
            Self::Q050 => SALT_Q050,
            Self::T050 => SALT_T050,
            Self::T051 => SALT_T051,
            // mvfst, by QuicConstants.h and HandshakeLayer.cpp: 1 is draft-22, 3 and 4 stand for version 1, the others
            // kept the salt of draft-23.
            Self(0xface_b001) => SALT_DRAFT_22,
            Self(0xface_b003 | 0xface_b004) => SALT_1,
            Self(0xface_b002 | 0xface_b00d..=0xface_b013) => SALT_DRAFT_23,
            _ => match self.draft()? {
                22 => SALT_DRAFT_22,
                23..=28 => SALT_DRAFT_23,
                29..=32 => SALT_DRAFT_29,
                33..=34 => SALT_1,
                _ => return None,
            },
        };
        Some(Protection {
            salt,
            labels: LABELS_1,
        })
    }

    /// What its Initial packets carry.
    pub(super) const fn handshake(self) -> Handshake {
        match self {
            Self::Q050 => Handshake::Google,
            Self::T050 | Self::T051 => Handshake::TlsInGoogleFrames,
            _ => Handshake::Tls,
        }
    }

    /// What the two type bits of a long header say (RFC 9000 section 17.2, RFC 9369 section 3.2).
    pub(super) const fn packet_type(self, bits: u8) -> PacketType {
        let rotated = match self {
            Self::V2 | Self::V2_DRAFT => bits.wrapping_sub(1),
            _ => bits,
        };
        match rotated & 0b11 {
            0 => PacketType::Initial,
            1 => PacketType::ZeroRtt,
            2 => PacketType::Handshake,
            _ => PacketType::Retry,
        }
    }

    /// True for the versions that clients make up to force a negotiation (RFC 9000 section 15).
    pub(super) const fn is_reserved(self) -> bool {
        self.0 & 0x0f0f_0f0f == 0x0a0a_0a0a
    }

    /// True for Google's `Q0dd` and `T0dd`.
    pub(super) const fn is_google(self) -> bool {
        let [family, zero, tens, ones] = self.0.to_be_bytes();
        matches!(family, b'Q' | b'T')
            && zero == b'0'
            && tens.is_ascii_digit()
            && ones.is_ascii_digit()
    }

    /// True for Google's versions with a long header whose handshake is not encrypted: Q044 to Q046.
    pub(super) const fn is_google_clear(self) -> bool {
        matches!(&self.0.to_be_bytes(), b"Q044" | b"Q045" | b"Q046")
    }

    /// True where the number alone shows QUIC, although its packets cannot be read here: drafts and the
    /// private ranges of implementations that registered them at the QUIC working group.
    pub(super) const fn is_registered(self) -> bool {
        self.draft().is_some()
            || self.is_google()
            || matches!(
                self.0,
                0xface_b000..=0xface_b0ff // mvfst
                    | 0xff02_0000 // draft-ietf-quic-v2-00
                    | 0x5043_5130..=0x5043_5131 // picoquic
                    | 0x5147_4f00..=0x5147_4fff // quic-go
                    | 0x91c1_7000..=0x91c1_70ff // quicly
                    | 0xabcd_0000..=0xabcd_000f // MsQuic
            )
    }

    /// The number of the IETF draft that it stands for.
    const fn draft(self) -> Option<u32> {
        match self.0 {
            0xff00_0001..=0xff00_0022 => Some(self.0 & 0xff),
            _ => None,
        }
    }
}

/// RFC 9001 section 5.1.
const LABELS_1: Labels = Labels {
    key: "quic key",
    iv: "quic iv",
    header: "quic hp",
};

/// RFC 9369 section 3.3.2.
const LABELS_2: Labels = Labels {
    key: "quicv2 key",
    iv: "quicv2 iv",
    header: "quicv2 hp",
};

/// RFC 9001 section 5.2; already in draft-ietf-quic-tls-33.
const SALT_1: [u8; 20] = [
    0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17, 0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad,
    0xcc, 0xbb, 0x7f, 0x0a,
];

/// RFC 9369 section 3.3.1.
const SALT_2: [u8; 20] = [
    0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93, 0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb,
    0xf9, 0xbd, 0x2e, 0xd9,
];

/// draft-ietf-quic-v2-01 section 3.3.1.
const SALT_2_DRAFT: [u8; 20] = [
    0xa7, 0x07, 0xc2, 0x03, 0xa5, 0x9b, 0x47, 0x18, 0x4a, 0x1d, 0x62, 0xca, 0x57, 0x04, 0x06, 0xea,
    0x7a, 0xe3, 0xe5, 0xd3,
];

/// draft-ietf-quic-tls-22 section 5.2.
const SALT_DRAFT_22: [u8; 20] = [
    0x7f, 0xbc, 0xdb, 0x0e, 0x7c, 0x66, 0xbb, 0xe9, 0x19, 0x3a, 0x96, 0xcd, 0x21, 0x51, 0x9e, 0xbd,
    0x7a, 0x02, 0x64, 0x4a,
];

/// draft-ietf-quic-tls-23 section 5.2.
const SALT_DRAFT_23: [u8; 20] = [
    0xc3, 0xee, 0xf7, 0x12, 0xc7, 0x2e, 0xbb, 0x5a, 0x11, 0xa7, 0xd2, 0x43, 0x2b, 0xb4, 0x63, 0x65,
    0xbe, 0xf9, 0xf5, 0x02,
];

/// draft-ietf-quic-tls-29 section 5.2.
const SALT_DRAFT_29: [u8; 20] = [
    0xaf, 0xbf, 0xec, 0x28, 0x99, 0x93, 0xd2, 0x4c, 0x9e, 0x97, 0x86, 0xf1, 0x9c, 0x61, 0x11, 0xe0,
    0x43, 0x90, 0xa8, 0x99,
];

/// Google's quiche library, crypto_utils.cc.
const SALT_Q050: [u8; 20] = [
    0x50, 0x45, 0x74, 0xef, 0xd0, 0x66, 0xfe, 0x2f, 0x9d, 0x94, 0x5c, 0xfc, 0xdb, 0xd3, 0xa7, 0xf0,
    0xd3, 0xb5, 0x6b, 0x45,
];

/// Google's quiche library, crypto_utils.cc.
const SALT_T050: [u8; 20] = [
    0x7f, 0xf5, 0x79, 0xe5, 0xac, 0xd0, 0x72, 0x91, 0x55, 0x80, 0x30, 0x4c, 0x43, 0xa2, 0x36, 0x7c,
    0x60, 0x48, 0x83, 0x10,
];

/// Google's quiche library, crypto_utils.cc.
const SALT_T051: [u8; 20] = [
    0x7a, 0x4e, 0xde, 0xf4, 0xe7, 0xcc, 0xee, 0x5f, 0xa4, 0x50, 0x6c, 0x19, 0x12, 0x4f, 0xc8, 0xcc,
    0xda, 0x6e, 0x03, 0x3d,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_called_what_people_call_them() {
        for (number, text) in [
            (1, "1"),
            (0x6b33_43cf, "2"),
            (0xff00_001d, "draft-29"),
            (0x5130_3436, "Q046"),
            (0xface_b002, "0xfaceb002"),
            (0x0000_000a, "0x0000000a"),
        ] {
            assert_eq!(Version(number).text(), text);
        }
    }

    #[test]
    fn version_2_counts_its_packet_types_from_one() {
        assert_eq!(Version::V2.packet_type(0b01), PacketType::Initial);
        assert_eq!(Version::V2.packet_type(0b00), PacketType::Retry);
        assert_eq!(Version::V1.packet_type(0b00), PacketType::Initial);
        assert_eq!(Version::V1.packet_type(0b11), PacketType::Retry);
    }

    #[test]
    fn reserved_versions_are_told_from_real_ones() {
        assert!(Version(0x1a2a_3a4a).is_reserved());
        assert!(!Version::V1.is_reserved());
    }

    #[test]
    fn early_drafts_are_known_by_number_only() {
        assert!(Version(0xff00_0009).is_registered());
        assert_eq!(Version(0xff00_0009).protection(), None);
    }
}
