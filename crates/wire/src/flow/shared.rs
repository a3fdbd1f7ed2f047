//! What all conversations share: counters of what was dropped, and scratch space.

use crate::Finding;

/// What was dropped at a bound; all zero for ordinary captures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// Conversations closed early because [`super::FLOWS`] were live.
    pub flows: u64,
    /// Conversations not read because [`super::READINGS`] were being read.
    pub unread: u64,
    /// Findings beyond [`super::FINDINGS`] in one conversation.
    pub findings: u64,
    /// DNS messages that could not be read at all.
    pub dns: u64,
}

/// Counters and scratch space that the transports share.
pub(super) struct Shared {
    pub(super) dropped: Dropped,
    /// Conversations being read now.
    pub(super) readings: usize,
    /// Bytes waiting for missing segments now.
    pub(super) pending: usize,
    pub(super) findings: Vec<Finding>,
}
