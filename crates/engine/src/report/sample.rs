//! Pages for tests of the formats: one with nothing on it, and one with something of everything, much of it hostile.

use super::page::{ApartView, Reason, WarningView};
use super::page::{
    AreaPage, CandidateView, CarrierView, ControlLine, DestinationView, DeviceView, EndpointPage,
    HourView, Method, NotSeen, Observed, Page, ReleaseLine, Source, Summary, Tally, Tool,
};

/// What a stranger may have put into a capture, a file's name or a catalog.
pub(super) const HOSTILE: &[&str] = &[
    "=cmd|' /c calc'!a0.example",
    "+1.example",
    "-dash.example",
    "@sum.example",
    "a|b|c|d.example",
    "**bold**_x_.example",
    "<script>alert(1)</script>",
    "`code`.example",
    "[x](javascript:alert(1))",
    "\u{1b}[2J\u{1b}]0;owned\u{7}.example",
    "line\nbreak\r\n|x|y|z|w|.example",
    "\u{202e}elpmaxe",
    "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字.example",
    "back\\slash\\",
    "&amp;&#124;.example",
];

/// A page of a capture without packets.
pub(super) fn empty() -> Page {
    Page {
        schema: "backchat-report/1",
        tool: Tool {
            name: "backchat",
            version: "0.1.0",
        },
        release: ReleaseLine {
            id: "os-1".to_owned(),
            name: "OS One".to_owned(),
            url: "https://vendor.test/page".to_owned(),
            date: "2020-10-22".to_owned(),
            rights: None,
            chosen: None,
        },
        method: Method {
            files: 1,
            first: None,
            last: None,
            seconds: 0.0,
            pauses: 0,
            paused_seconds: 0.0,
            packets: 0,
            bytes: 0,
            connections: 0,
            midway: 0,
            unexplained: 0,
            unexplained_named: 0,
            devices: Vec::new(),
            other_machines: 0,
            apart: Vec::new(),
            left_out: Vec::new(),
            warnings: Vec::new(),
            caveats: Vec::new(),
        },
        summary: Summary::default(),
        areas: Vec::new(),
        undocumented: Vec::new(),
        unnamed: Vec::new(),
        not_seen: Vec::new(),
        user_catalogs: Vec::new(),
        carriers: Vec::new(),
    }
}

/// A page with every list filled and every optional value present somewhere.
pub(super) fn everything() -> Page {
    let mut page = empty();
    page.release.rights = Some("© Vendor | CC".to_owned());
    page.method = method();
    page.areas = vec![plain_area(), hostile_area()];
    page.undocumented = HOSTILE.iter().map(|it| undocumented(it)).collect();
    page.undocumented.push(undocumented(&"label.".repeat(42)));
    page.unnamed = vec![
        unnamed("203.0.112.7:443"),
        unnamed("[2001:db9:1111:2222:3333:4444:5555:6666]:8443"),
    ];
    page.not_seen = ["*.a.example*", "b.example/*", "*c.example"]
        .map(|written| NotSeen {
            area: "Apps | and more".to_owned(),
            endpoint: format!("apps/{written}"),
            as_written: written.to_owned(),
        })
        .to_vec();
    page.carriers = vec![CarrierView {
        suffix: "akadns.net".to_owned(),
        name: "Balancer <of> | all".to_owned(),
        kind: "a load balancer",
        destinations: 2,
    }];
    let destinations = page.areas.iter().flat_map(|area| &area.endpoints);
    let documented: u64 = destinations.map(|it| it.destinations.len() as u64).sum();
    page.summary = Summary {
        destinations: documented + page.undocumented.len() as u64 + page.unnamed.len() as u64,
        documented,
        undocumented: page.undocumented.len() as u64,
        unnamed: page.unnamed.len() as u64,
        blocked: 1,
        only_asked: 1,
        areas: 2,
        areas_documented: 21,
        endpoints: 3,
        endpoints_documented: 48,
        attempts: u64::MAX,
        bytes: u64::MAX,
    };
    page
}

/// A destination that was contacted and is surely documented.
pub(super) fn destination(name: &str) -> DestinationView {
    DestinationView {
        title: name.to_owned(),
        name: Some(name.to_owned()),
        scope: "public",
        status: "contacted",
        confidence: Some("certain".to_owned()),
        reason: Some("it is so written".to_owned()),
        tied: false,
        also: Vec::new(),
        hint: None,
        addresses: vec!["198.18.0.1".parse().unwrap()],
        ports: vec!["tcp/443".to_owned()],
        protocols: vec!["HTTPS", "TLS", "TLSv1.2"],
        evidence: vec![tally("tls", "TLS SNI", 3)],
        outcomes: vec![tally("established", "connected", 3)],
        absences: Vec::new(),
        devices: vec!["10.0.0.2".parse().unwrap()],
        attempts: 3,
        sent_bytes: 1200,
        received_bytes: 34_000,
        first: "2026-11-23T04:42:17.000001Z".to_owned(),
        last: "2026-11-24T04:42:17.000001Z".to_owned(),
        hours: vec![HourView {
            hour: 498_724,
            connections: 3,
            bytes: 35_200,
        }],
        chains: vec![vec![
            "download.example.test".to_owned(),
            "a.akadns.net".to_owned(),
        ]],
        rivals: Vec::new(),
        processes: vec!["svchost.exe".to_owned()],
        facts: vec!["tls.alpn.offered=h2".to_owned()],
    }
}

fn undocumented(name: &str) -> DestinationView {
    DestinationView {
        confidence: None,
        reason: None,
        hint: Some(format!("{name} belongs to nobody")),
        ..destination(name)
    }
}

fn unnamed(title: &str) -> DestinationView {
    DestinationView {
        title: title.to_owned(),
        name: None,
        ports: vec!["tcp/8443".to_owned()],
        evidence: Vec::new(),
        absences: vec![tally(
            "encrypted-client-hello",
            "the server name is encrypted (ECH)",
            2,
        )],
        outcomes: vec![
            tally("established", "connected", 1),
            tally("unanswered", "no answer", 12),
        ],
        attempts: u64::MAX,
        sent_bytes: u64::MAX,
        confidence: None,
        reason: None,
        ..destination(title)
    }
}

fn tally(token: &'static str, words: &'static str, count: u64) -> Tally {
    Tally {
        token,
        words,
        count,
    }
}

fn endpoint(as_written: &str, destinations: Vec<DestinationView>) -> EndpointPage {
    EndpointPage {
        id: format!("area/{as_written}"),
        as_written: as_written.to_owned(),
        meaning: "the host and those below it".to_owned(),
        in_release: true,
        protocols: "HTTPS".to_owned(),
        purpose: "Downloads *things* | and more.".to_owned(),
        impact: Some("Nothing is downloaded <at all>.".to_owned()),
        observed: vec![Observed {
            effect: "It stops.".to_owned(),
            evidence: vec!["https://report.test/1".to_owned()],
            confidence: "likely".to_owned(),
        }],
        dual_use: Some("Others use it.".to_owned()),
        security_critical: None,
        controls: Vec::new(),
        sources: vec![Source {
            release: "OS Two | Home".to_owned(),
            url: "https://vendor.test/two".to_owned(),
            place: "two.md:7".to_owned(),
            date: "2021-01-01".to_owned(),
        }],
        documented_by: 1,
        from: None,
        destinations,
    }
}

fn control(title: &str, url: &str) -> ControlLine {
    ControlLine {
        id: "switch".to_owned(),
        title: title.to_owned(),
        summary: "Turns it off.".to_owned(),
        beyond_link: Some("the link is wrong".to_owned()),
        ineffective: None,
        side_effects: Some("More stops.".to_owned()),
        caution: Some("Mind the step.".to_owned()),
        url: url.to_owned(),
        settings: vec!["Set it to 0.".to_owned()],
    }
}

fn plain_area() -> AreaPage {
    let wide = ["one.example.test", "download.example.test"].map(destination);
    let blocked = DestinationView {
        status: "blocked",
        protocols: Vec::new(),
        outcomes: vec![
            tally("name-unknown", "name does not exist (NXDOMAIN)", 4),
            tally("block-answer", "answered with a block address", 2),
        ],
        ..destination("blocked.example.test")
    };
    let asked = DestinationView {
        status: "only-asked",
        outcomes: vec![tally("never-contacted", "asked for, never contacted", 1)],
        evidence: vec![tally("dns-query", "DNS question", 1)],
        ..destination("asked.example.test")
    };
    AreaPage {
        id: "updates".to_owned(),
        name: "Updates".to_owned(),
        summary: "Keeps the system current.".to_owned(),
        security_critical: Some("Without it, holes stay open.".to_owned()),
        instead: None,
        requires: vec!["Account: to know who asks".to_owned()],
        controls: vec![control("1. Updates", "https://vendor.test/off#updates")],
        attempts: 12,
        bytes: 140_800,
        endpoints: vec![
            endpoint("*.example.test", wide.to_vec()),
            endpoint("blocked.example.test", vec![blocked, asked]),
        ],
    }
}

fn hostile_area() -> AreaPage {
    let mut destinations: Vec<DestinationView> = HOSTILE.iter().map(|it| destination(it)).collect();
    for (view, confidence) in destinations.iter_mut().zip(["likely", "doubtful"]) {
        view.confidence = Some(confidence.to_owned());
        view.rivals = HOSTILE.iter().map(|&it| it.to_owned()).collect();
    }
    if let Some(last) = destinations.last_mut() {
        last.tied = true;
        last.scope = "private";
        last.also = vec![CandidateView {
            endpoint: "other/x".to_owned(),
            area: "Other | area".to_owned(),
            as_written: "*x*".to_owned(),
            confidence: "certain".to_owned(),
            reason: "it is as good".to_owned(),
            tied: true,
        }];
    }
    AreaPage {
        id: "hostile".to_owned(),
        name:
            "An area | with a *name* that is longer than some terminals are wide, and longer still"
                .to_owned(),
        summary: "Does | harm.".to_owned(),
        security_critical: None,
        instead: Some("There is no switch | at all.".to_owned()),
        requires: Vec::new(),
        controls: vec![control("2. [x](y) | z", "javascript:alert(1)|")],
        attempts: 45,
        bytes: 0,
        endpoints: vec![EndpointPage {
            in_release: false,
            security_critical: Some("It guards.".to_owned()),
            controls: vec![control("3. Own", "https://vendor.test/own")],
            ..endpoint("*hostile|*.example/*", destinations)
        }],
    }
}

fn method() -> Method {
    Method {
        files: 3,
        first: Some("2026-11-23T04:42:17.000001Z".to_owned()),
        last: Some("2026-11-30T04:42:16.000001Z".to_owned()),
        seconds: 604_799.0,
        pauses: 0,
        paused_seconds: 0.0,
        packets: 1_234_567,
        bytes: 987_654_321,
        connections: 4321,
        midway: 7,
        unexplained: 16,
        unexplained_named: 6,
        devices: (0..7)
            .map(|number| DeviceView {
                label: format!("10.0.0.{number}"),
                addresses: (0..5)
                    .map(|it| format!("2001:db8::{number}:{it}"))
                    .collect(),
                mac: Some("02:00:00:00:00:01".to_owned()),
                connections: 100 - number,
                on_page: 50 - number,
            })
            .collect(),
        other_machines: 2,
        apart: vec![ApartView {
            kind: "private".to_owned(),
            connections: 1234,
            bytes: 5_000_000,
        }],
        left_out: vec![Reason {
            token: "cut-packets".to_owned(),
            words: "packets that the capture kept only the first part of".to_owned(),
            count: 27,
        }],
        warnings: HOSTILE
            .iter()
            .map(|input| WarningView {
                input: (*input).to_owned(),
                message: "cut off in the middle of a record".to_owned(),
            })
            .collect(),
        caveats: vec!["The devices used IPv4 only.".to_owned()],
    }
}
