//! The Network Time Protocol (RFC 5905): recognised so that idle machines' commonest datagrams have a label. It does not
//! name its server.

use super::{Datagram, DatagramProtocol, DatagramReader, Probe, Progress};
use crate::{Absence, Finding, Protocol};

/// NTP's port.
const PORT: u16 = 123;

/// The shortest message: header and four timestamps (RFC 5905 section 7.3). SNTP sends the same.
const MESSAGE: usize = 48;

/// The protocol.
pub(super) struct Ntp;

struct Reader;

impl DatagramProtocol for Ntp {
    fn id(&self) -> &'static str {
        "ntp"
    }

    fn probe(&self, datagram: &Datagram<'_>) -> Probe {
        let on_port = datagram.initiator_port == PORT || datagram.responder_port == PORT;
        let whole = datagram.payload.len() >= MESSAGE || datagram.cut;
        match datagram.payload.first() {
            // Versions 1 to 4; modes 1 to 5 are time, 6 and 7 are management.
            Some(first)
                if on_port
                    && whole
                    && matches!(first >> 3 & 7, 1..=4)
                    && matches!(first & 7, 1..=5) =>
            {
                Probe::Mine
            }
            _ => Probe::NotMine,
        }
    }

    fn reader(&self) -> Box<dyn DatagramReader> {
        Box::new(Reader)
    }
}

impl DatagramReader for Reader {
    fn read(&mut self, _datagram: &Datagram<'_>, findings: &mut Vec<Finding>) -> Progress {
        findings.push(Finding::Protocol(Protocol("NTP")));
        findings.push(Finding::NoName(Absence::NotNaming));
        Progress::Done
    }

    fn finish(&mut self, _findings: &mut Vec<Finding>) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Side;

    fn probe(payload: &[u8], port: u16) -> Probe {
        Ntp.probe(&Datagram {
            from: Side::Initiator,
            payload,
            initiator_port: 50_000,
            responder_port: port,
            cut: false,
        })
    }

    #[test]
    fn a_client_message_on_its_port_is_recognised() {
        let mut message = [0; MESSAGE];
        message[0] = 0x23;
        assert_eq!(probe(&message, 123), Probe::Mine);
        assert_eq!(probe(&message, 124), Probe::NotMine);
    }

    #[test]
    fn a_short_or_foreign_message_is_not() {
        assert_eq!(probe(&[0x23; 47], 123), Probe::NotMine);
        assert_eq!(probe(&[0xff; 48], 123), Probe::NotMine);
        assert_eq!(probe(&[], 123), Probe::NotMine);
    }
}
