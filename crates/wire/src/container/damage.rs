//! Why the rest of a capture cannot be read.

use std::fmt;

/// What is wrong with a capture from here on. Frames given before it stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Damage {
    /// There is not a single byte.
    Empty,
    /// The first bytes are those of neither pcap nor pcapng.
    NotACapture,
    /// A pcap or pcapng of a version that is not known.
    Version {
        /// The major version that it claims.
        major: u16,
        /// The minor version that it claims.
        minor: u16,
    },
    /// The capture ends in the middle of a record or block.
    Cut {
        /// Bytes of that record that are missing, as far as its own header shows.
        missing: usize,
    },
    /// A record or block claims to be longer than [`super::RECORD_LIMIT`].
    TooLong {
        /// Its claim, in bytes.
        length: u32,
    },
    /// A block claims a length that it cannot have, or its parts do not fit into it.
    BlockLength {
        /// The length that it claims, in bytes.
        length: u32,
    },
    /// A section does not begin with the byte-order magic.
    ByteOrder,
    /// A packet belongs to an interface that was never described.
    UnknownInterface {
        /// The interface's number within its section.
        interface: u32,
    },
    /// A section describes more interfaces than are kept.
    TooManyInterfaces,
}

impl Damage {
    /// True where the input is a capture at all, so that the frames before the damage are worth showing.
    #[must_use]
    pub const fn is_capture(self) -> bool {
        !matches!(self, Self::Empty | Self::NotACapture)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the input is empty"),
            Self::NotACapture => f.write_str("neither pcap nor pcapng"),
            Self::Version { major, minor } => {
                write!(f, "format version {major}.{minor} is not known")
            }
            Self::Cut { missing } => {
                write!(
                    f,
                    "cut off in the middle of a record, {missing} bytes of it are missing"
                )
            }
            Self::TooLong { length } => {
                write!(f, "a record claims {length} bytes, which no packet has")
            }
            Self::BlockLength { length } => {
                write!(
                    f,
                    "a block's length of {length} bytes contradicts its content"
                )
            }
            Self::ByteOrder => f.write_str("a section begins without the byte-order magic"),
            Self::UnknownInterface { interface } => {
                write!(
                    f,
                    "a packet of interface {interface}, which was never described"
                )
            }
            Self::TooManyInterfaces => f.write_str("a section describes too many interfaces"),
        }
    }
}

impl std::error::Error for Damage {}
