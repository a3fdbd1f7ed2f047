use super::*;
use crate::{HostName, Name};

const CLIENT: Side = Side::Initiator;
const SERVER: Side = Side::Responder;

/// What a connection says to the end, and how its last slice was taken.
fn run(slices: &[(Side, &[u8])]) -> (Vec<Finding>, Progress) {
    let mut findings = Vec::new();
    let mut reader = Reader::default();
    for (from, bytes) in slices {
        let progress = reader.read(*from, bytes, &mut findings);
        if progress != Progress::Reading {
            return (findings, progress);
        }
    }
    reader.finish(&mut findings);
    (findings, Progress::Reading)
}

fn names(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Name(name) => Some(format!("{} {}", name.kind.0, name.host.as_str())),
            _ => None,
        })
        .collect()
}

fn facts(findings: &[Finding]) -> Vec<(&str, &str)> {
    findings
        .iter()
        .filter_map(|finding| match finding {
            Finding::Fact(fact) => Some((fact.key, fact.value.as_ref())),
            _ => None,
        })
        .collect()
}

fn absence(findings: &[Finding]) -> Option<Absence> {
    findings.iter().find_map(|finding| match finding {
        Finding::NoName(absence) => Some(*absence),
        _ => None,
    })
}

const GET: &[u8] = b"GET /a?q HTTP/1.1\r\nHost: A.example:81\r\nUser-Agent: x\ty\r\n\r\n";
const GET_B: &[u8] = b"GET / HTTP/1.1\r\nHost: b.example\r\n\r\n";

#[test]
fn a_request_names_its_host() {
    let (findings, _) = run(&[(CLIENT, GET)]);
    assert_eq!(findings[0], Finding::Protocol(Protocol("HTTP")));
    assert!(findings.contains(&Finding::Name(Name {
        kind: NameKind::HTTP,
        host: HostName::from_wire(b"a.example").unwrap(),
        port: Some(81),
        from: CLIENT,
        outer: false,
    })));
    assert_eq!(absence(&findings), None);
}

#[test]
fn the_first_request_and_the_first_answer_are_described() {
    let (findings, _) = run(&[
        (CLIENT, GET),
        (SERVER, b"HTTP/1.1 304 X\r\n\r\n"),
        (CLIENT, GET_B),
    ]);
    assert_eq!(
        facts(&findings),
        [
            ("http.method", "GET"),
            ("http.path", "/a"),
            ("http.user_agent", "x\\ty"),
            ("http.status", "304"),
        ]
    );
}

#[test]
fn pipelined_requests_are_all_read() {
    let (findings, _) = run(&[(CLIENT, &[GET, GET_B, GET].concat())]);
    assert_eq!(names(&findings), ["http a.example", "http b.example"]);
}

#[test]
fn a_body_is_skipped_by_its_length() {
    let post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 41\r\n\r\nGET / HTTP/1.1\r\nHost: wrong.example\r\n\r\n..";
    let (findings, _) = run(&[(CLIENT, &[post, GET_B].concat())]);
    assert_eq!(names(&findings), ["http a", "http b.example"]);
}

#[test]
fn a_body_is_skipped_by_its_chunks() {
    let post =
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    let (findings, _) = run(&[(CLIENT, &[post, GET_B].concat())]);
    assert_eq!(names(&findings), ["http a", "http b.example"]);
}

#[test]
fn a_body_that_the_client_dropped_is_not_waited_for() {
    let post = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\nExpect: 100-continue\r\n\r\n";
    let (findings, _) = run(&[
        (CLIENT, post),
        (SERVER, b"HTTP/1.1 401 X\r\n\r\n"),
        (CLIENT, GET_B),
    ]);
    assert_eq!(names(&findings), ["http a", "http b.example"]);
}

#[test]
fn requests_may_come_byte_by_byte() {
    let bytes = [b"\r\n", GET, b"\r\n", GET_B].concat();
    let slices: Vec<_> = bytes.chunks(1).map(|byte| (CLIENT, byte)).collect();
    assert_eq!(names(&run(&slices).0), ["http a.example", "http b.example"]);
}

#[test]
fn an_absolute_target_names_the_host_where_no_field_does() {
    let (findings, _) = run(&[(CLIENT, b"GET http://a.example/b HTTP/1.0\r\n\r\n")]);
    assert_eq!(names(&findings), ["http a.example"]);
}

#[test]
fn the_field_wins_over_an_absolute_target() {
    let (findings, _) = run(&[(
        CLIENT,
        b"GET http://a.example/ HTTP/1.1\r\nHost: b.example\r\n\r\n",
    )]);
    assert_eq!(names(&findings), ["http b.example"]);
}

#[test]
fn a_request_without_a_host_says_so() {
    let (findings, _) = run(&[(CLIENT, b"GET / HTTP/1.0\r\n\r\n")]);
    assert_eq!(absence(&findings), Some(Absence::NoServerName));
}

#[test]
fn a_head_that_breaks_off_after_its_host_still_names_it() {
    let (findings, _) = run(&[(CLIENT, b"GET / HTTP/1.1\r\nHost: a.example\r\nCook")]);
    assert_eq!(names(&findings), ["http a.example"]);
}

#[test]
fn a_head_that_breaks_off_in_its_host_names_nothing() {
    let (findings, _) = run(&[(CLIENT, b"GET / HTTP/1.1\r\nHost: a.exam")]);
    assert!(names(&findings).is_empty());
    assert_eq!(absence(&findings), Some(Absence::Gap));
}

#[test]
fn a_head_beyond_the_limit_is_bounded_and_the_next_request_is_read() {
    let mut long = b"GET / HTTP/1.1\r\nX: ".to_vec();
    long.resize(HEAD_LIMIT + 100, b'x');
    let (findings, _) = run(&[(CLIENT, &long), (CLIENT, b"xxx\r\n\r\n")]);
    assert_eq!(absence(&findings), Some(Absence::Bounded));
    let (findings, _) = run(&[(CLIENT, &long), (CLIENT, b"xxx\r\n\r\n"), (CLIENT, GET)]);
    assert_eq!(names(&findings), ["http a.example"]);
}

const CONNECT: &[u8] = b"CONNECT a.example:443 HTTP/1.1\r\nHost: proxy.example\r\n\r\n";
const OK: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";

#[test]
fn a_granted_connect_names_its_target_and_hands_over() {
    let (findings, progress) = run(&[(CLIENT, CONNECT), (SERVER, OK)]);
    assert_eq!(
        names(&findings),
        ["connect a.example", "http proxy.example"]
    );
    assert_eq!(progress, Progress::Inside { consumed: OK.len() });
    assert_eq!(
        facts(&findings),
        [("http.method", "CONNECT"), ("http.status", "200")]
    );
}

#[test]
fn a_refused_connect_goes_on() {
    let (findings, progress) = run(&[
        (CLIENT, CONNECT),
        (SERVER, b"HTTP/1.1 407 X\r\nContent-Length: 5\r\n\r\nabc"),
        (SERVER, b"de"),
        (CLIENT, CONNECT),
        (SERVER, OK),
    ]);
    assert_eq!(progress, Progress::Inside { consumed: OK.len() });
    assert_eq!(facts(&findings)[1], ("http.status", "407"));
}

#[test]
fn a_client_that_does_not_wait_for_its_tunnel_hands_over_at_its_first_foreign_byte() {
    let bytes = [CONNECT, b"\x16\x03\x01"].concat();
    let (_, progress) = run(&[(CLIENT, &bytes)]);
    assert_eq!(
        progress,
        Progress::Inside {
            consumed: CONNECT.len()
        }
    );
}

#[test]
fn a_web_socket_is_done() {
    let upgrade = b"GET /s HTTP/1.1\r\nHost: a\r\nUpgrade: WebSocket\r\n\r\n";
    let (_, progress) = run(&[
        (CLIENT, upgrade),
        (SERVER, b"HTTP/1.1 101 X\r\n\r\n\x81\x01"),
    ]);
    assert_eq!(progress, Progress::Done);
}

#[test]
fn an_upgrade_hands_over() {
    let upgrade = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n";
    let (_, progress) = run(&[(CLIENT, upgrade), (SERVER, b"HTTP/1.1 101 X\r\n\r\n\0\0")]);
    assert_eq!(progress, Progress::Inside { consumed: 18 });
}

#[test]
fn an_upgrade_that_is_ignored_goes_on() {
    let upgrade = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\n\r\n";
    let (findings, _) = run(&[
        (CLIENT, upgrade),
        (SERVER, b"HTTP/1.1 200 X\r\n\r\n"),
        (CLIENT, GET_B),
    ]);
    assert_eq!(names(&findings), ["http a", "http b.example"]);
}

#[test]
fn after_a_gap_the_next_request_is_read() {
    let mut findings = Vec::new();
    let mut reader = Reader::default();
    reader.read(
        CLIENT,
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Le",
        &mut findings,
    );
    reader.gap(CLIENT, &mut findings);
    reader.read(CLIENT, b"more of the body", &mut findings);
    reader.read(CLIENT, GET_B, &mut findings);
    assert_eq!(names(&findings), ["http a", "http b.example"]);
}

#[test]
fn a_connection_caught_midway_is_read_from_its_next_request() {
    let (findings, _) = run(&[
        (SERVER, b"of a body"),
        (CLIENT, b"of a body"),
        (CLIENT, GET),
    ]);
    assert_eq!(names(&findings), ["http a.example"]);
}

#[test]
fn a_connection_caught_midway_without_a_request_says_so() {
    let (findings, _) = run(&[(CLIENT, b"of a body"), (SERVER, b"HTTP/1.1 200 X\r\n\r\n")]);
    assert_eq!(absence(&findings), Some(Absence::NoHandshake));
}

#[test]
fn a_server_alone_is_one_sided() {
    let (findings, _) = run(&[(SERVER, b"HTTP/1.1 200 X\r\n\r\n")]);
    assert_eq!(absence(&findings), Some(Absence::OneSided));
}

#[test]
fn a_request_from_the_responder_turns_the_connection_around() {
    let (findings, _) = run(&[(CLIENT, b"HTTP/1.1 200 X\r\n\r\n"), (SERVER, GET)]);
    assert!(findings.contains(&Finding::Initiator(SERVER)));
    assert!(
        findings
            .iter()
            .any(|finding| matches!(finding, Finding::Name(Name { from: SERVER, .. })))
    );
}

/// Feeds every prefix and every single-byte change of a rich conversation, in slices of several sizes.
#[test]
fn no_input_is_fatal() {
    let client = [
        GET,
        b"POST / HTTP/1.1\r\nHost:\r\n a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        b"PUT / HTTP/1.1\r\nHost: [::1]:8\r\nContent-Length: 3\r\nExpect: x\r\n\r\nabc",
        CONNECT,
    ]
    .concat();
    let server = [b"HTTP/1.1 200 OK\r\n\r\n", OK].concat();
    let feed = |client: &[u8], size: usize| {
        let slices: Vec<_> = client
            .chunks(size)
            .map(|bytes| (CLIENT, bytes))
            .chain(server.chunks(size).map(|bytes| (SERVER, bytes)))
            .collect();
        if let (_, Progress::Inside { consumed }) = run(&slices) {
            assert!(consumed <= size);
        }
    };
    for length in 0..client.len() {
        feed(&client[..length], 7);
    }
    for at in 0..client.len() {
        for value in [0, b'\n', b' ', b'9', 0x7f, 0xff] {
            let mut changed = client.clone();
            changed[at] = value;
            feed(&changed, 1);
            feed(&changed, 64);
        }
    }
}

#[test]
fn a_status_may_be_cut_anywhere() {
    let whole = b"HTTP/1.1 204 No Content\r\n\r\n";
    for at in 1..whole.len() {
        let (first, second) = whole.split_at(at);
        let (findings, _) = run(&[(CLIENT, GET_B), (SERVER, first), (SERVER, second)]);
        assert!(facts(&findings).contains(&("http.status", "204")), "{at}");
    }
}

#[test]
fn a_request_that_is_cut_before_its_version_is_no_response() {
    let at = GET.windows(4).position(|four| four == b"HTTP").unwrap();
    let (findings, _) = run(&[(CLIENT, &GET[..at]), (CLIENT, &GET[at..])]);
    assert_eq!(names(&findings), ["http a.example"]);
}
