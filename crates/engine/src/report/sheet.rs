//! Lines of a fixed width, with colour where it is wanted: what everything for terminals is laid out on. Meaning is never
//! carried by colour alone.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::report::wording::clean;

/// The narrowest and the widest layout. Narrower terminals wrap by themselves; on wider ones lines would be too long to
/// follow.
const NARROWEST: usize = 60;
const WIDEST: usize = 200;

/// How a piece of text looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As the terminal has it.
    Plain,
    /// Headings.
    Bold,
    /// Labels and rules.
    Dim,
    /// What is well.
    Good,
    /// What needs a look.
    Warning,
    /// What failed.
    Bad,
}

impl Style {
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\x1b[1m",
            Self::Dim => "\x1b[2m",
            Self::Good => "\x1b[32m",
            Self::Warning => "\x1b[1;33m",
            Self::Bad => "\x1b[31m",
        }
    }
}

/// The text so far.
#[derive(Debug)]
pub struct Sheet {
    /// Columns of a line.
    pub width: usize,
    colour: bool,
    text: String,
}

impl Sheet {
    /// An empty sheet; the width is brought between 60 and 200 columns.
    #[must_use]
    pub fn new(width: usize, colour: bool) -> Self {
        Self {
            width: width.clamp(NARROWEST, WIDEST),
            colour,
            text: String::new(),
        }
    }

    /// What was written.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// One line of pieces, which together must fit; blanks at its end are left out.
    pub fn line(&mut self, pieces: &[(Style, String)]) {
        let last = pieces
            .iter()
            .rposition(|(_, text)| !text.trim_end().is_empty());
        for (at, (style, text)) in pieces.iter().enumerate() {
            let Some(last) = last.filter(|last| at <= *last) else {
                break;
            };
            // Pieces hold names of files and words of pages: none may speak to the terminal.
            let text = clean(if at == last { text.trim_end() } else { text });
            let text = &*text;
            if self.colour && *style != Style::Plain && !text.trim().is_empty() {
                self.text.push_str(style.code());
                self.text.push_str(text);
                self.text.push_str("\x1b[0m");
            } else {
                self.text.push_str(text);
            }
        }
        self.text.push('\n');
    }

    /// A heading over a light rule.
    pub fn heading(&mut self, text: &str, style: Style) {
        self.blank();
        self.line(&[(style, cut(text, self.width))]);
        self.line(&[(Style::Dim, "─".repeat(self.width))]);
    }

    /// Text wrapped at blanks: `first` before the first line, as many blanks before the others.
    pub fn wrapped(&mut self, first: &str, text: &str, style: Style) {
        self.labelled(first, text, Style::Plain, style);
    }

    /// Like [`Self::wrapped`], with a style for what stands before the first line.
    pub fn labelled(&mut self, first: &str, text: &str, label: Style, style: Style) {
        let indent = first.width();
        let lines = wrap(&clean(text), self.width.saturating_sub(indent));
        for (at, line) in lines.into_iter().enumerate() {
            let lead = if at == 0 {
                first.to_owned()
            } else {
                " ".repeat(indent)
            };
            self.line(&[(label, lead), (style, line)]);
        }
    }
}

/// Columns that a terminal gives a text.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text filled up with blanks to `columns`; on its left with `right`.
#[must_use]
pub fn padded(text: &str, columns: usize, right: bool) -> String {
    let fill = " ".repeat(columns.saturating_sub(width(text)));
    if right {
        fill + text
    } else {
        text.to_owned() + &fill
    }
}

/// The text, with its end cut off where it is wider than `columns`.
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = head(text, columns.saturating_sub(1));
    out.push('…');
    out
}

/// The text, with its middle cut out where it is wider than `columns`: the owner of a name stands at its end, and what
/// tells it from its neighbours at its start.
#[must_use]
pub fn cut_middle(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let kept = columns.saturating_sub(1);
    let reversed: String = text.chars().rev().collect();
    let tail: String = head(&reversed, kept.div_ceil(2)).chars().rev().collect();
    format!("{}…{tail}", head(text, kept - width(&tail)))
}

fn head(text: &str, columns: usize) -> String {
    let mut used = 0;
    text.chars()
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= columns
        })
        .collect()
}

/// Lines of at most `columns`, broken at blanks, and inside words that are longer.
fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let mut rest = word.to_owned();
        loop {
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(&rest) <= columns {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(&rest);
                break;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                continue;
            }
            let part = head(&rest, columns);
            rest = rest.split_off(part.len());
            lines.push(part);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_broken_and_short_ones_are_not() {
        assert_eq!(
            wrap("to aaaaaaaaaaaa of it", 8),
            ["to", "aaaaaaaa", "aaaa of", "it"]
        );
    }

    #[test]
    fn a_name_keeps_its_start_and_its_end() {
        assert_eq!(cut_middle("0123456789", 7), "012…789");
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(cut("漢字漢字", 5), "漢字…");
        assert_eq!(width(&padded("漢", 4, false)), 4);
    }

    #[test]
    fn a_piece_of_a_line_cannot_speak_to_the_terminal() {
        let mut sheet = Sheet::new(80, true);
        let evil = "\x1b]0;title\x07 page.md".to_owned();
        sheet.line(&[(Style::Plain, evil)]);
        assert_eq!(sheet.into_text(), "\\u{1b}]0;title\\u{7} page.md\n");
    }

    #[test]
    fn a_line_without_colour_has_no_escapes() {
        let mut sheet = Sheet::new(80, false);
        sheet.line(&[
            (Style::Bad, "x".to_owned()),
            (Style::Plain, "  ".to_owned()),
        ]);
        assert_eq!(sheet.into_text(), "x\n");
    }
}
