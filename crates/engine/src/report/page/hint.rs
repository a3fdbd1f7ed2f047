//! Whose an undocumented name seems to be: a pointer for the reader, never an attribution.

use crate::attribute::{Attributor, Query};
use crate::pattern::Fit;

/// Endpoints named; more would hide the nearest ones.
const NAMED: usize = 3;

/// One sentence about a name that nobody documents; `None` where nothing is known around it.
pub(crate) fn hint(attributor: &Attributor<'_>, name: &str) -> Option<String> {
    let query = Query {
        host: name,
        ..Query::default()
    };
    if let Some(likeness) = attributor
        .attribute(&query)
        .filter(|it| it.best.fit == Fit::Glued)
    {
        return Some(likeness.best.reason);
    }
    if let Some(carrier) = attributor.catalog().carrier_of(name) {
        return Some(format!(
            "below {}: {}, whose names stand behind others; the name that was asked says whose it is",
            carrier.suffix(),
            carrier.entry.name
        ));
    }
    let related = attributor.related(name)?;
    let owner = match (related.vendor, &related.domain) {
        (Some(vendor), Some(domain)) => format!("{domain} belongs to {vendor}"),
        (Some(vendor), None) => format!("belongs to {vendor}"),
        (None, Some(domain)) => format!("under {domain}, whose owner the catalog does not know"),
        (None, None) => return None,
    };
    if related.endpoints.is_empty() {
        return Some(owner);
    }
    let named: Vec<&str> = related.endpoints.iter().take(NAMED).copied().collect();
    let more = related.endpoints.len().saturating_sub(NAMED) + related.more;
    let rest = if more == 0 {
        String::new()
    } else {
        format!(" and {more} more")
    };
    Some(format!(
        "{owner}; documented under it: {}{rest}",
        named.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    fn of(name: &str) -> Option<String> {
        let attributor =
            Attributor::new(Catalog::embedded(), None).expect("no release is asked for");
        hint(&attributor, name)
    }

    #[test]
    fn a_carriers_name_is_shown_as_one() {
        assert!(
            of("e1234.b.akadns.net")
                .unwrap()
                .contains("names stand behind others")
        );
    }

    #[test]
    fn a_lookalike_is_named_as_one() {
        assert!(
            of("evillicensing.mp.microsoft.com")
                .unwrap()
                .contains("only looks like")
        );
    }

    #[test]
    fn a_name_that_nothing_is_known_around_has_no_hint() {
        assert_eq!(of("telemetry.contoso.example"), None);
    }
}
