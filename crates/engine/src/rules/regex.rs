//! A set of names as a regular expression, for consumers that take one.
//!
//! The text uses only what POSIX extended expressions, RE2, PCRE and ECMAScript read alike: anchors, groups that nothing
//! refers to, bracket expressions, `+`, `*`, `?` and escaped dots. It is for names in lower case without a trailing dot, or
//! for a consumer that is told to ignore case. Names hold only letters, digits, `-`, `_` and dots, so only dots are escaped
//! and nothing in a name can end a string that the text is put into.

use super::Names;

/// The expression that matches the names of a set and no others, anchored at both ends.
#[must_use]
pub fn regex(names: &Names) -> String {
    match names {
        Names::Exact(host) => format!("^{}$", escaped(host)),
        Names::Below(host) => format!(r"^.+\.{}$", escaped(host)),
        Names::Tree(host) => format!(r"^(.+\.)?{}$", escaped(host)),
        Names::Glob(pattern) => glob(pattern.host()),
    }
}

/// A glob in the plain reading (`pattern::language`): a `*` that is a whole label is one or more labels, any other is a part
/// of one; one that is glued to the front of a name stands for the name and what is below it.
fn glob(host: &str) -> String {
    let rest = host
        .strip_prefix('*')
        .filter(|rest| !rest.starts_with(['.', '*', '-']));
    let (front, host) = rest.map_or(("", host), |rest| (r"([^.]+\.)*", rest));
    let labels = host.split('.').map(|label| match label {
        "*" => r"[^.]+(\.[^.]+)*".to_owned(),
        label => label.replace('*', "[^.]*"),
    });
    format!("^{front}{}$", labels.collect::<Vec<_>>().join(r"\."))
}

fn escaped(host: &str) -> String {
    host.replace('.', r"\.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pattern::{Kind, PathPart, Pattern};

    fn of(kind: Kind, host: &str) -> Option<Names> {
        let pattern = Pattern::new(kind, host, PathPart::Unsaid);
        Some(Names::of(&pattern.ok()?))
    }

    #[test]
    fn expressions_read_as_people_would_write_them() {
        let text = |kind, host| regex(&of(kind, host).unwrap());
        assert_eq!(text(Kind::Exact, "x.y"), r"^x\.y$");
        assert_eq!(text(Kind::Subdomains, "x.y"), r"^.+\.x\.y$");
        assert_eq!(text(Kind::ApexAndSubdomains, "x.y"), r"^(.+\.)?x\.y$");
        assert_eq!(text(Kind::MidWildcard, "a-*.x.y"), r"^a-[^.]*\.x\.y$");
        assert_eq!(text(Kind::MidWildcard, "a.*.y"), r"^a\.[^.]+(\.[^.]+)*\.y$");
        assert_eq!(
            text(Kind::MidWildcard, "*lic.*mp.y"),
            r"^([^.]+\.)*lic\.[^.]*mp\.y$"
        );
    }

    fn kinds() -> impl Strategy<Value = Kind> {
        prop::sample::select(vec![
            Kind::Exact,
            Kind::Subdomains,
            Kind::ApexAndSubdomains,
            Kind::MidWildcard,
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn an_expression_matches_what_the_set_holds(
            kind in kinds(),
            host in "[ab*-]{1,3}(\\.[ab*-]{1,3}){0,2}",
            asked in prop::collection::vec("[ab-]{1,3}(\\.[ab-]{1,3}){0,4}", 1..20),
            fillers in prop::collection::vec("[ab]{0,2}(\\.[ab]{1,2}){0,1}", 1..6),
        ) {
            if let Some(names) = of(kind, &host) {
                let expression = regex_lite::Regex::new(&regex(&names)).unwrap();
                let filled = fillers.iter().flat_map(|it| {
                    let name = host.replace('*', it);
                    [format!("{it}.{name}"), format!("{it}{name}"), name]
                });
                let labels = |name: &String| !name.split('.').any(str::is_empty);
                for name in asked.into_iter().chain(filled).filter(labels) {
                    prop_assert_eq!(
                        expression.is_match(&name), names.holds(&name), "{} on {}", names, name
                    );
                }
            }
        }
    }
}
