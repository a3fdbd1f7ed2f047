//! A run that is shorter than was asked for.

use super::{Hit, Level, Look, Order, Rule};
use crate::report::wording::span;

pub(super) const RULE: Rule = Rule {
    id: "too-short",
    level: Level::Error,
    about: "The run holds fewer hours than --min-hours asks for",
    help: "Record for longer: what calls once a day is not in an hour.",
    acceptable: false,
    look: Look::Run(look),
};

fn look(order: &Order<'_>) -> Vec<Hit> {
    let hours = order.comparison.after.hours;
    let short = order.min_hours.filter(|least| hours < *least);
    let hit = short.map(|least| Hit {
        message: format!(
            "The run holds {}, pauses left out, and {} were asked for.",
            span(hours * 3600.0),
            span(least * 3600.0)
        ),
        ..Hit::default()
    });
    hit.into_iter().collect()
}
