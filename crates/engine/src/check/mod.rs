//! A run held against a policy and against what somebody has accepted, for machines that decide: did it pass, and if not, why.
//!
//! [`Check`] is what all formats print; its serialized form is the JSON output. [`document`] puts it into words, and [`FORMATS`]
//! into the forms of other programs.

mod baseline;
mod cover;
mod document;
mod format;
mod item;
mod rule;
#[cfg(test)]
mod tests;
mod view;

use jiff::civil::Date;

use crate::compare::Comparison;
use crate::record::Record;
use crate::report::page::Tool;

pub use baseline::{
    Acceptance, Baseline, Drafted, Reach, ReachError, SCHEMA as BASELINE_SCHEMA, Standing, drafted,
};
pub use document::document;
pub use format::{FORMATS, Format};
pub use rule::{Level, RULES, Rule};
pub use view::{
    AcceptanceView, AcceptedBy, Check, Checked, Finding, Kind, Place, Seen, Sources, Summary,
};

use cover::Cover;

/// What is checked, and how.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// The run, held against the policy and the run before.
    pub comparison: &'o Comparison,
    /// The run itself.
    pub run: &'o Record,
    /// The run before, where there is one.
    pub before: Option<&'o Record>,
    /// What is accepted.
    pub baselines: &'o [Baseline],
    /// The day that acceptances are held against.
    pub day: Date,
    /// How many hours a run has to hold at least.
    pub min_hours: Option<f64>,
    /// Whether warnings count as errors.
    pub strict: bool,
    /// The files that findings are shown at.
    pub sources: &'o Sources,
}

impl Check {
    /// Checks.
    #[must_use]
    pub fn of(order: &Order<'_>) -> Self {
        let items = item::items(order);
        let cover = Cover::new(order.baselines, order.day);
        let mut findings = rule::findings(order, &items, &cover);
        if order.strict {
            let warnings = findings.iter_mut().filter(|it| it.level == Level::Warning);
            warnings.for_each(|it| it.level = Level::Error);
        }
        let number = |rule: &str| RULES.iter().position(|it| it.id == rule);
        findings.sort_by(|a, b| {
            let key = |it: &Finding| (std::cmp::Reverse(it.level), !it.accepted.is_empty());
            key(a)
                .cmp(&key(b))
                .then_with(|| number(a.rule).cmp(&number(b.rule)))
                .then_with(|| a.area.cmp(&b.area))
                .then_with(|| a.destination.cmp(&b.destination))
                .then_with(|| a.checked.cmp(&b.checked))
        });
        let comparison = order.comparison;
        Self {
            schema: "backchat-check/1",
            tool: Tool::THIS,
            passed: !findings.iter().any(Finding::fails),
            strict: order.strict,
            day: order.day.to_string(),
            policy: comparison.policy.clone(),
            release: comparison.release.clone(),
            release_chosen: comparison.release_chosen.clone(),
            run: comparison.after.clone(),
            before: comparison.before.clone(),
            cautions: comparison.cautions.clone(),
            summary: summary(&findings, items.len()),
            acceptances: cover.views(&findings),
            findings,
            destinations: items.iter().map(item::Item::checked).collect(),
            sources: order.sources.clone(),
        }
    }
}

fn summary(findings: &[Finding], destinations: usize) -> Summary {
    let mut summary = Summary {
        destinations: destinations as u64,
        ..Summary::default()
    };
    for it in findings {
        *match (it.accepted.is_empty(), it.level) {
            (false, _) => &mut summary.accepted,
            (true, Level::Error) => &mut summary.errors,
            (true, Level::Warning) => &mut summary.warnings,
            (true, Level::Note) => &mut summary.notes,
        } += 1;
    }
    summary
}
