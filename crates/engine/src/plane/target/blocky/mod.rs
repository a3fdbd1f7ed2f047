//! A part of blocky's configuration (`blocking` in its documentation), with the lists inside.
//!
//! `x` is a host, `*.x` a host **and** what is below it, `/…/` an expression in the syntax of RE2. In a group that has both kinds
//! of lists, what is allowed comes first. A group that has only a list of what is allowed blocks all other names: this is made for
//! lists of what is allowed, and never by accident, as there is no plan without blocks otherwise. Nothing can be
//! blocked within what is allowed.

use crate::intent::List;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Entry, Forms, Names, Shapes, regex};

/// The plane.
pub struct Blocky;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

impl Plane for Blocky {
    fn id(&self) -> &'static str {
        "blocky"
    }

    fn about(&self) -> &'static str {
        "configuration of lists for blocky"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Dns,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn forms(&self, list: List) -> Option<Forms> {
        Some(match list {
            List::Block => FORMS,
            List::Allow => FORMS.without_blocks(),
        })
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "names that are resolved elsewhere (DNS over HTTPS, another server) or addresses called without a name pass",
            "aliases that an answer leads to are compared with the lists as well",
            "a client that is assigned groups of its own does not get the default one",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let list = order.intent.list;
        let plan = NamePlan::of(order, self.forms(list).unwrap_or_default())?;
        let notes: Vec<String> = order.unanswered().into_iter().collect();
        let mut text = Comment::HASH.header(self, order, &plan.rules, &notes);
        text.push_str("blocking:\n  blockType: nxDomain\n  blockTTL: 5m\n");
        let kinds: &[(&str, Action)] = match list {
            List::Block => &[("denylists", Action::Block), ("allowlists", Action::Pass)],
            List::Allow => &[("allowlists", Action::Pass)],
        };
        for (kind, action) in kinds {
            let mut lines = String::new();
            for (entry, purpose) in plan.commented().filter(|(it, _)| it.action == *action) {
                if !purpose.is_empty() {
                    lines.push_str(&Comment::HASH.indented(INDENT).lines([purpose]));
                }
                lines.push_str(&format!("{INDENT}{}\n", line(entry)));
            }
            if !lines.is_empty() {
                text.push_str(&format!("  {kind}:\n    {GROUP}:\n      - |\n{lines}"));
            }
        }
        text.push_str(&format!(
            "  clientGroupsBlock:\n    default:\n      - {GROUP}\n"
        ));
        Ok(Artefact {
            files: vec![
                File::apply("blocky.yml", text),
                File::undo(
                    "undo-blocky.yml",
                    "# backchat blocky: nothing is blocked, in place of the part that blocks\nblocking:\n  denylists: {}\n  clientGroupsBlock: {}\n",
                ),
            ],
            apply: vec![
                "Copy blocky.yml to the folder that blocky reads its configuration from, if it reads a folder; else add what is below blocking: to the part of the same name".to_owned(),
                format!("Where clientGroupsBlock names groups already, add {GROUP} to those of each client that is meant"),
                "Check it with blocky validate --config FILE, and restart blocky".to_owned(),
            ],
            undo: vec![
                format!("Take blocky.yml, or all that is called {GROUP}, out of the configuration again, and restart blocky"),
            ],
            rules: plan.rules,
            notes,
        })
    }
}

/// The name of the group.
const GROUP: &str = "backchat";

/// Lines of a list stand this far in.
const INDENT: &str = "        ";

fn line(entry: &Entry) -> String {
    match &entry.names {
        Names::Exact(host) => host.to_string(),
        Names::Tree(host) => format!("*.{host}"),
        names @ (Names::Below(_) | Names::Glob(_)) => format!("/{}/", regex(names)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{compile, lines, off};

    #[test]
    fn each_kind_of_set_has_its_form() {
        for (set, line) in [
            ("x.example", "x.example"),
            ("*.x.example", r"/^.+\.x\.example$/"),
            ("**.x.example", "*.x.example"),
            ("a-*.x.example", r"/^a-[^.]*\.x\.example$/"),
        ] {
            let lines = lines(&compile(&Blocky, &off(set, &[])), "#");
            assert!(lines.contains(&line.to_owned()), "{set}: {lines:?}");
        }
    }

    #[test]
    fn only_a_list_of_what_is_allowed_has_no_list_to_deny() {
        let deny = "denylists:".to_owned();
        assert!(lines(&compile(&Blocky, &off("x.example", &[])), "#").contains(&deny));
        assert!(!lines(&compile(&Blocky, "preset = \"updates-only\""), "#").contains(&deny));
    }

    #[test]
    fn a_reason_cannot_leave_the_list() {
        let policy = "release = \"2004\"\noff = [\"apps\"]\n[[exception]]\noff = \"x.example\"\n\
                      reason = \"a\\nports:\\n  dns: 5\"\nuntil = 2030-01-01\n";
        let lines = lines(&compile(&Blocky, policy), "#");
        assert!(
            lines.iter().all(|line| !line.contains("ports")),
            "{lines:?}"
        );
    }
}
