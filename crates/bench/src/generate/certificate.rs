//! X.509 certificates (RFC 5280, DER of X.690) that parse; their keys and signatures are random.
//!
//! TLS 1.2 servers send theirs in the clear, and some peers read them.

use crate::generate::frame::{byte, half};
use crate::random::Random;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const OBJECT: u8 = 0x06;
const UTF8: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;

/// sha256WithRSAEncryption, 1.2.840.113549.1.1.11.
const SIGNATURE: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA: [u8; 9] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1];
/// commonName, 2.5.4.3.
const COMMON_NAME: [u8; 3] = [0x55, 4, 3];
/// subjectAltName, 2.5.29.17.
const ALTERNATIVE_NAME: [u8; 3] = [0x55, 29, 17];

/// Builds a certificate for `subject`, around 750 bytes.
#[must_use]
pub(crate) fn certificate(subject: &str, random: &mut Random) -> Vec<u8> {
    let signed = signed_part(subject, random);
    let mut signature = vec![0];
    random.append(&mut signature, 256);
    tagged(
        SEQUENCE,
        &[
            &signed,
            &algorithm(&SIGNATURE),
            &tagged(BIT_STRING, &[&signature]),
        ],
    )
}

fn signed_part(subject: &str, random: &mut Random) -> Vec<u8> {
    // A leading 1 keeps the serial number positive and of minimal length.
    let serial = [&[1], random.bytes::<15>().as_slice()].concat();
    let mut modulus = vec![0, 0x80];
    random.append(&mut modulus, 255);
    let key = tagged(
        SEQUENCE,
        &[
            &tagged(INTEGER, &[&modulus]),
            &tagged(INTEGER, &[&[1, 0, 1]]),
        ],
    );
    let names = tagged(SEQUENCE, &[&tagged(0x82, &[subject.as_bytes()])]);
    let extension = tagged(
        SEQUENCE,
        &[
            &tagged(OBJECT, &[&ALTERNATIVE_NAME]),
            &tagged(OCTET_STRING, &[&names]),
        ],
    );
    tagged(
        SEQUENCE,
        &[
            &tagged(0xa0, &[&tagged(INTEGER, &[&[2]])]),
            &tagged(INTEGER, &[&serial]),
            &algorithm(&SIGNATURE),
            &name("Generated Issuing CA 01"),
            &tagged(
                SEQUENCE,
                &[
                    &tagged(UTC_TIME, &[b"260101000000Z"]),
                    &tagged(UTC_TIME, &[b"261231235959Z"]),
                ],
            ),
            &name(subject),
            &tagged(
                SEQUENCE,
                &[&algorithm(&RSA), &tagged(BIT_STRING, &[&[0], &key])],
            ),
            &tagged(0xa3, &[&tagged(SEQUENCE, &[&extension])]),
        ],
    )
}

fn name(common: &str) -> Vec<u8> {
    let attribute = tagged(
        SEQUENCE,
        &[
            &tagged(OBJECT, &[&COMMON_NAME]),
            &tagged(UTF8, &[common.as_bytes()]),
        ],
    );
    tagged(SEQUENCE, &[&tagged(SET, &[&attribute])])
}

fn algorithm(object: &[u8]) -> Vec<u8> {
    tagged(SEQUENCE, &[&tagged(OBJECT, &[object]), &[0x05, 0x00]])
}

fn tagged(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let mut out = vec![tag];
    match content.len() {
        short @ 0..0x80 => out.push(byte(short)),
        medium @ 0x80..0x100 => out.extend([0x81, byte(medium)]),
        long => {
            out.push(0x82);
            out.extend(half(long).to_be_bytes());
        }
    }
    out.extend(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outer_length_covers_the_whole_certificate() {
        let der = certificate("www.example.com", &mut Random::new(1));
        assert_eq!(der[..2], [SEQUENCE, 0x82]);
        assert_eq!(
            usize::from(u16::from_be_bytes([der[2], der[3]])),
            der.len() - 4
        );
    }
}
