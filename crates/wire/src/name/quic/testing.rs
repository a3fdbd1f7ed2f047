//! Makes QUIC packets for the tests of this folder.

use super::keys::ClientKeys;
use super::version::Version;

/// Bytes out of hexadecimal digits.
pub(super) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .chars()
        .filter_map(|digit| digit.to_digit(16))
        .map(|digit| u8::try_from(digit).unwrap())
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair[0] << 4 | pair[1])
        .collect()
}

/// A variable-length integer in its two-byte form, or in its one-byte form where it fits.
pub(super) fn varint(value: usize) -> Vec<u8> {
    match u8::try_from(value) {
        Ok(small @ ..0x40) => vec![small],
        _ => u16::try_from(value | 0x4000)
            .unwrap()
            .to_be_bytes()
            .to_vec(),
    }
}

/// A CRYPTO frame.
pub(super) fn crypto(offset: usize, data: &[u8]) -> Vec<u8> {
    [&[0x06][..], &varint(offset), &varint(data.len()), data].concat()
}

/// An Initial packet that a client sends.
#[derive(Clone)]
pub(super) struct Initial<'a> {
    /// The version.
    pub(super) version: Version,
    /// The connection ID from which the keys follow.
    pub(super) original: &'a [u8],
    /// The connection ID that the packet is sent to.
    pub(super) destination: &'a [u8],
    /// The token of a Retry, or nothing.
    pub(super) token: &'a [u8],
    /// The packet number.
    pub(super) number: u16,
}

impl<'a> Initial<'a> {
    /// A client's very first packet.
    pub(super) fn first(original: &'a [u8]) -> Self {
        Self {
            version: Version::V1,
            original,
            destination: original,
            token: &[],
            number: 0,
        }
    }

    /// Seals frames into it.
    pub(super) fn seal(&self, frames: &[u8]) -> Vec<u8> {
        // A client that forces a negotiation protects its packet as it would for version 1.
        let protection = self.version.protection();
        let protection = protection.unwrap_or(Version::V1.protection().unwrap());
        let keys = ClientKeys::derive(&protection, self.original).unwrap();
        let first = match self.version {
            Version::V2 => 0xd1,
            _ => 0xc1,
        };
        let mut payload = frames.to_vec();
        payload.resize(payload.len().max(4), 0);
        let mut header = vec![first];
        header.extend(self.version.0.to_be_bytes());
        for id in [self.destination, CLIENT_ID] {
            header.push(u8::try_from(id.len()).unwrap());
            header.extend(id);
        }
        header.extend(varint(self.token.len()));
        header.extend(self.token);
        header.extend(varint(2 + payload.len() + 16));
        header.extend(self.number.to_be_bytes());
        keys.seal(&header, 2, &payload)
    }
}

/// The connection ID that the clients of the tests choose for themselves.
pub(super) const CLIENT_ID: &[u8] = b"clnt";

/// A ClientHello that names `name`, if any, behind `filler` bytes of another extension.
pub(super) fn client_hello(name: Option<&str>, filler: usize) -> Vec<u8> {
    let mut extensions = Vec::new();
    // A private extension in front puts the name wherever the test wants it.
    extension(&mut extensions, 0xfff0, &vec![0x5a; filler]);
    if let Some(name) = name {
        let mut list = vec![0];
        list.extend(u16::try_from(name.len()).unwrap().to_be_bytes());
        list.extend(name.as_bytes());
        let mut body = u16::try_from(list.len()).unwrap().to_be_bytes().to_vec();
        body.extend(list);
        extension(&mut extensions, 0, &body);
    }
    extension(&mut extensions, 16, b"\x00\x03\x02h3");
    hello_with(&extensions)
}

/// A ClientHello with these extensions.
pub(super) fn hello_with(extensions: &[u8]) -> Vec<u8> {
    let mut body = vec![3, 3];
    body.extend([0x11; 32]);
    body.extend([0, 0, 2, 0x13, 0x01, 1, 0]);
    body.extend(u16::try_from(extensions.len()).unwrap().to_be_bytes());
    body.extend(extensions);
    let mut message = vec![1, 0];
    message.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
    message.extend(body);
    message
}

/// Appends one TLS extension.
pub(super) fn extension(extensions: &mut Vec<u8>, kind: u16, body: &[u8]) {
    extensions.extend(kind.to_be_bytes());
    extensions.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
    extensions.extend(body);
}

/// One of Google's client hellos, with these tags and values.
pub(super) fn chlo(entries: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut message = b"CHLO".to_vec();
    message.extend(u16::try_from(entries.len()).unwrap().to_le_bytes());
    message.extend([0, 0]);
    let mut end = 0;
    for (tag, value) in entries {
        end += u32::try_from(value.len()).unwrap();
        message.extend(*tag);
        message.extend(end.to_le_bytes());
    }
    for (_, value) in entries {
        message.extend(*value);
    }
    message
}

/// A frame of Google's with a message of the handshake stream.
pub(super) fn google_stream(message: &[u8]) -> Vec<u8> {
    let length = u16::try_from(message.len()).unwrap().to_be_bytes();
    [&[0xa0, 1][..], &length, message].concat()
}
