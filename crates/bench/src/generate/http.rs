//! HTTP/1.1 requests and responses in the clear (RFC 9112), as updaters and revocation checks send them.

use crate::random::Random;

const AGENTS: [&str; 4] = [
    "Microsoft-CryptoAPI/10.0",
    "Microsoft-Delivery-Optimization/10.1",
    "Microsoft NCSI",
    "Debian APT-HTTP/1.3 (2.6.1)",
];

/// Builds a GET request for something at `host`.
#[must_use]
pub(crate) fn request(host: &str, random: &mut Random) -> Vec<u8> {
    let agent = random.pick(&AGENTS);
    let path = random.next();
    let query = random.word();
    format!(
        "GET /msdownload/update/v3/static/{path:016x}.cab?{query:08x} HTTP/1.1\r\n\
         Connection: Keep-Alive\r\nAccept: */*\r\nUser-Agent: {agent}\r\nHost: {host}\r\n\r\n"
    )
    .into_bytes()
}

/// Builds a response with `length` bytes of binary content.
#[must_use]
pub(crate) fn response(length: usize, random: &mut Random) -> Vec<u8> {
    let tag = random.next();
    let mut out = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: {length}\r\n\
         ETag: \"{tag:016x}\"\r\nCache-Control: max-age=900\r\nServer: ECAcc\r\nConnection: keep-alive\r\n\r\n"
    )
    .into_bytes();
    random.append(&mut out, length);
    out
}
