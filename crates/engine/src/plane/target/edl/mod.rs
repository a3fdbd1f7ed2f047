//! An external dynamic list of domains for PAN-OS, and the exceptions of an Anti-Spyware profile.
//!
//! A list holds one type of entry, one in a line, without comments
//! ([Domain List](https://docs.paloaltonetworks.com/pan-os/10-2/pan-os-admin/policy/use-an-external-dynamic-list-in-policy/formatting-guidelines-for-an-external-dynamic-list/domain-list)).
//! `x` is the host, as long as "Automatically expand to include subdomains" is off; `*.x` is what is below at any depth. The
//! star stands only in front, and a caret is exactly one label, so stars in the middle have no form.
//!
//! What a policy keeps is on the profile's "DNS Domain/FQDN Allow List", 100 entries at most. There, other than in a list,
//! `*.x` is x too
//! ([article](https://knowledgebase.paloaltonetworks.com/KCSArticleDetail?id=kA14u000000HCjYCAW)).

use crate::plane::{
    Ability, Answering, Artefact, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Names, Shape, Shapes};

/// The plane.
pub struct Edl;

const FORMS: Forms = Forms {
    block: Shapes::LABELS,
    pass: Shapes {
        below: Some(Shape::Tree),
        ..Shapes::LABELS
    },
    // The profile judges what is on lists; there is no list of what alone may be looked up.
    allow_list: false,
};

/// How many domains the smaller models hold in all of their lists together; what is beyond is skipped there.
const LIMIT: usize = 50_000;

/// How many entries an allow list of a profile holds.
const EXCEPTIONS: usize = 100;

impl Plane for Edl {
    fn id(&self) -> &'static str {
        "edl"
    }

    fn about(&self) -> &'static str {
        "external dynamic list of domains for Palo Alto Networks firewalls"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Firewall,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "lookups are judged, in DNS that the firewall sees: DNS over HTTPS and addresses called without a name pass",
            "no firewall judged these files: they follow the vendor's documents",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let mut list: Vec<String> = plan
            .of_action(Action::Block)
            .flat_map(|entry| entry.names.starred())
            .collect();
        list.sort_unstable();
        list.dedup();
        if list.len() > LIMIT {
            return Err(PlaneError::TooMuch(format!(
                "the list would have {} domains, and smaller firewalls hold {LIMIT}",
                list.len()
            )));
        }
        let exceptions: Vec<(String, String)> = plan
            .commented()
            .filter(|(entry, _)| entry.action == Action::Pass)
            .map(|(entry, purpose)| (exception(&entry.names), described(purpose)))
            .collect();
        if exceptions.len() > EXCEPTIONS {
            return Err(PlaneError::TooMuch(format!(
                "{} exceptions are needed, and the allow list of a profile holds {EXCEPTIONS}",
                exceptions.len()
            )));
        }
        let mut files = vec![File::apply("block.txt", list.join("\n") + "\n")];
        let mut apply = vec![
            "Serve block.txt over HTTPS, and add an external dynamic list of the type Domain List with its address; leave \"Automatically expand to include subdomains\" off: it would block what is below every host".to_owned(),
            "In the Anti-Spyware profile, under DNS Policies, set the list's policy action to sinkhole or block; attach the profile to the rules for outgoing DNS".to_owned(),
        ];
        let mut undo = vec![
            "In the Anti-Spyware profile, set the list's policy action to allow and commit; then the list can be deleted".to_owned(),
        ];
        if !exceptions.is_empty() {
            let path = "profiles spyware PROFILE botnet-domains whitelist";
            let set = exceptions
                .iter()
                .map(|(name, purpose)| format!("set {path} {name} description \"{purpose}\"\n"));
            let delete = exceptions
                .iter()
                .map(|(name, _)| format!("delete {path} {name}\n"));
            files.push(File::apply("exceptions.txt", set.collect::<String>()));
            files.push(File::undo(
                "undo-exceptions.txt",
                delete.collect::<String>(),
            ));
            apply.insert(0, "Before the list: put the profile's name in the place of PROFILE in exceptions.txt, enter its lines in configure mode (PAN-OS 10.0 and later), and commit: they keep reachable what the list's wildcards hold and the policy keeps".to_owned());
            undo.push("Enter the lines of undo-exceptions.txt in configure mode, with the profile's name in the place of PROFILE, and commit; entries that were there before for the same names go too".to_owned());
        }
        Ok(Artefact {
            files,
            apply,
            undo,
            rules: plan.rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}

/// A set as an entry of the allow list.
fn exception(names: &Names) -> String {
    match names {
        Names::Exact(host) => host.to_string(),
        names => format!("*.{}", names.host()),
    }
}

/// Text for between quotes of the command line: nothing that could end them, or that the line takes for help.
fn described(text: &str) -> String {
    let plain = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '.' | ',' | ':' | '(' | ')' | '/' | '_' | '-' => {
            c
        }
        _ => '-',
    };
    text.chars().take(120).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_description_leaves_its_quotes() {
        assert_eq!(described("a\" ?\nset b\\"), "a- --set b-");
    }

    #[test]
    fn a_tree_is_one_exception() {
        let tree = Names::Tree("x.example".into());
        assert_eq!(exception(&tree), "*.x.example");
    }
}
