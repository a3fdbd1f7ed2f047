//! The documented endpoint that a name lies nearest to: a hint where to look, never an attribution.

use serde::Serialize;

use crate::attribute::Attributor;

/// The nearest documented endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Near {
    /// The endpoint's id.
    pub endpoint: String,
    /// The destination as the vendor writes it.
    pub as_written: String,
    /// The longest domain that both lie in.
    pub shared: String,
    /// The endpoint's area, where more than the registered domain is shared: the same vendor runs many services under
    /// one domain, and the domain alone says nothing.
    pub area: Option<String>,
}

pub(super) fn of(host: &str, attributor: &Attributor<'_>) -> Option<Near> {
    let catalog = attributor.catalog();
    let related = attributor.related(host)?;
    let endpoint = catalog.endpoint_by_id(related.endpoints.first()?)?;
    let entry = &catalog.endpoint(endpoint).entry;
    let shared = shared(host, catalog.endpoint(endpoint).pattern.host());
    let beyond = related
        .domain
        .as_deref()
        .is_some_and(|it| shared.len() > it.len());
    Some(Near {
        endpoint: entry.id.get_ref().clone(),
        as_written: entry.as_written.clone(),
        area: beyond.then(|| catalog.area_of(endpoint).id().to_owned()),
        shared: shared.to_owned(),
    })
}

impl Near {
    /// One sentence for people, without a full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        let both = format!(
            "{} ({}) lies under {} too",
            self.as_written, self.endpoint, self.shared
        );
        match &self.area {
            Some(area) => format!("{both}; the area may be {area}"),
            None => {
                format!("{both}, which is only the registered domain and says nothing of the area")
            }
        }
    }
}

/// The longest run of whole labels that two names end in.
fn shared<'h>(host: &'h str, other: &str) -> &'h str {
    let mut length: usize = 0;
    for (mine, theirs) in host.rsplit('.').zip(other.rsplit('.')) {
        if mine != theirs {
            break;
        }
        length += mine.len() + 1;
    }
    // The labels with the dots between them are one shorter than the labels with a dot each.
    let from = host.len().saturating_sub(length.saturating_sub(1));
    host.get(from..).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_labels_are_shared() {
        assert_eq!(shared("a.data.x.com", "b.data.x.com"), "data.x.com");
        assert_eq!(shared("aa.x.com", "a.x.com"), "x.com");
        assert_eq!(shared("x.com", "x.com"), "x.com");
        assert_eq!(shared("x.com", "x.net"), "");
    }
}
