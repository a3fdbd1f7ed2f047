//! A run that shows nothing: a check of it would pass because nobody looked.

use super::{Hit, Level, Look, Order, Rule};

pub(super) const RULE: Rule = Rule {
    id: "nothing-observed",
    level: Level::Error,
    about: "The run shows nothing that a verdict could rest on",
    help: "See that the machine was on, that the capture was taken where its traffic passes, and that the runs compared are of \
           machines set up alike (--comparable).",
    acceptable: false,
    look: Look::Run(look),
};

fn look(order: &Order<'_>) -> Vec<Hit> {
    let withholding = order.comparison.cautions.iter().filter(|it| it.withholds);
    let mut hits: Vec<Hit> = withholding
        .map(|it| Hit {
            message: it.words.clone(),
            key: it.caution,
            ..Hit::default()
        })
        .collect();
    if hits.is_empty() && order.run.observation.destinations.is_empty() {
        hits.push(Hit {
            message: "No public destination was called or looked up: the machine was silent, or what it sent did not pass \
                      where the capture was taken."
                .to_owned(),
            // The machine was heard, only not by the public: that is what a policy may want.
            level: Some(Level::Warning),
            key: "no-destination",
            ..Hit::default()
        });
    }
    hits
}
