//! What a policy will do, before anything is written: area by area what is turned off and where, what breaks, what stood
//! against it and how that was settled, what each plane can say of it, and what it would have done to a capture.

mod against;
mod area;
mod judge;
mod planes;

use serde::Serialize;

use crate::intent::{Fate, Intent, Keeper, List, Strength};
use crate::observe::Observation;
use crate::pattern::Reading;
use crate::plane::{Order, Plane};
use crate::policy::Ncsi;

pub use against::{Against, Shared, Survives, Tried, Why};
pub use area::{AreaPlan, ControlPlan, Loss, RulePlan, Verdict};
pub use judge::Judge;
pub use planes::PlanePlan;

/// What a policy will do.
#[derive(Clone, Debug, Serialize)]
pub struct Plan<'c> {
    /// The layout of this document.
    pub schema: &'static str,
    /// What the policy is called.
    pub policy: String,
    /// The day that exceptions are held against.
    pub date: String,
    /// Names of the releases whose pages count.
    pub releases: Vec<&'c str>,
    /// `block`: what is turned off is listed. `allow`: what stays is.
    pub list: &'static str,
    /// Whether the policy is only watched.
    pub observe: bool,
    /// How the connectivity test is treated, in a sentence.
    pub ncsi: String,
    /// Every area: those turned off first, then those that stay, then those left alone.
    pub areas: Vec<AreaPlan<'c>>,
    /// Rules of the policy's own exceptions.
    pub exceptions: Vec<RulePlan<'c>>,
    /// The policy's exceptions that keep something, and what they met.
    pub kept_exceptions: Vec<KeptException>,
    /// What stood against rules, and how it was settled.
    pub collisions: Vec<Collision>,
    /// What the wide reading of ambiguous spellings would hit, which no rule says.
    pub doubts: Vec<String>,
    /// What each plane can say of it.
    pub planes: Vec<PlanePlan>,
    /// What it would have done to the captures, where some were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    /// What else to know, in sentences.
    pub notes: Vec<String>,
}

/// An exception that keeps names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeptException {
    /// The names.
    pub names: String,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: String,
    /// Ids of the rules that it holds back, wholly or in part. Without any it has no effect in a list of what is blocked.
    pub met: Vec<String>,
}

/// A rule that meets what stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Collision {
    /// The rule's id.
    pub rule: String,
    /// The rule's names.
    pub names: String,
    /// The names that stay.
    pub kept: String,
    /// Why they stay.
    pub why: String,
    /// `refused`, `narrowed`, `carved-out`, or `hits` where the policy merely leaves the other area alone.
    pub settled: &'static str,
    /// A name in both, as the proof.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

impl<'c> Plan<'c> {
    /// Says what an intent will do. `planes` are those to hold it against.
    #[must_use]
    pub fn of(order: &Order<'c>, planes: &[&dyn Plane]) -> Self {
        let intent: &'c Intent<'c> = order.intent;
        Self {
            schema: "backchat-plan/1",
            policy: order.policy.to_owned(),
            date: order.date.to_string(),
            releases: intent
                .releases
                .iter()
                .map(|it| it.entry.name.as_str())
                .collect(),
            list: match intent.list {
                List::Block => "block",
                List::Allow => "allow",
            },
            observe: intent.observe,
            ncsi: ncsi(intent.ncsi),
            areas: area::areas(intent),
            exceptions: area::exceptions(intent),
            kept_exceptions: kept_exceptions(intent),
            collisions: collisions(intent),
            doubts: doubts(intent),
            planes: planes
                .iter()
                .map(|plane| PlanePlan::of(*plane, order))
                .collect(),
            against: order
                .observation
                .map(|seen: &Observation| Against::of(intent, seen)),
            notes: intent.notes.clone(),
        }
    }
}

fn ncsi(choice: Ncsi) -> String {
    match choice {
        Ncsi::Keep => "stays: Windows knows whether it is online".to_owned(),
        Ncsi::DisableProbing => "turned off on the machine by policy (NoActiveProbe); no network rule is made, and Windows \
                                 no longer tells Internet access from none"
            .to_owned(),
        Ncsi::AnswerLocally { v4, v6 } => {
            let v6 = v6.map_or_else(String::new, |v6| format!(" and {v6}"));
            format!("answered inside the own network: names by DNS planes, requests by the server at {v4}{v6}")
        }
    }
}

fn kept_exceptions(intent: &Intent<'_>) -> Vec<KeptException> {
    let each = intent.kept.iter().filter_map(|kept| match &kept.why {
        Keeper::Exception(reason, until) => Some((kept, reason, until)),
        _ => None,
    });
    let told = each.map(|(kept, reason, until)| {
        let met = intent
            .rules
            .iter()
            .filter(|rule| rule.names.meets(&kept.names));
        KeptException {
            names: kept.names.to_string(),
            reason: reason.clone(),
            until: until.to_string(),
            met: met.map(|rule| rule.id.clone()).collect(),
        }
    });
    told.collect()
}

fn collisions(intent: &Intent<'_>) -> Vec<Collision> {
    let mut found = Vec::new();
    for rule in &intent.rules {
        let mut add = |number: usize, settled: &'static str| {
            let kept = &intent.kept[number];
            found.push(Collision {
                rule: rule.id.clone(),
                names: rule.names.to_string(),
                kept: kept.names.to_string(),
                why: intent.reason(kept),
                settled,
                example: rule.pattern.common_host(&kept.pattern).map(|host| host.0),
            });
        };
        match &rule.fate {
            Fate::Refused(number) => add(*number, "refused"),
            Fate::Carved(numbers) => {
                for &number in numbers {
                    let narrowed = rule.names.without(&intent.kept[number].names).is_some();
                    add(number, if narrowed { "narrowed" } else { "carved-out" });
                }
            }
            Fate::Stands | Fate::Covered(_) | Fate::TooWide => {}
        }
        for &area in &rule.also_hits {
            let other = intent
                .kept
                .iter()
                .position(|it| it.why == Keeper::Area(area) && it.names.meets(&rule.names));
            if let Some(number) = other {
                add(number, "hits");
            }
        }
    }
    found
}

/// Rules that lie in the wide reading of something that stays, and not in the plain one.
fn doubts(intent: &Intent<'_>) -> Vec<String> {
    let hard = intent
        .kept
        .iter()
        .filter(|it| it.strength == Strength::Hard);
    let hard: Vec<_> = hard
        .filter(|it| it.pattern.host_only_widely().is_some())
        .collect();
    let mut found = Vec::new();
    for rule in intent
        .rules
        .iter()
        .filter(|rule| !matches!(rule.fate, Fate::Refused(_) | Fate::TooWide))
    {
        for kept in &hard {
            let wide = kept
                .pattern
                .contains_read(Reading::Wide, &rule.pattern, Reading::Plain);
            if wide && !kept.names.meets(&rule.names) {
                found.push(format!(
                    "{} would lie in {} if its star were taken as plain text; {}",
                    rule.names,
                    kept.pattern,
                    intent.reason(kept)
                ));
            }
        }
    }
    found
}
