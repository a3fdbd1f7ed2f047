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
        "address",
        "in a page: an address that is none, or a range with bits beyond its length",
    ),
    code("admx", "an administrative template that is none"),
    code(
        "area-row",
        "an area without a row in a release that has its endpoints",
    ),
    code("blank-protocol", "in a page: a row without protocols"),
    code("broken-row", "in a page: a row broken over lines"),
    code(
        "carrier",
        "a carrier that is unknown, or not the name's everywhere",
    ),
    code(
        "carrier-name",
        "a load balancer's name in an endpoint's place",
    ),
    code("contradiction", "controls that set one thing differently"),
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
    code(
        "delimiter-row",
        "in a page: a header with another number of cells than the line below it",
    ),
    code(
        "draft",
        "an endpoint without a purpose, or a page without a date or an address",
    ),
    code("duplicate", "one destination, row or setting twice"),
    code("duplicate-id", "one id twice"),
    code("edition", "an edition that is not known"),
    code("empty-area", "an area without endpoints"),
    code("empty-row", "in a page: rows of nothing but pipes"),
    code(
        "excess-cells",
        "in a page: cells beyond the table's last column",
    ),
    code("glued-row", "in a page: two rows on one line"),
    code("group", "groups of settings that do not fit their control"),
    code(
        "guessed-column",
        "in a page: a column whose header says nothing",
    ),
    code("html-table", "in a page: a table in HTML, left out"),
    code("id", "an id that does not follow from its place"),
    code(
        "in-code",
        "in a page: a table inside a code block, left out",
    ),
    code("in-comment", "in a page: a row inside a comment, left out"),
    code(
        "invisible-character",
        "in a page: characters that cannot be seen, or look like others",
    ),
    code("layout", "a file that does not follow the schema"),
    code("leading-dot", "in a page: a dot in front of a name"),
    code("limit", "in a page: more than is read"),
    code(
        "line-in-table",
        "in a page: a line that is neither a row nor the end of its table",
    ),
    code(
        "line-order",
        "rows of a release that are not in the page's order",
    ),
    code(
        "link-differs",
        "in a page: a link that shows one host and leads to another",
    ),
    code(
        "list-item",
        "in a page: a destination in the text of a list, left out",
    ),
    code(
        "list-row",
        "in a page: an item of a list that is a destination, taken as a row",
    ),
    code(
        "markup-in-name",
        "in a page: a destination with HTML or marks inside",
    ),
    code(
        "meaning",
        "a meaning that contradicts the spelling, or does not say why",
    ),
    code("missing-cells", "in a page: rows without their last cells"),
    code("misspelt", "a name one or two letters from a known one"),
    code("nested", "an endpoint within another of its area"),
    code("no-area", "in a page: a row without an area"),
    code(
        "no-closing-pipe",
        "in a page: rows without their closing pipe",
    ),
    code("no-control", "an area that nothing says how to turn off"),
    code("no-destination", "in a page: a row without a destination"),
    code("no-line", "a setting that nothing documents"),
    code("no-product", "in a page: nothing that names a product"),
    code("no-setting", "a control without a setting"),
    code("no-source", "an endpoint that nothing documents"),
    code(
        "not-a-destination",
        "in a page: text in the place of a destination",
    ),
    code("not-utf-8", "in a page: bytes that are no text"),
    code("order", "carriers that are not sorted"),
    code(
        "other-table",
        "in a page: a table without destinations, left out",
    ),
    code(
        "overlap",
        "endpoints of two areas that share hosts, each with hosts of its own",
    ),
    code("pattern", "a meaning that is no pattern"),
    code("phrase", "a phrase that describes two areas"),
    code("place", "a file in a place that has no layout"),
    code(
        "placeholder",
        "in a page: a part of a name that the reader is to fill in",
    ),
    code("ports", "in a page: ports that are none, or too many"),
    code("process", "a process that is not a base name"),
    code("protocol", "a protocol that is not known"),
    code(
        "protocol-differs",
        "in a page: one destination with different protocols",
    ),
    code(
        "public-suffix",
        "a host that is nothing but a public suffix",
    ),
    code("reach", "an endpoint that covers others of another area"),
    code(
        "reach-security",
        "an endpoint that reaches others of an area that security depends on",
    ),
    code("repeated-heading", "in a page: a heading that occurs twice"),
    code("repeated-row", "one destination on two lines of a page"),
    code(
        "row-after-blank-line",
        "in a page: rows after an empty line",
    ),
    code(
        "row-meaning",
        "a row's spelling that means more than, or another than, its endpoint",
    ),
    code("same-line", "endpoints on one line of a page"),
    code("section", "one section of a guide in two controls"),
    code(
        "set-number",
        "in a page: a set's number that is taken, or none",
    ),
    code("setting", "a setting that cannot be made"),
    code(
        "several-destinations",
        "in a page: several destinations in a cell",
    ),
    code(
        "several-editions",
        "in a page: a heading with several editions",
    ),
    code("shared", "one destination in two areas"),
    code(
        "shifted-cells",
        "in a page: cells in other columns than their own",
    ),
    code("system", "a system that is not in lower case"),
    code("text-beside", "in a page: text beside a destination"),
    code("two-meanings", "one spelling with two meanings"),
    code("undo", "a setting that cannot be taken back"),
    code("unescaped-pipe", "in a page: a cell with a pipe of its own"),
    code(
        "unknown-protocol",
        "in a page: a protocol that is not known",
    ),
    code(
        "unread-destination",
        "in a page: a destination that means nothing",
    ),
    code("unreviewed", "a proposal that nobody has looked at"),
    code("url", "a link that is none"),
    code("version", "a version that is none"),
    code("whole-carrier", "a wildcard over a carrier's whole domain"),
    code("whole-domain", "a wildcard over a registered domain"),
    code("whole-suffix", "a wildcard over a public suffix"),
    code(
        "wildcard-suffix",
        "a wildcard in the place of the registered domain or its suffix",
    ),
    code(
        "wildcard-word",
        "in a page: the word wildcard in the place of a *",
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
    use crate::curate::import::NoteCode;

    #[test]
    fn what_the_reader_of_pages_notes_is_a_kind() {
        for code in NoteCode::ALL {
            assert!(find(code.token()).is_some(), "{}", code.token());
        }
    }

    #[test]
    fn kinds_are_sorted_and_each_is_there_once() {
        assert!(CODES.is_sorted_by(|a, b| a.token < b.token));
    }
}
