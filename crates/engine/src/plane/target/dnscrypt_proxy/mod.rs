//! Names for dnscrypt-proxy to block and to allow (`blocked_names` and `allowed_names` of its configuration, described in its
//! example files).
//!
//! `=x` is a host, `x` a host and what is below it. With a `?`, a bracket or a `*` in the middle, a line is a glob whose `*`
//! is any text, dots included; so `?*.x` is what is below a host alone. Names to allow come before names to block, so nothing can
//! be blocked within what is allowed.

use crate::intent::List;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Entry, Forms, Names, Shape, Shapes};

/// The plane.
pub struct DnscryptProxy;

const SHAPES: Shapes = Shapes {
    glob: Some(Shape::Glob),
    ..Shapes::LABELS
};

const FORMS: Forms = Forms {
    block: SHAPES,
    pass: SHAPES,
    allow_list: true,
};

impl Plane for DnscryptProxy {
    fn id(&self) -> &'static str {
        "dnscrypt-proxy"
    }

    fn about(&self) -> &'static str {
        "names to block and to allow for dnscrypt-proxy"
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
            "names that are resolved elsewhere (another server) or addresses called without a name pass",
            "aliases that an answer leads to are compared with the names to block as well",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let forms = self.forms(order.intent.list).unwrap_or_default();
        let plan = NamePlan::of(order, forms)?;
        let notes: Vec<String> = order.unanswered().into_iter().collect();
        let head = Comment::HASH.header(self, order, &plan.rules, &notes);
        let (mut block, mut allow) = (head.clone(), head);
        for (entry, purpose) in plan.commented() {
            let text = match entry.action {
                Action::Block => &mut block,
                Action::Pass => &mut allow,
            };
            if !purpose.is_empty() {
                text.push_str(&Comment::HASH.lines([purpose]));
            }
            text.push_str(&lines(entry));
        }
        if plan.default == Action::Block {
            block.push_str("# everything else\n?*\n");
        }
        let nothing = "# backchat dnscrypt-proxy: no names, in place of those that block\n";
        Ok(Artefact {
            files: vec![
                File::apply("blocked-names.txt", block),
                File::apply("allowed-names.txt", allow),
                File::undo("undo-blocked-names.txt", nothing),
                File::undo("undo-allowed-names.txt", nothing),
            ],
            apply: vec![
                "Copy both files beside dnscrypt-proxy.toml".to_owned(),
                "In dnscrypt-proxy.toml, set blocked_names_file = 'blocked-names.txt' under [blocked_names] and allowed_names_file = 'allowed-names.txt' under [allowed_names]; where lists are named there already, add these lines to them".to_owned(),
                "Restart dnscrypt-proxy, and look for lines with [ERROR] in its log: -check does not read the lists".to_owned(),
            ],
            undo: vec![
                "Take both settings back, or put undo-blocked-names.txt and undo-allowed-names.txt in the place of the files, and restart dnscrypt-proxy".to_owned(),
            ],
            rules: plan.rules,
            notes,
        })
    }
}

fn lines(entry: &Entry) -> String {
    match &entry.names {
        Names::Exact(host) => format!("={host}\n"),
        Names::Below(host) => format!("?*.{host}\n"),
        Names::Tree(host) => format!("{host}\n"),
        Names::Glob(pattern) => {
            let glob = pattern.host();
            match glob.strip_prefix('*') {
                // A `*` in front alone would make it the end of a name from a dot on.
                Some(rest) if !rest.contains('*') => format!("?{glob}\n={rest}\n"),
                _ => format!("{glob}\n"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::{self, compile, off};

    #[test]
    fn each_kind_of_set_has_its_form() {
        for (set, line) in [
            ("x.example", "=x.example"),
            ("*.x.example", "?*.x.example"),
            ("**.x.example", "x.example"),
            ("a-*.x.example", "a-*.x.example"),
        ] {
            let lines = trial::lines(&compile(&DnscryptProxy, &off(set, &[])), "#");
            assert!(lines.contains(&line.to_owned()), "{set}: {lines:?}");
        }
    }

    #[test]
    fn a_star_that_crosses_dots_is_told() {
        let made = compile(&DnscryptProxy, &off("a-*.x.example", &[]));
        assert_eq!(made.tally().wider, 1);
    }

    #[test]
    fn without_undocumented_names_everything_is_blocked_that_is_not_allowed() {
        let lines = trial::lines(&compile(&DnscryptProxy, "preset = \"updates-only\""), "#");
        assert_eq!(lines, ["?*"]);
    }
}
