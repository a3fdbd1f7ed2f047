//! What a person wants, in terms of areas: a small TOML file, options of the command line, or a preset, laid over each
//! other ([`Draft`]) and read against a catalog ([`Policy`]).
//!
//! A policy says goals. What follows from them, and what stands against them, is [`crate::intent`]'s work.

mod draft;
mod error;
mod goal;
mod preset;
mod read;

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::civil::Date;

use crate::catalog::{AreaRef, Catalog, EndpointRef, Release};
use crate::pattern::Pattern;

pub use crate::said::{Origin, Said};
pub use draft::{Draft, USUAL_RELEASE};
pub use error::PolicyError;
pub use preset::{PRESETS, Preset};

/// What a person wants, read against a catalog.
#[derive(Clone, Debug)]
pub struct Policy<'c> {
    /// The catalog that the references point into.
    pub catalog: &'c Catalog,
    /// Whose pages count: the first is the system that settings are for.
    pub releases: Vec<&'c Release>,
    /// Whether a release was named, or the usual one is meant.
    pub release_named: bool,
    /// Which rows of an area that is turned off become rules.
    pub pages: Pages,
    /// What stays.
    pub keep: Vec<Said<Goal>>,
    /// What is turned off.
    pub off: Vec<Said<Goal>>,
    /// Set where everything that is not kept is turned off.
    pub off_others: Option<Origin>,
    /// What becomes of destinations that nobody documents.
    pub undocumented: Undocumented,
    /// How the connectivity test is treated.
    pub ncsi: Ncsi,
    /// Whether the policy is only watched.
    pub observe: bool,
    /// What is treated otherwise for a time.
    pub exceptions: Vec<Exception>,
    /// The planes to compile for where a command names none.
    pub planes: Vec<Said<String>>,
    /// What was said and has no effect, in sentences.
    pub notes: Vec<String>,
}

/// What is kept or turned off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Goal {
    /// An area with all its endpoints.
    Area(AreaRef),
    /// One endpoint.
    Endpoint(EndpointRef),
}

/// Which rows of an area that is turned off become rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// Those of the releases that the policy names, as their pages spell them.
    #[default]
    Release,
    /// Those of every release of the same product: older and newer hosts too.
    All,
}

/// What becomes of destinations that nobody documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undocumented {
    /// They are left alone: what is turned off is on a list of what is blocked.
    #[default]
    Keep,
    /// They are turned off: what stays is on a list of what is allowed.
    Off,
}

/// How Windows' connectivity test (NCSI) is treated. It is one unit: blocking a part of it makes Windows believe that
/// it is offline, and apps that ask Windows refuse to work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ncsi {
    /// It stays.
    #[default]
    Keep,
    /// The policy `NoActiveProbe` ends the test on the machine; no network rule is made.
    DisableProbing,
    /// The names resolve, and the test's requests are answered, inside the own network.
    AnswerLocally {
        /// The own server that answers HTTP requests of the test.
        v4: Ipv4Addr,
        /// The same over IPv6, where there is one.
        v6: Option<Ipv6Addr>,
    },
}

impl Ncsi {
    /// The test answered by a server at `v4`, and at `v6` where there is one; none where a server cannot be there.
    #[must_use]
    pub fn answer(v4: Ipv4Addr, v6: Option<Ipv6Addr>) -> Option<Self> {
        let usable =
            !v4.is_unspecified() && !v4.is_multicast() && !v4.is_broadcast() && !v4.is_loopback();
        let usable_v6 =
            v6.is_none_or(|it| !it.is_unspecified() && !it.is_multicast() && !it.is_loopback());
        (usable && usable_v6).then_some(Self::AnswerLocally { v4, v6 })
    }
}

/// A destination that is treated otherwise than its area, for a reason and for a time.
#[derive(Clone, Debug)]
pub struct Exception {
    /// The names.
    pub pattern: Pattern,
    /// Whether they stay or are turned off.
    pub keep: bool,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Date,
    /// Where it is said.
    pub origin: Origin,
}
