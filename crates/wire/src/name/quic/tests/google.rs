//! Google's versions.

use super::super::testing::{Initial, chlo, client_hello, crypto, google_stream};
use super::super::version::Version;
use super::{ORIGINAL, fact, listen, names};

#[test]
fn google_versions_in_the_clear_are_read() {
    let message = chlo(&[
        (b"PAD\0", &[b'-'; 900]),
        (b"SNI\0", b"www.example"),
        (b"UAID", b"Chrome/74"),
    ]);
    let frames = google_stream(&message);
    let public = [&[0x09][..], &[9; 8], b"Q043", &[1], &[7; 12], &frames].concat();
    let long = [
        &[0xc3][..],
        b"Q046",
        &[0x50],
        &[9; 8],
        &[0, 0, 0, 1],
        &[7; 12],
        &frames,
    ]
    .concat();
    for (packet, version) in [(public, "Q043"), (long, "Q046")] {
        let findings = listen(&[packet]);
        assert_eq!(names(&findings), ["www.example"]);
        assert_eq!(fact(&findings, "quic.version"), Some(version));
        assert_eq!(fact(&findings, "quic.user-agent"), Some("Chrome/74"));
    }
}

#[test]
fn google_versions_with_encrypted_hellos_are_read() {
    let google = chlo(&[(b"PAD\0", &[b'-'; 900]), (b"SNI\0", b"www.example")]);
    let tls = client_hello(Some("www.example"), 1);
    for (version, message) in [(b"Q050", &google), (b"T050", &tls), (b"T051", &tls)] {
        let packet = Initial {
            version: Version(u32::from_be_bytes(*version)),
            ..Initial::first(ORIGINAL)
        };
        let mut frames = vec![0x40, 1, 0, 0, 1, 0];
        frames.extend(crypto(0, message));
        frames[6] = 0x08;
        assert_eq!(names(&listen(&[packet.seal(&frames)])), ["www.example"]);
    }
}
