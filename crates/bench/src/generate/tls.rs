//! TLS handshakes and records as today's clients and servers write them (RFC 8446, 5246, 6066, 7301, 9001).
//!
//! The ClientHellos have the sizes and extensions of current browsers; what is encrypted on a real wire is random here.

use crate::generate::certificate::certificate;
use crate::generate::frame::{byte, half};
use crate::random::Random;

/// The most plaintext in one record is 2^14 (RFC 8446 section 5.1); this is a common smaller choice.
const RECORD: usize = 8192;

/// X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem): group, client share and server share in bytes.
const HYBRID: (u16, usize, usize) = (0x11ec, 1216, 1120);

/// X25519 (RFC 8446 section 4.2.7).
const X25519: (u16, usize) = (0x001d, 32);

/// Which ClientHello a client sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hello {
    /// TLS 1.2 at most, around 200 bytes.
    Old,
    /// TLS 1.3, padded to 517 bytes of record.
    Classic,
    /// TLS 1.3 with a post-quantum key share: around 1.8 KiB, which is two segments.
    PostQuantum,
}

/// Who carries the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// Records over TCP; offers HTTP/2.
    Tcp,
    /// CRYPTO frames; offers HTTP/3 and carries transport parameters.
    Quic,
}

/// Builds a ClientHello handshake message that asks for `host`.
#[must_use]
pub(crate) fn client_hello(
    host: &str,
    hello: Hello,
    carrier: Carrier,
    random: &mut Random,
) -> Vec<u8> {
    let mut body = vec![3, 3];
    random.append(&mut body, 32);
    let session = if carrier == Carrier::Quic || hello == Hello::Old {
        0
    } else {
        32
    };
    body.push(byte(session));
    random.append(&mut body, session);
    let ciphers: &[u16] = match hello {
        Hello::Old => &[
            0xc02c, 0xc02b, 0xc030, 0xc02f, 0xc024, 0xc023, 0xc028, 0xc027, 0xc00a, 0xc009, 0x009d,
            0x009c, 0x003d, 0x003c, 0x0035, 0x002f,
        ],
        _ if carrier == Carrier::Quic => &[0x1301, 0x1302, 0x1303],
        _ => &[
            0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014,
            0x009c, 0x009d, 0x002f, 0x0035,
        ],
    };
    sized16(&mut body, |out| words(out, ciphers));
    body.extend([1, 0]);
    sized16(&mut body, |out| {
        client_extensions(out, host, hello, carrier, random);
    });
    handshake(1, &body)
}

fn client_extensions(
    out: &mut Vec<u8>,
    host: &str,
    hello: Hello,
    carrier: Carrier,
    random: &mut Random,
) {
    let start = out.len();
    extension(out, 0, |out| {
        sized16(out, |out| {
            out.push(0);
            sized16(out, |out| out.extend(host.as_bytes()));
        });
    });
    extension(out, 23, |_| {});
    extension(out, 5, |out| out.extend([1, 0, 0, 0, 0]));
    let groups: &[u16] = match hello {
        Hello::PostQuantum => &[HYBRID.0, X25519.0, 0x0017, 0x0018],
        _ => &[X25519.0, 0x0017, 0x0018],
    };
    extension(out, 10, |out| sized16(out, |out| words(out, groups)));
    extension(out, 13, |out| {
        sized16(out, |out| {
            words(
                out,
                &[
                    0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601,
                ],
            );
        });
    });
    extension(out, 16, |out| {
        let offers: &[&str] = match carrier {
            Carrier::Tcp => &["h2", "http/1.1"],
            Carrier::Quic => &["h3"],
        };
        sized16(out, |out| {
            for offer in offers {
                out.push(byte(offer.len()));
                out.extend(offer.as_bytes());
            }
        });
    });
    if carrier == Carrier::Tcp {
        extension(out, 11, |out| out.extend([1, 0]));
        extension(out, 35, |out| {
            if hello == Hello::PostQuantum {
                // A ticket of an earlier visit to a TLS 1.2 server.
                let ticket = 256 + random.index(64);
                random.append(out, ticket);
            }
        });
        extension(out, 0xff01, |out| out.push(0));
    }
    if hello == Hello::Old {
        return;
    }
    extension(out, 18, |_| {});
    extension(out, 51, |out| {
        sized16(out, |out| {
            if hello == Hello::PostQuantum {
                share(out, HYBRID.0, HYBRID.1, random);
            }
            share(out, X25519.0, X25519.1, random);
        });
    });
    extension(out, 45, |out| out.extend([1, 1]));
    extension(out, 27, |out| out.extend([2, 0, 2]));
    match carrier {
        Carrier::Tcp => extension(out, 43, |out| out.extend([4, 3, 4, 3, 3])),
        Carrier::Quic => {
            extension(out, 43, |out| out.extend([2, 3, 4]));
            extension(out, 57, transport_parameters);
        }
    }
    if carrier == Carrier::Tcp {
        // Padding (RFC 7685): record header 5, handshake header 4, fixed fields and ciphers before this list.
        let used = out.len() - start + 4;
        let before = 5 + 4 + 2 + 32 + 33 + 2 + 30 + 2 + 2;
        if let Some(missing) = 517_usize.checked_sub(before + used) {
            extension(out, 21, |out| out.resize(out.len() + missing, 0));
        }
    }
}

/// `initial_max_data`, `max_idle_timeout` and friends (RFC 9000 section 18.2).
fn transport_parameters(out: &mut Vec<u8>) {
    out.extend([0x01, 0x04, 0x80, 0x00, 0x75, 0x30]);
    out.extend([0x03, 0x02, 0x45, 0xc0]);
    out.extend([0x04, 0x04, 0x80, 0xf0, 0x00, 0x00]);
    out.extend([0x05, 0x04, 0x80, 0x60, 0x00, 0x00]);
    out.extend([0x08, 0x02, 0x40, 0x64, 0x09, 0x02, 0x40, 0x67]);
    // initial_source_connection_id, empty.
    out.extend([0x0f, 0x00]);
}

/// Builds the ServerHello handshake message of TLS 1.3 in answer to `hello`.
#[must_use]
pub(crate) fn server_hello_13(hello: Hello, carrier: Carrier, random: &mut Random) -> Vec<u8> {
    let mut body = vec![3, 3];
    random.append(&mut body, 32);
    let session = if carrier == Carrier::Quic { 0 } else { 32 };
    body.push(byte(session));
    random.append(&mut body, session);
    body.extend([0x13, 0x02, 0]);
    sized16(&mut body, |out| {
        extension(out, 43, |out| out.extend([3, 4]));
        extension(out, 51, |out| match hello {
            Hello::PostQuantum => share(out, HYBRID.0, HYBRID.2, random),
            _ => share(out, X25519.0, X25519.1, random),
        });
    });
    handshake(2, &body)
}

/// Builds the server's first flight of TLS 1.2: ServerHello with HTTP/2 chosen, two certificates for `host`, an
/// ephemeral key and ServerHelloDone.
#[must_use]
pub(crate) fn server_flight_12(host: &str, random: &mut Random) -> Vec<u8> {
    let mut hello = vec![3, 3];
    random.append(&mut hello, 32);
    hello.push(32);
    random.append(&mut hello, 32);
    hello.extend([0xc0, 0x30, 0]);
    sized16(&mut hello, |out| {
        extension(out, 0xff01, |out| out.push(0));
        extension(out, 16, |out| {
            sized16(out, |out| {
                out.push(2);
                out.extend(b"h2");
            });
        });
        extension(out, 23, |_| {});
    });
    let mut chain = Vec::new();
    for subject in [host, "Generated Issuing CA 01"] {
        let one = certificate(subject, random);
        chain.extend(length24(one.len()));
        chain.extend(one);
    }
    let mut certificates = length24(chain.len()).to_vec();
    certificates.extend(chain);
    let mut key = vec![3, 0x00, 0x1d, 32];
    random.append(&mut key, 32);
    key.extend([0x04, 0x01]);
    sized16(&mut key, |out| random.append(out, 256));
    let mut messages = handshake(2, &hello);
    messages.extend(handshake(11, &certificates));
    messages.extend(handshake(12, &key));
    messages.extend(handshake(14, &[]));
    record(22, &messages)
}

/// Builds the server's first flight of TLS 1.3: ServerHello, then everything else encrypted.
#[must_use]
pub(crate) fn server_flight_13(hello: Hello, random: &mut Random) -> Vec<u8> {
    let mut out = record(22, &server_hello_13(hello, Carrier::Tcp, random));
    out.extend(CHANGE_CIPHER);
    let certificates = 2200 + random.index(2000);
    out.extend(encrypted(23, certificates, random));
    out
}

/// Builds the client's second flight of TLS 1.2: its ephemeral key and Finished.
#[must_use]
pub(crate) fn client_finish_12(random: &mut Random) -> Vec<u8> {
    let mut key = vec![32];
    random.append(&mut key, 32);
    let mut out = record(22, &handshake(16, &key));
    out.extend(CHANGE_CIPHER);
    out.extend(encrypted(22, 24, random));
    out
}

/// Builds the server's second flight of TLS 1.2.
#[must_use]
pub(crate) fn server_finish_12(random: &mut Random) -> Vec<u8> {
    let mut out = CHANGE_CIPHER.to_vec();
    out.extend(encrypted(22, 24, random));
    out
}

/// Builds the client's second flight of TLS 1.3.
#[must_use]
pub(crate) fn client_finish_13(random: &mut Random) -> Vec<u8> {
    let mut out = CHANGE_CIPHER.to_vec();
    out.extend(encrypted(23, 52, random));
    out
}

/// Builds records of encrypted application data that carry about `length` bytes.
#[must_use]
pub(crate) fn application_data(length: usize, random: &mut Random) -> Vec<u8> {
    encrypted(23, length, random)
}

/// A handshake message in a record.
#[must_use]
pub(crate) fn handshake_record(message: &[u8]) -> Vec<u8> {
    let mut out = record(22, message);
    // The legacy version of a first record is 1.0 (RFC 8446 section 5.1).
    out[2] = 1;
    out
}

const CHANGE_CIPHER: [u8; 6] = [20, 3, 3, 0, 1, 1];

fn encrypted(kind: u8, length: usize, random: &mut Random) -> Vec<u8> {
    let mut out = Vec::with_capacity(length + 64);
    let mut left = length;
    loop {
        let part = left.min(RECORD);
        out.extend([kind, 3, 3]);
        out.extend(half(part + 16).to_be_bytes());
        random.append(&mut out, part + 16);
        left -= part;
        if left == 0 {
            return out;
        }
    }
}

fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![kind, 3, 3];
    out.extend(half(content.len()).to_be_bytes());
    out.extend(content);
    out
}

fn handshake(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![kind];
    out.extend(length24(body.len()));
    out.extend(body);
    out
}

fn length24(length: usize) -> [u8; 3] {
    let [high, low] = half(length).to_be_bytes();
    [0, high, low]
}

fn share(out: &mut Vec<u8>, group: u16, length: usize, random: &mut Random) {
    out.extend(group.to_be_bytes());
    sized16(out, |out| random.append(out, length));
}

fn words(out: &mut Vec<u8>, values: &[u16]) {
    for value in values {
        out.extend(value.to_be_bytes());
    }
}

fn extension(out: &mut Vec<u8>, kind: u16, body: impl FnOnce(&mut Vec<u8>)) {
    out.extend(kind.to_be_bytes());
    sized16(out, body);
}

/// Writes `body` behind its 16-bit length.
fn sized16(out: &mut Vec<u8>, body: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    out.extend([0, 0]);
    body(out);
    let length = half(out.len() - start - 2);
    out[start..start + 2].copy_from_slice(&length.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(hello: Hello) -> usize {
        let message = client_hello("www.example.com", hello, Carrier::Tcp, &mut Random::new(1));
        handshake_record(&message).len()
    }

    #[test]
    fn a_post_quantum_hello_needs_two_segments() {
        assert!((1750..1850).contains(&size(Hello::PostQuantum)));
    }

    #[test]
    fn a_classic_hello_is_padded_to_517_bytes() {
        assert_eq!(size(Hello::Classic), 517);
    }

    #[test]
    fn an_old_hello_is_small() {
        assert!((150..300).contains(&size(Hello::Old)));
    }

    #[test]
    fn encrypted_data_is_cut_into_records() {
        let data = application_data(RECORD + 1, &mut Random::new(1));
        assert_eq!(data.len(), 5 + RECORD + 16 + 5 + 1 + 16);
    }
}
