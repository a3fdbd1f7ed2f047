//! The JSON of the Microsoft 365 endpoints web service: an array of sets with hosts, addresses and ports.
//!
//! <https://learn.microsoft.com/microsoft-365/enterprise/microsoft-365-ip-web-service>

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::blank::{cut, excerpt, squeeze};
use super::note::NoteCode;
use super::page::{
    ImportedArea, ImportedPage, ImportedRelease, ImportedRow, ImportedSet, ImportedTable,
};
use super::port::{self, Transport};
use super::{DESCRIPTION_LIMIT, ImportError, ROW_LIMIT, destination};

/// A set as the service writes it. Unknown keys are of later versions, or of other programs' exports, and left alone.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    id: Option<u32>,
    service_area: Option<String>,
    service_area_display_name: Option<String>,
    #[serde(borrow, default)]
    urls: Option<Vec<&'a RawValue>>,
    #[serde(default)]
    ips: Option<Vec<String>>,
    #[serde(default)]
    tcp_ports: Option<String>,
    #[serde(default)]
    udp_ports: Option<String>,
    express_route: Option<bool>,
    category: Option<String>,
    required: Option<bool>,
    notes: Option<String>,
}

/// Whether a text is meant as JSON: by its file's ending, or because it is.
pub(super) fn is_meant(file: &str, text: &str) -> bool {
    let start = text.trim_start();
    if file.to_ascii_lowercase().ends_with(".json") {
        return true;
    }
    // A page in Markdown may begin with a link.
    start.starts_with(['[', '{']) && serde_json::from_str::<&RawValue>(text).is_ok()
}

/// Reads the service's answer into `page`.
pub(super) fn read(text: &str, page: &mut ImportedPage) -> Result<(), ImportError> {
    let entries: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        let what = "an array of endpoint sets is expected, as the web service at endpoints.office.com gives";
        failed(error.line(), &format!("{what}: {error}"))
    })?;
    page.product = Some("Microsoft 365".to_owned());
    let mut reader = Reader {
        release: ImportedRelease {
            product: page.product.clone(),
            line: 1,
            ..ImportedRelease::default()
        },
        page,
        lines: Lines::new(text),
        areas: HashMap::new(),
        numbers: HashSet::new(),
    };
    for raw in entries {
        let line = reader.lines.of(raw);
        let entry: Entry<'_> = serde_json::from_str(raw.get()).map_err(|error| {
            // The error counts from the entry's own first line.
            failed(
                line + error.line(),
                &format!("this is no endpoint set: {error}"),
            )
        })?;
        reader.entry(line, entry);
    }
    let Reader { release, page, .. } = reader;
    if !release.sets.is_empty() {
        page.tables.push(ImportedTable {
            line: 1,
            columns: vec![
                "number",
                "area",
                "destination",
                "address",
                "tcp-port",
                "udp-port",
            ],
            rows: release.rows.len(),
        });
        page.releases.push(release);
    }
    Ok(())
}

fn failed(line: usize, what: &str) -> ImportError {
    // Errors say where they are in their own words, too, and those count otherwise.
    let what = what
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .to_owned();
    let line = u32::try_from(line.max(1)).unwrap_or(u32::MAX);
    ImportError::Json { line, what }
}

/// Where in the text a value stands: values are parts of it, in order.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    const fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            line: 0,
        }
    }

    /// The line, counted from 0, that a part of the text begins in. Parts are asked for in order, so that the text is
    /// gone through once.
    fn of(&mut self, part: &RawValue) -> usize {
        let start = part
            .get()
            .as_ptr()
            .addr()
            .wrapping_sub(self.text.as_ptr().addr());
        let between = self.text.as_bytes().get(self.at..start).unwrap_or_default();
        self.line += between.iter().filter(|&&byte| byte == b'\n').count();
        self.at = self.at.max(start.min(self.text.len()));
        self.line
    }
}

struct Reader<'a, 'p> {
    page: &'p mut ImportedPage,
    release: ImportedRelease,
    lines: Lines<'a>,
    areas: HashMap<String, usize>,
    numbers: HashSet<u32>,
}

impl Reader<'_, '_> {
    fn entry(&mut self, line: usize, entry: Entry<'_>) {
        let name = entry.service_area_display_name.or(entry.service_area);
        let name = name
            .map(|name| squeeze(&name))
            .filter(|name| !name.is_empty());
        let area = name.as_deref().map(|name| self.area(name, line));
        let place = u32::try_from(self.numbers.len() + 1).unwrap_or(u32::MAX);
        let id = entry.id.unwrap_or(place);
        if !self.numbers.insert(id) || entry.id.is_none() {
            let what = format!("number {id} occurs twice, or is not given");
            self.page.doubt(line, NoteCode::SetNumber, what);
        }
        let tcp = self.ports(line, entry.tcp_ports.as_deref(), Transport::Tcp);
        let udp = self.ports(line, entry.udp_ports.as_deref(), Transport::Udp);
        for range in entry.ips.iter().flatten() {
            if destination::range(range).is_none_or(|range| range.loose) {
                let what = format!("{:?} is no range of addresses", excerpt(range));
                self.page.doubt(line, NoteCode::Address, what);
            }
        }
        let note = entry
            .notes
            .map(|note| squeeze(&note))
            .filter(|note| !note.is_empty());
        let description: Arc<str> =
            cut(note.as_deref().unwrap_or_default(), DESCRIPTION_LIMIT).into();
        let set = self.release.sets.len();
        self.release.sets.push(ImportedSet {
            id,
            line: u32::try_from(line + 1).unwrap_or(u32::MAX),
            service_area: name,
            category: entry.category.as_deref().and_then(port::category),
            required: entry.required,
            express_route: entry.express_route,
            tcp,
            udp,
            ranges: entry.ips.unwrap_or_default(),
            note,
        });
        for url in entry.urls.unwrap_or_default() {
            let line = self.lines.of(url);
            self.url(line, url, area, set, &description);
        }
    }

    fn url(
        &mut self,
        line: usize,
        url: &RawValue,
        area: Option<usize>,
        set: usize,
        description: &Arc<str>,
    ) {
        let Ok(text) = serde_json::from_str::<String>(url.get()) else {
            let what = format!("{} is no text", excerpt(url.get()));
            self.page.skip(line, NoteCode::NotADestination, what);
            return;
        };
        let content = destination::read(&text);
        if content.destinations.is_empty() {
            let what = format!("{:?} is no destination", excerpt(&text));
            self.page.skip(line, NoteCode::NotADestination, what);
        }
        for found in content.destinations {
            if self.release.rows.len() >= ROW_LIMIT {
                let what = format!("more than {ROW_LIMIT} rows; this one is left out");
                self.page.skip(line, NoteCode::Limit, what);
                return;
            }
            for (code, what) in &found.odd {
                let what = format!("{}: {what}", excerpt(&found.text));
                self.page.doubt(line, *code, what);
            }
            self.release.rows.push(ImportedRow {
                line: u32::try_from(line + 1).unwrap_or(u32::MAX),
                area,
                anchor: None,
                process: None,
                protocols: String::new(),
                ports: found.port.into_iter().collect(),
                destination: found.text,
                description: description.clone(),
                understood: found.understood,
                set: Some(set),
            });
        }
    }

    fn area(&mut self, name: &str, line: usize) -> usize {
        let areas = &mut self.release.areas;
        *self.areas.entry(name.to_owned()).or_insert_with(|| {
            areas.push(ImportedArea {
                name: name.to_owned(),
                line: u32::try_from(line + 1).unwrap_or(u32::MAX),
                anchor: None,
                links: Vec::new(),
            });
            areas.len() - 1
        })
    }

    fn ports(&mut self, line: usize, written: Option<&str>, transport: Transport) -> Vec<u16> {
        let ports = port::read(written.unwrap_or_default(), transport);
        if !ports.rest.is_empty() {
            let what = format!("{:?} is not read as ports", ports.rest.join(" "));
            self.page.doubt(line, NoteCode::Ports, what);
        }
        let all: BTreeSet<u16> = ports.tcp.into_iter().chain(ports.udp).collect();
        all.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::curate::import::{Format, ImportError, ImportedPage, read};

    const PAGE: &str = r#"[
 {
  "id": 1,
  "serviceArea": "Exchange",
  "serviceAreaDisplayName": "Exchange Online",
  "urls": [
   "outlook.cloud.microsoft",
   "<tenant>.x.com"
  ],
  "ips": ["13.107.6.152/31"],
  "tcpPorts": "80,443",
  "udpPorts": "443",
  "expressRoute": true,
  "category": "Optimize",
  "required": true
 },
 {"id": 2, "serviceArea": "Common", "ips": [], "required": false, "notes": "A note", "later": {}}
]"#;

    fn page(text: &str) -> ImportedPage {
        read("worldwide", text.as_bytes()).unwrap()
    }

    #[test]
    fn the_services_answer_is_read_with_lines() {
        let page = page(PAGE);
        assert_eq!(page.format, Format::WebService);
        let release = &page.releases[0];
        let rows: Vec<(u32, &str)> = release
            .rows
            .iter()
            .map(|row| (row.line, row.destination.as_str()))
            .collect();
        assert_eq!(
            rows,
            [(7, "outlook.cloud.microsoft"), (8, "<tenant>.x.com")]
        );
        assert_eq!(release.areas[0].name, "Exchange Online");
        let [first, second] = release.sets.as_slice() else {
            panic!("two sets");
        };
        assert_eq!(
            (first.id, first.line, &*first.tcp, &*first.udp),
            (1, 2, &[80, 443][..], &[443][..])
        );
        assert_eq!((second.line, second.note.as_deref()), (17, Some("A note")));
        assert_eq!(page.doubts.len(), 1);
    }

    #[test]
    fn json_of_another_kind_is_an_error_with_its_line() {
        for (text, at) in [
            ("{\n\"a\": 1}", 1),
            ("[\n{\"id\": \"x\"}]", 2),
            ("[1,\n2]", 1),
        ] {
            let error = read("x.json", text.as_bytes()).unwrap_err();
            let ImportError::Json { line, .. } = error else {
                panic!("{error}");
            };
            assert_eq!(line, at, "{text}");
        }
    }

    #[test]
    fn a_page_that_begins_with_a_link_is_markdown() {
        assert_eq!(page("[a](b)\n").format, Format::Markdown);
    }
}
