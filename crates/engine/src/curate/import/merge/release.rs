//! Which release a page documents, and where its product's files lie.

use super::super::{ImportedPage, ImportedRelease};
use super::edit::{Edit, ReleaseDraft};
use super::place::slug;
use super::{MergeError, Options};
use crate::catalog::file::{Counts, ReleaseEntry};
use crate::catalog::{Catalog, Release};

/// A release with what somebody should know of how it was found.
pub(super) struct Found {
    pub(super) release: ReleaseDraft,
    pub(super) doubts: Vec<String>,
}

/// The release of a table: the catalog's where it has it, else a new one.
pub(super) fn find(
    page: &ImportedPage,
    imported: &ImportedRelease,
    catalog: &Catalog,
    options: &Options,
) -> Result<Found, MergeError> {
    let known = match &options.release {
        Some(id) => catalog.release(id),
        None => known(page, imported, catalog),
    };
    let product = imported.product.clone().or_else(|| page.product.clone());
    let version = imported.version.clone().or_else(|| page.version.clone());
    let edition = imported.edition.clone().or_else(|| page.edition.clone());
    if known.is_none() && options.release.is_none() && product.is_none() {
        return Err(MergeError::NoRelease {
            file: page.file.clone(),
            line: imported.line,
        });
    }
    let entry = known.map(|release| &release.entry);
    let given = options.release.clone();
    let product = (entry.map(|it| it.product.clone()))
        .or(product)
        .or_else(|| given.clone())
        .unwrap_or_default();
    let mut doubts = Vec::new();
    let in_id = version.clone().filter(|it| !is_date(it));
    let parts = [Some(product.clone()), in_id.clone(), edition.clone()];
    let id = (entry.map(|it| it.id.get_ref().clone()))
        .or(given)
        .unwrap_or_else(|| {
            let id = slug(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "));
            unused(id, page, catalog, &mut doubts)
        });
    if entry.is_none() && in_id.is_none() && is_system(&product) {
        let what = format!("nothing says which version of {product} this documents");
        doubts.push(format!("{what}; --release gives it an id of its own"));
    }
    if let (Some(entry), Some(date)) = (entry, &page.date)
        && *date < entry.page.date
    {
        doubts.push(format!(
            "the page is of {date}, and the catalog has the one of {}: this goes back",
            entry.page.date
        ));
    }
    let mut name = product.clone();
    if let Some(edition) = &edition {
        name = format!("{name} {edition}");
    }
    if let Some(version) = &in_id {
        name = format!("{name}, version {version}");
    }
    let release = ReleaseDraft {
        id,
        name: entry.map_or(name, |it| it.name.clone()),
        product,
        version: match entry {
            // The catalog may know the version of a page that does not say it.
            Some(entry) if version.as_ref().is_none_or(|it| !is_date(it)) => entry.version.clone(),
            _ => version.unwrap_or_default(),
        },
        edition: entry.map_or(edition, |it| it.edition.clone()),
        section: imported.section.clone(),
        url: (options.url.clone())
            .or_else(|| entry.map(|it| it.page.url.clone()))
            .unwrap_or_else(|| sibling_url(page, catalog)),
        file: page.file.clone(),
        date: (page.date.clone())
            .or_else(|| entry.map(|it| it.page.date.clone()))
            .unwrap_or_default(),
        title: page.title.clone(),
    };
    Ok(Found { release, doubts })
}

/// Whether a version is a date: a page that is given out anew every month has one, and what it documents stays the same.
fn is_date(version: &str) -> bool {
    version.len() >= 8 && version.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a product comes in versions that documents are written for, as `Windows 10` does and a service does not.
fn is_system(product: &str) -> bool {
    let number = product.strip_prefix("Windows ");
    number.is_some_and(|it| it == "Server" || (it.len() <= 3 && it != "365"))
}

/// An id that no release has: another page about the same product must not take the place of one that the catalog knows.
fn unused(id: String, page: &ImportedPage, catalog: &Catalog, doubts: &mut Vec<String>) -> String {
    let Some(other) = catalog.release(&id) else {
        return id;
    };
    doubts.push(format!(
        "{id} is the page {}; this is another one, --release {id} would replace it",
        other.entry.page.file
    ));
    let stem = slug(stem(&page.file));
    let names = (1..).map(|number| match number {
        1 => stem.clone(),
        _ => format!("{stem}-{number}"),
    });
    let mut free = names.filter(|name| !name.is_empty() && catalog.release(name).is_none());
    free.next().unwrap_or(id)
}

/// A file's name without its ending.
fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

/// The release that the catalog has for a table: by the page's file and heading, or by what they say.
///
/// What they say is enough where it names a version, or where the page has the title of the known one: many pages are
/// about one service, and each of them is a release of its own.
fn known<'a>(
    page: &ImportedPage,
    imported: &ImportedRelease,
    catalog: &'a Catalog,
) -> Option<&'a Release> {
    let releases = || catalog.releases().iter();
    let same = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        (a, b) => a.is_none() && b.is_none(),
    };
    let product = imported.product.as_ref().or(page.product.as_ref());
    let version = imported.version.as_ref().or(page.version.as_ref());
    let edition = imported.edition.clone().or_else(|| page.edition.clone());
    // A page of the same name may be about a later version.
    let fits = |entry: &ReleaseEntry| {
        let said = version.filter(|version| !is_date(version) && !entry.version.is_empty());
        product.is_none_or(|product| entry.product.eq_ignore_ascii_case(product))
            && said.is_none_or(|version| entry.version.eq_ignore_ascii_case(version))
    };
    let by_file = releases().find(|release| {
        let entry = &release.entry;
        entry.page.file.eq_ignore_ascii_case(&page.file)
            && (same(&entry.section, &imported.section) || same(&entry.edition, &edition))
            && fits(entry)
    });
    by_file.or_else(|| {
        product?;
        let title = |entry: &ReleaseEntry| match (&entry.page.title, &page.title) {
            (Some(known), Some(title)) => known.eq_ignore_ascii_case(title),
            _ => false,
        };
        let mut found = releases().filter(|release| {
            let entry = &release.entry;
            let named = version.is_some_and(|it| is_date(it) == is_date(&entry.version));
            fits(entry) && same(&entry.edition, &edition) && (named || title(entry))
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    })
}

/// The address of a page beside those that the catalog has; empty where there are none.
fn sibling_url(page: &ImportedPage, catalog: &Catalog) -> String {
    let stem = stem(&page.file);
    let own_product = |release: &&Release| Some(&release.entry.product) == page.product.as_ref();
    let mut releases = catalog.releases().iter().filter(own_product);
    let sibling = releases.find_map(|release| {
        let (folder, _) = release.entry.page.url.rsplit_once('/')?;
        Some(folder)
    });
    sibling.map_or_else(String::new, |folder| format!("{folder}/{stem}"))
}

/// The vendor whose page it is: that of the release, of the product's other releases, or the catalog's only one.
pub(super) fn vendor(release: &ReleaseDraft, catalog: &Catalog, options: &Options) -> String {
    if let Some(vendor) = &options.vendor {
        return vendor.clone();
    }
    let of = |id: &str| {
        let (endpoint, _) = *catalog.rows_of_release(id).first()?;
        Some(catalog.area_of(endpoint).vendor.clone())
    };
    let mut siblings = catalog
        .releases()
        .iter()
        .filter(|it| it.entry.product == release.product);
    let known = of(&release.id).or_else(|| siblings.find_map(|it| of(it.id())));
    known.unwrap_or_else(|| match catalog.vendors() {
        [only] => only.id().to_owned(),
        _ => "microsoft".to_owned(),
    })
}

/// The folder with the areas of the release's product.
pub(super) fn product_folder(
    release: &ReleaseDraft,
    imported: &ImportedRelease,
    catalog: &Catalog,
    options: &Options,
    vendor: &str,
) -> String {
    if let Some(product) = &options.product {
        return product.clone();
    }
    let folder_of = |id: &str| {
        let rows = catalog.rows_of_release(id);
        let (endpoint, _) = rows.first()?;
        let area = catalog.area_of(*endpoint);
        (area.vendor == vendor).then(|| area.product.clone())
    };
    let same_product = |it: &&Release| it.entry.product == release.product;
    let known = folder_of(&release.id).or_else(|| {
        let mut siblings = catalog.releases().iter().filter(same_product);
        siblings.find_map(|it| folder_of(it.id()))
    });
    known.unwrap_or_else(|| {
        let product = imported.product.as_deref().unwrap_or(&release.product);
        // Windows 10 and Windows 11 are one product to whoever turns things off; Microsoft 365 is a name.
        let family = product
            .rsplit_once(' ')
            .filter(|(_, number)| number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit()));
        let folder = slug(family.map_or(product, |(family, _)| family));
        if folder.is_empty() {
            release.id.clone()
        } else {
            folder
        }
    })
}

impl ReleaseDraft {
    /// The edit that brings the release's file up to date. `None` where it is.
    pub(super) fn edit(
        &self,
        catalog: &Catalog,
        vendor: &str,
        summary: &super::ReleaseChange,
    ) -> Option<Edit> {
        let counts = Counts {
            areas: summary.areas,
            rows: summary.rows,
            destinations: summary.destinations,
        };
        if let Some(known) = catalog.release(&self.id) {
            let entry = &known.entry;
            let same = entry.version == self.version
                && entry.section == self.section
                && entry.page.file.eq_ignore_ascii_case(&self.file)
                && entry.page.date == self.date
                && entry.page.url == self.url
                && entry.counts == counts;
            if same {
                return None;
            }
        }
        Some(Edit::Release {
            path: format!("{vendor}/releases/{}.toml", self.id),
            release: self.clone(),
            counts,
        })
    }
}
