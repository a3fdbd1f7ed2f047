//! Sets of names as regular expressions that say exactly the same, in the part of the syntax that POSIX (extended), RE2,
//! PCRE and JavaScript share: anchors, groups, bracket expressions, `*` and `+`.

use super::Names;

/// A label, and one or more of them.
const LABELS: &str = r"[^.]+(\.[^.]+)*";

/// The expression for a set, anchored at both ends. It expects names in lower case without a trailing dot.
///
/// A `*` that is a whole label is one or more labels, any other one stays within its label, and one that is glued to the
/// front stands for whole labels or nothing, as in the plain reading of patterns.
#[must_use]
pub fn regex(names: &Names) -> String {
    match names {
        Names::Exact(host) => format!("^{}$", escaped(host)),
        Names::Below(host) => format!(r"^{LABELS}\.{}$", escaped(host)),
        Names::Tree(host) => format!(r"^([^.]+\.)*{}$", escaped(host)),
        Names::Glob(pattern) => glob(pattern.host()),
    }
}

fn glob(host: &str) -> String {
    let glued = host
        .strip_prefix('*')
        .filter(|rest| !rest.starts_with(['.', '*', '-']));
    let (front, rest) = match glued {
        Some(rest) => (r"([^.]+\.)*", rest),
        None => ("", host),
    };
    let labels = rest.split('.').map(|label| match label {
        "*" => LABELS.to_owned(),
        label => label.replace('*', "[^.]*"),
    });
    format!("^{front}{}$", labels.collect::<Vec<_>>().join(r"\."))
}

/// A host's dots as dots; it has no other characters that mean something.
fn escaped(host: &str) -> String {
    host.replace('.', r"\.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern;

    fn said(text: &str) -> String {
        regex(&Names::of(&pattern::read(text).unwrap().pattern))
    }

    #[test]
    fn dots_are_dots_and_both_ends_are_anchored() {
        assert_eq!(said("x.example"), r"^x\.example$");
        assert_eq!(said("*.x.example"), r"^[^.]+(\.[^.]+)*\.x\.example$");
        assert_eq!(said("**.x.example"), r"^([^.]+\.)*x\.example$");
    }

    #[test]
    fn a_star_is_labels_or_a_part_of_one() {
        assert_eq!(said("a.*.example"), r"^a\.[^.]+(\.[^.]+)*\.example$");
        assert_eq!(said("a-*.example"), r"^a-[^.]*\.example$");
        assert_eq!(
            said("*foo.*.example"),
            r"^([^.]+\.)*foo\.[^.]+(\.[^.]+)*\.example$"
        );
    }
}
