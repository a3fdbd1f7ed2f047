//! A TCP connection between a device and a site, seen from the device's side of the gateway (RFC 9293).
//!
//! Simple on purpose, but what it leaves in the capture is what real stacks leave: delayed acknowledgements, segments
//! out of order, segments lost before the capture point and sent again, and needless retransmissions.

use std::io::Write;

use crate::generate::capture::Capture;
use crate::generate::frame::{Endpoint, Segment, flag, tcp, word};
use crate::random::Random;

/// Faulty segments in ten thousand.
const FAULTS: u64 = 50;

/// Microseconds between full segments of one burst: gigabit with other traffic in between.
const SPACING: u64 = 15;

/// Microseconds until a device on the local network acknowledges.
const NEAR: u64 = 180;

/// Full segments in flight before the sender waits for a round trip.
const WINDOW: usize = 10;

/// Who sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// The device.
    Client,
    /// The site.
    Server,
}

/// What happens to a segment on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Fine,
    /// Overtaken by its successor.
    Overtaken,
    /// Captured, acknowledged and sent again all the same.
    Needless,
    /// Lost before the capture point; sent again a round trip later.
    Late,
}

/// An open connection. Dropping it leaves it open for ever, which captures also hold.
pub(crate) struct Conversation<'a, W: Write> {
    capture: &'a mut Capture<W>,
    random: &'a mut Random,
    ends: [Endpoint; 2],
    sequence: [u32; 2],
    /// What each side has received without a hole: its next acknowledgement number.
    received: [u32; 2],
    /// The timestamp that each side last heard from the other, for its echo.
    heard: [u32; 2],
    timestamps: bool,
    round_trip: u64,
    /// Microseconds since 1970; nothing is sent before it any more.
    pub(crate) time: u64,
}

/// How a connection is set up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    /// The device's end.
    pub(crate) client: Endpoint,
    /// The site's end.
    pub(crate) server: Endpoint,
    /// True where both sides send timestamps.
    pub(crate) timestamps: bool,
    /// Microseconds from the capture point to the site and back.
    pub(crate) round_trip: u64,
    /// When the SYN is sent, in microseconds since 1970.
    pub(crate) start: u64,
}

impl<'a, W: Write> Conversation<'a, W> {
    /// Opens a connection: SYN, SYN+ACK, ACK.
    pub(crate) fn open(capture: &'a mut Capture<W>, random: &'a mut Random, setup: &Setup) -> Self {
        let sequence = [random.word(), random.word()];
        let mut open = Self {
            capture,
            random,
            ends: [setup.client, setup.server],
            sequence,
            received: [0; 2],
            heard: [0; 2],
            timestamps: setup.timestamps,
            round_trip: setup.round_trip,
            time: setup.start,
        };
        open.control(Sender::Client, flag::SYN);
        open.received[1] = open.sequence[0];
        open.time += open.round_trip;
        open.control(Sender::Server, flag::SYN | flag::ACK);
        open.received[0] = open.sequence[1];
        open.time += NEAR;
        open.control(Sender::Client, flag::ACK);
        open.time += NEAR;
        open
    }

    /// Lets `microseconds` pass.
    pub(crate) fn wait(&mut self, microseconds: u64) {
        self.time += microseconds;
    }

    /// Lets the other side think: a round trip, and then some.
    pub(crate) fn turn(&mut self) {
        self.time += self.round_trip + self.random.below(20_000);
    }

    /// Sends `data` in segments of full size, acknowledged as they arrive.
    pub(crate) fn send(&mut self, from: Sender, data: &[u8]) {
        let me = from as usize;
        let answer_after = match from {
            Sender::Client => self.round_trip,
            Sender::Server => NEAR,
        };
        let size = if self.timestamps { 1448 } else { 1460 };
        let count = data.len().div_ceil(size);
        let mut late = Vec::new();
        for (index, chunk) in data.chunks(size).enumerate() {
            let last = index + 1 == count;
            let flags = flag::ACK | if last { flag::PSH } else { 0 };
            let fate = self.fate(last);
            let at = self.sequence[me];
            self.sequence[me] = at.wrapping_add(word(chunk.len()));
            match fate {
                Fate::Late => late.push((at, chunk)),
                _ => {
                    let slip = if fate == Fate::Overtaken {
                        2 * SPACING
                    } else {
                        0
                    };
                    self.data(from, self.time + slip, at, flags, chunk);
                }
            }
            if fate == Fate::Needless {
                self.data(from, self.time + 2 * self.round_trip, at, flags, chunk);
            }
            if late.is_empty() {
                self.received[1 - me] = self.sequence[me];
            }
            self.time += SPACING;
            // Two segments at a time, as delayed acknowledgements do (RFC 5681 section 4.2); a hole repeats the last.
            if index % 2 == 1 || last {
                self.acknowledge(from, self.time + answer_after);
            }
            if index % WINDOW == WINDOW - 1 && !last {
                self.time += self.round_trip;
            }
        }
        self.time += answer_after + SPACING;
        if !late.is_empty() {
            self.time += self.round_trip;
            for (at, chunk) in late {
                self.data(from, self.time, at, flag::ACK, chunk);
                self.time += SPACING;
            }
            self.received[1 - me] = self.sequence[me];
            self.acknowledge(from, self.time + answer_after);
            self.time += answer_after + SPACING;
        }
    }

    /// Closes the connection with a FIN from each side.
    pub(crate) fn close(mut self) {
        self.control(Sender::Client, flag::FIN | flag::ACK);
        self.received[1] = self.sequence[0];
        self.time += self.round_trip;
        self.control(Sender::Server, flag::FIN | flag::ACK);
        self.received[0] = self.sequence[1];
        self.time += NEAR;
        self.control(Sender::Client, flag::ACK);
    }

    /// Ends the connection as impatient clients do.
    pub(crate) fn reset(mut self) {
        self.control(Sender::Client, flag::RST | flag::ACK);
    }

    fn fate(&mut self, last: bool) -> Fate {
        if !self.random.in_ten_thousand(FAULTS) {
            return Fate::Fine;
        }
        match self.random.below(3) {
            // The last segment of a burst has nobody to be overtaken by.
            0 if !last => Fate::Overtaken,
            1 => Fate::Needless,
            _ => Fate::Late,
        }
    }

    /// Sends a segment without payload; SYN and FIN take one sequence number.
    fn control(&mut self, from: Sender, flags: u8) {
        let me = from as usize;
        let at = self.sequence[me];
        self.emit(from, self.time, at, flags, &[]);
        if flags & (flag::SYN | flag::FIN) != 0 {
            self.sequence[me] = at.wrapping_add(1);
        }
    }

    fn data(&mut self, from: Sender, time: u64, at: u32, flags: u8, payload: &[u8]) {
        self.emit(from, time, at, flags, payload);
    }

    fn acknowledge(&mut self, data_from: Sender, time: u64) {
        let (from, at) = match data_from {
            Sender::Client => (Sender::Server, self.sequence[1]),
            Sender::Server => (Sender::Client, self.sequence[0]),
        };
        self.emit(from, time, at, flag::ACK, &[]);
    }

    fn emit(&mut self, from: Sender, time: u64, at: u32, flags: u8, payload: &[u8]) {
        let me = from as usize;
        let mut options = Vec::with_capacity(20);
        if flags & flag::SYN != 0 {
            // Maximum segment size 1460, selective acknowledgements, window scale 8 (RFC 9293, 2018, 7323).
            options.extend([2, 4, 0x05, 0xb4, 4, 2, 3, 3, 8, 1, 1, 1]);
        }
        if self.timestamps {
            options.extend([1, 1, 8, 10]);
            // Each side's clock ticks in milliseconds from an origin of its own.
            let ticks = (time / 1000 + me as u64 * 777_777) & 0xffff_ffff;
            let ticks = u32::try_from(ticks).expect("masked above");
            options.extend(ticks.to_be_bytes());
            options.extend(self.heard[me].to_be_bytes());
            // What is scheduled for later has not been heard yet.
            if time <= self.time {
                self.heard[1 - me] = ticks;
            }
        }
        let segment = Segment {
            sequence: at,
            acknowledged: if flags & flag::ACK == 0 {
                0
            } else {
                self.received[me]
            },
            flags,
            // Windows of SYNs are not scaled, and the server's must hold the whole first flight.
            window: if flags & flag::SYN == 0 { 1026 } else { 64_240 },
            options: &options,
        };
        let (from, to) = (&self.ends[me], &self.ends[1 - me]);
        let frame = tcp(from, to, self.random.half(), &segment, payload);
        self.capture.push(time, frame);
    }
}
