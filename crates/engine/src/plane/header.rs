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
}

impl Comment {
    /// `# …`
    pub const HASH: Self = Self {
        lead: "#",
        end: "\n",
    };
    /// `; …`
    pub const SEMICOLON: Self = Self {
        lead: ";",
        end: "\n",
    };
    /// `! …`
    pub const EXCLAMATION: Self = Self {
        lead: "!",
        end: "\n",
    };
    /// `// …`
    pub const SLASHES: Self = Self {
        lead: "//",
        end: "\n",
    };

    /// The same with line ends of Windows.
    #[must_use]
    pub const fn crlf(self) -> Self {
        Self {
            end: "\r\n",
            ..self
        }
    }

    /// The same with long lines broken, for formats that read lines into a buffer and take what is beyond it for the next
    /// line: at most `width` characters of text in one.
    #[must_use]
    pub fn folded<'t>(&self, lines: impl IntoIterator<Item = &'t str>, width: usize) -> String {
        let mut text = String::new();
        for line in lines {
            let cleaned = clean(line);
            let mut part = String::new();
            for word in cleaned.split_inclusive(' ') {
                for piece in word.chars().collect::<Vec<_>>().chunks(width.max(1)) {
                    if part.chars().count() + piece.len() > width {
                        text.push_str(&self.lines([part.as_str()]));
                        part.clear();
                    }
                    part.extend(piece);
                }
            }
            text.push_str(&self.lines([part.as_str()]));
        }
        text
    }

    /// Text as comment lines. No text can leave the comment: control characters are taken out.
    #[must_use]
    pub fn lines<'t>(&self, lines: impl IntoIterator<Item = &'t str>) -> String {
        let mut text = String::new();
        for line in lines {
            let line = clean(line).replace(['\r', '\n'], " ");
            text.push_str(self.lead);
            if !line.is_empty() {
                text.push(' ');
                text.push_str(line.trim_end());
            }
            text.push_str(self.end);
        }
        text
    }
}

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
    fn folded_comments_keep_every_word_and_no_line_is_long() {
        let long = format!("one two {} three\nfour", "x".repeat(25));
        let folded = Comment::HASH.folded([long.as_str()], 10);
        assert!(
            folded
                .lines()
                .all(|line| line.starts_with('#') && line.len() <= 12)
        );
        let words: String = folded.split(['#', ' ', '\n']).collect();
        assert_eq!(words, format!("onetwo{}three\\u{{a}}four", "x".repeat(25)));
    }
}
