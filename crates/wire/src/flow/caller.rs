//! Who called, judged from a conversation's first packet.

use super::key::Endpoint;
use super::record::Basis;
use crate::Side;
use crate::packet::{Packet, TcpFlags, Transport};

/// Who of source (`Initiator`) and destination (`Responder`) called, from a conversation's first packet.
pub(super) fn who_called(
    packet: &Packet<'_>,
    source: Endpoint,
    destination: Endpoint,
    message_from: Option<Side>,
) -> (Side, Basis) {
    if let Some(asker) = message_from {
        return (asker, Basis::Content);
    }
    if let Transport::Tcp(tcp) = &packet.transport
        && tcp.flags.contains(TcpFlags::SYN)
    {
        return if tcp.flags.contains(TcpFlags::ACK) {
            (Side::Responder, Basis::SynAck)
        } else {
            (Side::Initiator, Basis::Syn)
        };
    }
    match (is_service(source.port), is_service(destination.port)) {
        (true, false) => (Side::Responder, Basis::Ports),
        (false, true) => (Side::Initiator, Basis::Ports),
        _ => (Side::Initiator, Basis::FirstPacket),
    }
}

/// Ports below 1024 are assigned to services (RFC 6335 section 6).
const fn is_service(port: u16) -> bool {
    port != 0 && port < 1024
}
