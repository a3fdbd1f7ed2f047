//! Lists for Pi-hole 6: what gravity subscribes to, and expressions for what its lists cannot say.
//!
//! A list to block holds hosts and `||x^` for a host and what is below it, a list to allow hosts and `@@||x^`; gravity drops
//! all other lines. What is below a host alone and stars in the middle are regular expressions of the domain list. The
//! order in which Pi-hole asks is: hosts that are allowed, expressions that allow, hosts that are denied, lists that allow, lists that
//! block, expressions that deny. Nothing here is a host of the domain list, so whatever passes comes before whatever is blocked.
//! For the same reason nothing can be blocked within what a list allows.

use crate::intent::List;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Entry, Forms, Names, Shapes, regex};

/// The plane.
pub struct Pihole;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

impl Plane for Pihole {
    fn id(&self) -> &'static str {
        "pihole"
    }

    fn about(&self) -> &'static str {
        "block and allow lists for Pi-hole, with expressions for the rest"
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
            "aliases that an answer leads to are compared with the lists as well, unless the name itself is let through",
            "a host that somebody denied by hand is blocked even where the list to allow has it",
            "lists to allow need Pi-hole 6",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let list = order.intent.list;
        let plan = NamePlan::of(order, self.forms(list).unwrap_or_default())?;
        let notes: Vec<String> = order.unanswered().into_iter().collect();
        let head = Comment::HASH.header(self, order, &plan.rules, &notes);
        let mut lists = Lists::default();
        for (entry, purpose) in plan.commented() {
            lists.add(entry, purpose);
        }
        if plan.default == Action::Block {
            lists.deny.push(".*".to_owned());
        }
        let mut files = Vec::new();
        for (name, text) in [
            ("blocklist.txt", &lists.block),
            ("allowlist.txt", &lists.allow),
        ] {
            if !text.is_empty() {
                files.push(File::apply(name, format!("{head}{text}")));
            }
        }
        let expressions = [("--allow-regex", &lists.pass), ("--regex", &lists.deny)];
        if expressions.iter().any(|(_, all)| !all.is_empty()) {
            files.push(File::apply("regex.sh", script(&head, "", &expressions)));
            files.push(File::undo("undo-regex.sh", script("", "-d ", &expressions)));
        }
        let has = |name: &str| files.iter().any(|file: &File| file.name == name);
        let mut apply = vec![
            "Copy the lists to a folder that the user pihole can read, such as /etc/pihole/backchat".to_owned(),
        ];
        if has("blocklist.txt") {
            apply.push(
                "Under Lists, add file:///etc/pihole/backchat/blocklist.txt as a blocklist"
                    .to_owned(),
            );
        }
        if has("allowlist.txt") {
            apply.push(
                "Under Lists, add file:///etc/pihole/backchat/allowlist.txt as an allowlist"
                    .to_owned(),
            );
        }
        apply.push("Read the lists: pihole -g".to_owned());
        if has("regex.sh") {
            apply.push("Add the expressions: sh regex.sh".to_owned());
        }
        let mut undo = vec!["Remove the lists under Lists, and run pihole -g".to_owned()];
        if has("undo-regex.sh") {
            undo.push("Remove the expressions: sh undo-regex.sh".to_owned());
        }
        Ok(Artefact {
            files,
            apply,
            undo,
            rules: plan.rules,
            notes,
        })
    }
}

/// The lines of each list.
#[derive(Default)]
struct Lists {
    block: String,
    allow: String,
    pass: Vec<String>,
    deny: Vec<String>,
}

impl Lists {
    fn add(&mut self, entry: &Entry, purpose: &str) {
        let (list, exception, expressions) = match entry.action {
            Action::Pass => (&mut self.allow, "@@", &mut self.pass),
            Action::Block => (&mut self.block, "", &mut self.deny),
        };
        let line = match &entry.names {
            Names::Exact(host) if is_taken(host) && host.contains('.') => host.to_string(),
            Names::Tree(host) if is_taken(host) => format!("{exception}||{host}^"),
            names => {
                expressions.push(regex(names));
                return;
            }
        };
        if !purpose.is_empty() {
            list.push_str(&Comment::HASH.lines([purpose]));
        }
        list.push_str(&line);
        list.push('\n');
    }
}

/// Whether gravity takes a name: it wants a last label of two characters at least, without a hyphen at its ends.
fn is_taken(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or(host);
    last.len() >= 2 && !last.starts_with('-') && !last.ends_with('-')
}

/// Commands that add expressions, or take them away. Expressions hold no quotes, as host names hold none.
fn script(head: &str, option: &str, expressions: &[(&str, &Vec<String>)]) -> String {
    let mut text = format!("#!/bin/sh\n{head}set -e\n");
    for (command, all) in expressions {
        for expression in *all {
            text.push_str(&format!("pihole {command} {option}'{expression}'\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{compile, off};

    fn file(artefact: &Artefact, name: &str) -> String {
        let file = artefact.files.iter().find(|file| file.name == name);
        file.unwrap_or_else(|| panic!("{name} is missing"))
            .text()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn hosts_and_trees_go_to_the_lists() {
        let made = compile(&Pihole, &off("**.x.example", &["ok.x.example"]));
        assert!(file(&made, "blocklist.txt").contains("\n||x.example^\n"));
        assert!(file(&made, "allowlist.txt").contains("\nok.x.example\n"));
    }

    #[test]
    fn what_lists_cannot_say_is_an_expression_with_its_way_back() {
        let made = compile(&Pihole, &off("*.x.example", &[]));
        let command = r"'^.+\.x\.example$'";
        assert!(file(&made, "regex.sh").contains(&format!("pihole --regex {command}\n")));
        assert!(file(&made, "undo-regex.sh").contains(&format!("pihole --regex -d {command}\n")));
    }

    #[test]
    fn a_reason_cannot_leave_the_comment() {
        let policy = "release = \"2004\"\noff = [\"apps\"]\n[[exception]]\noff = \"a-*.x.example\"\n\
                      reason = \"a\\nrm -rf /\"\nuntil = 2030-01-01\n";
        for file in compile(&Pihole, policy).files {
            let text = file.text().unwrap();
            assert!(text.lines().all(|line| !line.starts_with("rm")), "{text}");
        }
    }
}
