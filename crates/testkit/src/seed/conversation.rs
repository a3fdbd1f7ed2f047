//! Conversations that the capture of the laboratory does not hold, in code.

use backchat_wire::Side::{self, Initiator, Responder};

use super::Seed;
use crate::property::conversation::written;

/// A conversation's target, name and pieces.
type Script = (&'static str, &'static str, &'static [(Side, &'static [u8])]);

pub(super) fn seeds() -> Vec<Seed> {
    SCRIPTS
        .iter()
        .map(|(target, name, pieces)| Seed::new(target, *name, written(pieces)))
        .collect()
}

static SCRIPTS: &[Script] = &[
    (
        "http1",
        "two-requests",
        &[
            (Initiator, b"GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n"),
            (Responder, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
            (Initiator, b"POST http://b.example/x HTTP/1.1\r\nHost: b.example\r\nContent-Length: 3\r\n\r\nabc"),
            (Responder, b"HTTP/1.1 204 No Content\r\n\r\n"),
        ],
    ),
    (
        "http1",
        "upgrade",
        &[
            (Initiator, b"GET / HTTP/1.1\r\nHost: a.example\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n"),
            (Responder, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
            (Initiator, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        ],
    ),
    (
        // RFC 7541 appendix C.3.1, the first request without Huffman coding.
        "http2",
        "request",
        &[
            (Initiator, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0"),
            (Initiator, b"\0\0\x14\x01\x05\0\0\0\x01\x82\x86\x84\x41\x0fwww.example.com"),
            (Responder, b"\0\0\0\x04\x01\0\0\0\0\0\0\x01\x01\x05\0\0\0\x01\x88"),
        ],
    ),
    (
        // RFC 7541 appendix C.4.1, with Huffman coding, in two frames.
        "http2",
        "continuation",
        &[
            (Initiator, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
            (Initiator, b"\0\0\x04\x01\x01\0\0\0\x01\x82\x86\x84\x41"),
            (Initiator, b"\0\0\x0d\x09\x04\0\0\0\x01\x8c\xf1\xe3\xc2\xe5\xf2\x3a\x6b\xa0\xab\x90\xf4\xff"),
        ],
    ),
    ("proxy_protocol", "version-1", &[(Initiator, b"PROXY TCP4 192.0.2.1 192.0.2.2 5000 443\r\nGET / HTTP/1.1\r\n")]),
    (
        "proxy_protocol",
        "version-2",
        &[(Initiator, b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xc0\0\x02\x01\xc0\0\x02\x02\x13\x88\x01\xbbrest")],
    ),
    (
        "rdp",
        "tls-agreed",
        &[
            (Initiator, b"\x03\0\0\x13\x0e\xe0\0\0\0\0\0\x01\0\x08\0\x03\0\0\0"),
            (Responder, b"\x03\0\0\x13\x0e\xd0\0\0\x12\x34\0\x02\x1f\x08\0\x02\0\0\0"),
            (Initiator, b"\x16\x03\x01\0\0"),
        ],
    ),
    (
        "rdp",
        "cookie",
        &[(Initiator, b"\x03\0\0\x24\x1f\xe0\0\0\0\0\0Cookie: mstshash=someone\r\n")],
    ),
    (
        "socks",
        "version-4a",
        &[
            (Initiator, b"\x04\x01\x01\xbb\0\0\0\x01me\0a.example\0"),
            (Responder, b"\0\x5a\0\0\0\0\0\0"),
            (Initiator, b"\x16\x03\x01"),
        ],
    ),
    (
        "socks",
        "version-5",
        &[
            (Initiator, b"\x05\x02\0\x02"),
            (Responder, b"\x05\x02"),
            (Initiator, b"\x01\x02me\x02pw"),
            (Responder, b"\x01\0"),
            (Initiator, b"\x05\x01\0\x03\x09a.example\x01\xbb"),
            (Responder, b"\x05\0\0\x01\x7f\0\0\x01\x04\x38GET"),
        ],
    ),
    (
        "starttls",
        "smtp",
        &[
            (Responder, b"220-mail.example ESMTP\r\n220 ready\r\n"),
            (Initiator, b"EHLO me.example\r\n"),
            (Responder, b"250-mail.example\r\n250 STARTTLS\r\n"),
            (Initiator, b"STARTTLS\r\n"),
            (Responder, b"220 Go ahead\r\n"),
            (Initiator, b"\x16\x03\x01"),
        ],
    ),
    (
        "starttls",
        "imap",
        &[
            (Responder, b"* OK ready\r\n"),
            (Initiator, b"a1 CAPABILITY\r\na2 STARTTLS\r\n"),
            (Responder, b"* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\na2 OK begin\r\n"),
        ],
    ),
    (
        "starttls",
        "pop3",
        &[(Responder, b"+OK ready\r\n"), (Initiator, b"STLS\r\n"), (Responder, b"+OK begin\r\n")],
    ),
    (
        "starttls",
        "ftp",
        &[(Responder, b"220 ready\r\n"), (Initiator, b"AUTH TLS\r\n"), (Responder, b"234 begin\r\n")],
    ),
    (
        "starttls",
        "postgresql",
        &[(Initiator, b"\0\0\0\x08\x04\xd2\x16\x2f"), (Responder, b"S"), (Initiator, b"\x16\x03\x01")],
    ),
    (
        "starttls",
        "ldap",
        &[
            (Initiator, b"\x30\x1d\x02\x01\x01\x77\x18\x80\x161.3.6.1.4.1.1466.20037"),
            (Responder, b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\0\x04\0\x04\0"),
        ],
    ),
    (
        "starttls",
        "xmpp",
        &[
            (Initiator, b"<?xml version='1.0'?><stream:stream to='a.example' xmlns='jabber:client'>"),
            (Responder, b"<stream:stream><stream:features><starttls/></stream:features>"),
            (Initiator, b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
            (Responder, b"<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"),
        ],
    ),
    (
        "dns_stream",
        "two-messages",
        &[
            (Initiator, b"\0\x1d\0\x01\x01\0\0\x01\0\0\0\0\0\0\x01a\x07example\0\0\x01\0\x01\0\x1d\0\x02\x01\0\0\x01\0\0\0\0"),
            (Initiator, b"\0\0\x01b\x07example\0\0\x1c\0\x01"),
        ],
    ),
];
