//! What the columns of a table are, by their headers.

use super::cell;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Area,
    Description,
    Protocol,
    Port,
    TcpPort,
    UdpPort,
    Destination,
    Address,
    Process,
    Number,
    Category,
    Required,
    ExpressRoute,
    Other,
}

impl Column {
    /// The token used in machine-readable output.
    pub(super) const fn token(self) -> &'static str {
        match self {
            Self::Area => "area",
            Self::Description => "description",
            Self::Protocol => "protocol",
            Self::Port => "port",
            Self::TcpPort => "tcp-port",
            Self::UdpPort => "udp-port",
            Self::Destination => "destination",
            Self::Address => "address",
            Self::Process => "process",
            Self::Number => "number",
            Self::Category => "category",
            Self::Required => "required",
            Self::ExpressRoute => "express-route",
            Self::Other => "other",
        }
    }
}

/// The words of headers, the surest first: a header is what the first line says of which it has a whole word or, where
/// there is a blank, all of it. `Hostname (IP address/subnet)` is a destination, `Source process` a process.
const HEADERS: &[(Column, &[&str])] = &[
    (
        Column::Process,
        &["process", "processes", "executable", "exe", "binary"],
    ),
    (Column::Number, &["id", "no", "nr", "number", "#"]),
    (
        Column::ExpressRoute,
        &["er", "expressroute", "express route"],
    ),
    (Column::TcpPort, &["tcp port", "tcp ports", "tcp"]),
    (Column::UdpPort, &["udp port", "udp ports", "udp"]),
    (Column::Protocol, &["protocol", "protocols"]),
    (
        Column::Destination,
        &[
            "destination",
            "destinations",
            "fqdn",
            "fqdns",
            "url",
            "urls",
            "uri",
            "uris",
            "host",
            "hosts",
            "hostname",
            "hostnames",
            "domain",
            "domains",
            "endpoint",
            "endpoints",
            "dns name",
            "dns names",
            "server name",
            "web address",
            "web addresses",
            "site",
            "sites",
        ],
    ),
    (Column::Port, &["port", "ports"]),
    (
        Column::Address,
        &[
            "ip",
            "ips",
            "ipv4",
            "ipv6",
            "cidr",
            "subnet",
            "subnets",
            "ip range",
            "ip ranges",
        ],
    ),
    (
        Column::Destination,
        &["address", "addresses", "server", "servers"],
    ),
    (Column::Category, &["category", "categories"]),
    (Column::Required, &["required", "mandatory", "optional"]),
    (
        Column::Description,
        &[
            "description",
            "descriptions",
            "purpose",
            "purposes",
            "used for",
            "use",
            "usage",
            "details",
            "function",
            "notes",
            "note",
            "comment",
            "comments",
            "reason",
            "explanation",
            "impact",
            "why",
            "what",
        ],
    ),
    (
        Column::Area,
        &[
            "area",
            "areas",
            "component",
            "components",
            "feature",
            "features",
            "service",
            "services",
            "product",
            "products",
            "app",
            "apps",
            "application",
            "applications",
            "scenario",
            "technology",
        ],
    ),
];

/// What a header says its column is.
pub(super) fn of_header(raw: &str) -> Column {
    let text = cell::read(raw).text.to_lowercase();
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || c == '#'))
        .filter(|word| !word.is_empty())
        // `Host(s)`, `Port(s)`.
        .filter(|&word| word != "s")
        .collect();
    HEADERS
        .iter()
        .find(|(_, names)| names.iter().any(|name| has(&words, name)))
        .map_or(Column::Other, |(column, _)| *column)
}

fn has(words: &[&str], name: &str) -> bool {
    let wanted: Vec<&str> = name.split(' ').collect();
    words.windows(wanted.len()).any(|found| found == wanted)
}

/// What the columns of a table are. `Category` names areas where the table has neither numbers nor private circuits.
pub(super) fn of_headers(headers: &[&str]) -> Vec<Column> {
    let mut columns: Vec<Column> = headers.iter().map(|header| of_header(header)).collect();
    let numbered = columns
        .iter()
        .any(|column| matches!(column, Column::Number | Column::ExpressRoute));
    if !numbered && !columns.contains(&Column::Area) {
        for column in &mut columns {
            if *column == Column::Category {
                *column = Column::Area;
            }
        }
    }
    columns
}

/// Whether a line of cells can be nothing but a header: it names a destination and another column, and no cell is
/// anything else.
pub(super) fn is_surely_header(cells: &[&str]) -> bool {
    cells.len() >= 2 && may_be_header(cells) && !of_headers(cells).contains(&Column::Other)
}

/// Whether a line of cells names a destination and nothing in it is one.
pub(super) fn may_be_header(cells: &[&str]) -> bool {
    // Headers are short, and rows have host names: this spares nearly every row the rest.
    let short = |cell: &&str| cell.trim().len() < 40 && !cell.contains('.');
    cells.iter().all(short) && of_headers(cells).contains(&Column::Destination)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Column::{
        Address, Area, Category, Description, Destination, ExpressRoute, Number, Other, Port,
        Process, Protocol,
    };

    #[test]
    fn headers_of_published_pages_are_recognised() {
        for (headers, columns) in [
            (
                vec!["Area", "Description", "Protocol", "Destination"],
                vec![Area, Description, Protocol, Destination],
            ),
            (
                vec![" **Destination** ", "**Protocol**", "**Description**"],
                vec![Destination, Protocol, Description],
            ),
            (
                vec!["Source process", "Protocol", "Destination"],
                vec![Process, Protocol, Destination],
            ),
            (
                vec!["ID", "Category", "ER", "Addresses", "Ports"],
                vec![Number, Category, ExpressRoute, Destination, Port],
            ),
            (
                vec!["Domains    ", "IP address"],
                vec![Destination, Address],
            ),
            (
                vec![
                    "Used for",
                    "Hostname (IP address/subnet)",
                    "Protocol",
                    "Port",
                ],
                vec![Description, Destination, Protocol, Port],
            ),
            (vec!["**Allowed traffic endpoints**"], vec![Destination]),
            (vec!["HOST(S)", "Port(s)"], vec![Destination, Port]),
            (vec!["Category", "Endpoint"], vec![Area, Destination]),
            (
                vec!["ASU", "Storage name", "CDN"],
                vec![Other, Other, Other],
            ),
        ] {
            assert_eq!(of_headers(&headers), columns, "{headers:?}");
        }
    }

    #[test]
    fn a_row_is_not_taken_for_a_header() {
        assert!(is_surely_header(&["Area", "Protocol", "Destination"]));
        assert!(!is_surely_header(&["Apps", "HTTP", "endpoint.example"]));
        assert!(!is_surely_header(&["", "", "HTTP", "x"]));
    }
}
