//! One capture file as a sequence of frames, read in large blocks into one reused buffer.

use std::cell::Cell;
use std::io::{self, Read};
use std::ops::Range;
use std::rc::Rc;

use backchat_wire::Time;
use backchat_wire::container::{Container, Damage, Step};
use backchat_wire::link::LinkType;

use super::inputs::{Input, InputError};
use crate::source::compression::decoded;

/// How much is read at once. Large blocks into a reused buffer cost less than mapping the file; blocks that fit the
/// second-level cache cost less than larger ones, because their bytes are parsed while they are still in it.
pub const BLOCK: usize = 256 << 10;

/// A file being read, with its current frame.
pub struct File {
    raw: Box<dyn Read>,
    /// Bytes read of the file as it is stored, since they were last told.
    stored: Rc<Cell<u64>>,
    container: Container,
    buffer: Vec<u8>,
    /// The unread part of the buffer.
    start: usize,
    end: usize,
    exhausted: bool,
    /// Bytes of the decompressed file before `start`.
    offset: u64,
    current: Option<Current>,
    last_time: Time,
    /// Frames read so far.
    pub frames: u64,
}

/// Where the current frame lies and what its header said.
#[derive(Clone, Debug)]
struct Current {
    time: Time,
    link: LinkType,
    original_len: u32,
    data: Range<usize>,
}

/// A frame as the file holds it.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// When it was captured; frames without a time have that of the frame before them.
    pub time: Time,
    /// What its first bytes are.
    pub link: LinkType,
    /// Its length on the wire, in bytes.
    pub original_len: u32,
    /// What was kept of it.
    pub data: &'a [u8],
}

/// Why a file ended before its end.
#[derive(Debug)]
pub(super) struct Cut {
    /// Where in the (decompressed) file, in bytes.
    pub(super) offset: u64,
    /// What is wrong there.
    pub(super) reason: String,
}

impl File {
    /// Opens a file and sees through its compression.
    ///
    /// # Errors
    /// The file cannot be opened, or reading its first bytes fails.
    pub fn open(input: &Input) -> Result<Self, InputError> {
        let stored = Rc::new(Cell::new(0));
        let counted = Counted {
            raw: input.open()?,
            read: Rc::clone(&stored),
        };
        let raw = decoded(Box::new(counted)).map_err(|error| InputError::Read {
            input: input.name(),
            error,
        })?;
        Ok(Self {
            raw,
            stored,
            container: Container::new(),
            buffer: Vec::new(),
            start: 0,
            end: 0,
            exhausted: false,
            offset: 0,
            current: None,
            last_time: Time::default(),
            frames: 0,
        })
    }

    /// The current frame's time; `None` before the first and after the last.
    #[must_use]
    pub fn time(&self) -> Option<Time> {
        self.current.as_ref().map(|current| current.time)
    }

    /// The current frame.
    #[must_use]
    pub fn frame(&self) -> Option<Frame<'_>> {
        let current = self.current.as_ref()?;
        Some(Frame {
            time: current.time,
            link: current.link,
            original_len: current.original_len,
            data: self.buffer.get(current.data.clone())?,
        })
    }

    /// Moves to the next frame. Returns the bytes newly read from the file as it is stored, for progress.
    pub(super) fn advance(&mut self) -> Result<u64, Cut> {
        self.current = None;
        loop {
            let unread = self.buffer.get(self.start..self.end).unwrap_or_default();
            match self.container.next(unread, self.exhausted) {
                Step::Frame { frame, used } => {
                    // The frame's data lies inside `unread`, so its distance from the start is a valid offset.
                    let data_start = frame
                        .data
                        .as_ptr()
                        .addr()
                        .wrapping_sub(unread.as_ptr().addr());
                    let from = self.start.saturating_add(data_start);
                    let time = frame.time.unwrap_or(self.last_time);
                    self.last_time = time;
                    self.current = Some(Current {
                        time,
                        link: frame.link,
                        original_len: frame.original_len,
                        data: from..from.saturating_add(frame.data.len()),
                    });
                    self.frames += 1;
                    self.consume(used);
                    return Ok(self.stored.take());
                }
                Step::Skip { used } => self.consume(used),
                Step::More { at_least } => self.fill(at_least).map_err(|error| Cut {
                    offset: self.offset,
                    reason: format!("reading failed: {error}"),
                })?,
                Step::End => return Ok(self.stored.take()),
                Step::Damaged(damage) => return Err(self.cut(&damage)),
            }
        }
    }

    fn cut(&self, damage: &Damage) -> Cut {
        Cut {
            offset: self.offset,
            reason: damage.to_string(),
        }
    }

    fn consume(&mut self, used: usize) {
        self.start = self.start.saturating_add(used).min(self.end);
        self.offset = self.offset.saturating_add(used as u64);
    }

    /// Reads until `at_least` bytes are unread or the file is exhausted.
    fn fill(&mut self, at_least: usize) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        let wanted = at_least.max(BLOCK);
        if self.buffer.is_empty() {
            // Fresh memory is zero already; pages that a short file never fills are never touched.
            self.buffer = vec![0; wanted];
        } else if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.end < at_least && !self.exhausted {
            let Some(free) = self.buffer.get_mut(self.end..) else {
                break;
            };
            match self.raw.read(free) {
                Ok(0) => self.exhausted = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Counts what is read. Between the file and its decoder, so that it agrees with [`Input::size`].
struct Counted {
    raw: Box<dyn Read>,
    read: Rc<Cell<u64>>,
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.raw.read(out)?;
        self.read.set(self.read.get().saturating_add(count as u64));
        Ok(count)
    }
}
