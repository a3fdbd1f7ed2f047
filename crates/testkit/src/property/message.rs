//! Single messages: DNS and the two hellos of TLS.

use backchat_wire::name::dns::{Parser, plausible};
use backchat_wire::name::tls::{client_hello, server_hello};

/// A name of 255 bytes with all of them escaped, and its dots.
const LONGEST_NAME: usize = 255 * 4 + 128;

/// A message is read or refused, its names are bounded text, and a parser that read something else before reads it alike.
pub(super) fn dns(bytes: &[u8]) {
    let mut used = Parser::default();
    let _ = used.parse(&bytes[..bytes.len() / 2], true);
    for cut in [false, true] {
        let mut fresh = Parser::default();
        let fresh = fresh.parse(bytes, cut);
        let again = used.parse(bytes, cut);
        assert_eq!(format!("{fresh:?}"), format!("{again:?}"));
        if let Ok(message) = fresh {
            let asked = message.questions().filter_map(|question| question.name);
            let owners = message.answers().filter_map(|record| record.owner);
            for name in asked.chain(owners) {
                assert!(!name.is_empty() && name.len() <= LONGEST_NAME, "{name}");
                assert!(name.bytes().all(|byte| byte.is_ascii_graphic()), "{name}");
            }
            let _ = message.block_answer();
        }
        let _ = plausible(bytes, cut);
    }
}

/// A ClientHello is read or refused, and its name is printable.
pub(super) fn client_hello(bytes: &[u8]) {
    let Ok(hello) = client_hello::parse(bytes) else {
        return;
    };
    let _ = hello.highest_version();
    assert!(!format!("{hello:?}").is_empty());
}

/// A ServerHello is read, whatever it is.
pub(super) fn server_hello(bytes: &[u8]) {
    assert!(!format!("{:?}", server_hello::parse(bytes)).is_empty());
}
