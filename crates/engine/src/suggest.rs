//! What somebody who mistyped an id may have meant.

/// Suggestions given; more would be a list to search, not a help.
const LIMIT: usize = 3;

/// How alike two words must be, from 0 (not at all) to 1; below this, suggestions are noise.
const ALIKE: f64 = 0.8;

/// The known words that are most like `asked`, best first: typing errors, and parts of a word.
#[must_use]
pub fn nearest<'k>(asked: &str, known: impl Iterator<Item = &'k str>) -> Vec<&'k str> {
    let asked = asked.to_lowercase();
    let mut scored: Vec<(f64, &str)> = known
        .filter_map(|word| {
            let lower = word.to_lowercase();
            let part = asked.len() > 2 && lower.contains(&asked);
            let score = strsim::jaro_winkler(&asked, &lower);
            let score = if part { score.max(ALIKE) } else { score };
            (score >= ALIKE).then_some((score, word))
        })
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored.truncate(LIMIT);
    scored.into_iter().map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_the_word() {
        let known = ["windows-update", "windows-defender", "maps"];
        assert_eq!(
            nearest("windows-updaet", known.into_iter()).first(),
            Some(&"windows-update")
        );
    }

    #[test]
    fn a_part_of_a_word_finds_it() {
        assert_eq!(
            nearest("defender", ["maps", "windows-defender"].into_iter()),
            ["windows-defender"]
        );
    }

    #[test]
    fn what_is_like_nothing_finds_nothing() {
        assert!(nearest("zzzz", ["maps", "apps"].into_iter()).is_empty());
    }
}
