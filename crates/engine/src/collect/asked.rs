//! The names each device asked for: how the resolver answered, and whether the device then called.

use std::sync::Arc;

use backchat_wire::Time;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::devices::DeviceId;
use super::names::NameId;
use crate::model::Outcome;

/// Names kept over all devices; later ones are counted and dropped.
const LIMIT: usize = 500_000;

/// How a resolver can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// At least one address that leads somewhere.
    Address,
    /// Only addresses that lead nowhere, or the resolver says that it blocks.
    Block,
    /// NXDOMAIN.
    Unknown,
    /// No record of the kind asked for.
    NoData,
    /// SERVFAIL, REFUSED and the like.
    Failed,
}

/// What is known about one name and one device.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) first: Time,
    pub(super) last: Time,
    pub(super) questions: u32,
    /// Bits of [`Answer`]s received.
    answers: u8,
    /// Bit 0: asked for an address; bit 1: asked for something else.
    kinds: u8,
    pub(super) contacted: bool,
    /// The alias chain of the latest answer, from the name asked on.
    pub(super) chain: Arc<[NameId]>,
    /// The HTTPS record of this name offers encrypted ClientHello.
    pub(super) offers_ech: bool,
}

/// Everything asked.
#[derive(Debug, Default)]
pub(super) struct Questions {
    asked: HashMap<(DeviceId, NameId), Asked>,
    /// The empty chain, shared by all that have none.
    no_chain: Arc<[NameId]>,
    /// Names dropped at [`LIMIT`].
    pub(super) dropped: u64,
}

impl Questions {
    /// The entry of a name, made on first sight.
    pub(super) fn entry(&mut self, device: DeviceId, name: NameId, at: Time) -> Option<&mut Asked> {
        let full = self.asked.len() >= LIMIT;
        let asked = match self.asked.entry((device, name)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if full => {
                self.dropped = self.dropped.saturating_add(1);
                return None;
            }
            Entry::Vacant(entry) => entry.insert(Asked {
                first: at,
                last: at,
                questions: 0,
                answers: 0,
                kinds: 0,
                contacted: false,
                chain: Arc::clone(&self.no_chain),
                offers_ech: false,
            }),
        };
        asked.first = asked.first.min(at);
        asked.last = asked.last.max(at);
        Some(asked)
    }

    /// What is known of a name, if it was asked for.
    pub(super) fn find(&self, device: DeviceId, name: NameId) -> Option<&Asked> {
        self.asked.get(&(device, name))
    }

    /// The device called a server by this name.
    pub(super) fn contacted(&mut self, device: DeviceId, name: NameId) {
        if let Some(asked) = self.asked.get_mut(&(device, name)) {
            asked.contacted = true;
        }
    }

    /// Everything asked, in no particular order.
    pub(super) fn into_all(self) -> impl Iterator<Item = ((DeviceId, NameId), Asked)> {
        self.asked.into_iter()
    }
}

impl Asked {
    /// Notes a question; `for_address` where it asks for A, AAAA, HTTPS or ANY.
    pub(super) fn question(&mut self, for_address: bool) {
        self.questions = self.questions.saturating_add(1);
        self.kind(for_address);
    }

    /// Notes what a message asked for, be it the question or, where that was not captured, the answer.
    pub(super) fn kind(&mut self, for_address: bool) {
        self.kinds |= if for_address { 1 } else { 2 };
    }

    /// Notes an answer.
    pub(super) fn answer(&mut self, answer: Answer) {
        self.answers |= 1 << answer as u8;
    }

    /// True where nothing but other records (PTR, SRV, TXT…) was asked for: no call is to be expected.
    pub(super) const fn only_other_records(&self) -> bool {
        self.kinds & 1 == 0
    }

    /// What became of the name, given that it was not called. The best answer of any kind decides: a name with an IPv4
    /// address and no IPv6 address is not without address.
    pub(super) fn outcome(&self) -> Outcome {
        let said = |answer: Answer| self.answers & (1 << answer as u8) != 0;
        if said(Answer::Address) {
            Outcome::NeverContacted
        } else if said(Answer::Block) {
            Outcome::BlockAnswer
        } else if said(Answer::Unknown) {
            Outcome::NameUnknown
        } else if said(Answer::NoData) {
            Outcome::NoAddress
        } else if said(Answer::Failed) {
            Outcome::LookupFailed
        } else {
            Outcome::LookupUnanswered
        }
    }
}
