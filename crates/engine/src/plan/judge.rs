//! What a policy says of a destination that was seen.

use super::against::Why;
use crate::catalog::AreaRef;
use crate::intent::{Decision, Intent, Kept, List, Rule};
use crate::observe::Destination;
use crate::rules::Index;

/// An intent, prepared to be asked about many destinations.
#[derive(Debug)]
pub struct Judge<'i, 'c> {
    intent: &'i Intent<'c>,
    blocks: Index,
    passes: Index,
    kept: Index,
}

impl<'i, 'c> Judge<'i, 'c> {
    /// Prepares an intent.
    #[must_use]
    pub fn of(intent: &'i Intent<'c>) -> Self {
        Self {
            intent,
            blocks: Index::of(intent.blocks.iter().map(|it| &it.names)),
            passes: Index::of(intent.passes.iter().map(|it| &it.names)),
            kept: Index::of(intent.kept.iter().map(|it| &it.names)),
        }
    }

    /// The intent.
    #[must_use]
    pub const fn intent(&self) -> &'i Intent<'c> {
        self.intent
    }

    /// Whether rules stop a destination. What has no name, rules about names do not hold.
    #[must_use]
    pub fn stops(&self, destination: &Destination) -> bool {
        destination.name().is_some_and(|name| self.stops_name(name))
    }

    /// Whether rules stop a name.
    #[must_use]
    pub fn stops_name(&self, name: &str) -> bool {
        let blocked = self.blocks.has(name) && !self.passes.has(name);
        match self.intent.list {
            List::Block => blocked,
            List::Allow => blocked || !self.kept.has(name),
        }
    }

    /// The rules that hold a name, whatever became of them.
    pub fn rules(&self, name: &str) -> impl Iterator<Item = &'i Rule<'c>> {
        let rules = self.intent.rules.iter();
        rules.filter(move |rule| rule.names.holds(name))
    }

    /// The sets that a name is in which must stay reachable.
    pub fn keepers(&self, name: &str) -> impl Iterator<Item = &'i Kept<'c>> {
        let kept = self.intent.kept.iter();
        kept.filter(move |it| it.names.holds(name))
    }

    /// The area that documents it; a mere likeness is no documentation.
    #[must_use]
    pub fn area(&self, destination: &Destination) -> Option<AreaRef> {
        let attribution = destination.attribution.as_ref()?;
        let sure = !attribution.best.is_likeness();
        sure.then(|| self.intent.catalog.endpoint(attribution.best.endpoint).area)
    }

    /// Whether its area is turned off.
    #[must_use]
    pub fn is_off(&self, destination: &Destination) -> bool {
        let decision = self
            .area(destination)
            .and_then(|area| self.intent.decision(area));
        matches!(decision, Some(Decision::Off { .. }))
    }

    /// Why a destination that is not stopped goes through.
    #[must_use]
    pub fn why(&self, destination: &Destination) -> Why {
        let Some(name) = destination.name() else {
            return Why::NoName;
        };
        if self.kept.has(name) {
            let left = self
                .area(destination)
                .and_then(|area| self.intent.decision(area))
                == Some(&Decision::Left);
            return if left { Why::LeftAlone } else { Why::Kept };
        }
        match self
            .area(destination)
            .map(|area| self.intent.decision(area))
        {
            None => Why::Undocumented,
            Some(Some(Decision::Off { .. })) => Why::NoRule,
            Some(Some(Decision::Keep(_))) => Why::Kept,
            Some(Some(Decision::Left) | None) => Why::LeftAlone,
        }
    }
}
