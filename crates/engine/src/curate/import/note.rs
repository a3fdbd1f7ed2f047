//! What a reader of the page should know: doubts and omissions with their lines, and counts of what was survived.

use std::fmt;

use serde::{Serialize, Serializer};

/// Something about a line of the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Note {
    /// The line, counted from 1.
    pub line: u32,
    /// What kind of thing it is.
    pub code: NoteCode,
    /// What was found and what was made of it, for people, without a full stop.
    pub what: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} [{}]", self.line, self.what, self.code.token())
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $token:literal,)*) => {
        /// What kind of thing a [`Note`] is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum NoteCode {
            $($(#[doc = $doc])+ $name,)*
        }

        impl NoteCode {
            /// Every code, doubts first.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The token used in machine-readable output.
            #[must_use]
            pub const fn token(self) -> &'static str {
                match self {
                    $(Self::$name => $token,)*
                }
            }
        }
    };
}

codes! {
    /// Doubt: two rows stand on one line.
    GluedRow = "glued-row",
    /// Doubt: a row is broken over lines.
    BrokenRow = "broken-row",
    /// Doubt: one cell holds several destinations.
    SeveralDestinations = "several-destinations",
    /// Doubt: cells were taken from other columns than they stand in.
    ShiftedCells = "shifted-cells",
    /// Doubt: a cell seems to hold a `|` of its own.
    UnescapedPipe = "unescaped-pipe",
    /// Doubt: the protocol cell is empty.
    BlankProtocol = "blank-protocol",
    /// Doubt: the protocol cell names something that is not known.
    UnknownProtocol = "unknown-protocol",
    /// Doubt: the destination means nothing; the row is kept.
    UnreadDestination = "unread-destination",
    /// Doubt: the registered domain is one letter or two from one that the page has more often.
    Misspelt = "misspelt",
    /// Doubt: the name has no public suffix and seems cut off.
    CutOff = "cut-off",
    /// Doubt: a dot stands in front of the name; read as `*.`.
    LeadingDot = "leading-dot",
    /// Doubt: the word `wildcard` stands for a `*`.
    WildcardWord = "wildcard-word",
    /// Doubt: a `*` stands for the public suffix.
    WildcardSuffix = "wildcard-suffix",
    /// Doubt: a name of one's own (`<tenant>`) is left open; read as a wildcard.
    Placeholder = "placeholder",
    /// Doubt: the destination has HTML or marks inside.
    MarkupInName = "markup-in-name",
    /// Doubt: the destination has characters that cannot be seen, or look like others.
    InvisibleCharacter = "invisible-character",
    /// Doubt: a link shows one host and points to another.
    LinkDiffers = "link-differs",
    /// Doubt: text stands beside the destination.
    TextBeside = "text-beside",
    /// Doubt: a row without an area has none above it.
    NoArea = "no-area",
    /// Doubt: a heading occurs twice; both are taken as one.
    RepeatedHeading = "repeated-heading",
    /// Doubt: a heading names several editions.
    SeveralEditions = "several-editions",
    /// Doubt: no heading and no title names a product.
    NoProduct = "no-product",
    /// Doubt: the header has another number of cells than the line below it.
    DelimiterRow = "delimiter-row",
    /// Doubt: rows go on after an empty line.
    RowAfterBlankLine = "row-after-blank-line",
    /// Doubt: a column was chosen by what is in it, not by its header.
    GuessedColumn = "guessed-column",
    /// Doubt: a destination stands in a list, not in a table.
    ListRow = "list-row",
    /// Doubt: a date cannot be read, or in two ways.
    Date = "date",
    /// Doubt: bytes that are not UTF-8 were replaced.
    NotUtf8 = "not-utf-8",
    /// Doubt: a set's number occurs twice, or is none.
    SetNumber = "set-number",
    /// Doubt: ports were not understood, or are too many to list.
    Ports = "ports",
    /// Doubt: an address is none, or a range's bits are set beyond its length.
    Address = "address",
    /// Skipped: the row has no destination.
    NoDestination = "no-destination",
    /// Skipped: cells beyond the table's last column.
    ExcessCells = "excess-cells",
    /// Skipped: a row inside an HTML comment.
    InComment = "in-comment",
    /// Skipped: a table inside a code block.
    InCode = "in-code",
    /// Skipped: a table without a column of destinations.
    OtherTable = "other-table",
    /// Skipped: a table in HTML.
    HtmlTable = "html-table",
    /// Skipped: a destination in the text of a list.
    ListItem = "list-item",
    /// Skipped: a line that is neither a row nor the end of its table.
    LineInTable = "line-in-table",
    /// Skipped: a part of a destination cell that is not a destination.
    NotADestination = "not-a-destination",
    /// Skipped: what follows is beyond a limit of the reader.
    Limit = "limit",
}

impl Serialize for NoteCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.token())
    }
}

/// How often what is not worth a note was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Quirks {
    /// Rows without a closing pipe, in tables that start theirs with one.
    pub no_closing_pipe: usize,
    /// Rows with tab characters.
    pub tabs: usize,
    /// Destinations with an escaped asterisk.
    pub escaped_stars: usize,
    /// Destinations in back-ticks.
    pub back_ticks: usize,
    /// Rows that hold nothing but a link to the turn-off guide.
    pub link_rows: usize,
    /// Rows that take their area from a row above.
    pub inherited_areas: usize,
    /// Rows that take their description from a row above.
    pub inherited_descriptions: usize,
    /// Rows with cells missing at the end.
    pub missing_cells: usize,
    /// Lines with nothing but pipes.
    pub empty_rows: usize,
    /// Lines that end in a carriage return.
    pub carriage_returns: usize,
    /// Bytes of a byte order mark, or of an encoding other than UTF-8, were read.
    pub recoded: bool,
}
