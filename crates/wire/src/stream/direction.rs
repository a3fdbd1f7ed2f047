//! One direction of a TCP connection: segments in any order in, contiguous bytes out (RFC 9293 section 3.4).
//!
//! Sequence numbers wrap, so every comparison is the sign of a wrapping difference. Where segments overlap, the bytes
//! that came first win, as in most receivers.

/// How many segments may wait for a missing one. Beyond it the missing bytes are given up as a gap.
pub const PENDING_SEGMENTS: usize = 32;

/// How many bytes may wait for missing ones. Beyond it the missing bytes are given up as a gap.
pub const PENDING_BYTES: usize = 64 * 1024;

/// How many further segments may arrive after the peer acknowledged bytes that the capture does not hold. Captures
/// taken on several queues show an acknowledgement a little before the bytes it is for.
const PATIENCE: u8 = 8;

/// What a direction hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk<'a> {
    /// The next bytes of the stream.
    Bytes(&'a [u8]),
    /// Bytes are missing here.
    Gap,
}

#[derive(Debug)]
struct Segment {
    sequence: u32,
    bytes: Box<[u8]>,
}

/// The state of one direction.
#[derive(Debug, Default)]
pub struct Direction {
    /// The sequence number expected next; `None` until the first segment.
    next: Option<u32>,
    /// Segments beyond `next`, sorted by sequence number.
    pending: Vec<Segment>,
    pending_bytes: usize,
    /// Segments seen since the peer acknowledged bytes that are missing.
    waited: u8,
    acknowledged: Option<u32>,
}

/// Signed distance from `b` to `a` on the sequence circle.
const fn distance(a: u32, b: u32) -> i32 {
    a.wrapping_sub(b).cast_signed()
}

impl Direction {
    /// Fixes the first byte's sequence number, as a SYN does (`sequence` is the SYN's own number plus one).
    pub fn begin(&mut self, sequence: u32) {
        if self.next.is_none() {
            self.next = Some(sequence);
        }
    }

    /// True once the first byte's place is known.
    #[must_use]
    pub const fn begun(&self) -> bool {
        self.next.is_some()
    }

    /// How many bytes wait for missing ones.
    #[must_use]
    pub const fn held(&self) -> usize {
        self.pending_bytes
    }

    /// Takes a segment and hands every byte that is now in order to `deliver`.
    pub fn push(&mut self, sequence: u32, payload: &[u8], mut deliver: impl FnMut(Chunk<'_>)) {
        if payload.is_empty() {
            return;
        }
        let next = *self.next.get_or_insert(sequence);
        let ahead = distance(sequence, next);
        if ahead <= 0 {
            let seen = ahead.unsigned_abs() as usize;
            if let Some(fresh) = payload.get(seen..).filter(|fresh| !fresh.is_empty()) {
                self.advance(fresh, &mut deliver);
                self.drain(&mut deliver);
            }
        } else {
            self.hold(sequence, payload);
        }
        if !self.pending.is_empty() {
            self.judge_gap(&mut deliver);
        }
    }

    /// Notes how far the peer acknowledged this direction.
    pub fn acknowledge(&mut self, acknowledgement: u32) {
        if self
            .acknowledged
            .is_none_or(|before| distance(acknowledgement, before) > 0)
        {
            self.acknowledged = Some(acknowledgement);
        }
    }

    /// Hands on what is still waiting, each missing stretch as a gap: nothing more will come.
    pub fn flush(&mut self, mut deliver: impl FnMut(Chunk<'_>)) {
        while !self.pending.is_empty() {
            self.skip_gap(&mut deliver);
        }
    }

    fn advance(&mut self, fresh: &[u8], deliver: &mut impl FnMut(Chunk<'_>)) {
        if let (Some(next), Ok(length)) = (self.next, u32::try_from(fresh.len())) {
            self.next = Some(next.wrapping_add(length));
            self.waited = 0;
        }
        deliver(Chunk::Bytes(fresh));
    }

    fn drain(&mut self, deliver: &mut impl FnMut(Chunk<'_>)) {
        while let (Some(next), Some(first)) = (self.next, self.pending.first()) {
            let ahead = distance(first.sequence, next);
            if ahead > 0 {
                return;
            }
            let segment = self.pending.remove(0);
            self.pending_bytes = self.pending_bytes.saturating_sub(segment.bytes.len());
            let seen = ahead.unsigned_abs() as usize;
            if let Some(fresh) = segment.bytes.get(seen..).filter(|fresh| !fresh.is_empty()) {
                self.advance(fresh, deliver);
            }
        }
    }

    fn hold(&mut self, sequence: u32, payload: &[u8]) {
        let place = self
            .pending
            .partition_point(|held| distance(held.sequence, sequence) < 0);
        let repeats = self
            .pending
            .get(place)
            .is_some_and(|held| held.sequence == sequence && held.bytes.len() >= payload.len());
        if !repeats {
            self.pending_bytes = self.pending_bytes.saturating_add(payload.len());
            self.pending.insert(
                place,
                Segment {
                    sequence,
                    bytes: payload.into(),
                },
            );
        }
    }

    fn judge_gap(&mut self, deliver: &mut impl FnMut(Chunk<'_>)) {
        let lost = match (self.acknowledged, self.next) {
            (Some(acknowledged), Some(next)) if distance(acknowledged, next) > 0 => {
                self.waited = self.waited.saturating_add(1);
                self.waited > PATIENCE
            }
            _ => false,
        };
        if lost || self.pending.len() > PENDING_SEGMENTS || self.pending_bytes > PENDING_BYTES {
            self.skip_gap(deliver);
        }
    }

    fn skip_gap(&mut self, deliver: &mut impl FnMut(Chunk<'_>)) {
        if let Some(first) = self.pending.first() {
            self.next = Some(first.sequence);
            self.waited = 0;
            deliver(Chunk::Gap);
            self.drain(deliver);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(segments: &[(u32, &[u8])]) -> String {
        let mut direction = Direction::default();
        let mut text = String::new();
        let mut deliver = |chunk: Chunk<'_>| match chunk {
            Chunk::Bytes(bytes) => text.push_str(std::str::from_utf8(bytes).unwrap()),
            Chunk::Gap => text.push('|'),
        };
        for (sequence, bytes) in segments {
            direction.push(*sequence, bytes, &mut deliver);
        }
        direction.flush(&mut deliver);
        text
    }

    #[test]
    fn reordered_segments_come_out_in_order() {
        assert_eq!(run(&[(1, b"a"), (3, b"c"), (2, b"b"), (4, b"d")]), "abcd");
    }

    #[test]
    fn retransmissions_are_delivered_once() {
        assert_eq!(run(&[(1, b"abc"), (1, b"abc"), (2, b"bcd")]), "abcd");
    }

    #[test]
    fn the_first_bytes_win_where_segments_overlap() {
        assert_eq!(run(&[(1, b"ab"), (2, b"XYc")]), "abYc");
    }

    #[test]
    fn sequence_numbers_wrap() {
        assert_eq!(run(&[(u32::MAX, b"ab"), (2, b"d"), (1, b"c")]), "abcd");
    }

    #[test]
    fn a_missing_segment_is_a_gap_when_the_stream_ends() {
        assert_eq!(run(&[(1, b"a"), (5, b"e")]), "a|e");
    }

    #[test]
    fn a_gap_that_the_peer_acknowledged_is_given_up_after_some_patience() {
        let mut direction = Direction::default();
        let mut text = String::new();
        direction.push(1, b"a", |_| {});
        direction.acknowledge(100);
        for number in 0_u32..12 {
            direction.push(10 + number, b"x", |chunk| match chunk {
                Chunk::Bytes(bytes) => text.push_str(std::str::from_utf8(bytes).unwrap()),
                Chunk::Gap => text.push('|'),
            });
        }
        assert_eq!(text, "|xxxxxxxxxxxx");
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut direction = Direction::default();
        direction.begin(0);
        for number in 0_u32..10_000 {
            direction.push(1_000 + number * 1_500, &[0; 1_400], |_| {});
            assert!(direction.pending_bytes <= PENDING_BYTES + 1_400);
            assert!(direction.pending.len() <= PENDING_SEGMENTS + 1);
        }
    }
}
