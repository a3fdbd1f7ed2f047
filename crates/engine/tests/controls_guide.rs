//! The catalog's controls against the facts that a script, and a person after it, took from Microsoft's guide.

use std::collections::BTreeMap;

use backchat_engine::catalog::file::{Data, Setting, SettingKind};
use backchat_engine::catalog::{Catalog, Control};
use backchat_testkit::shared;
use serde_json::Value;

/// What the guide holds, by the facts' names of kinds, counted by hand.
const COUNTS: &[(&str, usize)] = &[
    ("allowed-endpoint", 4),
    ("firewall-rule", 1),
    ("gpo", 128),
    ("gpo-manual", 1),
    ("mdm", 71),
    ("powershell", 22),
    ("registry", 139),
    ("registry-delete", 2),
    ("ui", 63),
];

/// How many sections the guide has.
const SECTIONS: usize = 66;

/// One setting of the facts, with the section it is in.
struct Fact {
    section: String,
    value: Value,
}

impl Fact {
    fn text(&self, key: &str) -> &str {
        self.value[key].as_str().unwrap_or_default()
    }

    fn line(&self) -> Option<u64> {
        self.value["line"].as_u64()
    }

    fn kinds(&self) -> &'static [SettingKind] {
        match self.text("kind") {
            "registry" => &[SettingKind::Registry],
            "registry-delete" => &[SettingKind::RegistryDelete],
            "firewall-rule" => &[SettingKind::FirewallRule],
            "gpo" => &[SettingKind::GroupPolicy],
            "mdm" => &[SettingKind::Mdm],
            "powershell" => &[SettingKind::App],
            "ui" | "gpo-manual" => &[SettingKind::Ui],
            kind => panic!("a kind of fact that this test does not know: {kind}"),
        }
    }

    /// Whether a setting of the catalog is this one; lines of MDM settings are those of another guide.
    fn is(&self, setting: &Setting) -> bool {
        if !self.kinds().contains(&setting.kind) || setting.from.is_some() && self.line().is_some()
        {
            return false;
        }
        if setting.kind == SettingKind::Mdm {
            let policy = self.text("mdm_policy").trim_start_matches("OMA-URI ");
            // The guide does not always write a policy's name in the right case.
            return (setting.at.to_lowercase()).ends_with(&policy.to_lowercase());
        }
        if setting.kind == SettingKind::Ui {
            return setting.line.map(u64::from) == self.line();
        }
        // Two values and a policy can share a line; what a correction renamed is told apart by its line alone.
        let named = ["value_name", "gpo_setting"].map(|key| self.text(key));
        let named = named.iter().find(|name| !name.is_empty());
        let same = named.is_none_or(|name| setting.name.as_deref() == Some(*name));
        setting.line.map(u64::from) == self.line() && (same || setting.correction.is_some())
    }

    /// What the setting says otherwise than the guide.
    fn difference(&self, setting: &Setting) -> Option<String> {
        let set = setting.set.as_ref().map(Data::to_string);
        let set = set.unwrap_or_default();
        let (wrote, has) = match setting.kind {
            SettingKind::Registry | SettingKind::FirewallRule => {
                let data = match self.text("data") {
                    " " => "one blank",
                    data => data,
                };
                (
                    [
                        self.key(),
                        self.text("value_type").to_owned(),
                        data.to_owned(),
                    ],
                    [
                        setting.at.clone(),
                        setting.r#type.clone().unwrap_or_default(),
                        set,
                    ],
                )
            }
            SettingKind::GroupPolicy => {
                let path = format!(
                    "{} Configuration > {}",
                    self.text("gpo_class"),
                    self.text("gpo_path")
                );
                (
                    [
                        path.to_lowercase(),
                        self.text("gpo_setting").to_owned(),
                        self.text("gpo_state").to_owned(),
                    ],
                    [
                        setting.at.to_lowercase(),
                        setting.name.clone().unwrap_or_default(),
                        set,
                    ],
                )
            }
            SettingKind::Mdm => {
                // The guide's words for the two states of a policy that comes from a template.
                let data = match self.text("data") {
                    "Enabled" | "String <enabled/>" => "<enabled/>",
                    "Disabled" => "<disabled/>",
                    data => data.trim_start_matches("String "),
                };
                (
                    [data.to_owned(), String::new(), String::new()],
                    [set, String::new(), String::new()],
                )
            }
            _ => return None,
        };
        (wrote != has).then(|| format!("the guide has {wrote:?}, the catalog {has:?}"))
    }

    fn key(&self) -> String {
        format!("{}\\{}", self.text("hive"), self.text("key"))
    }
}

fn facts() -> Option<(Vec<String>, Vec<Fact>)> {
    let file = shared::folder("reference/facts")?.join("controls.json");
    let text = std::fs::read_to_string(file).expect("the facts are readable");
    let facts: Value = serde_json::from_str(&text).expect("the facts are JSON");
    let mut sections = Vec::new();
    let mut settings = Vec::new();
    for section in facts["sections"].as_array().expect("sections") {
        let number = section["section"].as_str().expect("a number").to_owned();
        for value in section["settings"].as_array().expect("settings") {
            settings.push(Fact {
                section: number.clone(),
                value: value.clone(),
            });
        }
        sections.push(number);
    }
    Some((sections, settings))
}

/// The control that has a section of the guide; the list of allowed traffic has no number.
fn control_of(section: &str) -> Option<&'static Control> {
    let controls = Catalog::embedded().controls();
    if section.is_empty() {
        return controls
            .iter()
            .find(|control| control.id() == "allowed-traffic");
    }
    controls.iter().find(|control| {
        let entry = &control.entry;
        let parts = entry.part.iter().map(|part| part.section.as_str());
        entry
            .section
            .as_deref()
            .into_iter()
            .chain(parts)
            .any(|it| it == section)
    })
}

#[test]
fn every_section_of_the_guide_is_in_a_control() {
    let Some((sections, _)) = facts() else { return };
    assert_eq!(sections.len(), SECTIONS);
    let missing: Vec<_> = sections
        .iter()
        .filter(|it| control_of(it).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_setting_of_the_guide_is_in_its_control_or_explained() {
    let Some((_, facts)) = facts() else { return };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for fact in &facts {
        *counts.entry(fact.text("kind")).or_default() += 1;
        let control = control_of(&fact.section).expect("another test says so");
        if fact.text("kind") == "allowed-endpoint" {
            let has = |it: &&backchat_engine::catalog::file::Allowed| {
                it.destination == fact.text("destination")
                    && Some(u64::from(it.line)) == fact.line()
            };
            assert!(
                control.entry.allowed.iter().any(|it| has(&it)),
                "{}",
                fact.value
            );
            continue;
        }
        match control
            .entry
            .setting
            .iter()
            .find(|setting| fact.is(setting))
        {
            None => wrong.push(format!(
                "section {}: nothing is {}",
                fact.section, fact.value
            )),
            Some(setting) => {
                let explained = setting.correction.is_some() || setting.unusable.is_some();
                if let Some(difference) = fact.difference(setting).filter(|_| !explained) {
                    wrong.push(format!(
                        "section {}, line {:?}: {difference}",
                        fact.section,
                        fact.line()
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let expected: BTreeMap<&str, usize> = COUNTS.iter().copied().collect();
    assert_eq!(counts, expected);
}

#[test]
fn what_the_guide_does_not_have_says_where_it_is_from() {
    let Some((_, facts)) = facts() else { return };
    let known = |control: &Control, setting: &Setting| {
        let mut facts = facts.iter();
        facts.any(|fact| {
            fact.text("kind") != "allowed-endpoint"
                && control_of(&fact.section).is_some_and(|it| it.id() == control.id())
                && fact.is(setting)
        })
    };
    for control in Catalog::embedded().controls() {
        if control.entry.section.is_none() {
            continue;
        }
        for setting in &control.entry.setting {
            // Services are written as their registry value in the guide, and a rule as the steps of a wizard.
            let other_form = matches!(
                setting.kind,
                SettingKind::Service | SettingKind::FirewallRule
            );
            assert!(
                other_form || setting.from.is_some() || known(control, setting),
                "{}: {}",
                control.id(),
                setting.sentence()
            );
        }
    }
}

/// The guide's own errors, by control and line: none may reach a compiler as the guide writes it.
#[test]
fn the_known_defects_of_the_guide_are_corrected_or_unusable() {
    let defects = [
        ("defender-antivirus", 1659),
        ("insider-preview-builds", 422),
        ("microsoft-edge-enterprise", 633),
        ("microsoft-edge-enterprise", 634),
        ("microsoft-edge-enterprise", 635),
        ("delivery-optimization", 1824),
        ("feedback-and-diagnostics", 1330),
        ("personalized-experiences", 1765),
        ("inking-and-typing", 1471),
    ];
    for (id, line) in defects {
        let control = Catalog::embedded()
            .control(id)
            .expect("the control is in the catalog");
        let settings = control.entry.setting.iter();
        let at_line: Vec<_> = settings
            .filter(|it| it.line == Some(line) && it.kind != SettingKind::Mdm)
            .collect();
        assert!(!at_line.is_empty(), "{id}:{line}");
        assert!(
            at_line
                .iter()
                .all(|it| it.correction.is_some() || it.unusable.is_some()),
            "{id}:{line}"
        );
    }
}
