//! IP fragments back into datagrams (RFC 791 section 3.2, RFC 8200 section 4.5), within bounds.
//!
//! Where fragments overlap, the bytes that came first stay. What does not get completed is forgotten, oldest first,
//! and counted.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use super::{Envelope, Packet, Skipped, extension, transport};
use crate::Time;

/// Datagrams being put together at once; at the limit the oldest is forgotten. Hosts fragment a few DNS answers
/// and voice calls at a time.
const DATAGRAMS: usize = 1024;
/// Bytes kept of all of them together; at the limit the oldest are forgotten.
const BYTES: usize = 4 << 20;
/// How long a datagram is waited for, in nanoseconds of capture time: RFC 8200's 60 seconds.
const AGE: i64 = 60_000_000_000;
/// An IP datagram's length field has 16 bits.
const LARGEST: usize = 0xffff;
/// Offsets count in units of this many bytes.
const UNIT: usize = 8;

/// Which datagram a fragment belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) source: IpAddr,
    pub(super) destination: IpAddr,
    pub(super) identification: u32,
    /// Part of it in IPv4 only.
    pub(super) protocol: Option<u8>,
}

/// A piece of a datagram.
#[derive(Debug)]
pub(super) struct Fragment<'a> {
    key: Key,
    /// Where in the datagram, in bytes.
    offset: usize,
    more: bool,
    /// What the datagram is; only the first fragment's counts.
    protocol: u8,
    data: &'a [u8],
    envelope: Envelope,
}

impl<'a> Fragment<'a> {
    /// `offset` is in units of 8 bytes.
    pub(super) fn new(
        key: Key,
        offset: u16,
        more: bool,
        protocol: u8,
        data: &'a [u8],
        envelope: Envelope,
    ) -> Self {
        Self {
            key,
            offset: usize::from(offset) * UNIT,
            more,
            protocol,
            data,
            envelope,
        }
    }

    /// Puts this fragment aside; one that the capture cut short can never complete its datagram, so that the first
    /// is opened as far as it goes.
    #[cold]
    pub(super) fn hold_or_open(self, held: &mut Held<'a>) -> Result<Packet<'a>, Skipped> {
        match (self.envelope.cut, self.offset) {
            (false, _) => {
                *held = Some(Box::new(self));
                Err(Skipped::FragmentKept)
            }
            (true, 0) => open(&self.key, self.protocol, self.data, &self.envelope, held),
            (true, _) => Err(Skipped::Cut),
        }
    }
}

/// Where a fragment is put on which opening a frame stopped with [`Skipped::FragmentKept`].
pub(super) type Held<'a> = Option<Box<Fragment<'a>>>;

fn open<'a>(
    key: &Key,
    protocol: u8,
    data: &'a [u8],
    envelope: &Envelope,
    held: &mut Held<'a>,
) -> Result<Packet<'a>, Skipped> {
    match key.protocol {
        Some(_) => transport::open(protocol, data, envelope, held),
        None => extension::open(protocol, data, envelope, held),
    }
}

/// What became of IP fragments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FragmentCounts {
    /// Datagrams put together.
    pub completed: u64,
    /// Datagrams forgotten because fragments were missing after 60 seconds.
    pub expired: u64,
    /// Datagrams forgotten because there were too many at once.
    pub evicted: u64,
    /// Fragments that contradicted their datagram.
    pub contradicting: u64,
    /// Datagrams waiting for more fragments.
    pub waiting: u64,
}

/// A datagram put together again.
#[derive(Debug)]
pub(super) struct Whole {
    key: Key,
    protocol: u8,
    data: Vec<u8>,
    envelope: Envelope,
}

impl Whole {
    pub(super) fn open<'a>(&'a self, held: &mut Held<'a>) -> Result<Packet<'a>, Skipped> {
        open(&self.key, self.protocol, &self.data, &self.envelope, held)
    }
}

/// The datagrams being put together.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    partial: HashMap<Key, Partial>,
    /// Keys by the serial number of their datagram: oldest first.
    order: BTreeMap<u64, Key>,
    next_serial: u64,
    /// The sum of what all of `partial` keep.
    bytes: usize,
    counts: FragmentCounts,
}

impl Fragments {
    /// Takes a fragment; gives the datagram if it was the last one missing.
    pub(super) fn add(&mut self, time: Time, fragment: &Fragment<'_>) -> Result<Whole, Skipped> {
        self.expire(time);
        if !self.partial.contains_key(&fragment.key) {
            self.make_room();
            self.order.insert(self.next_serial, fragment.key);
        }
        let partial = self.partial.entry(fragment.key).or_insert_with(|| {
            let serial = self.next_serial;
            self.next_serial += 1;
            Partial::new(serial, time)
        });
        let before = partial.data.len();
        let written = partial.write(fragment);
        self.bytes += partial.data.len() - before;
        match written {
            Err(Contradiction) => {
                self.counts.contradicting += 1;
                Err(Skipped::FragmentDropped)
            }
            Ok(()) if partial.is_complete() => {
                self.counts.completed += 1;
                self.take(&fragment.key)
                    .map(|partial| partial.whole(fragment))
                    .ok_or(Skipped::FragmentDropped)
            }
            Ok(()) => {
                self.trim();
                Err(Skipped::FragmentKept)
            }
        }
    }

    pub(super) fn counts(&self) -> FragmentCounts {
        FragmentCounts {
            waiting: self.partial.len() as u64,
            ..self.counts
        }
    }

    fn expire(&mut self, now: Time) {
        while self
            .oldest()
            .is_some_and(|first_seen| now.since(first_seen) > AGE)
            && self.drop_oldest()
        {
            self.counts.expired += 1;
        }
    }

    fn make_room(&mut self) {
        while self.partial.len() >= DATAGRAMS && self.drop_oldest() {
            self.counts.evicted += 1;
        }
    }

    fn trim(&mut self) {
        while self.bytes > BYTES && self.drop_oldest() {
            self.counts.evicted += 1;
        }
    }

    /// When the first fragment of the oldest datagram came.
    fn oldest(&self) -> Option<Time> {
        let key = self.order.values().next()?;
        self.partial.get(key).map(|partial| partial.first_seen)
    }

    fn drop_oldest(&mut self) -> bool {
        let oldest = self.order.pop_first();
        oldest.is_some_and(|(_, key)| self.take(&key).is_some())
    }

    fn take(&mut self, key: &Key) -> Option<Partial> {
        let partial = self.partial.remove(key)?;
        self.order.remove(&partial.serial);
        self.bytes -= partial.data.len();
        Some(partial)
    }
}

/// A datagram with holes in it.
#[derive(Debug)]
struct Partial {
    serial: u64,
    first_seen: Time,
    /// As far as the furthest fragment reached.
    data: Vec<u8>,
    /// One bit for each unit of `data` that was written; a unit is never written twice.
    written: Vec<u64>,
    units_written: usize,
    /// Its length, once the last fragment came.
    length: Option<usize>,
    /// Of the first fragment.
    protocol: Option<u8>,
    wire_len: u32,
}

/// A fragment that cannot belong to the datagram as known so far.
struct Contradiction;

impl Partial {
    fn new(serial: u64, first_seen: Time) -> Self {
        Self {
            serial,
            first_seen,
            data: Vec::new(),
            written: Vec::new(),
            units_written: 0,
            length: None,
            protocol: None,
            wire_len: 0,
        }
    }

    fn write(&mut self, fragment: &Fragment<'_>) -> Result<(), Contradiction> {
        let end = fragment.offset + fragment.data.len();
        // Only the last fragment's length need not be a multiple of the unit.
        let ragged = fragment.more && !fragment.data.len().is_multiple_of(UNIT);
        if fragment.data.is_empty() || ragged || end > LARGEST {
            return Err(Contradiction);
        }
        match (self.length, fragment.more) {
            (Some(length), true) if end > length => return Err(Contradiction),
            (Some(length), false) if end != length => return Err(Contradiction),
            (None, false) if end < self.data.len() => return Err(Contradiction),
            (None, false) => self.length = Some(end),
            _ => {}
        }
        if fragment.offset == 0 && self.protocol.is_none() {
            self.protocol = Some(fragment.protocol);
        }
        self.wire_len = self.wire_len.saturating_add(fragment.envelope.wire_len);
        if self.data.len() < end {
            self.data.resize(end, 0);
            self.written.resize(end.div_ceil(UNIT).div_ceil(64), 0);
        }
        let first_unit = fragment.offset / UNIT;
        for (unit, bytes) in (first_unit..).zip(fragment.data.chunks(UNIT)) {
            self.write_unit(unit, bytes);
        }
        Ok(())
    }

    fn write_unit(&mut self, unit: usize, bytes: &[u8]) {
        let at = unit * UNIT;
        let Some(word) = self.written.get_mut(unit / 64) else {
            return;
        };
        let bit = 1 << (unit % 64);
        if *word & bit != 0 {
            return;
        }
        *word |= bit;
        self.units_written += 1;
        if let Some(place) = self.data.get_mut(at..at + bytes.len()) {
            place.copy_from_slice(bytes);
        }
    }

    fn is_complete(&self) -> bool {
        self.length
            .is_some_and(|length| self.units_written == length.div_ceil(UNIT))
    }

    fn whole(self, last: &Fragment<'_>) -> Whole {
        Whole {
            key: last.key,
            protocol: self.protocol.unwrap_or(last.protocol),
            data: self.data,
            envelope: Envelope {
                wire_len: self.wire_len,
                ..last.envelope
            },
        }
    }
}

#[cfg(test)]
mod tests;
