//! Frames in any order in, a classic pcap file in order of time out (draft-ietf-opsawg-pcap, microseconds, Ethernet).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};

use crate::generate::frame::word;

/// Longer than any frame that the generator builds.
const SNAP_LENGTH: u32 = 262_144;

/// LINKTYPE_ETHERNET of the registry at tcpdump.org/linktypes.html.
const ETHERNET: u32 = 1;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Frames in the file.
    pub(crate) packets: u64,
    /// Length of the file, headers included.
    pub(crate) bytes: u64,
}

/// A capture file being written. Frames wait in memory until nothing earlier can come any more, so the memory used
/// grows with the conversations that are open at one time.
pub(crate) struct Capture<W: Write> {
    out: W,
    waiting: BinaryHeap<Reverse<(u64, u64, Vec<u8>)>>,
    // Breaks ties, so that frames of one instant keep the order in which they were built.
    sequence: u64,
    written: Written,
}

impl<W: Write> Capture<W> {
    /// Writes the file header.
    ///
    /// # Errors
    /// Where `out` cannot be written.
    pub(crate) fn new(mut out: W) -> io::Result<Self> {
        let mut header = Vec::with_capacity(24);
        header.extend(0xa1b2_c3d4_u32.to_le_bytes());
        header.extend(2_u16.to_le_bytes());
        header.extend(4_u16.to_le_bytes());
        header.extend([0; 8]);
        header.extend(SNAP_LENGTH.to_le_bytes());
        header.extend(ETHERNET.to_le_bytes());
        out.write_all(&header)?;
        Ok(Self {
            out,
            waiting: BinaryHeap::new(),
            sequence: 0,
            written: Written {
                packets: 0,
                bytes: header.len() as u64,
            },
        })
    }

    /// Adds a frame seen at `time`, in microseconds since 1970.
    pub(crate) fn push(&mut self, time: u64, frame: Vec<u8>) {
        self.waiting.push(Reverse((time, self.sequence, frame)));
        self.sequence += 1;
    }

    /// Writes every frame from before `time`; the caller promises not to add earlier ones any more.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub(crate) fn settle(&mut self, time: u64) -> io::Result<()> {
        while self
            .waiting
            .peek()
            .is_some_and(|Reverse((first, ..))| *first < time)
        {
            self.write_first()?;
        }
        Ok(())
    }

    /// Writes what still waits and returns the totals.
    ///
    /// # Errors
    /// Where the output cannot be written.
    pub(crate) fn finish(mut self) -> io::Result<Written> {
        self.settle(u64::MAX)?;
        self.out.flush()?;
        Ok(self.written)
    }

    fn write_first(&mut self) -> io::Result<()> {
        let Some(Reverse((time, _, frame))) = self.waiting.pop() else {
            return Ok(());
        };
        let length = word(frame.len());
        self.out
            .write_all(&word_of_time(time / 1_000_000).to_le_bytes())?;
        self.out
            .write_all(&word_of_time(time % 1_000_000).to_le_bytes())?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&length.to_le_bytes())?;
        self.out.write_all(&frame)?;
        self.written.packets += 1;
        self.written.bytes += 16 + u64::from(length);
        Ok(())
    }
}

fn word_of_time(value: u64) -> u32 {
    u32::try_from(value).expect("the generated captures end before 2106")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_in_order_of_time() {
        let mut file = Vec::new();
        let mut capture = Capture::new(&mut file).unwrap();
        capture.push(2_000_001, vec![2]);
        capture.push(1_000_000, vec![1]);
        let written = capture.finish().unwrap();
        assert_eq!(
            written,
            Written {
                packets: 2,
                bytes: 24 + 2 * 17
            }
        );
        assert_eq!(file.len() as u64, written.bytes);
        assert_eq!((file[40], file[57]), (1, 2));
    }
}
