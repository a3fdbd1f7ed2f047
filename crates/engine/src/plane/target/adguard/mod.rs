//! A filter list in AdGuard's syntax for DNS (AdGuard Home, AdGuard DNS, "DNS filtering rules syntax").
//!
//! `|x^` is a host, `||x^` a host and what is below it, `||*.x^` what is below alone, and `/…/` an expression that is
//! compared with the whole name. `@@` in front lets names pass. Exceptions beat rules wherever they stand; `$important`
//! lifts a rule over them, and an exception with `$important` beats that again. So where blocks lie in what passes, as in
//! lists of what is allowed, they and what passes in them are marked important.

use crate::intent::List;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Entry, Forms, Names, Shapes, regex};

/// The plane.
pub struct Adguard;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

impl Plane for Adguard {
    fn id(&self) -> &'static str {
        "adguard"
    }

    fn about(&self) -> &'static str {
        "filter list for AdGuard Home and AdGuard DNS"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Dns,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Names,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "names that are resolved elsewhere (DNS over HTTPS, another server) or addresses called without a name pass",
            "aliases that an answer leads to are compared with the lists as well, unless the name itself is let through",
            "exceptions of other lists beat these rules, and their rules block what stays here unless these exceptions name it",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let mut text = Comment::EXCLAMATION.header(self, order, &plan.rules, &[]);
        for answer in &order.intent.answers {
            for (kind, address) in answer.records() {
                text.push_str(&format!(
                    "|{}^$dnsrewrite=NOERROR;{kind};{address}\n",
                    answer.name
                ));
            }
        }
        if order.intent.list == List::Allow {
            text.push_str("! everything else\n/.*/\n");
        }
        let last_block = plan
            .entries
            .iter()
            .rposition(|it| it.action == Action::Block);
        for (at, (entry, purpose)) in plan.commented().enumerate() {
            if !purpose.is_empty() {
                text.push_str(&Comment::EXCLAMATION.lines([purpose]));
            }
            // In a list of what is blocked exceptions come first as they are; in the other one, blocks are holes.
            let holed = order.intent.list == List::Allow;
            let important = holed && last_block.is_some_and(|last| at <= last);
            text.push_str(&rule(entry, important));
        }
        Ok(Artefact {
            files: vec![
                File::apply("adguard.txt", text),
                File::undo("undo-adguard.txt", "! backchat adguard: no rules, in place of the list that blocks\n"),
            ],
            apply: vec![
                "AdGuard Home: put adguard.txt where it can read it, and add it under Filters, DNS blocklists, Add a custom list, by its URL or path (a path must lie in a folder that safe_fs_patterns names); or paste it under Custom filtering rules".to_owned(),
                "Add it as a blocklist even where it only lets names pass: its exceptions are marked as such".to_owned(),
            ],
            undo: vec![
                "Take the list off again under Filters, DNS blocklists, or put undo-adguard.txt in its place and let AdGuard check for updates".to_owned(),
            ],
            rules: plan.rules,
            notes: Vec::new(),
        })
    }
}

fn rule(entry: &Entry, important: bool) -> String {
    let exception = match entry.action {
        Action::Pass => "@@",
        Action::Block => "",
    };
    let pattern = match &entry.names {
        Names::Exact(host) => format!("|{host}^"),
        Names::Below(host) => format!("||*.{host}^"),
        Names::Tree(host) => format!("||{host}^"),
        names @ Names::Glob(_) => format!("/{}/", regex(names)),
    };
    let modifier = if important { "$important" } else { "" };
    format!("{exception}{pattern}{modifier}\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{compile, lines, off};

    #[test]
    fn each_kind_of_set_has_its_form() {
        for (set, rule) in [
            ("x.example", "|x.example^"),
            ("*.x.example", "||*.x.example^"),
            ("**.x.example", "||x.example^"),
            ("a-*.x.example", r"/^a-[^.]*\.x\.example$/"),
        ] {
            let lines = lines(&compile(&Adguard, &off(set, &[])), "!");
            assert!(lines.contains(&rule.to_owned()), "{set}: {lines:?}");
        }
    }

    #[test]
    fn what_stays_is_an_exception() {
        let made = compile(&Adguard, &off("**.x.example", &["ok.x.example"]));
        let lines = lines(&made, "!");
        assert!(lines.contains(&"@@|ok.x.example^".to_owned()), "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains('$')), "{lines:?}");
    }

    #[test]
    fn a_reason_cannot_become_a_rule() {
        let policy = "release = \"2004\"\noff = [\"apps\"]\n[[exception]]\noff = \"x.example\"\n\
                      reason = \"a\\n@@||evil.example^$important\"\nuntil = 2030-01-01\n";
        let lines = lines(&compile(&Adguard, policy), "!");
        assert!(lines.iter().all(|line| !line.contains("evil")), "{lines:?}");
    }
}
