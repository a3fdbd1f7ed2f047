//! Everything about a name, an address or a pattern: what documents it, why, what it is for, how to turn it off, what
//! stands behind it and what lies near it.

use std::net::{IpAddr, SocketAddr};

use serde::Serialize;

use super::{
    Attributor, Candidate, Network, NetworkError, Query, RangeHit, Ranges, Related, Standing,
    normal,
};
use crate::catalog::file::CarrierKind;
use crate::catalog::{Catalog, EndpointView};
use crate::pattern::{Confidence, Fit, Pattern, ReadError, Reading, Relation, read};

/// The answer to `explain`.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation<'c> {
    /// The subject as it was taken.
    pub subject: Subject,
    /// For a name: the endpoints that document it, best first.
    pub matches: Vec<MatchView<'c>>,
    /// For a pattern: how it lies to the catalog's endpoints.
    pub relations: Vec<RelationView<'c>>,
    /// For an address or a network: the ranges on vendors' pages that hold it or lie in it.
    pub ranges: Vec<RangeHit<'c>>,
    /// The carrier whose name it is.
    pub carrier: Option<CarrierHit<'c>>,
    /// For a name that nothing documents for sure: what is known around it.
    pub related: Option<Related<'c>>,
    /// What else to know, as sentences.
    pub notes: Vec<String>,
}

/// What was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Subject {
    /// A host name, and a path where one was given.
    Name {
        /// The host.
        host: String,
        /// The path.
        path: Option<String>,
    },
    /// An address.
    Address {
        /// The address.
        address: IpAddr,
    },
    /// A network.
    Network {
        /// In CIDR notation.
        network: Network,
    },
    /// A destination with wildcards.
    Pattern {
        /// As it was written.
        written: String,
        /// In the canonical spelling.
        pattern: String,
        /// In words.
        meaning: String,
        /// How sure that is.
        confidence: Confidence,
        /// Why it is no surer.
        why: Option<&'static str>,
    },
    /// Something that is none of these.
    Unreadable {
        /// As it was written.
        written: String,
        /// Why.
        error: String,
    },
}

/// An endpoint that documents a name.
#[derive(Clone, Debug, Serialize)]
pub struct MatchView<'c> {
    /// How sure.
    pub confidence: Confidence,
    /// How the name lies in the pattern.
    pub fit: Fit,
    /// Who documents it.
    pub standing: Standing,
    /// Whether it is as good as the best.
    pub tied: bool,
    /// Why it matches, and for the first why it wins.
    pub reason: String,
    /// The endpoint.
    pub endpoint: EndpointView<'c>,
}

/// How a pattern lies to an endpoint.
#[derive(Clone, Debug, Serialize)]
pub struct RelationView<'c> {
    /// The pattern's relation to the endpoint: it `contains` the endpoint, is `within` it…
    pub relation: Relation,
    /// True where the two meet only if wildcards are taken as plain text.
    pub doubtful: bool,
    /// A host that both hold.
    pub example: Option<String>,
    /// The endpoint.
    pub endpoint: EndpointView<'c>,
}

/// The carrier whose name something is.
#[derive(Clone, Debug, Serialize)]
pub struct CarrierHit<'c> {
    /// The domain below which its names are.
    pub suffix: &'c str,
    /// Who it is.
    pub name: &'c str,
    /// What it does.
    pub kind: CarrierKind,
    /// One sentence, without a full stop.
    pub sentence: String,
}

impl<'c> Attributor<'c> {
    /// Explains a name (with or without scheme, port and path), an address, a network, or a pattern with `*`.
    #[must_use]
    pub fn explain(&self, subject: &str) -> Explanation<'c> {
        let text = subject.trim();
        let bare = text.trim_start_matches('[').trim_end_matches(']');
        let address = bare.parse::<IpAddr>().ok();
        let address = address.or_else(|| text.parse::<SocketAddr>().ok().map(|it| it.ip()));
        if let Some(address) = address {
            return self.explain_network(Network::from(address));
        }
        let unreadable = |error: String| {
            Explanation::of(Subject::Unreadable {
                written: text.to_owned(),
                error,
            })
        };
        match text.parse::<Network>() {
            Ok(network) => return self.explain_network(network),
            Err(error @ NetworkError::TooLong(_)) => return unreadable(error.to_string()),
            Err(NetworkError::Unreadable) => {}
        }
        match read(text) {
            Err(ReadError::Address(address)) => self.explain_network(Network::from(address)),
            Err(error) => unreadable(error.to_string()),
            Ok(read) if is_number(read.pattern.host()) => unreadable(
                "a name whose last part is a number would be an address, and it is none".to_owned(),
            ),
            Ok(read) if text.contains('*') => {
                let mut explanation = Explanation::of(Subject::Pattern {
                    written: text.to_owned(),
                    pattern: read.pattern.to_string(),
                    meaning: read.pattern.sentence(),
                    confidence: read.confidence,
                    why: read.why,
                });
                let tail = read.pattern.tail().trim_start_matches('.').to_owned();
                explanation.carrier = carrier(self.catalog, &tail);
                explanation.relations = self.relations(&read.pattern);
                explanation
            }
            Ok(read) => self.explain_name(read.pattern.host(), path_in(text)),
        }
    }

    fn explain_network(&self, network: Network) -> Explanation<'c> {
        let subject = match network.is_address() {
            true => Subject::Address {
                address: network.address(),
            },
            false => Subject::Network { network },
        };
        let mut explanation = Explanation::of(subject);
        explanation.ranges = Ranges::of(self.catalog).meeting(network);
        explanation.notes.push(if explanation.ranges.is_empty() {
            "no page in the catalog lists it: vendors document names, and few of them addresses; a capture shows by which \
             name it was asked for"
                .to_owned()
        } else {
            "a listed range says whose network it is, not which service was called: several share it; a capture shows by \
             which name it was asked for"
                .to_owned()
        });
        explanation
    }

    fn explain_name(&self, host: &str, path: Option<&str>) -> Explanation<'c> {
        let host = normal(host).unwrap_or_default();
        let mut explanation = Explanation::of(Subject::Name {
            host: host.to_string(),
            path: path.map(str::to_owned),
        });
        let attribution = self.attribute(&Query {
            host: &host,
            path,
            ..Query::default()
        });
        let best = attribution.as_ref().map(|it| it.best.confidence);
        let sure = best.is_some_and(|confidence| confidence > Confidence::Doubtful);
        if let Some(attribution) = attribution {
            let all = std::iter::once(attribution.best).chain(attribution.others);
            explanation.matches = all.map(|it| self.match_view(it)).collect();
        }
        explanation.carrier = carrier(self.catalog, &host);
        if !sure {
            explanation.related = self.related(&host);
            explanation.notes.push(match explanation.matches.len() {
                0 => "no endpoint in the catalog documents this name".to_owned(),
                _ => "this name only looks like a documented one".to_owned(),
            });
        }
        if explanation.matches.iter().filter(|it| it.tied).count() > 1 {
            explanation.notes.push(
                "several areas document it equally well; they are in the order of the page"
                    .to_owned(),
            );
        }
        explanation
    }

    fn match_view(&self, candidate: Candidate) -> MatchView<'c> {
        MatchView {
            confidence: candidate.confidence,
            fit: candidate.fit,
            standing: candidate.standing,
            tied: candidate.tied,
            endpoint: self.catalog.endpoint_view(candidate.endpoint),
            reason: candidate.reason,
        }
    }

    /// How a pattern lies to every endpoint that it meets, in the order same, contains, within, overlaps; what meets
    /// only in the wide reading comes last.
    #[must_use]
    pub fn relations(&self, pattern: &Pattern) -> Vec<RelationView<'c>> {
        let mut relations: Vec<RelationView<'c>> = self
            .catalog
            .endpoint_refs()
            .filter(|(_, endpoint)| endpoint.entry.carrier.is_none())
            .filter_map(|(reference, endpoint)| {
                let other = &endpoint.pattern;
                let written_so = self
                    .spellings_of(reference)
                    .any(|it| it.pattern == *pattern);
                let relation = if written_so {
                    Relation::Same
                } else {
                    pattern.relation(other)
                };
                let apart = relation == Relation::Apart;
                if apart && !pattern.intersects_read(Reading::Wide, other, Reading::Wide) {
                    return None;
                }
                Some(RelationView {
                    relation: if apart { Relation::Overlaps } else { relation },
                    doubtful: apart,
                    example: pattern.common_host(other).map(|witness| witness.0),
                    endpoint: self.catalog.endpoint_view(reference),
                })
            })
            .collect();
        relations.sort_by_key(|it| (it.doubtful, it.relation));
        relations
    }
}

impl Explanation<'_> {
    fn of(subject: Subject) -> Self {
        Self {
            subject,
            matches: Vec::new(),
            relations: Vec::new(),
            ranges: Vec::new(),
            carrier: None,
            related: None,
            notes: Vec::new(),
        }
    }
}

/// Whether the last label is a number. No such name can exist, because programs take it for an IPv4 address
/// (WHATWG URL, "ends in a number checker").
fn is_number(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit())
}

fn carrier<'c>(catalog: &'c Catalog, host: &str) -> Option<CarrierHit<'c>> {
    let carrier = catalog.carrier_of(host)?;
    let (suffix, kind) = (carrier.suffix(), carrier.entry.kind);
    Some(CarrierHit {
        suffix,
        name: &carrier.entry.name,
        kind,
        sentence: format!(
            "*.{suffix} is {} ({}), whose names stand behind others: the name that was asked says whose connection it is",
            kind.words(),
            carrier.entry.name
        ),
    })
}

/// The path of a name that was given as a URL or with a path.
fn path_in(text: &str) -> Option<&str> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.find('/').map(|at| &rest[at..])
}
