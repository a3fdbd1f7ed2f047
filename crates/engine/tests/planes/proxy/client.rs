//! Clients: requests as a proxy gets them, and the beginning of a TLS connection (RFC 8446 4.1.2, server names RFC 6066 3).

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use backchat_engine::rules::Action;

use super::target::PASSED;

/// The answer to a request of a proxy: its status and everything after.
pub(crate) fn http(port: u16, request: &str) -> (u16, String) {
    let answer = exchange(port, request.as_bytes());
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok());
    (
        status.unwrap_or_else(|| panic!("{request:?} is answered by {answer:?}")),
        answer,
    )
}

/// What became of a request: whether the target was reached, 403 where it was not.
pub(crate) fn http_verdict(port: u16, request: &str) -> Action {
    match http(port, request) {
        (200, answer) if answer.ends_with(PASSED) => Action::Pass,
        (403, _) => Action::Block,
        (status, answer) => panic!("{request:?}: {status}, {answer:?}"),
    }
}

/// What became of a tunnel: 200 where the target was reached.
pub(crate) fn connect_verdict(port: u16, host: &str, target: u16) -> Action {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let request = format!("CONNECT {host}:{target} HTTP/1.1\r\nHost: {host}:{target}\r\n\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    match &start {
        b"HTTP/1.1 200" => Action::Pass,
        b"HTTP/1.1 403" => Action::Block,
        other => panic!("{host}: {}", String::from_utf8_lossy(other)),
    }
}

/// What became of a TLS connection that asks for a name.
pub(crate) fn tls_verdict(port: u16, name: Option<&str>) -> Action {
    let answer = exchange(port, &hello(name));
    match answer.as_slice() {
        b"" => Action::Block,
        answer if answer == PASSED.as_bytes() => Action::Pass,
        answer => panic!("{name:?}: {answer:?}"),
    }
}

/// Sends, and reads to the end. A connection that is cut is an answer of nothing, one that hangs is none.
fn exchange(port: u16, sent: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let _ = stream.write_all(sent);
    let mut answer = Vec::new();
    if let Err(error) = stream.read_to_end(&mut answer) {
        assert!(
            !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
            "no answer"
        );
    }
    answer
}

/// A ClientHello in one record.
fn hello(name: Option<&str>) -> Vec<u8> {
    // supported_versions with TLS 1.2, so that there always is an extension.
    let mut extensions = vec![0, 43, 0, 3, 2, 3, 3];
    if let Some(name) = name {
        let entry = [&[0], &sized16(name.as_bytes())[..]].concat();
        extensions.extend([0, 0]);
        extensions.extend(sized16(&sized16(&entry)));
    }
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([0, 0, 2, 0x13, 0x01, 1, 0]);
    body.extend(sized16(&extensions));
    let mut handshake = vec![1, 0];
    handshake.extend(sized16(&body));
    let mut record = vec![22, 3, 1];
    record.extend(sized16(&handshake));
    record
}

fn sized16(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap().to_be_bytes();
    [&length[..], data].concat()
}
