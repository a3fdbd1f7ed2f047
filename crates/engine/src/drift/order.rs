//! The natural order of values: numbers in a text compare as numbers, so that build 19041.388 lies before 19041.1000.

use std::cmp::Ordering;

/// Compares as people count; texts that only differ in case or in leading zeros compare by their bytes.
pub(super) fn natural(one: &str, two: &str) -> Ordering {
    let (mut left, mut right) = (one, two);
    loop {
        let order = match (left.chars().next(), right.chars().next()) {
            (None, None) => return one.cmp(two),
            (None, _) => return Ordering::Less,
            (_, None) => return Ordering::Greater,
            (Some(a), Some(b)) if a.is_ascii_digit() && b.is_ascii_digit() => {
                numbers(digits(&mut left), digits(&mut right))
            }
            (Some(a), Some(b)) => {
                left = &left[a.len_utf8()..];
                right = &right[b.len_utf8()..];
                a.to_lowercase().cmp(b.to_lowercase())
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// Takes the digits that a text begins with.
fn digits<'t>(text: &mut &'t str) -> &'t str {
    let end = text.find(|c: char| !c.is_ascii_digit());
    let (number, rest) = text.split_at(end.unwrap_or(text.len()));
    *text = rest;
    number
}

/// Numbers of any length: the longer one is greater, leading zeros left out.
fn numbers(one: &str, two: &str) -> Ordering {
    let (one, two) = (one.trim_start_matches('0'), two.trim_start_matches('0'));
    one.len().cmp(&two.len()).then_with(|| one.cmp(two))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_count_as_numbers() {
        assert_eq!(natural("19041.388", "19041.1000"), Ordering::Less);
        assert_eq!(natural("desk-10", "desk-9"), Ordering::Greater);
        assert_eq!(natural("19041", "19041.1"), Ordering::Less);
        assert_eq!(natural("7", "007"), "7".cmp("007"));
    }

    proptest! {
        #[test]
        fn it_is_an_order(mut texts in prop::collection::vec("[0-9aB.é-]{0,6}", 3)) {
            let (one, two) = (&texts[0], &texts[1]);
            prop_assert_eq!(natural(one, two), natural(two, one).reverse());
            prop_assert_eq!(natural(one, two) == Ordering::Equal, one == two);
            texts.sort_by(|a, b| natural(a, b));
            prop_assert!(natural(&texts[0], &texts[2]) != Ordering::Greater);
        }
    }
}
