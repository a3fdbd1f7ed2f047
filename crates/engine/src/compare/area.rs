//! What became of an area: its destinations taken together.

use std::collections::BTreeMap;

use serde::Serialize;

use super::subject::Subject;
use super::verdict::{Judgement, Verdict};
use super::view::{DestinationView, Tally};
use super::{Order, tallies};
use crate::catalog::{AreaRef, Release};
use crate::intent::Decision;

/// An area.
#[derive(Clone, Debug, Serialize)]
pub struct AreaView {
    /// Its id.
    pub id: String,
    /// Its name on the release's page.
    pub name: String,
    /// What the policy says of it: `off`, `stays`, `left-alone`; absent without a policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<&'static str>,
    /// The verdict of the destination that decides.
    pub verdict: Verdict,
    /// Whether that is as the policy wants it.
    pub judgement: Judgement,
    /// How many of its destinations have each verdict.
    pub destinations: Vec<Tally>,
    /// Tries before, and those of them that got through.
    pub before: (u64, u64),
    /// Tries after, and those of them that got through.
    pub after: (u64, u64),
}

/// Every area that was seen in either run, in the order of the catalog.
pub(super) fn areas(
    destinations: &[DestinationView],
    subjects: &[Subject],
    order: &Order<'_>,
) -> Vec<AreaView> {
    let mut by_area: BTreeMap<&str, Vec<&DestinationView>> = BTreeMap::new();
    for it in destinations {
        if let Some(area) = &it.area {
            by_area.entry(area.as_str()).or_default().push(it);
        }
    }
    let mut seen: Vec<AreaRef> = subjects.iter().filter_map(|it| it.area).collect();
    seen.sort_unstable();
    seen.dedup();
    let views = seen.into_iter().filter_map(|area| {
        let entry = order.catalog.area(area);
        let own = by_area.get(entry.id())?;
        let decision = order.policy.map(|(intent, _)| match intent.decision(area) {
            Some(Decision::Off { .. }) => "off",
            Some(Decision::Keep(_)) => "stays",
            Some(Decision::Left) | None => "left-alone",
        });
        let decides = own.iter().min_by_key(|it| weight(it, decision))?;
        let sum = |side: fn(&DestinationView) -> (u64, u64)| {
            own.iter()
                .map(|it| side(it))
                .fold((0_u64, 0_u64), |sum, it| {
                    (sum.0.saturating_add(it.0), sum.1.saturating_add(it.1))
                })
        };
        Some(AreaView {
            id: entry.id().to_owned(),
            name: entry.name(order.release.map(Release::id)).to_owned(),
            decision,
            verdict: decides.verdict,
            judgement: decides.judgement,
            destinations: tallies(own.iter().copied()),
            before: sum(|it| (it.before.tries, it.before.reached)),
            after: sum(|it| (it.after.tries, it.after.reached)),
        })
    });
    views.collect()
}

/// Which destination decides: what is wrong or needs a look first. Of an area that is off, whatever is least sure to be silent;
/// of any other, whatever works.
fn weight(it: &DestinationView, decision: Option<&str>) -> (u8, u8) {
    let judgement = match it.judgement {
        Judgement::Wrong => 0,
        Judgement::Look => 1,
        Judgement::Open if decision == Some("off") => 2,
        Judgement::Right => 3,
        Judgement::Neutral => 4,
        Judgement::Open => 5,
    };
    let verdict = Verdict::ALL
        .iter()
        .position(|verdict| *verdict == it.verdict);
    (
        judgement,
        verdict
            .and_then(|it| u8::try_from(it).ok())
            .unwrap_or(u8::MAX),
    )
}
