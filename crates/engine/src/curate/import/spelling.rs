//! Finds names that are probably misspelt: their registered domain is one letter from one that the page has often.

use std::collections::BTreeMap;

use super::note::NoteCode;
use super::page::ImportedPage;

/// How many different domains are compared. Pages have fewer than 150; beyond it nothing is looked for.
const DOMAIN_LIMIT: usize = 1000;

/// The shortest name, in letters, of which a neighbour is no coincidence.
const SHORTEST: usize = 6;

/// How many times more often the right spelling has to occur.
const TIMES: usize = 5;

/// Adds a doubt for each row with a name that looks misspelt.
pub(super) fn check(page: &mut ImportedPage) {
    let mut lines: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (_, row) in page.rows() {
        let Ok(read) = &row.understood else {
            continue;
        };
        let tail = read.pattern.tail().trim_start_matches('.');
        if let Some(domain) = psl::domain_str(tail) {
            let known = lines.get_mut(domain);
            match known {
                Some(known) => known.push(row.line),
                None => {
                    lines.insert(domain.to_owned(), vec![row.line]);
                }
            }
        }
    }
    if lines.len() > DOMAIN_LIMIT {
        return;
    }
    for (rare, seen) in &lines {
        let right = lines
            .iter()
            .find(|(common, often)| often.len() >= TIMES * seen.len() && near(rare, common));
        let Some((right, _)) = right else {
            continue;
        };
        for &line in seen {
            let what = format!("{rare} may be {right} misspelt; it is taken as written");
            page.doubt(line.saturating_sub(1) as usize, NoteCode::Misspelt, what);
        }
    }
}

/// Whether two domains of one suffix differ by one letter: left out, added, changed, or two swapped. Digits and hyphens
/// count things (`akadns6.net`, `s-msedge.net`) and are no mistakes.
fn near(one: &str, other: &str) -> bool {
    let (Some((a, suffix_a)), Some((b, suffix_b))) = (one.split_once('.'), other.split_once('.'))
    else {
        return false;
    };
    if suffix_a != suffix_b || a.len().min(b.len()) < SHORTEST || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let front = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let most = a.len().min(b.len()) - front;
    let back = a.iter().rev().zip(b.iter().rev()).take(most);
    let back = back.take_while(|(x, y)| x == y).count();
    let left = a.get(front..a.len() - back).unwrap_or_default();
    let right = b.get(front..b.len() - back).unwrap_or_default();
    let letters = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_lowercase);
    letters(left)
        && letters(right)
        && match (left, right) {
            ([_], []) | ([], [_]) | ([_], [_]) => true,
            ([p, q], [r, s]) => p == s && q == r,
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_makes_a_neighbour_and_digits_do_not() {
        for wrong in [
            "micorosoft.com",
            "microsft.com",
            "mircosoft.com",
            "nicrosoft.com",
        ] {
            assert!(near(wrong, "microsoft.com"), "{wrong}");
        }
        for other in [
            "microsoft.net",
            "microsofts.io",
            "microsoft6.com",
            "e-microsoft.com",
            "microsoft.com",
        ] {
            assert!(!near(other, "microsoft.com"), "{other}");
        }
        assert!(!near("live.com", "line.com"));
    }
}
