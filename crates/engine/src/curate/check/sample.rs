//! Catalog files for the lints' tests.

use super::check;
use crate::catalog::{Source, SourceFile};

/// An area without endpoints.
pub(super) const AREA: &str =
    "[area]\nid = \"a\"\nname = \"A\"\nsummary = \"s\"\ninstead = \"-\"\n";

/// A vendor of two domains.
pub(super) const VENDOR: &str = "[vendor]\nid = \"v\"\nname = \"V\"\ndomains = [\"microsoft.com\", \"live.com\", \"windowsupdate.com\"]\n";

/// A load balancer and a content network.
pub(super) const CARRIERS: &str = "[[carrier]]\nsuffix = \"akadns.net\"\nname = \"A\"\nkind = \"load-balancer\"\nsource = \"s\"\n\
     [[carrier]]\nsuffix = \"azureedge.net\"\nname = \"Z\"\nkind = \"content-network\"\nsource = \"s\"\n";

pub(super) fn source(files: &[(&'static str, &str)]) -> Source {
    let file = |(path, text): &(&'static str, &str)| SourceFile {
        path: (*path).into(),
        text: (*text).to_owned().into(),
    };
    Source {
        files: files.iter().map(file).collect(),
    }
}

/// The codes and lines of what is wrong with files.
pub(super) fn codes(files: &[(&'static str, &str)]) -> Vec<(&'static str, u32)> {
    check(&source(files))
        .iter()
        .map(|problem| (problem.code, problem.line))
        .collect()
}

/// The codes of what is wrong with area `a` of these endpoints, beside a vendor and carriers.
pub(super) fn codes_of(endpoints: &str) -> Vec<&'static str> {
    let area = area_with(endpoints);
    let files = [
        ("carriers.toml", CARRIERS),
        ("v/p/a.toml", &area),
        ("v/vendor.toml", VENDOR),
    ];
    codes(&files).into_iter().map(|(code, _)| code).collect()
}

/// Area `a` with these endpoints.
pub(super) fn area_with(endpoints: &str) -> String {
    format!("{AREA}{endpoints}")
}

/// Another area, by its id, with these endpoints.
pub(super) fn other_area(id: &str, endpoints: &str) -> String {
    area_with(endpoints)
        .replace("id = \"a\"", &format!("id = \"{id}\""))
        .replace("id = \"a/", &format!("id = \"{id}/"))
}

/// An endpoint that a document names.
pub(super) fn endpoint(id: &str, written: &str, meaning: &str) -> String {
    format!(
        "\n[[endpoint]]\nid = \"{id}\"\nas_written = \"{written}\"\nmeaning = {{ {meaning} }}\npurpose = \"p\"\n\
         sources = [{{ url = \"https://x.example\", file = \"f\", line = 1, date = \"2020-01-01\" }}]\n"
    )
}

/// An endpoint of area `a` that is one host.
pub(super) fn exact(host: &str) -> String {
    endpoint(
        &format!("a/{host}"),
        host,
        &format!("kind = \"exact\", host = \"{host}\", confidence = \"certain\""),
    )
}

/// An endpoint of area `a` that is all below a host.
pub(super) fn below(host: &str) -> String {
    endpoint(
        &format!("a/{host}"),
        &format!("*.{host}"),
        &format!("kind = \"subdomains\", host = \"{host}\", confidence = \"certain\""),
    )
}

/// A release `r` whose page holds this much.
pub(super) fn release(areas: usize, rows: usize, destinations: usize) -> String {
    format!(
        "[release]\nid = \"r\"\nname = \"R\"\nproduct = \"P\"\nversion = \"1\"\n\
         page = {{ url = \"https://x.example\", file = \"f\", date = \"2020-01-01\" }}\n\
         counts = {{ areas = {areas}, rows = {rows}, destinations = {destinations} }}\n"
    )
}
