//! Commands of FortiOS: the feed, the profile that blocks it, the exceptions, and their way back.

use std::fmt::Write as _;

use crate::rules::{Names, regex};

/// How many characters an entry of a domain filter takes.
pub(super) const LONGEST: usize = 511;

/// A set as an expression without what the command line takes for itself: a question mark asks for help, and a backslash
/// escapes in quotes.
pub(super) fn expression(names: &Names) -> String {
    // What may be there once may be there often here: `(.+\.)*x` and `(.+\.)?x` are the same names.
    regex(names).replace(r"\.", "[.]").replace(")?", ")*")
}

/// The commands that set all up.
pub(super) fn apply(passes: &[String]) -> String {
    let mut text = "\
config system external-resource
    edit \"backchat\"
        set type domain
        set category 192
        set resource \"https://SERVER/block.txt\"
        set refresh-rate 60
    next
end
"
    .to_owned();
    if !passes.is_empty() {
        text.push_str("config dnsfilter domain-filter\n    edit 40220\n        set name \"backchat\"\n        config entries\n");
        for (at, pass) in passes.iter().enumerate() {
            let _ = write!(
                text,
                "            edit {}\n                set domain \"{pass}\"\n                set type regex\n                set action allow\n            next\n",
                at + 1
            );
        }
        text.push_str("        end\n    next\nend\n");
    }
    text.push_str("config dnsfilter profile\n    edit \"PROFILE\"\n");
    if !passes.is_empty() {
        text.push_str(
            "        config domain-filter\n            set domain-filter-table 40220\n        end\n",
        );
    }
    text.push_str(
        "        config ftgd-dns\n            config filters\n                edit 192\n                    \
         set category 192\n                    set action block\n                next\n            end\n        end\n    next\nend\n",
    );
    text
}

/// The commands that take all back, in the opposite order: what is in use cannot be deleted.
pub(super) fn undo(passes: bool) -> String {
    let mut text = "config dnsfilter profile\n    edit \"PROFILE\"\n".to_owned();
    if passes {
        text.push_str(
            "        config domain-filter\n            unset domain-filter-table\n        end\n",
        );
    }
    text.push_str(
        "        config ftgd-dns\n            config filters\n                delete 192\n            end\n        end\n    next\nend\n",
    );
    if passes {
        text.push_str("config dnsfilter domain-filter\n    delete 40220\nend\n");
    }
    text.push_str("config system external-resource\n    delete \"backchat\"\nend\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_have_nothing_that_the_command_line_takes_for_itself() {
        let tree = expression(&Names::Tree("x.example".into()));
        assert_eq!(tree, "^(.+[.])*x[.]example$");
    }

    #[test]
    fn every_block_of_commands_is_closed() {
        for text in [
            apply(&["^x$".to_owned()]),
            apply(&[]),
            undo(true),
            undo(false),
        ] {
            let count = |word: &str| {
                text.lines()
                    .filter(|line| line.split_whitespace().next() == Some(word))
                    .count()
            };
            assert_eq!(count("config"), count("end"), "{text}");
            assert_eq!(count("edit"), count("next"), "{text}");
        }
    }
}
