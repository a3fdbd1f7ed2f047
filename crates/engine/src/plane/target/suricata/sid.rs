//! Rule numbers: within the range for local use, and the same for the same names whatever else the policy says, so that
//! thresholds and dashboards that name them stay right.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::rules::Names;

/// The first number.
pub(super) const FIRST: u32 = 1_500_000;

/// Sets of names that have numbers; each has [`STEP`] of them.
pub(super) const SLOTS: u32 = 99_999;

/// Numbers for each set: one for each place in which names are read.
const STEP: u32 = 4;

/// The number of the rule for everything that is on no list.
pub(super) const REST: u32 = FIRST + SLOTS * STEP;

/// The last number.
pub(super) const LAST: u32 = REST + STEP - 1;

/// The first number of each set; none where there are more sets than [`SLOTS`]. It follows from the names alone; where two
/// sets come to the same one, the later takes the next that is free.
pub(super) fn numbers(sets: &[&Names]) -> Option<Vec<u32>> {
    if sets.len() > SLOTS as usize {
        return None;
    }
    let mut taken = BTreeSet::new();
    let each = sets.iter().map(|names| {
        let digest = Sha256::digest(names.to_string().as_bytes());
        let head = digest.iter().take(4);
        let mut slot = head.fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) % SLOTS;
        while !taken.insert(slot) {
            slot = (slot + 1) % SLOTS;
        }
        FIRST + slot * STEP
    });
    Some(each.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_different_and_do_not_depend_on_the_others() {
        let names: Vec<Names> = (0..2000)
            .map(|number| Names::Exact(format!("{number}.example").into()))
            .collect();
        let names: Vec<&Names> = names.iter().collect();
        let all = numbers(&names).unwrap();
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(all.iter().all(|it| (FIRST..REST).contains(it)));
        assert_eq!(numbers(&names[..1]).unwrap(), all[..1]);
    }

    #[test]
    fn more_sets_than_numbers_have_none() {
        let name = Names::Exact("x.example".into());
        assert_eq!(numbers(&vec![&name; SLOTS as usize + 1]), None);
    }
}
