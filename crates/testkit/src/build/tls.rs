//! The first message of a TLS client (RFC 8446 section 4.1.2).

/// A ClientHello with this server name; with the encrypted one of RFC 9849 beside it where `encrypted`.
///
/// # Panics
/// The name is too long.
#[must_use]
pub fn hello(host: &str, encrypted: bool) -> Vec<u8> {
    let name = [&[0], &short(host.len())[..], host.as_bytes()].concat();
    let mut extensions = extension(0, &[&short(name.len())[..], &name].concat());
    if encrypted {
        // The outer kind, a cipher suite, a number, no key and some bytes.
        extensions.extend(extension(
            0xfe0d,
            &[0, 0, 1, 0, 1, 7, 0, 0, 0, 4, 1, 2, 3, 4],
        ));
    }
    let mut body = vec![3, 3];
    body.extend([7; 32]);
    body.extend([0, 0, 2, 0x13, 0x01, 1, 0]);
    body.extend(short(extensions.len()));
    body.extend(extensions);
    let message = [&[1, 0], &short(body.len())[..], &body].concat();
    [&[22, 3, 1], &short(message.len())[..], &message].concat()
}

fn extension(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &short(data.len()), data].concat()
}

fn short(length: usize) -> [u8; 2] {
    u16::try_from(length)
        .expect("a test message is short")
        .to_be_bytes()
}
