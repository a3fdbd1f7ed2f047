//! Sigma: rules are read back as YAML and applied to events with each name. The matcher here is our own, made from the
//! specification; `sigma check` of pySigma judges the files where it is installed.

use std::collections::BTreeSet;
use std::process::Command;

use backchat_engine::plane::{self, NamePlan};
use backchat_engine::rules::Action;
use yaml_rust2::{Yaml, YamlLoader};

use crate::consumer::{Place, run};
use crate::{policies, question};

#[test]
fn sigma_rules_report_what_they_claim() {
    let mut asked_in_all = 0;
    policies::each(|policy, order| {
        let plane = plane::find("sigma").unwrap();
        let artefact = plane.compile(order).unwrap();
        let plan = NamePlan::of(order, plane.ability().names.unwrap()).unwrap();
        let rules = YamlLoader::load_from_str(artefact.files[0].text().unwrap()).unwrap();
        let ids: BTreeSet<&str> = rules.iter().map(|it| well_formed(it, policy)).collect();
        assert_eq!(ids.len(), rules.len(), "{policy}: ids are unique");
        for (category, field) in [
            ("dns_query", "QueryName"),
            ("network_connection", "DestinationHostname"),
        ] {
            let rules: Vec<Detection> = rules
                .iter()
                .filter(|it| it["logsource"]["category"].as_str() == Some(category))
                .map(|it| Detection::of(&it["detection"], field))
                .collect();
            assert!(!rules.is_empty());
            for name in question::names(order.intent) {
                let really = rules.iter().any(|it| it.reports(&name.to_uppercase()));
                let claimed = plan.verdict(&name) == Action::Block;
                assert_eq!(really, claimed, "{policy}, {category}: {name}");
                asked_in_all += 1;
            }
        }
    });
    println!("sigma: {asked_in_all} events judged");
}

/// What the specification requires of a rule; its id.
fn well_formed<'r>(rule: &'r Yaml, policy: &str) -> &'r str {
    let text = |key: &str| {
        rule[key]
            .as_str()
            .unwrap_or_else(|| panic!("{policy}: {key}"))
    };
    assert!(text("title").len() <= 256);
    assert_eq!(text("status"), "experimental");
    assert_eq!(text("level"), "informational");
    assert_eq!(text("date"), policies::DAY.to_string());
    let condition = rule["detection"]["condition"].as_str().unwrap();
    assert!(condition.starts_with("1 of selection_*"), "{condition}");
    assert!(text("id").len() == 36);
    text("id")
}

/// A rule's selections and filters: any of the former, and none of the latter.
struct Detection {
    selections: Vec<Test>,
    filters: Vec<Test>,
}

enum Test {
    Whole(String),
    Ending(String),
    Form(regex_lite::Regex),
    Any,
}

impl Detection {
    fn of(detection: &Yaml, field: &str) -> Self {
        let (mut selections, mut filters) = (Vec::new(), Vec::new());
        for (key, selection) in detection.as_hash().unwrap() {
            let key = key.as_str().unwrap();
            let into = match key.split_once('_') {
                Some(("selection", _)) => &mut selections,
                Some(("filter", _)) => &mut filters,
                _ => {
                    assert_eq!(key, "condition");
                    continue;
                }
            };
            for (key, values) in selection.as_hash().unwrap() {
                let key = key.as_str().unwrap();
                let modifiers = key.strip_prefix(field).unwrap();
                let values: Vec<&Yaml> = match values {
                    Yaml::Array(values) => values.iter().collect(),
                    value => vec![value],
                };
                into.extend(
                    values
                        .iter()
                        .map(|it| test(modifiers, it.as_str().unwrap())),
                );
            }
        }
        let negated = detection["condition"]
            .as_str()
            .unwrap()
            .contains("not 1 of filter_*");
        assert_eq!(negated, !filters.is_empty());
        Self {
            selections,
            filters,
        }
    }

    fn reports(&self, name: &str) -> bool {
        let any = |tests: &[Test]| tests.iter().any(|it| it.holds(name));
        any(&self.selections) && !any(&self.filters)
    }
}

fn test(modifiers: &str, value: &str) -> Test {
    match (modifiers, value) {
        ("", "*") => Test::Any,
        ("", value) => Test::Whole(value.to_lowercase()),
        ("|endswith", value) => Test::Ending(value.to_lowercase()),
        ("|re|i", value) => Test::Form(regex_lite::Regex::new(&format!("(?i){value}")).unwrap()),
        _ => panic!("{modifiers}"),
    }
}

impl Test {
    /// Values are compared without regard to case.
    fn holds(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        match self {
            Self::Whole(value) => lower == *value,
            Self::Ending(value) => lower.ends_with(value),
            Self::Form(form) => form.is_match(name),
            Self::Any => true,
        }
    }
}

#[test]
fn pysigma_takes_every_file() {
    let sigma = std::env::var_os("BACKCHAT_SIGMA").unwrap_or_else(|| "sigma".into());
    if Command::new(&sigma).arg("version").output().is_err() {
        println!("SKIPPED: sigma-cli is not installed; BACKCHAT_SIGMA names it elsewhere");
        return;
    }
    // One file holds all kinds of names, the other a list of what is allowed.
    for policy in ["holes", "updates-only"] {
        let (_, text) = policies::POLICIES.iter().find(|it| it.0 == policy).unwrap();
        policies::with(policy, text, |order| {
            let artefact = plane::find("sigma").unwrap().compile(order).unwrap();
            let place = Place::new("sigma");
            let file = place.file(&artefact.files[0].name, &artefact.files[0].content);
            let (fine, said) = run(Command::new(&sigma)
                .args(["check", "-e", "-i", "-x", "attacktag"])
                .arg(&file));
            assert!(fine, "{policy}: {said}");
            let (fine, said) = run(Command::new(&sigma)
                .args(["convert", "--without-pipeline", "-t", "splunk"])
                .arg(&file));
            assert!(fine, "{policy}: {said}");
        });
    }
}
