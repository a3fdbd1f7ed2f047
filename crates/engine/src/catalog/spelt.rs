//! What a row means as its own page spells it, which may be less than the endpoint means that all pages together made.

use super::Endpoint;
use super::file::Row;
use crate::pattern::{self, Kind, Pattern};

impl Endpoint {
    /// What a row of this endpoint means as its page spells it. Where the catalog has mended the name, what the catalog
    /// says.
    #[must_use]
    pub fn meaning_of(&self, row: &Row) -> Pattern {
        let mended = || self.pattern.clone();
        let Ok(read) = pattern::read(row.as_written(&self.entry)) else {
            return mended();
        };
        let (read, host) = (read.pattern, self.pattern.host());
        if read.host() == host {
            return read;
        }
        if row.why.is_none() {
            return mended();
        }
        // A slip of the page in the name says nothing about the star in front of it and about its path.
        let kind = match row.as_written(&self.entry) {
            _ if host.contains('*') => Kind::MidWildcard,
            written if written.starts_with("*.") => Kind::Subdomains,
            written if written.starts_with('*') => Kind::GluedPrefix,
            _ => Kind::Exact,
        };
        Pattern::new(kind, host, read.path().clone()).unwrap_or_else(|_| mended())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Catalog;

    /// What the row of a release means.
    fn meaning(endpoint: &str, release: &str) -> String {
        let catalog = Catalog::embedded();
        let endpoint = catalog.endpoint(catalog.endpoint_by_id(endpoint).unwrap());
        let mut rows = endpoint.entry.documented.iter();
        let row = rows.find(|row| row.release == release).unwrap();
        endpoint.meaning_of(row).to_string()
    }

    #[test]
    fn each_page_means_what_it_spells() {
        let emdl = |release| meaning("windows-update/emdl.ws.microsoft.com", release);
        assert_eq!(emdl("windows-10-1709-enterprise"), "emdl.ws.microsoft.com");
        assert_eq!(emdl("windows-10-1903-home"), "*emdl.ws.microsoft.com/*");
    }

    #[test]
    fn a_slip_in_the_name_is_mended_and_the_star_in_front_stays() {
        let host = "img-prod-cms-rt-microsoft-com.akamaized.net";
        let meaning = |release| meaning(&format!("microsoft-store/{host}"), release);
        assert_eq!(meaning("windows-10-1903-enterprise"), host);
        assert_eq!(meaning("windows-10-1903-home"), format!("*{host}"));
    }
}
