//! FTP's control connection with AUTH TLS (RFC 4217).

use super::line::{Dialect, begins_with_word, probe_220, reply_with_code};
use crate::Protocol;
use crate::name::StreamProtocol;

/// FTP, up to TLS.
pub static FTP: &dyn StreamProtocol = &Dialect {
    id: "ftp",
    protocol: Protocol("FTP"),
    probe: |opening| probe_220(opening, &[b"FTP"], COMMANDS),
    // TLS, TLS-C, TLS-P and SSL are mechanisms; all of them turn this connection to TLS.
    asks: |line| begins_with_word(line, b"AUTH"),
    reply: |_, line| reply_with_code(line, b"234"),
};

/// What clients say first.
const COMMANDS: &[&[u8]] = &[
    b"USER", b"AUTH", b"FEAT", b"SYST", b"HOST", b"OPTS", b"CLNT", b"QUIT",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Progress;
    use crate::{Finding, Side};

    #[test]
    fn consent_has_the_code_234() {
        let mut findings: Vec<Finding> = Vec::new();
        let mut reader = FTP.reader();
        reader.read(Side::Responder, b"220 (vsFTPd 3)\r\n", &mut findings);
        reader.read(Side::Initiator, b"AUTH TLS\r\n", &mut findings);
        let consent = b"234 Proceed with negotiation.\r\n";
        assert_eq!(
            reader.read(Side::Responder, consent, &mut findings),
            Progress::Inside {
                consumed: consent.len()
            }
        );
    }
}
