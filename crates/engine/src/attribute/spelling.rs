//! The ways in which pages write an endpoint's destination. Each is a pattern of its own: what one page writes as `x`
//! and another as `*.x` is one endpoint, and which of them holds a name says how sure the match is.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::{Catalog, Endpoint, EndpointRef};
use crate::pattern::{Confidence, Kind, Pattern, read};

/// One way of writing an endpoint's destination.
#[derive(Debug)]
pub(super) struct Spelling<'c> {
    pub(super) endpoint: EndpointRef,
    pub(super) pattern: Pattern,
    pub(super) written: &'c str,
    /// How sure it is that the spelling means this pattern.
    pub(super) confidence: Confidence,
    /// Whether the page of the release asked for writes it so; true where none is asked for.
    pub(super) ours: bool,
    /// Whether it is a wildcard over a whole domain on which products of all kinds live.
    pub(super) broad: bool,
    /// Whether a page writes it, rather than the catalog having made it out of several spellings.
    pub(super) on_a_page: bool,
}

/// Every spelling of every endpoint that names can be attributed to. Of the names of carriers only those that stand
/// for one host are taken: a whole suffix says nothing about whose connection it is.
pub(super) fn all<'c>(catalog: &'c Catalog, release: Option<&str>) -> Vec<Spelling<'c>> {
    let mut spellings = Vec::new();
    for (reference, endpoint) in catalog.endpoint_refs() {
        let own = endpoint.entry.carrier.is_none();
        let all = of(reference, endpoint, release).into_iter();
        spellings.extend(all.filter(|it| own || it.pattern.kind() == Kind::Exact));
    }
    let shared = catalog.vendors().iter();
    let shared = shared.flat_map(|vendor| &vendor.entry.shared_domains);
    let shared: BTreeSet<&str> = shared.map(String::as_str).collect();
    for spelling in &mut spellings {
        let wild = spelling.pattern.kind() != Kind::Exact;
        spelling.broad = wild && shared.contains(spelling.pattern.host());
    }
    spellings
}

fn of<'c>(
    reference: EndpointRef,
    endpoint: &'c Endpoint,
    release: Option<&str>,
) -> Vec<Spelling<'c>> {
    let entry = &endpoint.entry;
    // By spelling, whether a row of the release has it. A slip of a page is not a spelling to go by.
    let mut written: BTreeMap<&str, bool> = BTreeMap::new();
    for row in entry.documented.iter().filter(|row| row.why.is_none()) {
        let ours = release.is_none_or(|release| release == row.release);
        *written.entry(row.as_written(entry)).or_default() |= ours;
    }
    let whole_meaning = Spelling {
        endpoint: reference,
        pattern: endpoint.pattern.clone(),
        written: &entry.as_written,
        confidence: entry.meaning.confidence,
        ours: release.is_none(),
        broad: false,
        on_a_page: false,
    };
    let mut spellings: Vec<Spelling<'c>> = Vec::with_capacity(written.len() + 1);
    for (written, ours) in written {
        let Ok(understood) = read(written) else {
            continue;
        };
        // Where the catalog takes a spelling for something else than it says, the catalog's reading holds.
        let corrected = understood.pattern.host() != endpoint.pattern.host();
        let known = spellings.iter_mut().find(|it| {
            it.pattern == understood.pattern || (corrected && it.pattern == endpoint.pattern)
        });
        match known {
            Some(known) => known.ours |= ours,
            None => spellings.push(Spelling {
                endpoint: reference,
                confidence: if understood.pattern == endpoint.pattern || corrected {
                    entry.meaning.confidence
                } else {
                    understood.confidence
                },
                pattern: if corrected {
                    endpoint.pattern.clone()
                } else {
                    understood.pattern
                },
                written,
                ours,
                broad: false,
                on_a_page: true,
            }),
        }
    }
    if spellings
        .iter()
        .all(|it| it.pattern != whole_meaning.pattern)
    {
        spellings.push(whole_meaning);
    }
    spellings
}
