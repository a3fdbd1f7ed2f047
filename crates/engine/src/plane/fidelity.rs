//! How exactly a plane says what was meant, rule by rule.

use std::fmt;

use serde::Serialize;

/// How a rule came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Fidelity {
    /// It does what was meant, no more and no less.
    Exact,
    /// It misses a part of what was meant.
    Narrower,
    /// It hits more than was meant; it may miss a part too.
    Wider,
    /// Nothing of it is said.
    Refused,
}

impl Fidelity {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Narrower => "narrower",
            Self::Wider => "wider",
            Self::Refused => "refused",
        }
    }
}

impl fmt::Display for Fidelity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

/// Which way a rule differs from what was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum GapKind {
    /// Hit, and not meant.
    Wider,
    /// Meant, and missed.
    Narrower,
}

/// A difference between what a rule does and what was meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// Which way.
    pub kind: GapKind,
    /// What, as a clause for people.
    pub what: String,
    /// A name or address that is treated otherwise than meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
}

/// A rule as a plane says it: a destination, or one thing that a control turns off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ruled {
    /// The endpoint's id, the control's with its group, or where an exception stands.
    pub id: String,
    /// The area's id, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// What it is about: the destination, or what is turned off.
    pub what: String,
    /// How it came out.
    pub fidelity: Fidelity,
    /// What exactly differs; empty where it is exact.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// Why it is refused, or what is worth knowing of it, as a clause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Ruled {
    /// A rule that does what was meant.
    #[must_use]
    pub fn exact(id: impl Into<String>, area: Option<String>, what: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            area,
            what: what.into(),
            fidelity: Fidelity::Exact,
            gaps: Vec::new(),
            note: None,
        }
    }

    /// The same with its differences, which decide how it came out.
    #[must_use]
    pub fn with_gaps(mut self, gaps: Vec<Gap>) -> Self {
        let wider = gaps.iter().any(|gap| gap.kind == GapKind::Wider);
        self.fidelity = match (gaps.is_empty(), wider) {
            (true, _) => Fidelity::Exact,
            (false, true) => Fidelity::Wider,
            (false, false) => Fidelity::Narrower,
        };
        self.gaps = gaps;
        self
    }

    /// The same, refused, with the reason as a clause.
    #[must_use]
    pub fn refused(mut self, why: impl Into<String>) -> Self {
        self.fidelity = Fidelity::Refused;
        self.gaps.clear();
        self.note = Some(why.into());
        self
    }

    /// What differs or why it is refused, in one clause; empty where it is exact and nothing is to be said.
    #[must_use]
    pub fn difference(&self) -> String {
        let gaps = self.gaps.iter().map(|gap| {
            let verb = match gap.kind {
                GapKind::Wider => "also hits",
                GapKind::Narrower => "misses",
            };
            let known = gap
                .example
                .as_deref()
                .filter(|example| !gap.what.contains(*example));
            let example = known.map_or_else(String::new, |example| format!(" ({example})"));
            format!("{verb} {}{example}", gap.what)
        });
        gaps.chain(self.note.clone()).collect::<Vec<_>>().join("; ")
    }
}

/// How many rules came out how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Exact ones.
    pub exact: usize,
    /// Narrower ones.
    pub narrower: usize,
    /// Wider ones.
    pub wider: usize,
    /// How many of the wider ones miss a part too.
    pub wider_and_narrower: usize,
    /// Refused ones.
    pub refused: usize,
}

impl Tally {
    /// Counts.
    #[must_use]
    pub fn of(rules: &[Ruled]) -> Self {
        let mut tally = Self::default();
        for rule in rules {
            let misses = rule.gaps.iter().any(|gap| gap.kind == GapKind::Narrower);
            if rule.fidelity == Fidelity::Wider && misses {
                tally.wider_and_narrower += 1;
            }
            *match rule.fidelity {
                Fidelity::Exact => &mut tally.exact,
                Fidelity::Narrower => &mut tally.narrower,
                Fidelity::Wider => &mut tally.wider,
                Fidelity::Refused => &mut tally.refused,
            } += 1;
        }
        tally
    }

    /// Whether every rule is exact.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        self.narrower + self.wider + self.refused == 0
    }
}

/// `44 exact, 1 narrower, 1 refused`: what there is none of is left out, except exact ones.
impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} exact", self.exact)?;
        for (count, word) in [
            (self.narrower, "narrower"),
            (self.wider, "wider"),
            (self.refused, "refused"),
        ] {
            if count > 0 {
                write!(f, ", {count} {word}")?;
            }
            if word == "wider" && self.wider_and_narrower > 0 {
                write!(f, " ({} of them also miss a part)", self.wider_and_narrower)?;
            }
        }
        Ok(())
    }
}
