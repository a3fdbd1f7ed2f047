//! The comment at the top of every file that can have one: what it is, from what, how exact, how to go back.

use super::{Order, Plane, Ruled, Tally};
use crate::intent::List;
use crate::report::wording::clean;

/// How a format writes comments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    /// What a line begins with.
    pub lead: &'static str,
    /// The end of a line.
    pub end: &'static str,
    /// What stands before [`Comment::lead`].
    pub indent: &'static str,
}

impl Comment {
    /// `# …`
    pub const HASH: Self = Self::of("#");
    /// `; …`
    pub const SEMICOLON: Self = Self::of(";");
    /// `! …`
    pub const EXCLAMATION: Self = Self::of("!");
    /// `// …`
    pub const SLASHES: Self = Self::of("//");

    const fn of(lead: &'static str) -> Self {
        Self {
            lead,
            end: "\n",
            indent: "",
        }
    }

    /// The same with line ends of Windows.
    #[must_use]
    pub const fn crlf(self) -> Self {
        Self {
            end: "\r\n",
            ..self
        }
    }

    /// The same with every line this far in.
    #[must_use]
    pub const fn indented(self, indent: &'static str) -> Self {
        Self { indent, ..self }
    }

    /// A plane's [`header`] as comment lines.
    #[must_use]
    pub fn header(
        &self,
        plane: &dyn Plane,
        order: &Order<'_>,
        rules: &[Ruled],
        more: &[String],
    ) -> String {
        self.lines(header(plane, order, rules, more))
    }

    /// Text as comment lines. No text can leave the comment: control characters are written out, and long lines are folded,
    /// as some consumers read a line into a buffer and take what is beyond it for the next one.
    #[must_use]
    pub fn lines<T: AsRef<str>>(&self, lines: impl IntoIterator<Item = T>) -> String {
        let mut text = String::new();
        for line in lines {
            let cleaned = clean(line.as_ref());
            let (mut part, mut width) = (String::new(), 0);
            for word in cleaned.split_inclusive(' ') {
                for piece in word
                    .chars()
                    .collect::<Vec<_>>()
                    .chunks(WIDTH - HANGING.len())
                {
                    if width + piece.len() > WIDTH {
                        self.push(&mut text, &part);
                        HANGING.clone_into(&mut part);
                        width = HANGING.len();
                    }
                    part.extend(piece);
                    width += piece.len();
                }
            }
            self.push(&mut text, &part);
        }
        text
    }

    fn push(&self, text: &mut String, line: &str) {
        text.push_str(self.indent);
        text.push_str(self.lead);
        if !line.is_empty() {
            text.push(' ');
            text.push_str(line.trim_end());
        }
        text.push_str(self.end);
    }
}

/// The most characters of text in a line. In UTF-8 they have 800 bytes at most; the smallest buffer known is that of
/// ipset and dnsmasq, which read lines into 1024.
const WIDTH: usize = 200;

/// What a line goes on with, so that no text can choose what a line begins with.
const HANGING: &str = "  ";

/// The header of a file: one line for each thing to know. Rules that are not exact are listed, each with what differs.
#[must_use]
pub fn header(
    plane: &dyn Plane,
    order: &Order<'_>,
    rules: &[Ruled],
    more: &[String],
) -> Vec<String> {
    let intent = order.intent;
    let releases: Vec<&str> = intent
        .releases
        .iter()
        .map(|it| it.entry.name.as_str())
        .collect();
    // The vendor's switches are no list of names.
    let ability = plane.ability();
    let only_switches = ability.names.is_none() && !ability.settings.is_empty();
    let list = match (only_switches, intent.list) {
        (true, _) => "the vendor's own switches",
        (_, List::Block) => "what is listed is blocked",
        (_, List::Allow) => "what is not listed is blocked",
    };
    let mut lines = vec![
        format!("backchat {}: {}", plane.id(), plane.about()),
        format!(
            "Made on {} from {} for {}; {list}.",
            order.date,
            order.policy,
            releases.join(", ")
        ),
        format!("Rules: {}.", Tally::of(rules)),
    ];
    for rule in rules.iter().filter(|rule| !rule.difference().is_empty()) {
        lines.push(format!(
            "  {} {} [{}]: {}",
            rule.fidelity,
            rule.what,
            rule.id,
            rule.difference()
        ));
    }
    lines.extend(plane.limits().iter().map(|limit| format!("Limit: {limit}")));
    lines.extend(more.iter().cloned());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_comments_are_folded_and_keep_every_word() {
        let long = format!("one {} two\n{}", "x".repeat(500), "three ".repeat(100));
        let folded = Comment::HASH.lines([&long]);
        for line in folded.lines() {
            let text = line.strip_prefix("# ").unwrap();
            assert!(text.chars().count() <= WIDTH, "{line}");
            assert_eq!(text.starts_with("  "), !text.starts_with("one"), "{line}");
        }
        let words: String = folded.split(['#', ' ', '\n']).collect();
        let whole = format!("one{}two\\u{{a}}{}", "x".repeat(500), "three".repeat(100));
        assert_eq!(words, whole);
    }

    #[test]
    fn every_line_is_indented() {
        let comment = Comment::HASH.indented("\t");
        let text = comment.lines(["a".repeat(300).as_str(), ""]);
        assert!(text.lines().all(|line| line.starts_with("\t#")), "{text}");
        assert_eq!(text.lines().count(), 3);
    }
}
