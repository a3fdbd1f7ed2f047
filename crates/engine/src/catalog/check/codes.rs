//! The kinds of problems, by name: what `--allow` and `--deny` take, and what summaries say.

/// A kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Code {
    /// Stable name.
    pub token: &'static str,
    /// What all problems of the kind have in common, for people, without a full stop.
    pub about: &'static str,
}

/// Every kind of problem, sorted by name.
pub const CODES: &[Code] = &[
    code("accepted", "an acceptance that fits no warning"),
    code(
        "area-row",
        "an area without a row in a release that has its endpoints",
    ),
    code(
        "carrier",
        "a carrier that is unknown, or not the name's everywhere",
    ),
    code(
        "carrier-name",
        "a load balancer's name that is not marked as one",
    ),
    code(
        "counts",
        "a page that holds more or less than the catalog has of it",
    ),
    code(
        "cut-off",
        "a host without a public suffix, probably cut off",
    ),
    code("cycle", "areas that require each other"),
    code("dangling", "a reference to nothing"),
    code("date", "a date that is none"),
    code("draft", "an endpoint without a purpose"),
    code("duplicate", "one destination twice in an area"),
    code("duplicate-id", "one id twice"),
    code("empty-area", "an area without endpoints"),
    code("id", "an id that does not follow from its place"),
    code("layout", "a file that does not follow the schema"),
    code(
        "line-order",
        "rows of a release that are not in the page's order",
    ),
    code(
        "meaning",
        "a meaning that contradicts the spelling, or does not say why",
    ),
    code("misspelt", "a name one or two letters from a known one"),
    code("nested", "an endpoint within another of its area"),
    code("no-control", "an area that nothing says how to turn off"),
    code("no-source", "an endpoint that nothing documents"),
    code("order", "carriers that are not sorted"),
    code(
        "overlap",
        "endpoints of two areas that share hosts, each with hosts of its own",
    ),
    code("pattern", "a meaning that is no pattern"),
    code("phrase", "a phrase that describes two areas"),
    code("place", "a file in a place that has no layout"),
    code("process", "a process that is not a base name"),
    code("protocol", "a protocol that is not known"),
    code(
        "public-suffix",
        "a host that is nothing but a public suffix",
    ),
    code("reach", "an endpoint that covers others of another area"),
    code(
        "reach-security",
        "an endpoint that reaches others of an area that security depends on",
    ),
    code("repeated-row", "one endpoint on two lines of a page"),
    code(
        "row-meaning",
        "a row's spelling that means more than, or another than, its endpoint",
    ),
    code("same-line", "endpoints on one line of a page"),
    code("shared", "one destination in two areas"),
    code("two-meanings", "one spelling with two meanings"),
    code("url", "a link that is none"),
    code("whole-carrier", "a wildcard over a carrier's whole domain"),
    code("whole-domain", "a wildcard over a registered domain"),
    code("whole-suffix", "a wildcard over a public suffix"),
    code(
        "wildcard-suffix",
        "a wildcard in the place of the registered domain or its suffix",
    ),
];

/// The kind of this name.
pub(super) fn find(token: &str) -> Option<&'static Code> {
    let found = CODES.binary_search_by(|code| code.token.cmp(token)).ok()?;
    CODES.get(found)
}

const fn code(token: &'static str, about: &'static str) -> Code {
    Code { token, about }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_sorted_and_each_is_there_once() {
        assert!(CODES.is_sorted_by(|a, b| a.token < b.token));
    }
}
