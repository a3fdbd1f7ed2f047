//! The page as a whole: what holds for every page, whatever was captured.

use std::collections::BTreeSet;

use super::render;
use super::testing::{assert_closed, assert_silent, assert_tidy, tags, values};
use crate::report::page::{
    ApartView, AreaPage, CandidateView, CarrierView, ControlLine, DestinationView, DeviceView,
    EndpointPage, HourView, Method, NotSeen, Observed, Page, Reason, ReleaseLine, Source, Summary,
    Tally, WarningView,
};
use crate::report::sample;

/// A name such as a hostile machine may ask for.
const HOSTILE: &str = "<script>alert(1)</script>\"'&\u{202e}moc.\u{0}x";

fn destination(title: &str) -> DestinationView {
    let tally = |token, words, count| Tally {
        token,
        words,
        count,
    };
    let hour = |hour| HourView {
        hour,
        connections: 2,
        bytes: 700,
    };
    DestinationView {
        title: title.to_owned(),
        name: Some(title.to_owned()),
        scope: "private",
        tied: false,
        status: "contacted",
        confidence: None,
        reason: None,
        also: Vec::new(),
        hint: Some(title.to_owned()),
        addresses: vec!["192.0.2.1".parse().unwrap()],
        ports: vec!["tcp/443".to_owned()],
        protocols: vec!["TLS", "TLSv1.3"],
        evidence: vec![tally("tls", "TLS SNI", 3), tally("dns", "DNS answer", 1)],
        outcomes: vec![
            tally("established", "connected", 3),
            tally("refused", "refused", 1),
        ],
        absences: vec![tally("no-server-name", "the client sent no server name", 1)],
        devices: (1..=5).map(|it| [10, 0, 0, it].into()).collect(),
        attempts: 4,
        sent_bytes: 1_000,
        received_bytes: 400,
        first: "2026-11-23T01:06:00.017664Z".to_owned(),
        last: "2026-11-24T01:06:00.063893Z".to_owned(),
        hours: vec![hour(498_721), hour(498_745)],
        chains: vec![vec![title.to_owned(), "balancer.example".to_owned()]],
        rivals: vec![title.to_owned()],
        processes: vec![title.to_owned()],
        facts: vec![format!("tls.alpn.offered={title}")],
    }
}

/// A page with something in every place, and a hostile text wherever the capture or a file name decides.
fn full() -> Page {
    let hostile = || HOSTILE.to_owned();
    let control = ControlLine {
        id: "c".to_owned(),
        title: "26. Store".to_owned(),
        summary: "Stops it.".to_owned(),
        beyond_link: Some("needed too".to_owned()),
        ineffective: None,
        side_effects: Some("All stops.".to_owned()),
        caution: Some("Beware.".to_owned()),
        url: "https://vendor.example/guide#c".to_owned(),
        settings: vec!["HKLM\\A\\B = 1 (REG_DWORD)".to_owned()],
    };
    let source = |at: usize| Source {
        release: format!("Release {at}"),
        url: if at == 3 {
            "javascript:alert(1)".to_owned()
        } else {
            format!("https://vendor.example/{at}")
        },
        place: "page.md:53".to_owned(),
        date: "2020-10-22".to_owned(),
    };
    let mut documented = destination(HOSTILE);
    documented.confidence = Some("likely".to_owned());
    documented.reason = Some(hostile());
    documented.also = vec![CandidateView {
        endpoint: "b/x".to_owned(),
        area: "Other".to_owned(),
        as_written: "*.x".to_owned(),
        confidence: "likely".to_owned(),
        reason: hostile(),
        tied: true,
    }];
    let mut blocked = destination("blocked.example");
    blocked.status = "blocked";
    blocked.confidence = Some("certain".to_owned());
    blocked.reason = Some("names this host".to_owned());
    let mut asked = destination("asked.example");
    asked.status = "only-asked";
    let mut unnamed = destination("[2001:db8::1]:443");
    unnamed.name = None;
    let endpoint = EndpointPage {
        id: "a/x".to_owned(),
        as_written: "*.x".to_owned(),
        meaning: "every host below x".to_owned(),
        in_release: false,
        protocols: "HTTPS".to_owned(),
        purpose: "Something.".to_owned(),
        impact: Some("It stops.".to_owned()),
        observed: vec![Observed {
            effect: "It hangs.".to_owned(),
            evidence: vec![
                "https://report.example/1".to_owned(),
                "data:text/html,x".to_owned(),
            ],
            confidence: "likely".to_owned(),
        }],
        dual_use: Some("Others.".to_owned()),
        security_critical: Some("It matters.".to_owned()),
        controls: vec![control.clone()],
        sources: (1..=5).map(source).collect(),
        documented_by: 5,
        from: None,
        destinations: vec![documented, blocked],
    };
    let plain = EndpointPage {
        id: "a/y".to_owned(),
        meaning: "the host y".to_owned(),
        as_written: "y".to_owned(),
        in_release: true,
        impact: None,
        observed: Vec::new(),
        security_critical: None,
        controls: Vec::new(),
        sources: Vec::new(),
        documented_by: 0,
        from: None,
        destinations: (0..5).map(|it| destination(&format!("y{it}"))).collect(),
        ..endpoint.clone()
    };
    let area = |id: &str, critical: bool| AreaPage {
        id: id.to_owned(),
        name: format!("Area {id} with a name too long for the plot (LONG)"),
        summary: "An area.".to_owned(),
        security_critical: critical.then(|| "It protects.".to_owned()),
        instead: Some("Turn off the other one.".to_owned()),
        requires: vec!["Other: to sign in".to_owned()],
        controls: vec![control.clone()],
        attempts: 1,
        bytes: 2_800,
        endpoints: Vec::new(),
    };
    let mut first = area("a", false);
    first.endpoints = vec![endpoint, plain];
    Page {
        release: ReleaseLine {
            rights: Some("© Vendor".to_owned()),
            ..sample::empty().release
        },
        method: Method {
            files: 1,
            first: Some("2026-11-23T00:00:00.013449Z".to_owned()),
            last: Some("2026-11-24T01:50:00.894891Z".to_owned()),
            seconds: 93_000.9,
            devices: vec![DeviceView {
                label: hostile(),
                addresses: vec!["10.0.0.1".to_owned(), "fe80::1".to_owned()],
                mac: None,
                connections: 3,
                on_page: 2,
            }],
            other_machines: 2,
            apart: vec![ApartView {
                kind: "private".to_owned(),
                connections: 3,
                bytes: 3,
            }],
            left_out: vec![Reason {
                token: "arp".to_owned(),
                words: "address resolution".to_owned(),
                count: 3,
            }],
            warnings: vec![WarningView {
                input: hostile(),
                message: hostile(),
            }],
            caveats: vec!["Short.".to_owned()],
            ..sample::empty().method
        },
        summary: Summary {
            destinations: 9,
            documented: 7,
            undocumented: 2,
            unnamed: 1,
            blocked: 1,
            bytes: 9,
            ..Summary::default()
        },
        areas: vec![first, area("b", true)],
        undocumented: vec![destination(HOSTILE), asked],
        unnamed: vec![unnamed],
        not_seen: vec![NotSeen {
            area: "Area".to_owned(),
            endpoint: "a/z".to_owned(),
            as_written: "z*".to_owned(),
        }],
        user_catalogs: Vec::new(),
        carriers: vec![CarrierView {
            suffix: "balancer.example".to_owned(),
            name: "Balancer".to_owned(),
            kind: "a load balancer",
            destinations: 2,
        }],
        ..sample::empty()
    }
}

/// A page with so many undocumented names.
fn crowded(number: usize) -> Page {
    let mut page = full();
    page.undocumented = (0..number)
        .map(|it| destination(&format!("host{it}.example")))
        .collect();
    page
}

fn text(page: &Page) -> String {
    render(page).unwrap()
}

fn pages() -> [Page; 4] {
    [sample::empty(), full(), crowded(100), sample::everything()]
}

#[test]
fn every_tag_is_closed_in_order() {
    for page in pages() {
        let html = text(&page);
        assert_closed(&html);
    }
}

#[test]
fn nothing_that_a_capture_says_becomes_markup() {
    let html = text(&full());
    assert_eq!(html.matches("<script").count(), 1);
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\u{202e}moc.\\u{0}x")
    );
    assert!(!html.contains(['\u{202e}', '\0']));
}

#[test]
fn the_page_asks_the_network_for_nothing() {
    for page in pages() {
        let html = text(&page);
        assert_silent(&html);
    }
}

#[test]
fn links_lead_to_the_web_or_to_a_place_on_the_page() {
    for page in pages() {
        let html = text(&page);
        let ids = values(&html, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "an id stands twice");
        for link in values(&html, "href") {
            match link.strip_prefix('#') {
                Some(id) => assert!(known.contains(id), "{link}"),
                None => assert!(link.starts_with("https://"), "{link}"),
            }
        }
    }
}

#[test]
fn descriptions_of_pictures_are_there() {
    let html = text(&full());
    let ids: BTreeSet<&str> = values(&html, "id").into_iter().collect();
    let described = values(&html, "aria-labelledby");
    assert_eq!(described.len(), 3);
    for id in described.iter().flat_map(|it| it.split(' ')) {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn the_policy_forbids_nothing_that_the_page_does() {
    for tag in tags(&text(&full())) {
        assert!(!tag.contains(" style="), "{tag}");
        assert!(!tag.contains(" on"), "{tag}");
    }
}

#[test]
fn long_tables_are_cut_and_complete() {
    let html = text(&crowded(100));
    assert!(html.contains("<summary>The other 75</summary>"));
    for it in 0..100 {
        assert!(html.contains(&format!("host{it}.example")));
    }
}

#[test]
fn five_thousand_destinations_make_a_file_that_opens() {
    let html = text(&crowded(5_000));
    assert!(html.contains("4,000 more are only in the table of"));
    assert!(html.len() < 8_000_000, "{}", html.len());
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    assert_eq!(text(&full()), text(&full()));
}

#[test]
fn an_empty_page_says_so() {
    let html = text(&sample::empty());
    assert!(html.contains("No call to a public address"));
    assert!(html.contains("Nothing:"));
}

#[test]
fn a_short_run_is_drawn_without_hours() {
    let mut page = full();
    page.method.last = Some("2026-11-23T00:10:00Z".to_owned());
    assert!(text(&page).contains("too short for a grid of hours"));
}

#[test]
fn html_tidy_finds_no_error() {
    assert_tidy(&text(&full()));
}
