//! What the flow table tells its user.

use super::key::{Carrier, Endpoint};
use super::record::Flow;
use crate::Time;
use crate::name::dns;

/// What the table tells its user.
pub trait Events {
    /// What the user notes on a conversation.
    type Note: Default;

    /// A conversation began, or turned out to have begun at the other end: the note is to be written (anew).
    fn opened(&mut self, flow: &mut Flow<Self::Note>);

    /// A DNS message passed.
    fn lookup(&mut self, lookup: &Lookup, message: &dns::Message);

    /// A conversation is over.
    fn closed(&mut self, flow: Flow<Self::Note>);
}

/// Who exchanged a DNS message, and when.
#[derive(Clone, Copy, Debug)]
pub struct Lookup {
    /// Time of the packet that completed the message.
    pub time: Time,
    /// Who asks.
    pub asker: Endpoint,
    /// The asker's hardware address, where the link has one.
    pub asker_mac: Option<[u8; 6]>,
    /// Who answers.
    pub resolver: Endpoint,
    /// TCP or UDP.
    pub carrier: Carrier,
}
