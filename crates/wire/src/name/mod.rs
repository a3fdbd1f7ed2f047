//! Names out of conversations, one folder per protocol.
//!
//! A *stream* protocol runs over TCP, a *datagram* protocol over UDP. Both work in two steps: a cheap stateless
//! probe says whether the first bytes are its own, then a reader, made for this one conversation, is fed the bytes
//! in order until it is done. A reader that uncovers another protocol inside (a CONNECT tunnel, STARTTLS) hands the
//! conversation back, and probing starts again on what follows.
//!
//! Adding a protocol is one folder and one line in [`STREAM`] or [`DATAGRAM`].

pub mod dns;
pub mod http1;
pub mod http2;
mod inbox;
mod ntp;
pub mod proxy_protocol;
mod quic;
pub mod rdp;
pub mod socks;
pub mod starttls;
pub mod tls;

use crate::{Finding, Side};

/// Every protocol over TCP, in the order they are asked. The order matters only where two claim the same bytes.
pub static STREAM: &[&dyn StreamProtocol] = &[
    http1::HTTP1,
    http2::HTTP2,
    &tls::Tls,
    proxy_protocol::PROXY_PROTOCOL,
    rdp::RDP,
    socks::SOCKS4,
    socks::SOCKS5,
    starttls::FTP,
    starttls::IMAP,
    starttls::LDAP,
    starttls::POP3,
    starttls::POSTGRESQL,
    starttls::SMTP,
    starttls::XMPP,
    // Any port, so after those that know themselves better.
    &dns::Dns,
];

/// Every protocol over UDP, in the order they are asked.
pub static DATAGRAM: &[&dyn DatagramProtocol] = &[
    &quic::Quic,
    &ntp::Ntp,
    // Any port, so after those that know themselves better.
    &dns::Dns,
];

/// What a probe says of a conversation's first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// These bytes are mine: make a reader.
    Mine,
    /// They may become mine; ask again with more.
    NeedMore,
    /// They can never be mine.
    NotMine,
}

/// How a reader stands after some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// More bytes of either side are wanted.
    Reading,
    /// Everything that can be learnt has been said; the rest of the conversation need not be put in order.
    Done,
    /// Another conversation begins inside this one: after the bytes consumed so far on each side, probing starts
    /// anew. `consumed` is how many bytes of the slice just passed belonged to the outer protocol.
    Inside {
        /// Bytes of the slice just passed that belonged to the outer protocol; `consumed <= slice length`.
        consumed: usize,
    },
}

/// The first bytes of a conversation over TCP, in order.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// What the initiator sent, from its first captured byte on. At most [`PROBE_LIMIT`] bytes.
    pub initiator: &'a [u8],
    /// What the responder sent. At most [`PROBE_LIMIT`] bytes.
    pub responder: &'a [u8],
    /// The initiator's port.
    pub initiator_port: u16,
    /// The responder's port.
    pub responder_port: u16,
    /// True where the first captured byte may not be the first byte sent: no SYN was seen, and it is not the start of a
    /// tunnel either. Which end is the initiator is then a guess too.
    pub midway: bool,
}

/// How many bytes of each side are kept for the probes; a protocol that has not made up its mind by then is asked
/// no more.
pub const PROBE_LIMIT: usize = 2048;

/// A protocol over TCP.
pub trait StreamProtocol: Sync {
    /// The folder's name.
    fn id(&self) -> &'static str;

    /// Says whether a conversation that opens like this is of this protocol.
    fn probe(&self, opening: &Opening<'_>) -> Probe;

    /// Makes a reader for one conversation; it will be given all bytes from the first on, those that were probed
    /// included, in the order in which they were captured.
    fn reader(&self) -> Box<dyn StreamReader>;
}

/// Reads one conversation over TCP.
pub trait StreamReader: Send {
    /// Takes the next bytes of one side, in order and without a gap; a reader that cannot use them yet must keep
    /// them itself, within a named limit.
    fn read(&mut self, from: Side, bytes: &[u8], findings: &mut Vec<Finding>) -> Progress;

    /// Bytes of one side are missing from the capture before what comes next.
    fn gap(&mut self, from: Side, findings: &mut Vec<Finding>) -> Progress;

    /// The conversation is over or was given up: says why there is no name, where there is none.
    fn finish(&mut self, findings: &mut Vec<Finding>);
}

/// A protocol over UDP.
pub trait DatagramProtocol: Sync {
    /// The folder's name.
    fn id(&self) -> &'static str;

    /// Says whether this datagram is of this protocol. Datagrams that *need more* are shown again with the next
    /// datagram of the conversation, at most [`DATAGRAM_PROBES`] times.
    fn probe(&self, datagram: &Datagram<'_>) -> Probe;

    /// Makes a reader for one conversation, given the datagram that was *mine* and all later ones.
    fn reader(&self) -> Box<dyn DatagramReader>;
}

/// How many datagrams of one conversation are shown to the probes before it counts as of no known protocol.
pub const DATAGRAM_PROBES: u8 = 4;

/// One datagram of a conversation over UDP.
#[derive(Clone, Copy, Debug)]
pub struct Datagram<'a> {
    /// Who sent it.
    pub from: Side,
    /// The UDP payload; shorter than it was on the wire where `cut`.
    pub payload: &'a [u8],
    /// The initiator's port.
    pub initiator_port: u16,
    /// The responder's port.
    pub responder_port: u16,
    /// True where the capture kept only the first part of the payload.
    pub cut: bool,
}

/// Reads one conversation over UDP.
pub trait DatagramReader: Send {
    /// Takes the next datagram, in the order captured. [`Progress::Inside`] is not used over UDP.
    fn read(&mut self, datagram: &Datagram<'_>, findings: &mut Vec<Finding>) -> Progress;

    /// The conversation is over or was given up: says why there is no name, where there is none.
    fn finish(&mut self, findings: &mut Vec<Finding>);
}
