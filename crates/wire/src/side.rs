//! The two ends of a conversation.

/// One end of a conversation. Which end is the initiator is known from a SYN, or assumed from the first packet and
/// corrected by a [`crate::Finding::Initiator`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The end that opened the conversation, as far as known so far.
    Initiator,
    /// The end that was called.
    Responder,
}

impl Side {
    /// The other end.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Initiator => Self::Responder,
            Self::Responder => Self::Initiator,
        }
    }

    /// 0 for the initiator, 1 for the responder: an index into per-direction pairs.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Initiator => 0,
            Self::Responder => 1,
        }
    }
}
