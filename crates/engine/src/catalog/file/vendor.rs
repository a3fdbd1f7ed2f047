//! Vendors, and who carries their names, as their files write them.

use serde::{Deserialize, Serialize};
use toml::Spanned;

/// Who publishes endpoint pages.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct VendorEntry {
    /// The folder's name.
    pub id: Spanned<String>,
    /// For people.
    pub name: String,
    /// Domains that the vendor registered for itself.
    pub domains: Vec<String>,
    /// Those of them that products of all kinds live on. A wildcard over a whole one names no component.
    #[serde(default)]
    pub shared_domains: Vec<String>,
}

/// A load balancer or content network whose names stand behind others.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierEntry {
    /// The domain below which its names are.
    pub suffix: Spanned<String>,
    /// For people.
    pub name: String,
    /// What it does.
    pub kind: CarrierKind,
    /// Who says so.
    pub source: String,
}

/// What a carrier does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CarrierKind {
    /// Spreads requests over data centres by DNS.
    LoadBalancer,
    /// Serves copies of files.
    ContentNetwork,
    /// Names rented machines.
    Hosting,
}

impl CarrierKind {
    /// For people, with an article.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::LoadBalancer => "a load balancer",
            Self::ContentNetwork => "a content network",
            Self::Hosting => "a hosting service",
        }
    }
}
