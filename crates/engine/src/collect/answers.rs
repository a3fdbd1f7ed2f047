//! Which addresses DNS gave for which names, over all devices.
//!
//! A fleet hears the same answers over and over, so each distinct answer is kept once, as a number; what a device heard is a
//! few such numbers beside the name it asked for (see [`super::asked`]). From an address, the names that ever
//! led to it are found, and then asked of the device.

use std::net::IpAddr;

use hashbrown::HashMap;

use super::names::NameId;

/// Distinct answers kept. At the bound all are forgotten and counted: a resolver that answers differently every time
/// would fill any table.
const LIMIT: usize = 300_000;

/// Addresses kept of one answer; larger ones are rare, and a client tries the first few.
const ADDRESSES: usize = 32;

/// Names kept per address. Shared content networks serve thousands; what lies beyond is counted.
const NAMES: usize = 4096;

/// The number of an answer; numbers are never used twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct AnswerId(u32);

/// All distinct answers.
#[derive(Debug, Default)]
pub(super) struct Answers {
    numbers: HashMap<(NameId, Box<[IpAddr]>), AnswerId>,
    addresses: Vec<Box<[IpAddr]>>,
    names: HashMap<IpAddr, Vec<NameId>>,
    /// The number of the first answer not yet forgotten.
    base: u32,
    /// Scratch space for the answer at hand.
    sorted: Vec<IpAddr>,
    /// Answers forgotten at [`LIMIT`], and names beyond [`NAMES`].
    pub(super) dropped: u64,
}

impl Answers {
    /// The number of the answer that gives these addresses, in whatever order, for `name`.
    pub(super) fn number(&mut self, name: NameId, addresses: &[IpAddr]) -> AnswerId {
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.clear();
        sorted.extend(addresses.iter().take(ADDRESSES));
        sorted.sort_unstable();
        sorted.dedup();
        let asked = Asked {
            name,
            addresses: &sorted,
        };
        let number = match self.numbers.get(&asked) {
            Some(&known) => known,
            None => self.add(name, &sorted),
        };
        self.sorted = sorted;
        number
    }

    /// The names whose answers ever held this address.
    pub(super) fn names(&self, address: IpAddr) -> &[NameId] {
        self.names.get(&address).map_or(&[], Vec::as_slice)
    }

    /// Whether an answer held this address.
    pub(super) fn holds(&self, answer: AnswerId, address: IpAddr) -> bool {
        answer
            .0
            .checked_sub(self.base)
            .and_then(|place| self.addresses.get(place as usize))
            .is_some_and(|addresses| addresses.contains(&address))
    }

    fn add(&mut self, name: NameId, addresses: &[IpAddr]) -> AnswerId {
        if self.addresses.len() >= LIMIT {
            self.dropped = self.dropped.saturating_add(self.addresses.len() as u64);
            self.base = self
                .base
                .saturating_add(u32::try_from(self.addresses.len()).unwrap_or(u32::MAX));
            self.addresses.clear();
            self.numbers.clear();
            self.names.clear();
        }
        // LIMIT keeps the length far below u32::MAX, and so does the number of answers in any capture `base`.
        let place = u32::try_from(self.addresses.len()).unwrap_or(u32::MAX);
        let number = AnswerId(self.base.saturating_add(place));
        self.addresses.push(addresses.into());
        self.numbers.insert((name, addresses.into()), number);
        for address in addresses {
            let names = self.names.entry(*address).or_default();
            if names.contains(&name) {
                continue;
            }
            if names.len() >= NAMES {
                self.dropped = self.dropped.saturating_add(1);
            } else {
                names.push(name);
            }
        }
        number
    }
}

/// A key of `numbers` that borrows its addresses; it hashes as the tuple does.
#[derive(Hash)]
struct Asked<'a> {
    name: NameId,
    addresses: &'a [IpAddr],
}

impl hashbrown::Equivalent<(NameId, Box<[IpAddr]>)> for Asked<'_> {
    fn equivalent(&self, key: &(NameId, Box<[IpAddr]>)) -> bool {
        self.name == key.0 && *self.addresses == *key.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::names::Names;

    fn address(last: u8) -> IpAddr {
        IpAddr::from([20, 1, 2, last])
    }

    #[test]
    fn the_order_of_addresses_does_not_make_another_answer() {
        let mut answers = Answers::default();
        let name = Names::default().number("a.example").unwrap();
        let first = answers.number(name, &[address(1), address(2)]);
        assert_eq!(
            first,
            answers.number(name, &[address(2), address(1), address(2)])
        );
        assert_ne!(first, answers.number(name, &[address(2)]));
        assert!(answers.holds(first, address(1)));
        assert!(!answers.holds(first, address(3)));
    }

    #[test]
    fn names_are_found_from_an_address() {
        let mut answers = Answers::default();
        let mut names = Names::default();
        let (a, b) = (
            names.number("a.example").unwrap(),
            names.number("b.example").unwrap(),
        );
        answers.number(a, &[address(1)]);
        answers.number(b, &[address(1), address(2)]);
        assert_eq!(answers.names(address(1)), [a, b]);
        assert_eq!(answers.names(address(2)), [b]);
    }

    #[test]
    fn answers_are_bounded_and_forgotten_numbers_hold_nothing() {
        let mut answers = Answers::default();
        let name = Names::default().number("a.example").unwrap();
        let first = answers.number(name, &[address(1)]);
        for number in 0..u32::try_from(LIMIT).unwrap() {
            answers.number(name, &[IpAddr::from(number.to_be_bytes())]);
        }
        assert!(!answers.holds(first, address(1)));
        assert!(answers.dropped > 0);
    }
}
