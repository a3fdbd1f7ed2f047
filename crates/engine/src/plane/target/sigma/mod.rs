//! Sigma rules (specification 2.1.0, sigmahq.io) over Sysmon's events 22 (DNS query) and 3 (network connection) of Windows:
//! two for each area that is off, with what stays as a filter.

mod yaml;

use std::collections::BTreeMap;

use crate::intent::List;
use crate::plane::uuid::uuid;
use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::rules::{Action, Forms, Names, Shapes};
use yaml::{Document, Event};

/// The plane.
pub struct Sigma;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

/// Where names stand in events.
const EVENTS: [Event; 2] = [
    Event {
        category: "dns_query",
        field: "QueryName",
        title: "looked up",
    },
    Event {
        category: "network_connection",
        field: "DestinationHostname",
        title: "called",
    },
];

impl Plane for Sigma {
    fn id(&self) -> &'static str {
        "sigma"
    }

    fn about(&self) -> &'static str {
        "Sigma rules over Sysmon's DNS and connection events"
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
            "it reports and stops nothing",
            "Sysmon logs a name only where the process asks Windows for it, and takes the name of a connection from a reverse lookup, which is often another one",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let mut text = Comment::HASH.header(self, order, &plan.rules, &[]);
        text.push_str(&documents(order, &plan));
        Ok(Artefact {
            files: vec![File::apply("backchat_sysmon.yml", text)],
            apply: vec![
                "Check it: sigma check backchat_sysmon.yml".to_owned(),
                "Convert it for the SIEM, for instance: sigma convert -t splunk -p sysmon backchat_sysmon.yml".to_owned(),
            ],
            undo: vec![
                "Delete the searches that were made from it; each has the id of its rule, which stays the same in every export".to_owned(),
            ],
            rules: plan.rules,
            notes: Vec::new(),
        })
    }
}

/// The rules, as documents of one file.
fn documents(order: &Order<'_>, plan: &NamePlan) -> String {
    // Areas in the order in which their first destination comes.
    let mut order_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut areas: Vec<(&str, Vec<&Names>, Vec<&Names>)> = Vec::new();
    let blocks = plan.by_area().filter(|(it, _)| it.action == Action::Block);
    for ((_, ids), (entry, without)) in blocks.zip(plan.blocks()) {
        let ids = ids.iter().map(String::as_str);
        let ids: Vec<&str> = ids.collect();
        // Exceptions of the policy belong to no area.
        let ids = if ids.is_empty() {
            vec!["exceptions"]
        } else {
            ids
        };
        for id in ids {
            let at = *order_of.entry(id).or_insert_with(|| {
                areas.push((id, Vec::new(), Vec::new()));
                areas.len() - 1
            });
            let (_, names, filters) = &mut areas[at];
            names.push(&entry.names);
            filters.extend(&without);
        }
    }
    let mut text = String::new();
    for (id, names, filters) in &mut areas {
        filters.sort_unstable();
        filters.dedup();
        let area = order.intent.catalog.area_by_id(id);
        let name = area.map_or(*id, |area| {
            order
                .intent
                .catalog
                .area(area)
                .name(Some(order.intent.release().id()))
        });
        for event in &EVENTS {
            text.push_str(&document(order, event, id, name, names, filters));
        }
    }
    if order.intent.list == List::Allow {
        let passes: Vec<&Names> = plan.of_action(Action::Pass).map(|it| &it.names).collect();
        for event in &EVENTS {
            let title = "a destination that is not on the list";
            text.push_str(&document(order, event, "undocumented", title, &[], &passes));
        }
    }
    text
}

fn document(
    order: &Order<'_>,
    event: &Event,
    id: &str,
    name: &str,
    names: &[&Names],
    filters: &[&Names],
) -> String {
    let document = Document {
        title: format!("{name} is off and was {}", event.title),
        id: uuid(&format!("sigma/{}/{id}", event.category)),
        description: format!(
            "The policy turns {name} ({id}) off; a destination that the vendor documents for it was {} all the same.",
            event.title
        ),
        page: &order.intent.release().entry.page.url,
        date: order.date,
        names,
        filters,
    };
    document.text(event)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plane::trial::compile;

    #[test]
    fn what_is_off_within_what_is_allowed_is_reported() {
        let policy = "release = \"2004\"\nundocumented = \"off\"\noff = [\"apps\"]\n\
                      [[exception]]\noff = \"*.bad.maps.windows.com\"\nreason = \"tried\"\nuntil = 2030-01-01\n\
                      [[exception]]\nkeep = \"ok.bad.maps.windows.com\"\nreason = \"tried\"\nuntil = 2030-01-01\n";
        let made = compile(&Sigma, policy);
        let text = made.files[0].text().unwrap();
        let rules = text.split("\n---\n");
        let mut rules = rules.filter(|it| it.contains("- '.bad.maps.windows.com'"));
        let rule = rules.next().expect("there is a rule for it");
        assert!(rule.contains("- 'ok.bad.maps.windows.com'"), "{rule}");
        assert!(!rule.contains("- '.maps.windows.com'"), "{rule}");
    }
}
