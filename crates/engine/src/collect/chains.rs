//! Each distinct chain of aliases once, as a number: from the name asked to the name that owned the addresses.

use hashbrown::HashMap;

use super::names::NameId;

/// Chains kept; names with further ones show no chain, and are counted.
const LIMIT: usize = 200_000;

/// The number of a chain; 0 is the empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct ChainId(u32);

/// All distinct chains.
#[derive(Debug, Default)]
pub(super) struct Chains {
    numbers: HashMap<Box<[NameId]>, ChainId>,
    /// The chain with number `n` is at `n - 1`.
    chains: Vec<Box<[NameId]>>,
    /// Chains dropped at [`LIMIT`].
    pub(super) dropped: u64,
}

impl Chains {
    /// The number of a chain.
    pub(super) fn number(&mut self, chain: &[NameId]) -> ChainId {
        if let Some(&number) = self.numbers.get(chain) {
            return number;
        }
        if self.chains.len() >= LIMIT {
            self.dropped = self.dropped.saturating_add(1);
            return ChainId::default();
        }
        self.chains.push(chain.into());
        // LIMIT is far below u32::MAX.
        let number = ChainId(u32::try_from(self.chains.len()).unwrap_or(u32::MAX));
        self.numbers.insert(chain.into(), number);
        number
    }

    /// The names of a chain.
    pub(super) fn names(&self, chain: ChainId) -> &[NameId] {
        let place = (chain.0 as usize).checked_sub(1);
        place
            .and_then(|place| self.chains.get(place))
            .map_or(&[], Box::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collect::names::Names;

    #[test]
    fn a_chain_has_one_number_and_the_first_number_is_of_no_chain() {
        let mut names = Names::default();
        let chain = [
            names.number("a.example").unwrap(),
            names.number("b.example").unwrap(),
        ];
        let mut chains = Chains::default();
        let number = chains.number(&chain);
        assert_eq!(number, chains.number(&chain));
        assert_eq!(chains.names(number), chain);
        assert!(chains.names(ChainId::default()).is_empty());
    }
}
