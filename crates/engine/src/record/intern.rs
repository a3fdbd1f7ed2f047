//! Words of the pipeline that a record spells out. In memory they are the extractors' own constants; which there are, only
//! the extractors know, and a record of another version may hold further ones.

use std::collections::BTreeSet;
use std::sync::Mutex;

/// Words kept for the time of the process. There are some thirty; a file with more than these is not of our making.
const LIMIT: usize = 512;
/// The longest word.
const LONGEST: usize = 32;

static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

/// A word as a constant; `None` beyond the limits.
pub(super) fn word(text: &str) -> Option<&'static str> {
    let mut words = WORDS
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(known) = words.get(text) {
        return Some(known);
    }
    if words.len() >= LIMIT || text.len() > LONGEST {
        return None;
    }
    let word: &'static str = Box::leak(text.to_owned().into_boxed_str());
    words.insert(word);
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_one_constant() {
        let (first, second) = (word("TLSv1.3").unwrap(), word("TLSv1.3").unwrap());
        assert!(std::ptr::eq(first, second));
        assert_eq!(word(&"x".repeat(LONGEST + 1)), None);
    }
}
