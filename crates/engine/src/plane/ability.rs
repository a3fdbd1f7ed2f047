//! What a plane can express, as data: lists and helps are made from it.

use crate::catalog::file::SettingKind;
use crate::rules::Forms;

/// Where a plane works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// On the machine itself.
    Machine,
    /// Where names are looked up.
    Dns,
    /// In proxies.
    Proxy,
    /// In firewalls.
    Firewall,
    /// It watches, and stops nothing.
    Detection,
}

impl Family {
    /// For people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Machine => "on the machine",
            Self::Dns => "DNS",
            Self::Proxy => "proxies",
            Self::Firewall => "firewalls",
            Self::Detection => "detection",
        }
    }

    /// Whether it stops anything.
    #[must_use]
    pub const fn enforces(self) -> bool {
        !matches!(self, Self::Detection)
    }
}

/// What a plane can express.
#[derive(Clone, Copy, Debug)]
pub struct Ability {
    /// Where it works.
    pub family: Family,
    /// What it can say of names; none where it knows none.
    pub names: Option<Forms>,
    /// Which kinds of the vendor's switches it can set.
    pub settings: &'static [SettingKind],
    /// Whether it takes addresses.
    pub addresses: bool,
    /// What it can answer inside the own network.
    pub answers: Answering,
}

/// What a plane can answer inside the own network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answering {
    /// Nothing.
    Nothing,
    /// Names, with addresses.
    Names,
    /// Requests to a server at such an address.
    Requests,
}
