//! When a destination was called in two runs in, what may be said of the difference out: statistics of counts.
//!
//! Everything here is arithmetic on [`Calls`] and [`Watched`]. A [`Sample`] is one stream in one run, a [`Rate`] its calls
//! per hour with an interval, a [`Change`] what became of it. Three things make idle traffic unlike coin tosses, and each
//! has a file: calls come in bursts and spells (`dispersion`), some keep to hours of the day (`clock`), some beat like a
//! clock (`beat`). Each of them can only take confidence away, except that a beat which stops is soon missed.

mod beat;
mod change;
mod clock;
mod dispersion;
mod doubt;
mod interval;
mod measure;
mod sample;
mod silence;

pub use change::{Change, Verdict};
pub use doubt::Doubt;
pub use interval::Interval;
pub use measure::Rate;
pub use sample::Sample;
pub use silence::Silence;

/// How sure each statement is by itself: it is wrong in at most 1 % of the cases in which its assumptions hold.
pub const CONFIDENCE: f64 = 0.99;

/// What share of its former rate a stream may still have for all that "quiet" says. A smaller share would need
/// recordings several times as long; with a larger one a stream that was only halved would pass for a dead one.
pub const RESIDUAL: f64 = 0.5;

/// When a destination was called during a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calls<'a> {
    /// Seconds that one bucket spans: a power of two, at least 1.
    pub width: u32,
    /// Start of a bucket in seconds since the epoch, a multiple of the width, and the calls in it. Only buckets with calls
    /// are listed, each once, ascending.
    pub buckets: &'a [(i64, u64)],
}

/// Times in which a run was recorded, in seconds since the epoch, each without its end; ascending, not overlapping.
pub type Watched<'a> = &'a [(i64, i64)];
