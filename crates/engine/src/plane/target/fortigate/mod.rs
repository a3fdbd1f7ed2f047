//! A domain threat feed for FortiGate's DNS filter, and commands of FortiOS that use it and make the exceptions.
//!
//! A feed has one entry in a line, a host or one with simple wildcards, of which the vendor's examples have one anywhere in a
//! name: stars are any text, dots included. What a policy keeps goes into the profile's local domain filter, which is asked before
//! the feed and lets names pass
//! ([Local domain filter](https://docs.fortinet.com/document/fortigate/latest/administration-guide/529838/local-domain-filter)). Its entries are anchored
//! expressions: the types `simple` and `wildcard` also match inside of other names
//! ([matching logic](https://community.fortinet.com/t5/FortiGate/Technical-Tip-DNS-profile-Static-Domain-Filter-Matching-Logic/ta-p/239549)).

mod commands;

use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Shape, Shapes};
use commands::{LONGEST, apply, expression, undo};

/// The plane.
pub struct Fortigate;

const FORMS: Forms = Forms {
    block: Shapes {
        glob: Some(Shape::Glob),
        ..Shapes::LABELS
    },
    pass: Shapes {
        exact: Some(Shape::Regex),
        below: Some(Shape::Regex),
        tree: Some(Shape::Regex),
        glob: Some(Shape::Regex),
    },
    // In which order the local filter's own entries are asked is not documented, so "these and no others" cannot be said.
    allow_list: false,
};

impl Plane for Fortigate {
    fn id(&self) -> &'static str {
        "fortigate"
    }

    fn about(&self) -> &'static str {
        "domain threat feed and DNS filter for FortiGate"
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
            "a feed that holds more than the model does is cut short, which the event 22224 tells",
            "no firewall judged these files: they follow the vendor's documents",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let mut feed: Vec<String> = plan
            .of_action(Action::Block)
            .flat_map(|entry| entry.names.starred())
            .collect();
        feed.sort_unstable();
        feed.dedup();
        let passes: Vec<String> = plan
            .of_action(Action::Pass)
            .map(|entry| expression(&entry.names))
            .collect();
        if let Some(long) = passes.iter().find(|it| it.len() > LONGEST) {
            return Err(PlaneError::TooMuch(format!(
                "the exception {long} is longer than the {LONGEST} characters that the domain filter takes"
            )));
        }
        let more = ["Feeds have no comments, so this header stands here alone.".to_owned()];
        let text = Comment::HASH.header(self, order, &plan.rules, &more);
        Ok(Artefact {
            files: vec![
                File::apply("block.txt", feed.join("\n") + "\n"),
                File::apply("setup.conf", text + &apply(&passes)),
                File::undo("undo.conf", undo(!passes.is_empty())),
            ],
            apply: vec![
                "Serve block.txt over HTTPS, and write its address into setup.conf, in the place of https://SERVER/block.txt".to_owned(),
                "Put the DNS filter profile's name in the place of PROFILE in setup.conf; see that the feed's category 192, the filter's number 192 and the domain filter 40220 are free, and that the profile has no domain filter of its own, which this one would replace".to_owned(),
                "Run setup.conf as a script (System, Configuration, Scripts) or enter its lines".to_owned(),
                "Attach the profile to the policies for outgoing DNS".to_owned(),
            ],
            undo: vec![
                "Put the profile's name in the place of PROFILE in undo.conf, and run it as a script".to_owned(),
            ],
            rules: plan.rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}
