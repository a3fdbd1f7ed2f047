//! How the page came about: the counterpart of the vendor's list of methods.

use serde::Serialize;

use crate::catalog::Catalog;
use crate::listing::stamp;
use crate::observe::{Choice, Run};
use crate::report::wording::{count, counted};

/// Who made the page.
#[derive(Clone, Debug, Serialize)]
pub struct Tool {
    /// The program.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
}

impl Tool {
    /// This program.
    pub const THIS: Self = Self {
        name: "backchat",
        version: env!("CARGO_PKG_VERSION"),
    };
}

/// The release that the page is compared with.
#[derive(Clone, Debug, Serialize)]
pub struct ReleaseLine {
    /// Its id, as `--release` takes it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The vendor's page.
    pub url: String,
    /// The date that page gives itself.
    pub date: String,
    /// Whose the documented facts are.
    pub rights: Option<String>,
    /// How it was chosen; `null` where it was asked for.
    pub chosen: Option<Choice>,
}

/// One device.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceView {
    /// What it is called on the page.
    pub label: String,
    /// Every address it used.
    pub addresses: Vec<String>,
    /// Its hardware address, where known.
    pub mac: Option<String>,
    /// Its connections and names asked for, private ones included.
    pub connections: u64,
    /// Those of them that are on the page.
    pub on_page: u64,
}

/// A number with its reason.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    /// The stable token.
    pub token: String,
    /// In words.
    pub words: String,
    /// How many.
    pub count: u64,
}

/// A kind of connections that are not on the page.
#[derive(Clone, Debug, Serialize)]
pub struct ApartView {
    /// `private`, `multicast`, `inbound`…
    pub kind: String,
    /// Connections.
    pub connections: u64,
    /// Bytes both ways, on the wire.
    pub bytes: u64,
}

/// Something the reader must know of an input.
#[derive(Clone, Debug, Serialize)]
pub struct WarningView {
    /// The file.
    pub input: String,
    /// What is wrong and whether the rest was used.
    pub message: String,
}

/// How the page came about.
#[derive(Clone, Debug, Serialize)]
pub struct Method {
    /// Capture files read.
    pub files: u64,
    /// Time of the first packet, RFC 3339 in UTC.
    pub first: Option<String>,
    /// Time of the last packet.
    pub last: Option<String>,
    /// Seconds between them.
    pub seconds: f64,
    /// Times longer than an hour without a packet: not recorded, switched off, or silent.
    pub pauses: u64,
    /// Their seconds together.
    pub paused_seconds: f64,
    /// Packets read.
    pub packets: u64,
    /// Their bytes on the wire.
    pub bytes: u64,
    /// Connections of the devices, all kinds.
    pub connections: u64,
    /// Of those on the page, the ones that were open before the capture began.
    pub midway: u64,
    /// Public connections that no DNS answer in the capture explains.
    pub unexplained: u64,
    /// Of these, those that carried a server name.
    pub unexplained_named: u64,
    /// The devices with something on the page.
    pub devices: Vec<DeviceView>,
    /// Further machines that called somebody, with nothing on the page.
    pub other_machines: u64,
    /// What is not on the page because it is not public or not a call of the device.
    pub apart: Vec<ApartView>,
    /// What was skipped or dropped.
    pub left_out: Vec<Reason>,
    /// What the reader must know of the inputs.
    pub warnings: Vec<WarningView>,
    /// What limits the conclusions, in sentences made from this run's numbers.
    pub caveats: Vec<String>,
}

impl Method {
    /// `vendor_days` is how long the vendor watched for its page, where it says so.
    pub(super) fn new(run: &Run, vendor_days: Option<u32>) -> Self {
        let seconds = run
            .span
            .map_or(0.0, |(first, last)| last.since(first) as f64 / 1e9);
        Self {
            files: run.files,
            first: run.span.map(|(first, _)| stamp(first)),
            last: run.span.map(|(_, last)| stamp(last)),
            seconds,
            pauses: run.watched.pauses(),
            paused_seconds: run.watched.paused(),
            packets: run.packets,
            bytes: run.bytes,
            connections: run.connections,
            midway: run.midway,
            unexplained: run.unexplained,
            unexplained_named: run.unexplained_named,
            other_machines: run
                .devices
                .iter()
                .filter(|device| device.on_page == 0)
                .count() as u64,
            devices: run
                .devices
                .iter()
                .filter(|device| device.on_page > 0)
                .map(|device| DeviceView {
                    label: device.label.to_string(),
                    addresses: device.addresses.iter().map(ToString::to_string).collect(),
                    mac: device.mac.map(|mac| mac.to_string()),
                    connections: device.connections,
                    on_page: device.on_page,
                })
                .collect(),
            apart: run
                .apart
                .iter()
                .map(|apart| ApartView {
                    kind: apart.kind.clone(),
                    connections: apart.connections,
                    bytes: apart.bytes,
                })
                .collect(),
            left_out: run
                .left_out
                .iter()
                .map(|count| Reason {
                    token: count.token.clone(),
                    words: count.words.clone(),
                    count: count.count,
                })
                .collect(),
            warnings: run
                .warnings
                .iter()
                .map(|warning| WarningView {
                    input: warning.input.clone(),
                    message: warning.message.clone(),
                })
                .collect(),
            caveats: caveats(run, seconds - run.watched.paused(), vendor_days),
        }
    }
}

/// A day and a week in seconds.
const DAY: f64 = 86_400.0;
const WEEK: f64 = 7.0 * DAY;

/// `seconds` is the time captured, pauses left out.
fn caveats(run: &Run, seconds: f64, vendor_days: Option<u32>) -> Vec<String> {
    let mut caveats = Vec::new();
    if run.packets == 0 {
        return caveats;
    }
    let captured = if run.watched.pauses() == 0 {
        "The capture is"
    } else {
        "Without the pauses, the capture is"
    };
    if seconds < DAY {
        caveats.push(format!(
            "{captured} shorter than a day: what happens once a day or less often may be missing."
        ));
    } else if seconds < WEEK {
        let vendor = if vendor_days == Some(7) {
            ", the time on which the vendor's page rests"
        } else {
            ""
        };
        caveats.push(format!(
            "{captured} shorter than a week{vendor}: weekly tasks may be missing."
        ));
    }
    if run.midway > 0 {
        caveats.push(format!(
            "{} already open when the capture began; {} may be missing.",
            counted(run.midway, "connection was", "connections were"),
            if run.midway == 1 {
                "its name"
            } else {
                "their names"
            }
        ));
    }
    if run.unexplained > 0 {
        caveats.push(format!(
            "No DNS answer in the capture explains {}, {} of which gave a server name: looked up before the capture, over \
             encrypted DNS, or called by a fixed address.",
            counted(run.unexplained, "public connection", "public connections"),
            count(run.unexplained_named),
        ));
    }
    let mut on_page = run.devices.iter().filter(|it| it.on_page > 0).peekable();
    if on_page.peek().is_some()
        && on_page.all(|device| device.addresses.iter().all(std::net::IpAddr::is_ipv4))
    {
        caveats.push("The devices used IPv4 only.".to_owned());
    }
    caveats
}

impl ReleaseLine {
    pub(super) fn new(catalog: &Catalog, release: &str, chosen: Option<&Choice>) -> Self {
        let views = catalog.release_views();
        let view = views.iter().find(|view| view.id == release);
        Self {
            id: release.to_owned(),
            name: view.map_or_else(|| release.to_owned(), |view| view.name.to_owned()),
            url: view.map(|view| view.page.url.clone()).unwrap_or_default(),
            date: view.map(|view| view.page.date.clone()).unwrap_or_default(),
            rights: view.and_then(|view| view.page.rights.clone()),
            chosen: chosen.cloned(),
        }
    }
}
