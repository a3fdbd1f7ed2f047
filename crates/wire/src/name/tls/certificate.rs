//! The DNS names in the first certificate of a Certificate message, up to TLS 1.2 (RFC 5246 section 7.4.2, RFC 5280
//! section 4.2.1.6, X.690 for the encoding).
//!
//! A walk over the encoding, not a parser of certificates: it goes down to the subjectAltName extension, ignores
//! everything else and verifies nothing.

use super::cursor::{Cursor, Stop};
use crate::HostName;

/// How many names are kept; later ones are dropped. Shared certificates have hundreds.
const NAMES_LIMIT: usize = 8;

/// The names in the server's own certificate, given the body of a Certificate message or the first part of it. Empty
/// where there are none or the encoding contradicts itself before the first.
pub(super) fn names(body: &[u8]) -> Vec<HostName> {
    let mut names = Vec::new();
    // A cut or a contradiction ends the walk; what was found before it stands.
    let _ = walk(Cursor::open(body), &mut names);
    names
}

fn walk(mut body: Cursor<'_>, names: &mut Vec<HostName>) -> Result<(), Stop> {
    let mut list = nested24(&mut body)?;
    let mut certificate = nested24(&mut list)?;
    let mut certificate = expect(&mut certificate, SEQUENCE)?;
    let mut to_be_signed = expect(&mut certificate, SEQUENCE)?;
    while to_be_signed.more()? {
        let (tag, mut field) = element(&mut to_be_signed)?;
        if tag == EXTENSIONS {
            let mut extensions = expect(&mut field, SEQUENCE)?;
            while extensions.more()? {
                extension(expect(&mut extensions, SEQUENCE)?, names)?;
            }
        }
    }
    Ok(())
}

fn extension(mut extension: Cursor<'_>, names: &mut Vec<HostName>) -> Result<(), Stop> {
    let mut identifier = expect(&mut extension, OBJECT_IDENTIFIER)?;
    if identifier.take(SUBJECT_ALT_NAME.len()) != Ok(&SUBJECT_ALT_NAME) {
        return Ok(());
    }
    let (mut tag, mut value) = element(&mut extension)?;
    if tag == BOOLEAN {
        // "critical"
        (tag, value) = element(&mut extension)?;
    }
    if tag != OCTET_STRING {
        return Err(Stop::Overrun);
    }
    let mut general_names = expect(&mut value, SEQUENCE)?;
    while names.len() < NAMES_LIMIT && general_names.more()? {
        let (tag, name) = element(&mut general_names)?;
        if tag == DNS_NAME {
            names.extend(HostName::from_wire(name.take_all()?));
        }
    }
    Ok(())
}

const BOOLEAN: u8 = 0x01;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// `[3] EXPLICIT` of TBSCertificate.
const EXTENSIONS: u8 = 0xa3;
/// `[2] IMPLICIT IA5String` of GeneralName.
const DNS_NAME: u8 = 0x82;
/// 2.5.29.17
const SUBJECT_ALT_NAME: [u8; 3] = [0x55, 0x1d, 0x11];

fn nested24<'a>(from: &mut Cursor<'a>) -> Result<Cursor<'a>, Stop> {
    let high = usize::from(from.u8()?);
    let low = usize::from(from.u16()?);
    from.nested(high << 16 | low)
}

fn expect<'a>(from: &mut Cursor<'a>, wanted: u8) -> Result<Cursor<'a>, Stop> {
    match element(from)? {
        (tag, content) if tag == wanted => Ok(content),
        _ => Err(Stop::Overrun),
    }
}

/// The next tag and its content. Lengths are definite in DER, and four bytes suffice for every certificate.
fn element<'a>(from: &mut Cursor<'a>) -> Result<(u8, Cursor<'a>), Stop> {
    let tag = from.u8()?;
    let length = match from.u8()? {
        short @ 0..=0x7f => usize::from(short),
        0x81 => usize::from(from.u8()?),
        0x82 => usize::from(from.u16()?),
        0x83 => usize::from(from.u8()?) << 16 | usize::from(from.u16()?),
        _ => return Err(Stop::Overrun),
    };
    Ok((tag, from.nested(length)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn der(tag: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![tag];
        match content.len() {
            short @ 0..=0x7f => bytes.push(short.try_into().unwrap()),
            long => {
                bytes.push(0x82);
                bytes.extend(u16::try_from(long).unwrap().to_be_bytes());
            }
        }
        bytes.extend(content);
        bytes
    }

    fn message(hosts: &[&str]) -> Vec<u8> {
        let mut general_names = der(0x87, &[192, 0, 2, 1]);
        for host in hosts {
            general_names.extend(der(DNS_NAME, host.as_bytes()));
        }
        let mut alt_name = der(OBJECT_IDENTIFIER, &SUBJECT_ALT_NAME);
        alt_name.extend(der(BOOLEAN, &[0xff]));
        alt_name.extend(der(OCTET_STRING, &der(SEQUENCE, &general_names)));
        let mut other = der(OBJECT_IDENTIFIER, &[0x55, 0x1d, 0x0f]);
        other.extend(der(OCTET_STRING, &[1, 2]));
        let mut extensions = der(SEQUENCE, &other);
        extensions.extend(der(SEQUENCE, &alt_name));
        let mut to_be_signed = der(0xa0, &der(2, &[2]));
        to_be_signed.extend(der(EXTENSIONS, &der(SEQUENCE, &extensions)));
        let certificate = der(SEQUENCE, &der(SEQUENCE, &to_be_signed));
        let mut list = u32::try_from(certificate.len()).unwrap().to_be_bytes()[1..].to_vec();
        list.extend(certificate);
        let mut body = u32::try_from(list.len()).unwrap().to_be_bytes()[1..].to_vec();
        body.extend(list);
        body
    }

    fn texts(body: &[u8]) -> Vec<String> {
        names(body)
            .iter()
            .map(|name| name.as_str().into())
            .collect()
    }

    #[test]
    fn the_dns_names_are_found() {
        assert_eq!(
            texts(&message(&["a.example", "*.B.example"])),
            ["a.example", "*.b.example"]
        );
    }

    #[test]
    fn only_the_first_eight_names_are_kept() {
        assert_eq!(names(&message(&["a.example"; 20])).len(), NAMES_LIMIT);
    }

    #[test]
    fn a_cut_certificate_gives_the_names_before_the_cut() {
        let body = message(&["a.example", "b.example"]);
        assert_eq!(texts(&body[..body.len() - 1]), ["a.example"]);
    }

    #[test]
    fn no_prefix_and_no_changed_byte_breaks_the_walk() {
        let body = message(&["a.example"]);
        for at in 0..body.len() {
            names(&body[..at]);
            for value in [0, 0x7f, 0x80, 0x84, 0xff] {
                let mut changed = body.clone();
                changed[at] = value;
                names(&changed);
            }
        }
    }
}
