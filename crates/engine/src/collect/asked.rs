//! The names each device asked for: how the resolver answered, and whether the device then called.

use backchat_wire::Time;
use hashbrown::HashMap;
use hashbrown::hash_map::Entry;

use super::answers::AnswerId;
use super::chains::ChainId;
use super::devices::DeviceId;
use super::names::NameId;
use crate::model::{Outcome, Rhythm};

/// Names kept over all devices; later ones are counted and dropped.
const LIMIT: usize = 500_000;

/// How long after its time to live an answer may still explain a connection. Applications and the system's resolver
/// keep addresses a little past it; after more than this another explanation is likelier.
const GRACE: i64 = 600_000_000_000;

/// Answers kept per device and name: two rounds of A and AAAA. An older one has expired in all likelihood.
const RECENT: usize = 4;

/// Buckets of a name's questions. Half a million names may each have so many, a kilobyte a name.
const QUESTIONS: usize = 64;

/// The longest that an answer is kept, in seconds, whatever its time to live says: Windows asks again after a day
/// (`MaxCacheTtl`), others sooner.
const LONGEST: u32 = 86_400;

/// The shortest that an answer is in use: browsers keep each for a minute, and a time to live of 0 asks not to
/// keep what is still good for the call at hand.
const SHORTEST: i64 = 60_000_000_000;

/// An answer with addresses that a device received.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Heard {
    pub(super) answer: AnswerId,
    /// Time to live, in seconds.
    lifetime: u32,
    pub(super) at: Time,
}

impl Heard {
    /// When the time to live passes, or a minute, whichever is later.
    fn expires(&self) -> Time {
        let lifetime = i64::from(self.lifetime.min(LONGEST)).saturating_mul(1_000_000_000);
        self.at.plus(lifetime.max(SHORTEST))
    }

    /// Whether the answer had expired at `time`.
    pub(super) fn expired(&self, time: Time) -> bool {
        self.expires() < time
    }

    /// Whether the device could be going by this answer at `time`.
    pub(super) fn explains(&self, time: Time) -> bool {
        self.at <= time && time <= self.expires().plus(GRACE)
    }
}

/// How a resolver can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// At least one address that leads somewhere.
    Address,
    /// Only addresses that lead nowhere, or the resolver says that it blocks.
    Block,
    /// No address that leads somewhere, but a service binding, which block lists often let through.
    Binding,
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
    /// When they were asked, until the name is contacted: from then on connections tell.
    pub(super) rhythm: Rhythm,
    last_question: Option<i64>,
    /// Bits of [`Answer`]s received.
    answers: u8,
    /// Bit 0: asked for an address; bit 1: asked for something else.
    kinds: u8,
    pub(super) contacted: bool,
    /// One of its addresses was called, by whatever name.
    address_called: bool,
    /// The alias chain of the latest answer, from the name asked on.
    pub(super) chain: ChainId,
    /// The latest answers with addresses, in no order; the first `heard` of them are filled.
    recent: [Heard; RECENT],
    heard: u8,
}

/// Everything asked.
#[derive(Debug, Default)]
pub(super) struct Questions {
    asked: HashMap<(DeviceId, NameId), Asked>,
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
                rhythm: Rhythm::EMPTY,
                last_question: None,
                answers: 0,
                kinds: 0,
                contacted: false,
                address_called: false,
                chain: ChainId::default(),
                recent: [Heard::default(); RECENT],
                heard: 0,
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
            asked.rhythm = Rhythm::EMPTY;
        }
    }

    /// The device called an address of this name, by another name.
    pub(super) fn address_called(&mut self, device: DeviceId, name: NameId) {
        if let Some(asked) = self.asked.get_mut(&(device, name)) {
            asked.address_called = true;
        }
    }

    /// The names that were asked for and never contacted, in the order of their first question.
    pub(super) fn not_contacted(&self) -> Vec<(DeviceId, NameId, &Asked)> {
        let rest = self.asked.iter().filter(|(_, asked)| !asked.contacted);
        let mut rest: Vec<_> = rest
            .map(|(&(device, name), asked)| (asked.first, device, name, asked))
            .collect();
        rest.sort_unstable_by_key(|&(first, device, name, _)| (first, device, name));
        let rest = rest.into_iter();
        rest.map(|(_, device, name, asked)| (device, name, asked))
            .collect()
    }
}

impl Asked {
    /// Notes a question; `for_address` where it asks for A, AAAA, HTTPS or ANY.
    pub(super) fn question(&mut self, at: Time, for_address: bool) {
        self.questions = self.questions.saturating_add(1);
        if !self.contacted {
            self.rhythm.add_once(at, &mut self.last_question, QUESTIONS);
        }
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

    /// Notes addresses received, over the same answer's or the oldest entry.
    pub(super) fn hear(&mut self, answer: AnswerId, at: Time, lifetime: u32) {
        let filled = usize::from(self.heard);
        let known = self
            .recent
            .iter()
            .take(filled)
            .position(|heard| heard.answer == answer);
        let place = known.unwrap_or_else(|| {
            if filled < RECENT {
                self.heard += 1;
                return filled;
            }
            (0..RECENT)
                .min_by_key(|&place| self.recent[place].at)
                .unwrap_or_default()
        });
        self.recent[place] = Heard {
            answer,
            lifetime,
            at,
        };
    }

    /// The answers kept.
    pub(super) fn heard(&self) -> &[Heard] {
        &self.recent[..usize::from(self.heard)]
    }

    /// True where nothing but other records (PTR, SRV, TXT…) was asked for: no call is to be expected.
    pub(super) const fn only_other_records(&self) -> bool {
        self.kinds & 1 == 0
    }

    /// What became of the name, given that it was not called. The best answer of any kind decides: a name with an IPv4
    /// address and no IPv6 address is not without address.
    pub(super) fn outcome(&self) -> Outcome {
        let said = |answer: Answer| self.answers & (1 << answer as u8) != 0;
        if said(Answer::Address) && self.address_called {
            Outcome::OtherName
        } else if said(Answer::Address) {
            Outcome::NeverContacted
        } else if said(Answer::Block) {
            Outcome::BlockAnswer
        } else if said(Answer::Binding) {
            Outcome::NeverContacted
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

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::collect::answers::Answers;
    use crate::collect::devices::Devices;
    use crate::collect::names::Names;

    #[test]
    fn an_answer_does_not_explain_what_came_before_it_or_long_after() {
        let heard = Heard {
            answer: AnswerId::default(),
            lifetime: 60,
            at: Time::from_seconds(10),
        };
        assert!(!heard.explains(Time::from_seconds(9)));
        assert!(heard.explains(Time::from_seconds(10 + 60 + 599)));
        assert!(!heard.explains(Time::from_seconds(10 + 60 + 601)));
    }

    #[test]
    fn an_answer_not_to_be_kept_is_still_good_for_the_call_at_hand() {
        let heard = Heard {
            answer: AnswerId::default(),
            lifetime: 0,
            at: Time::from_seconds(10),
        };
        assert!(!heard.expired(Time::from_seconds(11)));
        assert!(heard.expired(Time::from_seconds(80)));
    }

    #[test]
    fn an_answer_for_ever_is_for_a_day() {
        let heard = Heard {
            answer: AnswerId::default(),
            lifetime: i32::MAX.unsigned_abs(),
            at: Time::from_seconds(10),
        };
        assert!(heard.explains(Time::from_seconds(86_400)));
        assert!(!heard.explains(Time::from_seconds(2 * 86_400)));
    }

    #[test]
    fn a_block_address_counts_more_than_a_service_binding() {
        let name = Names::default().number("a.example").unwrap();
        let device = Devices::default()
            .number("10.0.0.1".parse().unwrap(), None)
            .unwrap();
        let mut questions = Questions::default();
        let asked = questions.entry(device, name, Time::default()).unwrap();
        asked.answer(Answer::Binding);
        assert_eq!(asked.outcome(), Outcome::NeverContacted);
        asked.answer(Answer::Block);
        assert_eq!(asked.outcome(), Outcome::BlockAnswer);
    }

    #[test]
    fn the_oldest_answer_makes_room() {
        let name = Names::default().number("a.example").unwrap();
        let device = Devices::default()
            .number("10.0.0.1".parse().unwrap(), None)
            .unwrap();
        let mut answers = Answers::default();
        let mut questions = Questions::default();
        let asked = questions.entry(device, name, Time::default()).unwrap();
        let mut numbers = Vec::new();
        for last in 0..6_u8 {
            let number = answers.number(name, &[IpAddr::from([20, 0, 0, last])]);
            numbers.push(number);
            asked.hear(number, Time::from_seconds(i64::from(last)), 60);
        }
        let mut kept: Vec<AnswerId> = asked.heard().iter().map(|heard| heard.answer).collect();
        kept.sort();
        assert_eq!(kept, numbers[2..]);
    }

    #[test]
    fn the_best_answer_of_any_kind_decides() {
        let name = Names::default().number("a.example").unwrap();
        let device = Devices::default()
            .number("10.0.0.1".parse().unwrap(), None)
            .unwrap();
        let mut questions = Questions::default();
        let asked = questions.entry(device, name, Time::default()).unwrap();
        assert_eq!(asked.outcome(), Outcome::LookupUnanswered);
        asked.answer(Answer::NoData);
        assert_eq!(asked.outcome(), Outcome::NoAddress);
        asked.answer(Answer::Address);
        assert_eq!(asked.outcome(), Outcome::NeverContacted);
    }

    #[test]
    fn a_name_whose_address_was_called_by_another_name_was_not_left_alone() {
        let name = Names::default().number("a.example").unwrap();
        let device = Devices::default()
            .number("10.0.0.1".parse().unwrap(), None)
            .unwrap();
        let mut questions = Questions::default();
        let asked = questions.entry(device, name, Time::default()).unwrap();
        asked.answer(Answer::Address);
        questions.address_called(device, name);
        let asked = questions.find(device, name).unwrap();
        assert_eq!(asked.outcome(), Outcome::OtherName);
    }
}
