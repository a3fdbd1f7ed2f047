//! What a plane can say of a policy, without writing it.

use serde::Serialize;

use crate::plane::{Order, Plane, Tally};

/// What a plane can say of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanePlan {
    /// Its id.
    pub id: &'static str,
    /// Where it works.
    pub family: &'static str,
    /// How the rules came out; none where it makes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
    /// Why it makes nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

impl PlanePlan {
    /// Compiles for a plane, and keeps how it came out.
    pub(super) fn of(plane: &dyn Plane, order: &Order<'_>) -> Self {
        let made = order.fits(plane).and_then(|()| plane.compile(order));
        Self {
            id: plane.id(),
            family: plane.ability().family.name(),
            tally: made
                .as_ref()
                .ok()
                .map(|artefact| Tally::of(&artefact.rules)),
            refused: made.err().map(|error| error.to_string()),
        }
    }
}
