//! The rules that a policy asks for, before they are held against what stays.

use std::collections::{BTreeMap, BTreeSet};

use super::keep::{endpoints_of, is_unit};
use super::{Decision, Fate, Rule};
use crate::catalog::{AreaRef, EndpointRef};
use crate::pattern::Pattern;
use crate::policy::{Pages, Policy};
use crate::rules::Names;

/// A rule for each destination of what is turned off, as its page spells it; then those of exceptions.
pub(super) fn rules<'c>(
    policy: &Policy<'c>,
    areas: &[(AreaRef, Decision<'c>)],
    notes: &mut Vec<String>,
) -> Vec<Rule<'c>> {
    let catalog = policy.catalog;
    let named: BTreeSet<EndpointRef> = endpoints_of(&policy.off)
        .map(|(endpoint, _)| endpoint)
        .collect();
    let kept: BTreeSet<EndpointRef> = endpoints_of(&policy.keep)
        .map(|(endpoint, _)| endpoint)
        .collect();
    let decisions: BTreeMap<AreaRef, &Decision<'c>> =
        areas.iter().map(|(area, it)| (*area, it)).collect();
    let position: BTreeMap<AreaRef, usize> = areas
        .iter()
        .enumerate()
        .map(|(at, (area, _))| (*area, at))
        .collect();
    let mut carried = 0_usize;
    let mut wanted: Vec<(usize, EndpointRef)> = Vec::new();
    for (reference, endpoint) in catalog.endpoint_refs() {
        let decision = decisions.get(&endpoint.area);
        let off = match decision {
            Some(Decision::Off { named: true, .. }) => true,
            // What security rests on is turned off only where it, or its area, is named.
            Some(Decision::Off { named: false, .. }) => endpoint.entry.security_critical.is_none(),
            _ => false,
        };
        let off = (off || named.contains(&reference)) && !kept.contains(&reference);
        if !off || is_unit(catalog.area(endpoint.area)) {
            continue;
        }
        if endpoint.entry.carrier.is_some() {
            carried += 1;
            continue;
        }
        wanted.push((
            position.get(&endpoint.area).copied().unwrap_or(usize::MAX),
            reference,
        ));
    }
    // In the order of the pages' areas; endpoints keep their order within one.
    wanted.sort_by_key(|(area, _)| *area);
    let mut rules: Vec<Rule<'c>> = Vec::new();
    let says = |reference: EndpointRef| {
        let decision = decisions.get(&catalog.endpoint(reference).area);
        named.contains(&reference) || matches!(decision, Some(Decision::Off { named: true, .. }))
    };
    for (_, reference) in wanted {
        of_endpoint(
            policy,
            reference,
            named.contains(&reference),
            says(reference),
            &mut rules,
        );
    }
    match carried {
        0 => {}
        1 => notes.push("1 documented name of a load balancer or content network gets no rule: others are behind it too".to_owned()),
        _ => notes.push(format!(
            "{carried} documented names of load balancers and content networks get no rule: others are behind them too"
        )),
    }
    for exception in policy.exceptions.iter().filter(|it| !it.keep) {
        rules.push(Rule {
            endpoint: None,
            id: format!("{} ({})", exception.origin, exception.reason),
            as_written: "",
            names: Names::of(&exception.pattern),
            pattern: exception.pattern.clone(),
            named: true,
            fate: Fate::Stands,
            also_hits: Vec::new(),
            until: Some(exception.until),
        });
    }
    rules
}

/// The rules of one endpoint: one for each different spelling of the pages that count. `named` says whether it or its area
/// is named.
fn of_endpoint<'c>(
    policy: &Policy<'c>,
    reference: EndpointRef,
    itself_named: bool,
    named: bool,
    rules: &mut Vec<Rule<'c>>,
) {
    let endpoint = policy.catalog.endpoint(reference);
    let counts = |release: &str| {
        policy.pages == Pages::All || policy.releases.iter().any(|it| it.id() == release)
    };
    let rows = endpoint
        .entry
        .documented
        .iter()
        .filter(|row| counts(&row.release));
    let mut found: Vec<(Pattern, &'c str)> = Vec::new();
    for row in rows {
        let pattern = endpoint.meaning_of(row);
        if !found
            .iter()
            .any(|(known, _)| Names::of(known) == Names::of(&pattern))
        {
            found.push((pattern, row.as_written(&endpoint.entry)));
        }
    }
    // An entry of a user's own, or one that is named although its page is another release's.
    if found.is_empty() && (itself_named || endpoint.entry.documented.is_empty()) {
        found.push((endpoint.pattern.clone(), &endpoint.entry.as_written));
    }
    for (pattern, as_written) in found {
        rules.push(Rule {
            endpoint: Some(reference),
            id: endpoint.id().to_owned(),
            as_written,
            names: Names::of(&pattern),
            pattern,
            named,
            fate: Fate::Stands,
            also_hits: Vec::new(),
            until: None,
        });
    }
}
