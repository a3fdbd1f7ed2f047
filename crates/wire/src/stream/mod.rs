//! TCP bytes in order: one [`Direction`] per side, and the [`Conversation`] that shows them to the extractors.
//!
//! Only as much of a stream is put in order as an extractor wants; after that the flow drops all of this.

mod conversation;
mod direction;

pub use conversation::Conversation;
pub use direction::{Chunk, Direction, PENDING_BYTES, PENDING_SEGMENTS};
