//! What became of an attempt to reach a name or an address.

/// What became of an attempt. The first four are of connections, the others of names that were asked for and never
/// contacted: what a blocked endpoint looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Both ends spoke.
    Established,
    /// Established, then ended by a reset.
    Reset,
    /// The call was refused by a reset.
    Refused,
    /// Nothing came back.
    Unanswered,
    /// The name resolved, and the device called one of its addresses only by other names.
    OtherName,
    /// The name resolved, and the device did not call any of its addresses.
    NeverContacted,
    /// The name does not exist, says the resolver (NXDOMAIN).
    NameUnknown,
    /// The resolver answered with an address that leads nowhere (0.0.0.0, ::, loopback) or said that it blocks.
    BlockAnswer,
    /// The name exists without an address of the kind asked for.
    NoAddress,
    /// The resolver failed or refused to answer.
    LookupFailed,
    /// The resolver did not answer.
    LookupUnanswered,
}

impl Outcome {
    /// All of them, in the order in which they are listed in reports.
    pub const ALL: [Self; 11] = [
        Self::Established,
        Self::Reset,
        Self::Refused,
        Self::Unanswered,
        Self::OtherName,
        Self::NeverContacted,
        Self::NameUnknown,
        Self::BlockAnswer,
        Self::NoAddress,
        Self::LookupFailed,
        Self::LookupUnanswered,
    ];

    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Established => "established",
            Self::Reset => "reset",
            Self::Refused => "refused",
            Self::Unanswered => "unanswered",
            Self::OtherName => "other-name",
            Self::NeverContacted => "never-contacted",
            Self::NameUnknown => "name-unknown",
            Self::BlockAnswer => "block-answer",
            Self::NoAddress => "no-address",
            Self::LookupFailed => "lookup-failed",
            Self::LookupUnanswered => "lookup-unanswered",
        }
    }

    /// A few words for people.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Established => "connected",
            Self::Reset => "connected, then reset",
            Self::Refused => "refused",
            Self::Unanswered => "no answer",
            Self::OtherName => "asked for, its address called by another name",
            Self::NeverContacted => "asked for, never contacted",
            Self::NameUnknown => "name does not exist (NXDOMAIN)",
            Self::BlockAnswer => "answered with a block address",
            Self::NoAddress => "name has no address",
            Self::LookupFailed => "lookup failed",
            Self::LookupUnanswered => "lookup unanswered",
        }
    }

    /// True where the name resolved and nothing called the server by it.
    #[must_use]
    pub const fn only_asked(self) -> bool {
        matches!(self, Self::OtherName | Self::NeverContacted)
    }

    /// The outcome of this token.
    #[must_use]
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.token() == token)
    }

    /// True where data could flow.
    #[must_use]
    pub const fn connected(self) -> bool {
        matches!(self, Self::Established | Self::Reset)
    }
}

impl From<backchat_wire::flow::Outcome> for Outcome {
    fn from(outcome: backchat_wire::flow::Outcome) -> Self {
        use backchat_wire::flow::Outcome as Wire;
        match outcome {
            Wire::Established => Self::Established,
            Wire::Reset => Self::Reset,
            Wire::Refused => Self::Refused,
            Wire::Unanswered => Self::Unanswered,
        }
    }
}
