//! Why something cannot be told from two runs.

/// What stands against a statement that counts alone would suggest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Doubt {
    /// Too few calls or too little time: chance could have done it.
    TooShort,
    /// One call, or one burst, says nothing about how often there is one.
    Once,
    /// It was silent for about as long before, and called again.
    SilentBefore,
    /// The first run shows that it keeps to hours of the day, and too few of those were recorded in the other.
    TimeOfDay,
    /// The runs were recorded at different hours of the day, and no run is long enough to know whether that matters. The
    /// statement holds for a stream that calls at all hours alike.
    OtherHours,
    /// All its calls came when recording had just begun. They belong to a start and not to an idle machine.
    OnlyAtStart,
}

impl Doubt {
    /// The token used in machine-readable output.
    #[must_use]
    pub const fn token(self) -> &'static str {
        match self {
            Self::TooShort => "too-short",
            Self::Once => "once",
            Self::SilentBefore => "silent-before",
            Self::TimeOfDay => "time-of-day",
            Self::OtherHours => "other-hours",
            Self::OnlyAtStart => "only-at-start",
        }
    }

    /// The reason in words, to follow "because".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::TooShort => "too little was recorded to tell it from chance",
            Self::Once => "a single call or burst does not tell how often there is one",
            Self::SilentBefore => "it was silent for about as long when it still called",
            Self::TimeOfDay => {
                "it keeps to hours of the day that were hardly recorded in both runs"
            }
            Self::OtherHours => {
                "the runs were recorded at different hours of the day, and neither shows whether that matters"
            }
            Self::OnlyAtStart => {
                "it called only when recording had just begun, as machines do that start"
            }
        }
    }
}
