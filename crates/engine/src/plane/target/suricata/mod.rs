//! Suricata rules (Suricata 6 and later; user guide, chapters "Rules Format" and "DNS / TLS / HTTP / QUIC Keywords") that
//! alert where a name that is turned off is looked up or called.
//!
//! What stays is taken out of each rule by a negated expression and not by `pass` rules: a pass rule wins over every
//! alert of every rule set, and on its whole flow, so it would hide what others look for.

mod rule;
mod sid;

use crate::intent::List;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Names, Shapes};
use rule::{BUFFERS, Buffer, Rule};

/// The plane.
pub struct Suricata;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

/// The longest rule that Suricata reads (`DETECT_MAX_RULE_SIZE`).
const LONGEST: usize = 8192;

impl Plane for Suricata {
    fn id(&self) -> &'static str {
        "suricata"
    }

    fn about(&self) -> &'static str {
        "Suricata rules that alert on names in DNS, TLS, HTTP and QUIC"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Detection,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "it alerts and stops nothing",
            "names in encrypted DNS and in an encrypted ClientHello are not seen",
            "QUIC is looked at where Suricata's QUIC parser is on",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let mut more = vec![format!(
            "Rule numbers: {} to {}, within the range for local use (sidallocation.org); they follow from the name alone.",
            sid::FIRST,
            sid::LAST
        )];
        if !order.intent.answers.is_empty() {
            more.push(
                "Names that the policy answers in the own network raise no alert.".to_owned(),
            );
        }
        let mut text = Comment::HASH.header(self, order, &plan.rules, &more);
        for line in lines(order, &plan)? {
            text.push_str(&line);
            text.push('\n');
        }
        let empty =
            Comment::HASH.lines(["backchat suricata: no rules, in place of those that alert"]);
        Ok(Artefact {
            files: vec![
                File::apply("backchat.rules", text),
                File::undo("undo-backchat.rules", empty),
            ],
            apply: vec![
                "Check it: suricata -T -c /etc/suricata/suricata.yaml -S backchat.rules -l /tmp"
                    .to_owned(),
                "Copy backchat.rules into the folder that default-rule-path names, add it to rule-files in suricata.yaml, and run: suricatasc -c ruleset-reload-nonblocking".to_owned(),
            ],
            undo: vec![
                "Put undo-backchat.rules in the place of backchat.rules, or take it out of rule-files, and run: suricatasc -c ruleset-reload-nonblocking".to_owned(),
            ],
            rules: plan.rules,
            notes: vec![
                "A name that is asked for often raises an alert each time; a threshold.config with `suppress` or `threshold` lines thins them out".to_owned(),
            ],
        })
    }
}

/// The rules, four for each set of names: one for each place in which names are read.
fn lines(order: &Order<'_>, plan: &NamePlan) -> Result<Vec<String>, PlaneError> {
    let intent = order.intent;
    let page = &intent.release().entry.page.url;
    let blocked: Vec<&Names> = plan.of_action(Action::Block).map(|it| &it.names).collect();
    let mut numbers = sid::numbers(&blocked)
        .ok_or_else(|| {
            PlaneError::TooMuch(format!(
                "{} sets of names need rule numbers, and {} are for local use",
                blocked.len(),
                sid::SLOTS
            ))
        })?
        .into_iter();
    let mut lines = Vec::new();
    let told = plan.commented().zip(plan.by_area());
    let told = told.filter(|((it, _), _)| it.action == Action::Block);
    for (((_, purpose), (_, areas)), (entry, without)) in told.zip(plan.blocks()) {
        let number = numbers.next().expect("there is one for each block");
        let rule = Rule {
            names: Some(&entry.names),
            without,
            what: format!("{}: {}", NamePlan::off(areas), entry.names),
            purpose,
            areas,
            page,
            number,
            revision: order.serial,
        };
        lines.extend(BUFFERS.iter().map(|buffer| rule.line(buffer)));
    }
    if intent.list == List::Allow {
        let rule = Rule {
            names: None,
            without: plan.of_action(Action::Pass).map(|it| &it.names).collect(),
            what: "not on the list of what is allowed".to_owned(),
            purpose: "",
            areas: &[],
            page,
            number: sid::REST,
            revision: order.serial,
        };
        lines.extend(BUFFERS.iter().map(|buffer: &Buffer| rule.line(buffer)));
    }
    match lines.iter().find(|line| line.len() >= LONGEST) {
        Some(line) => Err(PlaneError::TooMuch(format!(
            "a rule would have {} characters, and Suricata reads {LONGEST}: what stays has too many exceptions for one rule",
            line.len()
        ))),
        None => Ok(lines),
    }
}
