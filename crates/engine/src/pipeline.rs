//! The whole way from inputs to listeners: files, frames, packets, flows.

use std::collections::BTreeMap;

use backchat_wire::Time;
use backchat_wire::flow::{Dropped, Events, Table};
use backchat_wire::packet::{Decoder, FragmentCounts, Skipped, Transport};

use crate::observe::Stretches;
use crate::source::capture::{self, InputError, Inputs, Progress, Totals};

/// The longest frame believed, in bytes. Network cards hand up to 64 KiB to a capture at once, and snap lengths end at
/// 256 KiB; some tools (Windows' pktmon) write numbers of hundreds of megabytes.
const LONGEST: u32 = 1 << 20;

/// The part of the capture's time to look at; both ends included, `None` is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// Leaves out packets before this.
    pub since: Option<Time>,
    /// Leaves out packets after this.
    pub until: Option<Time>,
}

impl Window {
    /// True where `time` lies inside.
    #[must_use]
    pub fn holds(&self, time: Time) -> bool {
        self.since.is_none_or(|since| since <= time) && self.until.is_none_or(|until| time <= until)
    }
}

/// What passed on the way, and what did not: the method section of a report.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    /// Files, frames and warnings.
    pub totals: Totals,
    /// Frames inside the window.
    pub packets: u64,
    /// Bytes on the wire of the frames inside the window.
    pub bytes: u64,
    /// Time of the first and the last frame inside the window.
    pub span: Option<(Time, Time)>,
    /// The times between the first and the last frame inside the window; silences of more than [`PAUSE`] are left out.
    pub watched: Stretches,
    /// Time of the first and the last frame outside the window: where to look, when nothing is inside.
    pub outside: Option<(Time, Time)>,
    /// Frames that gave no packet, by reason.
    pub skipped: BTreeMap<Skipped, u64>,
    /// Packets that the capture kept only a part of.
    pub cut: u64,
    /// Frames whose stated length on the wire cannot be; what was captured of them is counted instead.
    pub odd_lengths: u64,
    /// ICMP errors: they belong to the connection that they turn away and are no connection of their own.
    pub icmp_errors: u64,
    /// What became of IP fragments.
    pub fragments: FragmentCounts,
    /// What the flow table dropped at its bounds.
    pub dropped: Dropped,
}

/// Nanoseconds without a frame that count as a pause: an hour. A machine that is on calls somebody far more often, so that a
/// longer silence mostly means that nothing was recorded.
const PAUSE: u64 = 3_600_000_000_000;

/// Reads every input in the order of time and tells `events` of every conversation in it.
///
/// # Errors
/// An input that cannot be opened or is no capture; see [`capture::read`].
pub fn run<E: Events>(
    inputs: &Inputs,
    window: Window,
    progress: &mut dyn Progress,
    events: &mut E,
) -> Result<Passage, InputError> {
    let mut passage = Passage::default();
    let mut decoder = Decoder::new();
    let mut table = Table::new();
    let totals = capture::read(inputs, progress, |frame| {
        if !window.holds(frame.time) {
            passage.outside = Some(widened(passage.outside, frame.time));
            return;
        }
        passage.packets += 1;
        let length = if frame.original_len > LONGEST {
            passage.odd_lengths += 1;
            u32::try_from(frame.data.len()).unwrap_or(LONGEST)
        } else {
            frame.original_len
        };
        passage.bytes += u64::from(length);
        passage.span = Some(widened(passage.span, frame.time));
        passage.watched.see(frame.time, PAUSE);
        match decoder.decode(frame.time, frame.link, frame.data, length) {
            Ok(packet) => {
                passage.cut += u64::from(packet.cut);
                passage.icmp_errors +=
                    u64::from(matches!(packet.transport, Transport::Unreachable(_)));
                table.packet(frame.time, &packet, events);
            }
            Err(skipped) => *passage.skipped.entry(skipped).or_default() += 1,
        }
    })?;
    table.finish(events);
    passage.totals = totals;
    passage.fragments = decoder.fragment_counts();
    passage.dropped = table.dropped();
    Ok(passage)
}

fn widened(span: Option<(Time, Time)>, time: Time) -> (Time, Time) {
    span.map_or((time, time), |(first, last)| {
        (first.min(time), last.max(time))
    })
}
