//! What became of a subject, and whether that is as the policy wants it.

use serde::Serialize;

use super::expectation::Expectation;
use super::side::Side;
use crate::rate::{self, Change, Doubt};

/// What became of a subject between two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It goes on, although it should be silent; or, without a policy, it goes on.
    Talking,
    /// It goes on, less often than before.
    Reduced,
    /// It goes on, more often than before.
    More,
    /// It was not there before.
    New,
    /// Every try fails now, and nothing should stop it.
    Broken,
    /// It is silent, and nothing should have silenced it.
    Gone,
    /// It is silent, and too little was recorded to say more.
    Unproven,
    /// Its name is looked up and resolves, and nobody calls.
    OnlyAsked,
    /// It is tried, and every try fails.
    Blocked,
    /// It is silent, and would have been heard.
    Quiet,
}

/// Whether a verdict is what the policy wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// It is not.
    Wrong,
    /// It may not be: somebody has to look.
    Look,
    /// It cannot be told yet.
    Open,
    /// It is.
    Right,
    /// The policy does not speak of it, or there is none.
    Neutral,
}

/// A verdict and what it rests on.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) verdict: Verdict,
    pub(super) judgement: Judgement,
    /// The counts compared: of tries that got through, or of all where none did.
    pub(super) change: Option<Change>,
    /// Why a verdict about rates may be wrong, or is withheld.
    pub(super) doubt: Option<Doubt>,
    /// Whether verdicts about rates and silence were taken back, because the runs are no pair.
    pub(super) withheld: bool,
}

/// Decides. Without a `before`, only what is seen counts.
pub(super) fn decide(
    before: Option<&Side>,
    after: &Side,
    expectation: Expectation,
    change: Option<Change>,
) -> Found {
    let doubt = change.as_ref().and_then(|it| it.doubt);
    let verdict = match before {
        None => seen(after, expectation),
        Some(before) => compared(before, after, expectation, change.as_ref()),
    };
    // Where something is heard, only a verdict about its rate can be in doubt.
    let by_rate = matches!(
        verdict,
        Verdict::Reduced
            | Verdict::More
            | Verdict::New
            | Verdict::Unproven
            | Verdict::Gone
            | Verdict::Quiet
    );
    let judgement = match judge(verdict, expectation) {
        // Without a run before, something may have failed all along.
        Judgement::Wrong if verdict == Verdict::Broken && before.is_none() => Judgement::Look,
        judgement => judgement,
    };
    Found {
        verdict,
        judgement,
        change,
        doubt: doubt.filter(|_| by_rate),
        withheld: false,
    }
}

/// What one run says by itself.
fn seen(after: &Side, expectation: Expectation) -> Verdict {
    if after.reached() > 0 {
        Verdict::Talking
    } else if after.only_asked() {
        Verdict::OnlyAsked
    } else {
        failing(expectation)
    }
}

fn compared(
    before: &Side,
    after: &Side,
    expectation: Expectation,
    change: Option<&Change>,
) -> Verdict {
    if after.is_silent() {
        let proven = change.is_some_and(|it| it.doubt.is_none());
        return match (proven, expectation) {
            (false, _) => Verdict::Unproven,
            (true, Expectation::Stopped | Expectation::Unruled | Expectation::None) => {
                Verdict::Quiet
            }
            (true, _) => Verdict::Gone,
        };
    }
    if after.reached() == 0 {
        // What was only asked for before as well has not been stopped by anybody.
        return if after.only_asked() {
            Verdict::OnlyAsked
        } else if before.reached() > 0 {
            failing(expectation)
        } else {
            Verdict::Blocked
        };
    }
    if before.is_silent() {
        return Verdict::New;
    }
    match change.map(|it| it.verdict) {
        Some(rate::Verdict::Lower) => Verdict::Reduced,
        Some(rate::Verdict::Higher) if before.reached() > 0 => Verdict::More,
        _ => Verdict::Talking,
    }
}

const fn failing(expectation: Expectation) -> Verdict {
    match expectation {
        Expectation::Stopped | Expectation::Unruled | Expectation::None => Verdict::Blocked,
        _ => Verdict::Broken,
    }
}

fn judge(verdict: Verdict, expectation: Expectation) -> Judgement {
    use Expectation as E;
    use Verdict as V;
    match (expectation, verdict) {
        (E::None, _) => Judgement::Neutral,
        (_, V::Unproven) => Judgement::Open,
        (_, V::Broken) | (E::Stopped | E::Unruled, V::Talking | V::Reduced | V::More | V::New) => {
            Judgement::Wrong
        }
        (E::Stopped | E::Unruled, _) => Judgement::Right,
        (_, V::Gone) | (E::Undocumented | E::Nameless, V::New) => Judgement::Look,
        (E::Stays | E::Shared, V::Talking | V::Reduced | V::More | V::New) => Judgement::Right,
        _ => Judgement::Neutral,
    }
}

impl Verdict {
    /// All of them, the gravest first.
    pub const ALL: [Self; 10] = [
        Self::Talking,
        Self::Reduced,
        Self::More,
        Self::New,
        Self::Broken,
        Self::Gone,
        Self::Unproven,
        Self::OnlyAsked,
        Self::Blocked,
        Self::Quiet,
    ];

    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Talking => "talking",
            Self::Reduced => "reduced",
            Self::More => "more",
            Self::New => "new",
            Self::Broken => "broken",
            Self::Gone => "gone",
            Self::Unproven => "unproven",
            Self::OnlyAsked => "only-asked",
            Self::Blocked => "blocked",
            Self::Quiet => "quiet",
        }
    }

    /// In a word or two, where `off` tells that it should be silent.
    #[must_use]
    pub const fn words(self, expectation: Expectation) -> &'static str {
        match self {
            Self::Talking => match expectation {
                Expectation::Stopped | Expectation::Unruled => "still talking",
                Expectation::Stays | Expectation::Shared => "works",
                _ => "goes on",
            },
            Self::Reduced => "reduced",
            Self::More => "more often",
            Self::New => "new",
            Self::Broken => "fails",
            Self::Gone => "gone",
            Self::Unproven => "cannot tell",
            Self::OnlyAsked => "only looked up",
            Self::Blocked => "blocked",
            Self::Quiet => "quiet",
        }
    }
}

impl Judgement {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Look => "look",
            Self::Open => "open",
            Self::Right => "right",
            Self::Neutral => "neutral",
        }
    }
}

impl Found {
    /// Takes back what two runs that are no pair cannot show: silence and rates. What was heard, was heard.
    pub(super) fn withhold(&mut self) {
        self.verdict = match self.verdict {
            Verdict::Quiet | Verdict::Gone => Verdict::Unproven,
            Verdict::Reduced | Verdict::More | Verdict::New => Verdict::Talking,
            other => other,
        };
        if self.verdict == Verdict::Unproven {
            self.judgement = match self.judgement {
                Judgement::Neutral => Judgement::Neutral,
                _ => Judgement::Open,
            };
        } else if self.judgement == Judgement::Look {
            self.judgement = Judgement::Neutral;
        }
        self.withheld = true;
    }
}

/// What a verdict becomes.
#[cfg(test)]
pub(super) fn found_for_test(
    verdict: Verdict,
    expectation: Expectation,
    withheld: bool,
) -> (Verdict, Judgement) {
    let mut found = Found {
        verdict,
        judgement: judge(verdict, expectation),
        change: None,
        doubt: None,
        withheld: false,
    };
    if withheld {
        found.withhold();
    }
    (found.verdict, found.judgement)
}
