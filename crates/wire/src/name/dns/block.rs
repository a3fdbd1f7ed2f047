//! Answers that give the asker nowhere to go: what block lists answer, and names that truly lead nowhere too.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{ExtendedError, Message, Opcode, RecordData, RecordType, ResponseCode};

/// How a response keeps the asker from the name. Only the first three are a block for certain; the others are as
/// often the truth about the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BlockAnswer {
    /// The resolver says that its own policy withheld the answer (RFC 8914 code 15).
    Blocked,
    /// The resolver says that somebody else made it withhold the answer (code 16).
    Censored,
    /// The resolver says that the client asked it to withhold such answers (code 17).
    Filtered,
    /// Every address in the answer is `0.0.0.0`.
    NullIpv4,
    /// Every address in the answer is `::`, or `::` and `0.0.0.0`.
    NullIpv6,
    /// The name does not exist.
    NxDomain,
    /// The name exists, but nothing of the type asked for.
    NoData,
    /// The resolver refused to answer.
    Refused,
}

impl BlockAnswer {
    /// The token used in machine-readable output; never changes once released.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Censored => "censored",
            Self::Filtered => "filtered",
            Self::NullIpv4 => "0.0.0.0",
            Self::NullIpv6 => "::",
            Self::NxDomain => "nxdomain",
            Self::NoData => "nodata",
            Self::Refused => "refused",
        }
    }

    /// True where the answer says that it was withheld: not merely an answer that block lists give too.
    #[must_use]
    pub const fn is_certain(self) -> bool {
        matches!(self, Self::Blocked | Self::Censored | Self::Filtered)
    }
}

impl Message {
    /// How this response keeps the asker from the name, if it does. A message that was not read whole is given the
    /// benefit of the doubt where the answer would be an absence.
    #[must_use]
    pub fn block_answer(&self) -> Option<BlockAnswer> {
        if !self.response || self.opcode != Opcode::QUERY {
            return None;
        }
        match self.extended_error {
            Some(ExtendedError::BLOCKED) => return Some(BlockAnswer::Blocked),
            Some(ExtendedError::CENSORED) => return Some(BlockAnswer::Censored),
            Some(ExtendedError::FILTERED) => return Some(BlockAnswer::Filtered),
            _ => {}
        }
        match self.code {
            ResponseCode::NAME_ERROR => Some(BlockAnswer::NxDomain),
            ResponseCode::REFUSED => Some(BlockAnswer::Refused),
            ResponseCode::NO_ERROR => self.null_address().or_else(|| self.no_data()),
            _ => None,
        }
    }

    fn null_address(&self) -> Option<BlockAnswer> {
        let mut null = None;
        for record in self.answers() {
            match record.data {
                RecordData::Address(IpAddr::V4(Ipv4Addr::UNSPECIFIED)) => {
                    null = null.or(Some(BlockAnswer::NullIpv4));
                }
                RecordData::Address(IpAddr::V6(Ipv6Addr::UNSPECIFIED)) => {
                    null = Some(BlockAnswer::NullIpv6);
                }
                RecordData::Address(_) => return None,
                _ => {}
            }
        }
        null
    }

    /// An alias chain that ends without the type asked for is an absence too; a referral is not (RFC 2308
    /// section 2.2).
    fn no_data(&self) -> Option<BlockAnswer> {
        if self.truncated || self.referral || self.damaged.is_some() {
            return None;
        }
        let asked = self.questions().next()?.kind;
        let answered = self
            .answers()
            .any(|record| record.kind == asked || asked == RecordType::ANY);
        (!answered).then_some(BlockAnswer::NoData)
    }
}
