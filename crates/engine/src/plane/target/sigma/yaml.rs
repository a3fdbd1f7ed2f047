//! One rule as a YAML document. Every text is in single quotes, in which only the quote itself means something.

use jiff::civil::Date;

use crate::report::wording::clean;
use crate::rules::{Names, regex};

/// A kind of event, and where names stand in it.
pub(super) struct Event {
    /// The category of the log source.
    pub(super) category: &'static str,
    /// The field.
    pub(super) field: &'static str,
    /// What happened to the name, for people.
    pub(super) title: &'static str,
}

/// What a rule says.
pub(super) struct Document<'d> {
    pub(super) title: String,
    pub(super) id: String,
    pub(super) description: String,
    /// The vendor's page.
    pub(super) page: &'d str,
    pub(super) date: Date,
    /// The names to report; none for all.
    pub(super) names: &'d [&'d Names],
    /// The names that are not reported.
    pub(super) filters: &'d [&'d Names],
}

/// The longest title (specification, "Title").
const TITLE: usize = 256;

impl Document<'_> {
    /// The document, with the line that begins it.
    pub(super) fn text(&self, event: &Event) -> String {
        let title: String = self.title.chars().take(TITLE).collect();
        let mut text = format!(
            "---\ntitle: {}\nid: {}\nstatus: experimental\ndescription: {}\nreferences:\n    - {}\n\
             author: backchat\ndate: {}\nlogsource:\n    product: windows\n    category: {}\ndetection:\n",
            quoted(&title),
            self.id,
            quoted(&self.description),
            quoted(self.page),
            self.date,
            event.category,
        );
        if self.names.is_empty() {
            text.push_str(&format!(
                "    selection_all:\n        {}: '*'\n",
                event.field
            ));
        } else {
            text.push_str(&selections("selection", event.field, self.names));
        }
        text.push_str(&selections("filter", event.field, self.filters));
        let but = if self.filters.is_empty() {
            ""
        } else {
            " and not 1 of filter_*"
        };
        text.push_str(&format!(
            "    condition: 1 of selection_*{but}\nfalsepositives:\n    - 'Software that uses the same destination'\nlevel: informational\n"
        ));
        text
    }
}

/// The selections of a kind that are needed: whole names, endings, expressions.
fn selections(kind: &str, field: &str, names: &[&Names]) -> String {
    let (mut whole, mut endings, mut forms) = (Vec::new(), Vec::new(), Vec::new());
    for names in names {
        match names {
            Names::Exact(host) => whole.push(host.to_string()),
            Names::Below(host) => endings.push(format!(".{host}")),
            Names::Tree(host) => {
                whole.push(host.to_string());
                endings.push(format!(".{host}"));
            }
            Names::Glob(_) => forms.push(regex(names)),
        }
    }
    let mut text = String::new();
    for (name, modifier, values) in [
        ("names", "", whole),
        ("endings", "|endswith", endings),
        ("forms", "|re|i", forms),
    ] {
        if values.is_empty() {
            continue;
        }
        text.push_str(&format!("    {kind}_{name}:\n        {field}{modifier}:\n"));
        for value in values {
            text.push_str(&format!("            - {}\n", quoted(&value)));
        }
    }
    text
}

/// Text in single quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", clean(text).replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_quotes() {
        assert_eq!(quoted("a'b\n- c: d"), "'a''b\\u{a}- c: d'");
    }

    #[test]
    fn a_tree_is_a_name_and_an_ending() {
        let tree = Names::Tree("x.example".into());
        assert_eq!(
            selections("selection", "QueryName", &[&tree]),
            "    selection_names:\n        QueryName:\n            - 'x.example'\n    \
             selection_endings:\n        QueryName|endswith:\n            - '.x.example'\n"
        );
    }
}
