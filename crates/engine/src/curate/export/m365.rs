//! The layout of the Microsoft 365 endpoints web service, which firewalls and proxies of many makers read: an array of
//! numbered sets of hosts that share ports.
//!
//! Where the vendor's page has sets, these are they. Elsewhere the endpoints of an area that share ports are one. Hosts
//! are those that the selected rows spell, in the plain reading: `*x` becomes x and `*.x`. Paths have no place there, so
//! that the whole host stands for them; that is said, and so is what is left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{ExportError, Exported, Format, Selection};
use crate::catalog::file::{Category, Row, SetEntry};
use crate::catalog::{Area, Endpoint, Protocol};
use crate::pattern::{Kind, PathPart, Pattern};

/// The format.
pub(super) struct M365Json;

impl Format for M365Json {
    fn id(&self) -> &'static str {
        "m365-json"
    }

    fn about(&self) -> &'static str {
        "The layout of the Microsoft 365 endpoints web service; names behind carriers are left out"
    }

    fn render(&self, selection: &Selection<'_>) -> Result<Exported, ExportError> {
        selection.filled()?;
        let mut writing = Writing::default();
        for area in selection.areas() {
            writing.area(selection, area);
        }
        writing.number();
        // Every key is text, so writing to memory cannot fail.
        let text = serde_json::to_string_pretty(&writing.sets).unwrap_or_default() + "\n";
        Ok(Exported {
            text,
            notes: writing.notes(),
        })
    }
}

/// A set as the web service writes it; what is empty is left out, as it does.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Set {
    id: u32,
    service_area: String,
    service_area_display_name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    urls: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ips: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    tcp_ports: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    udp_ports: String,
    express_route: bool,
    category: &'static str,
    required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
}

/// The ports of a set.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Ports {
    tcp: BTreeSet<u16>,
    udp: BTreeSet<u16>,
}

/// How many of the names that were left out are told.
const SHOWN: usize = 3;

/// What was written, and what could not be.
#[derive(Default)]
struct Writing {
    sets: Vec<Set>,
    /// The names behind carriers that were left out.
    carried: Vec<String>,
    pathed: usize,
    portless: usize,
}

impl Writing {
    fn area(&mut self, selection: &Selection<'_>, area: &Area) {
        let mut endpoints = Vec::new();
        for endpoint in selection.endpoints(area) {
            if endpoint.entry.carrier.is_some() && !selection.carriers {
                self.carried.push(endpoint.entry.as_written.clone());
            } else {
                endpoints.push(endpoint);
            }
        }
        for set in area.sets.iter().filter(|set| selection.has(&set.release)) {
            let of_set = |row: &Row| row.release == set.release && row.set == Some(set.id);
            let patterns = endpoints.iter().flat_map(|it| spelt(it, of_set));
            let urls = self.urls(patterns.collect());
            self.sets.push(of_vendor(area, set, urls));
        }
        let mut alike: BTreeMap<Ports, Vec<Pattern>> = BTreeMap::new();
        for endpoint in endpoints {
            let mut patterns = spelt(endpoint, |row| {
                row.set.is_none() && selection.has(&row.release)
            });
            if endpoint.entry.documented.is_empty() {
                patterns.push(endpoint.pattern.clone());
            }
            if !patterns.is_empty() {
                alike.entry(ports(endpoint)).or_default().extend(patterns);
            }
        }
        for (ports, patterns) in alike {
            let urls = self.urls(patterns);
            if ports == Ports::default() {
                self.portless += urls.len();
            }
            self.sets.push(of_area(area, &ports, urls));
        }
    }

    /// The hosts of patterns, each once; counts those of which the path is lost.
    fn urls(&mut self, patterns: Vec<Pattern>) -> Vec<String> {
        let patterns: BTreeSet<Pattern> = patterns.into_iter().collect();
        let pathed = patterns
            .iter()
            .filter(|it| matches!(it.path(), PathPart::Glob(_)));
        self.pathed += pathed.count();
        let urls: BTreeSet<String> = patterns.iter().flat_map(hosts).collect();
        urls.into_iter().collect()
    }

    /// Gives numbers to the sets that have none of the vendor's, and new ones where the vendor's are taken.
    fn number(&mut self) {
        let mut taken: BTreeSet<u32> = BTreeSet::new();
        for set in &mut self.sets {
            if !taken.insert(set.id) {
                set.id = 0;
            }
        }
        let mut free = (1..).filter(|id| !taken.contains(id));
        for set in self.sets.iter_mut().filter(|set| set.id == 0) {
            set.id = free.next().unwrap_or_default();
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.carried.is_empty() {
            let some: Vec<&str> = self
                .carried
                .iter()
                .take(SHOWN)
                .map(String::as_str)
                .collect();
            let rest = if self.carried.len() > SHOWN {
                "…"
            } else {
                ""
            };
            notes.push(format!(
                "{} behind carriers left out, as they may serve other owners tomorrow: {}{rest}",
                counted(self.carried.len(), "name", "names"),
                some.join(", ")
            ));
        }
        if self.pathed > 0 {
            notes.push(format!(
                "{} with a path: the layout has hosts only, so the whole host is listed",
                counted(self.pathed, "destination", "destinations")
            ));
        }
        if self.portless > 0 {
            notes.push(format!(
                "{} without a documented port: the set says none",
                counted(self.portless, "destination", "destinations")
            ));
        }
        notes
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn of_vendor(area: &Area, set: &SetEntry, urls: Vec<String>) -> Set {
    Set {
        id: set.id,
        service_area: area.id().to_owned(),
        service_area_display_name: area.name(Some(&set.release)).to_owned(),
        urls,
        ips: set.ranges.clone(),
        tcp_ports: list(set.tcp.iter()),
        udp_ports: list(set.udp.iter()),
        express_route: set.express_route.unwrap_or(false),
        category: match set.category {
            Some(Category::Optimize) => "Optimize",
            Some(Category::Allow) => "Allow",
            Some(Category::Default) | None => "Default",
        },
        required: set.required.unwrap_or(false),
        notes: set.note.clone(),
    }
}

/// A set made of an area. No page says which areas are required, so that all are optional, with what they are for.
fn of_area(area: &Area, ports: &Ports, urls: Vec<String>) -> Set {
    let summary = &area.entry.summary;
    let notes = match &area.entry.security_critical {
        Some(why) => format!("{summary} Security-critical: {why}"),
        None => summary.clone(),
    };
    Set {
        id: 0,
        service_area: area.id().to_owned(),
        service_area_display_name: area.entry.name.clone(),
        urls,
        ips: Vec::new(),
        tcp_ports: list(ports.tcp.iter()),
        udp_ports: list(ports.udp.iter()),
        express_route: false,
        category: "Default",
        required: false,
        notes: Some(notes),
    }
}

fn list<'p>(ports: impl Iterator<Item = &'p u16>) -> String {
    let ports: Vec<String> = ports.map(u16::to_string).collect();
    ports.join(",")
}

/// What the wanted rows of an endpoint mean, as their pages spell it.
fn spelt(endpoint: &Endpoint, wanted: impl Fn(&Row) -> bool) -> Vec<Pattern> {
    let rows = endpoint.entry.documented.iter();
    rows.filter(|row| wanted(row))
        .map(|row| endpoint.meaning_of(row))
        .collect()
}

/// A pattern's hosts as the web service writes them.
fn hosts(pattern: &Pattern) -> Vec<String> {
    let host = pattern.host();
    match pattern.kind() {
        Kind::Exact | Kind::MidWildcard => vec![host.to_owned()],
        Kind::Subdomains => vec![format!("*.{host}")],
        Kind::ApexAndSubdomains | Kind::GluedPrefix => {
            vec![host.to_owned(), format!("*.{host}")]
        }
    }
}

/// The ports that the catalog has, or else those of the documented protocols.
fn ports(endpoint: &Endpoint) -> Ports {
    let mut ports = Ports::default();
    ports.tcp.extend(&endpoint.entry.ports);
    ports.udp.extend(&endpoint.entry.udp_ports);
    let given = !ports.tcp.is_empty() || !ports.udp.is_empty();
    for protocol in endpoint.protocols.iter() {
        match protocol {
            Protocol::Quic => {
                ports.udp.insert(443);
            }
            _ if given => {}
            Protocol::Http => {
                ports.tcp.insert(80);
            }
            _ => {
                ports.tcp.insert(443);
            }
        }
    }
    ports
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::catalog::{Catalog, Source, SourceFile};

    fn exported(catalog: &Catalog, carriers: bool) -> (Vec<Value>, Vec<String>) {
        let selection = Selection {
            catalog,
            release: None,
            areas: Vec::new(),
            carriers,
        };
        let exported = M365Json.render(&selection).unwrap();
        (
            serde_json::from_str(&exported.text).unwrap(),
            exported.notes,
        )
    }

    /// A catalog of one release with one area file.
    fn catalog(area: &str) -> Catalog {
        let file = |path: &'static str, text: String| SourceFile {
            path: path.into(),
            text: text.into(),
        };
        let release = "[release]\nid = \"r\"\nname = \"R\"\nproduct = \"P\"\nversion = \"1\"\n\
            page = { url = \"https://a.test/\", file = \"r.md\", date = \"2020-01-01\" }\n\
            counts = { areas = 1, rows = 1, destinations = 1 }\n";
        let files = vec![
            file("v/p/a.toml", area.to_owned()),
            file("v/releases/r.toml", release.to_owned()),
        ];
        Catalog::load(&Source { files }).unwrap()
    }

    fn endpoint(id: &str, meaning: &str, row: &str) -> String {
        format!(
            "[[endpoint]]\nid = \"a/{id}\"\nas_written = \"{id}\"\nmeaning = {{ {meaning}, confidence = \"certain\" }}\n\
             purpose = \"x\"\ndocumented = [{{ release = \"r\", line = 1, {row} }}]\n"
        )
    }

    const AREA: &str = "[area]\nid = \"a\"\nname = \"A\"\nsummary = \"S.\"\n\
        documented = [{ release = \"r\", line = 1 }]\n";

    #[test]
    fn the_vendors_sets_keep_their_number_ports_and_addresses() {
        let set = "[[set]]\nrelease = \"r\"\nid = 31\nline = 9\ncategory = \"optimize\"\nrequired = true\n\
            express_route = true\ntcp = [443]\nudp = [3478, 3479]\nranges = [\"192.0.2.0/24\"]\n";
        let row = endpoint(
            "*.x.test",
            "kind = \"subdomains\", host = \"x.test\"",
            "set = 31",
        );
        let (sets, notes) = exported(&catalog(&format!("{AREA}{row}{set}")), false);
        let expected = serde_json::json!([{
            "id": 31,
            "serviceArea": "a",
            "serviceAreaDisplayName": "A",
            "urls": ["*.x.test"],
            "ips": ["192.0.2.0/24"],
            "tcpPorts": "443",
            "udpPorts": "3478,3479",
            "expressRoute": true,
            "category": "Optimize",
            "required": true,
        }]);
        assert_eq!((Value::from(sets), notes.len()), (expected, 0));
    }

    #[test]
    fn endpoints_of_an_area_that_share_ports_are_a_set() {
        let rows = [
            endpoint(
                "1",
                "kind = \"exact\", host = \"one.test\"",
                "protocols = \"HTTP\"",
            ),
            endpoint(
                "2",
                "kind = \"glued-prefix\", host = \"two.test\"",
                "protocols = \"TLSv1.2\"",
            ),
            endpoint(
                "3",
                "kind = \"exact\", host = \"three.test\"",
                "protocols = \"HTTPS\"",
            ),
        ];
        let (sets, _) = exported(&catalog(&format!("{AREA}{}", rows.concat())), false);
        let told: Vec<(u64, &str, Vec<&str>)> = sets
            .iter()
            .map(|set| {
                let urls = set["urls"].as_array().unwrap().iter();
                let urls = urls.map(|url| url.as_str().unwrap()).collect();
                (
                    set["id"].as_u64().unwrap(),
                    set["tcpPorts"].as_str().unwrap(),
                    urls,
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (1, "80", vec!["one.test"]),
                (2, "443", vec!["*.two.test", "three.test", "two.test"]),
            ]
        );
    }

    #[test]
    fn names_behind_carriers_are_left_out_and_told() {
        let catalog = Catalog::embedded();
        let (without, notes) = exported(catalog, false);
        let (with, _) = exported(catalog, true);
        let urls = |sets: &[Value]| {
            serde_json::to_string(sets)
                .unwrap()
                .matches("akadns.net")
                .count()
        };
        assert_eq!(urls(&without), 0);
        assert!(urls(&with) > 0);
        assert!(notes[0].contains("behind carriers left out"));
    }

    #[test]
    fn no_two_sets_have_one_number() {
        let (sets, _) = exported(Catalog::embedded(), false);
        let ids: BTreeSet<u64> = sets.iter().map(|set| set["id"].as_u64().unwrap()).collect();
        assert_eq!(ids.len(), sets.len());
        assert!(!ids.contains(&0));
    }
}
