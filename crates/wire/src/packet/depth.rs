//! How many layers within layers are opened.

use super::Skipped;

/// Layers opened within one frame at most, tunnels and link layers behind the first taken together; a frame with
/// more is [`Skipped::TooDeep`]. Real ones have up to five.
const LAYERS: u8 = 16;

/// How many more layers may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Depth {
    left: u8,
}

impl Default for Depth {
    fn default() -> Self {
        Self { left: LAYERS }
    }
}

impl Depth {
    /// One layer further in.
    pub(crate) fn deeper(self) -> Result<Self, Skipped> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left }),
            None => Err(Skipped::TooDeep),
        }
    }
}
