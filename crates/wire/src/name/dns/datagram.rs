//! DNS over UDP away from port 53, where it must be plain, and its look-alikes, which are told apart by their ports:
//! they speak about the local network and have names of their own.

use super::Dns;
use super::name::HEADER;
use super::plausible::{plausible, promises_fit};
use super::stream::asker;
use crate::name::{Datagram, DatagramProtocol, DatagramReader, Probe, Progress};
use crate::{Absence, Finding, Protocol};

/// Protocols with the message format of DNS and another meaning: RFC 6762, RFC 4795, RFC 1002 section 4.2.
const LOOK_ALIKES: [(u16, Protocol); 3] = [
    (5353, Protocol("mDNS")),
    (5355, Protocol("LLMNR")),
    (137, Protocol("NBNS")),
];

impl DatagramProtocol for Dns {
    fn id(&self) -> &'static str {
        "dns"
    }

    fn probe(&self, datagram: &Datagram<'_>) -> Probe {
        let payload = datagram.payload;
        let mine = match look_alike(datagram) {
            Some(_) if datagram.cut => payload.len() >= HEADER,
            Some(_) => promises_fit(payload, payload.len()),
            None => plausible(payload, datagram.cut),
        };
        if mine { Probe::Mine } else { Probe::NotMine }
    }

    fn reader(&self) -> Box<dyn DatagramReader> {
        Box::new(Reader::default())
    }
}

fn look_alike(datagram: &Datagram<'_>) -> Option<Protocol> {
    let ports = [datagram.responder_port, datagram.initiator_port];
    LOOK_ALIKES
        .iter()
        .find(|(port, _)| ports.contains(port))
        .map(|&(_, protocol)| protocol)
}

#[derive(Default)]
struct Reader {
    heard: bool,
}

impl DatagramReader for Reader {
    fn read(&mut self, datagram: &Datagram<'_>, findings: &mut Vec<Finding>) -> Progress {
        if let Some(protocol) = look_alike(datagram) {
            findings.push(Finding::Protocol(protocol));
            findings.push(Finding::NoName(Absence::NotNaming));
            return Progress::Done;
        }
        if !plausible(datagram.payload, datagram.cut) {
            return Progress::Reading;
        }
        if !self.heard {
            self.heard = true;
            let asker = asker(datagram.from, datagram.payload);
            findings.push(Finding::Protocol(Protocol("DNS")));
            findings.push(Finding::NoName(Absence::NotNaming));
            findings.push(Finding::Initiator(asker));
        }
        findings.push(Finding::Dns {
            from: datagram.from,
            message: datagram.payload.into(),
        });
        Progress::Reading
    }

    fn finish(&mut self, _findings: &mut Vec<Finding>) {}
}
