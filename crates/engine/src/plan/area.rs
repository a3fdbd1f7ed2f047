//! An area in a plan: what becomes of it, its rules, its switches, and who loses by it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::catalog::AreaRef;
use crate::catalog::file::{Observed, SettingKind};
use crate::intent::{Because, Decision, Fate, Intent, NCSI, Rule};
use crate::policy::Ncsi;

/// What becomes of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is turned off.
    Off,
    /// It stays.
    Keep,
    /// The policy does not speak of it.
    Left,
}

/// An area in a plan.
#[derive(Clone, Debug, Serialize)]
pub struct AreaPlan<'c> {
    /// Its id.
    pub id: &'c str,
    /// Its name on the release's page.
    pub name: &'c str,
    /// What becomes of it.
    pub verdict: Verdict,
    /// Why, as a clause.
    pub why: String,
    /// Why turning it off weakens security, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_critical: Option<&'c str>,
    /// The rules against its destinations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RulePlan<'c>>,
    /// The vendor's switches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<ControlPlan<'c>>,
    /// Controls that are left alone for an area that stays.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub withheld: Vec<String>,
    /// What to turn off instead, where the vendor has no switch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instead: Option<&'c str>,
    /// Areas that need it and are not turned off.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dependents: Vec<Loss<'c>>,
}

/// An area that loses something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Loss<'c> {
    /// Its id.
    pub area: &'c str,
    /// What it needs it for, or why it is named.
    pub why: &'c str,
}

/// A rule in a plan.
#[derive(Clone, Debug, Serialize)]
pub struct RulePlan<'c> {
    /// The endpoint's id, or where the exception stands.
    pub id: String,
    /// The destination as the page writes it.
    pub as_written: String,
    /// Its hosts.
    pub names: String,
    /// `stands`, `covered`, `carved`, `refused` or `too-wide`.
    pub fate: &'static str,
    /// What that means here, as a clause; empty where it just stands.
    pub because: String,
    /// What the vendor says stops without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<&'c str>,
    /// What was seen to stop without it.
    #[serde(skip_serializing_if = "<[Observed]>::is_empty")]
    pub observed: &'c [Observed],
    /// What else uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dual_use: Option<&'c str>,
    /// Areas left alone by the policy that lose by it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_hits: Vec<&'c str>,
    /// The last day of an exception.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// One thing that a control turns off.
#[derive(Clone, Debug, Serialize)]
pub struct ControlPlan<'c> {
    /// The control's id with its group.
    pub id: String,
    /// The control's title.
    pub control: &'c str,
    /// What is turned off, where the control does more than one thing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what: Option<&'c str>,
    /// The ways to do it: `registry`, `group-policy`, `mdm`…
    pub ways: Vec<SettingKind>,
    /// What else stops.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side_effects: Option<&'c str>,
    /// What to know first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caution: Option<&'c str>,
    /// Areas that stay and lose something by it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<Loss<'c>>,
}

/// Every area, those turned off first.
pub(super) fn areas<'c>(intent: &'c Intent<'c>) -> Vec<AreaPlan<'c>> {
    let mut areas: Vec<AreaPlan<'c>> = intent
        .areas
        .iter()
        .map(|(area, it)| plan(intent, *area, it))
        .collect();
    areas.sort_by_key(|area| area.verdict);
    areas
}

/// The rules of exceptions.
pub(super) fn exceptions<'c>(intent: &'c Intent<'c>) -> Vec<RulePlan<'c>> {
    let rules = intent.rules.iter().filter(|rule| rule.endpoint.is_none());
    rules.map(|it| rule(intent, it)).collect()
}

fn plan<'c>(intent: &'c Intent<'c>, area: AreaRef, decision: &Decision<'c>) -> AreaPlan<'c> {
    let entry = intent.catalog.area(area);
    let name = |area: AreaRef| intent.catalog.area(area).name(Some(intent.release().id()));
    let (verdict, why) = match decision {
        Decision::Keep(Because::Named(origin)) => (Verdict::Keep, format!("{origin} keeps it")),
        Decision::Keep(Because::Needed { by, why }) => {
            (Verdict::Keep, format!("{} needs it: {why}", name(*by)))
        }
        Decision::Keep(Because::Security(_)) => (
            Verdict::Keep,
            "it guards security, and is turned off only when named".to_owned(),
        ),
        Decision::Keep(Because::Unit) if intent.ncsi == Ncsi::Keep => (
            Verdict::Keep,
            "the connectivity test stays as a whole".to_owned(),
        ),
        Decision::Keep(Because::Unit) => (
            Verdict::Off,
            "as the choice for the connectivity test says".to_owned(),
        ),
        Decision::Off {
            origin,
            named: true,
        } => (Verdict::Off, format!("{origin} names it")),
        Decision::Off {
            origin,
            named: false,
        } => (Verdict::Off, format!("{origin} turns off what is not kept")),
        Decision::Left => (Verdict::Left, "the policy does not name it".to_owned()),
    };
    let rules = intent.rules.iter().filter(|rule| {
        let endpoint = rule.endpoint.map(|it| intent.catalog.endpoint(it).area);
        endpoint == Some(area)
    });
    let switches = intent.switches.iter().filter(|it| it.areas.contains(&area));
    AreaPlan {
        id: entry.id(),
        name: name(area),
        verdict,
        why,
        security_critical: entry.entry.security_critical.as_deref(),
        rules: rules.map(|it| rule(intent, it)).collect(),
        controls: switches
            .map(|it| ControlPlan {
                id: it.id(),
                control: &it.control.entry.title,
                what: it.group.map(|group| group.title.as_str()),
                ways: it
                    .ways
                    .iter()
                    .map(|way| way.kind)
                    .collect::<BTreeSet<_>>()
                    .into_iter()
                    .collect(),
                side_effects: it.control.entry.side_effects.as_deref(),
                caution: it.control.entry.caution.as_deref(),
                touches: it
                    .touches
                    .iter()
                    .map(|(area, why)| Loss {
                        area: intent.catalog.area(*area).id(),
                        why,
                    })
                    .collect(),
            })
            .collect(),
        withheld: intent.withheld_in_words(|it| it.area == area),
        instead: entry.entry.instead.as_deref(),
        dependents: if verdict == Verdict::Off && entry.id() != NCSI {
            dependents(intent, area)
        } else {
            Vec::new()
        },
    }
}

/// Areas that need this one and are not turned off.
fn dependents<'c>(intent: &'c Intent<'c>, area: AreaRef) -> Vec<Loss<'c>> {
    let id = intent.catalog.area(area).id();
    let others = intent
        .areas
        .iter()
        .filter(|(_, decision)| !matches!(decision, Decision::Off { .. }));
    let needs = others.flat_map(|(other, _)| {
        let entry = &intent.catalog.area(*other).entry;
        entry.requires.iter().map(move |needed| (*other, needed))
    });
    needs
        .filter(|(_, needed)| needed.area == id)
        .map(|(other, needed)| Loss {
            area: intent.catalog.area(other).id(),
            why: &needed.why,
        })
        .collect()
}

fn rule<'c>(intent: &'c Intent<'c>, rule: &'c Rule<'c>) -> RulePlan<'c> {
    let endpoint = rule.endpoint.map(|it| &intent.catalog.endpoint(it).entry);
    let kept = |number: usize| {
        let kept = &intent.kept[number];
        format!("{} stays: {}", kept.names, intent.reason(kept))
    };
    let (fate, because) = match &rule.fate {
        Fate::Stands => ("stands", String::new()),
        Fate::Covered(by) => (
            "covered",
            format!("{} says it too", intent.rules[*by].names),
        ),
        Fate::Carved(numbers) => (
            "carved",
            format!("without what stays: {}", intent.holes(numbers)),
        ),
        Fate::Refused(number) => ("refused", kept(*number)),
        Fate::TooWide => (
            "too-wide",
            "the names of many live on this domain".to_owned(),
        ),
    };
    RulePlan {
        id: rule.id.clone(),
        as_written: if rule.as_written.is_empty() {
            rule.pattern.to_string()
        } else {
            rule.as_written.to_owned()
        },
        names: rule.names.to_string(),
        fate,
        because,
        impact: endpoint.and_then(|it| it.impact.as_deref()),
        observed: endpoint.map_or(&[], |it| &it.observed),
        dual_use: endpoint.and_then(|it| it.dual_use.as_deref()),
        also_hits: rule
            .also_hits
            .iter()
            .map(|it| intent.catalog.area(*it).id())
            .collect(),
        until: rule.until.map(|it| it.to_string()),
    }
}
