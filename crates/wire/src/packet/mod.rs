//! Captured frames to transport segments: links, IP, tunnels and fragments are taken off until TCP or UDP remains.
//!
//! A [`Packet`] is the innermost one: what two hosts said to each other, not how it was carried. Packets quoted in
//! ICMP errors are not looked into: nobody sent them there.

mod depth;
mod extension;
mod fragment;
mod icmp;
mod ip;
mod skipped;
mod transport;
mod tunnel;

use std::net::IpAddr;

use crate::Time;
use crate::link::{self, LinkType, Mac};

pub(crate) use depth::Depth;
pub use fragment::FragmentCounts;
use fragment::{Fragment, Fragments, Held, Whole};
pub use icmp::Unreachable;
pub use skipped::Skipped;
pub use transport::{Tcp, TcpFlags, Transport, Udp};
pub use tunnel::{Tunnel, Tunnels};

/// One segment or datagram, with who sent it to whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet<'a> {
    /// The sender's address, in the innermost IP header.
    pub source: IpAddr,
    /// The receiver's address, in the innermost IP header.
    pub destination: IpAddr,
    /// The station that sent the frame. Behind a tunnel that carries Ethernet frames it is the inner frame's, behind
    /// any other the outer's: a host that tunnels itself keeps its own.
    pub source_mac: Option<Mac>,
    /// The station that the frame was for; as `source_mac`.
    pub destination_mac: Option<Mac>,
    /// What the packet carries.
    pub transport: Transport<'a>,
    /// Bytes on the wire, link headers and tunnels included; of all fragments together where there were any.
    pub wire_len: u32,
    /// True where the capture kept less of the packet than its headers promise.
    pub cut: bool,
    /// The tunnels it came through.
    pub tunnels: Tunnels,
}

/// What is known of a packet before its transport is opened.
#[derive(Clone, Copy, Debug)]
struct Envelope {
    source: IpAddr,
    destination: IpAddr,
    source_mac: Option<Mac>,
    destination_mac: Option<Mac>,
    wire_len: u32,
    cut: bool,
    tunnels: Tunnels,
    depth: Depth,
}

impl Envelope {
    fn packet<'a>(&self, transport: Transport<'a>, transport_cut: bool) -> Packet<'a> {
        Packet {
            source: self.source,
            destination: self.destination,
            source_mac: self.source_mac,
            destination_mac: self.destination_mac,
            transport,
            wire_len: self.wire_len,
            cut: self.cut || transport_cut,
            tunnels: self.tunnels,
        }
    }
}

/// Opens frames one after the other, and keeps IP fragments in between.
#[derive(Debug, Default)]
pub struct Decoder {
    fragments: Fragments,
    /// The datagram put together last; the packet handed out points into it.
    assembled: Option<Whole>,
}

impl Decoder {
    /// Starts with no fragments.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Opens one frame. `time` is only used to forget fragments whose datagram was never completed.
    ///
    /// # Errors
    ///
    /// Why there is no packet in it, or not yet.
    #[inline]
    pub fn decode<'a>(
        &'a mut self,
        time: Time,
        link: LinkType,
        data: &'a [u8],
        original_len: u32,
    ) -> Result<Packet<'a>, Skipped> {
        let mut held = None;
        let packet = open(link, data, original_len, &mut held);
        match held {
            None => packet,
            Some(fragment) => self.reassemble(time, &fragment),
        }
    }

    /// What became of IP fragments so far.
    #[must_use]
    pub fn fragment_counts(&self) -> FragmentCounts {
        self.fragments.counts()
    }

    #[cold]
    fn reassemble(&mut self, time: Time, fragment: &Fragment<'_>) -> Result<Packet<'_>, Skipped> {
        let mut whole = self.fragments.add(time, fragment)?;
        // A datagram may hold a tunnel that holds a fragment. Each round takes a datagram out of a bounded table.
        loop {
            let mut held = None;
            // The result is not kept: it would point into `whole`, which has yet to find its place.
            let _ = whole.open(&mut held);
            let Some(inner) = held else { break };
            let next = self.fragments.add(time, &inner)?;
            drop(inner);
            whole = next;
        }
        self.assembled.insert(whole).open(&mut None)
    }
}

#[inline]
fn open<'a>(
    link: LinkType,
    data: &'a [u8],
    original_len: u32,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    let stripped = link::strip(link, data, Depth::default())?;
    ip::open(&stripped, original_len, false, Tunnels::default(), held)
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
