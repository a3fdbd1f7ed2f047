//! QUIC: the server name out of a client's Initial packets.
//!
//! Those packets are encrypted, but under keys that follow from what stands in them (RFC 9001 section 5.2), so that
//! whoever sees the first one can read the ClientHello. Versions 1 and 2 of the IETF (RFC 9000, RFC 9369), its drafts
//! from 22 on, Facebook's variants, and Google's versions from Q024 to T051 are read.
//!
//! A datagram goes through [`packet`], [`keys`], [`frame`] and [`stream`], which [`attempt`] puts together;
//! [`reader`] follows the conversation and [`witness`] says why there is no name. [`google`] holds what Google's
//! own versions do otherwise.

mod attempt;
mod cursor;
mod frame;
mod google;
mod keys;
mod packet;
mod reader;
mod stream;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
mod version;
mod witness;

use self::packet::{Initial, Packet, Packets};
use super::{Datagram, DatagramProtocol, DatagramReader, Probe};

/// QUIC over UDP, on any port.
pub(super) struct Quic;

impl DatagramProtocol for Quic {
    fn id(&self) -> &'static str {
        "quic"
    }

    /// Claims packets with a long header of a known version, and those of Google's older versions that say their
    /// version. A short header is nothing but a few bits: it claims nothing.
    fn probe(&self, datagram: &Datagram<'_>) -> Probe {
        let mine = google::header::clear_packet(datagram.payload).is_some()
            || match Packets::of(datagram.payload).next() {
                Some(Ok(Packet::Initial(initial))) => is_plausible(&initial, datagram),
                Some(Ok(Packet::Secret { cut, .. })) => !cut || datagram.cut,
                Some(Ok(Packet::Retry(_) | Packet::Negotiation(_))) => true,
                Some(Ok(Packet::Foreign(ids))) => ids.version.is_registered(),
                Some(Ok(Packet::Short) | Err(_)) | None => false,
            };
        if mine { Probe::Mine } else { Probe::NotMine }
    }

    fn reader(&self) -> Box<dyn DatagramReader> {
        Box::<reader::QuicReader>::default()
    }
}

/// Whether a first packet fills its datagram as it should. A version that is only reserved says so little that the
/// size which clients must pad to and the length of their connection IDs must speak for it too.
fn is_plausible(initial: &Initial<'_>, datagram: &Datagram<'_>) -> bool {
    let whole = !initial.cut || datagram.cut;
    let padded = datagram.cut || datagram.payload.len() >= SMALLEST_FIRST;
    let chosen = initial.ids.destination.len() >= SHORTEST_CHOSEN;
    whole && (!initial.ids.version.is_reserved() || (padded && chosen))
}

/// RFC 9000 section 14.1: a client pads the datagrams of its Initial packets to at least this many bytes.
const SMALLEST_FIRST: usize = 1200;

/// RFC 9000 section 7.2: the connection ID that a client makes up for the server has at least this many bytes.
const SHORTEST_CHOSEN: usize = 8;
