//! Capture files cut into frames.

use backchat_wire::container::{Container, Damage, RECORD_LIMIT, Step};

/// Read at once or as it grows, a file gives the same frames and ends the same way; every step makes progress.
pub(super) fn holds(bytes: &[u8]) {
    let whole = read(bytes, bytes.len());
    assert_eq!(whole, read(bytes, 1), "growing by as little as it takes");
}

type Frames = (Vec<(u64, u32, usize, u64)>, Option<Damage>);

/// Reads a file of which at first `have` bytes are buffered, then as many as are asked for.
fn read(bytes: &[u8], have: usize) -> Frames {
    let mut container = Container::new();
    let mut frames = Vec::new();
    let (mut start, mut have) = (0, have.min(bytes.len()));
    loop {
        match container.next(&bytes[start..have], have == bytes.len()) {
            Step::Frame { frame, used } => {
                assert!(
                    0 < used && used <= have - start,
                    "a frame uses what is there"
                );
                let time = frame.time.map_or(u64::MAX, |time| time.0.cast_unsigned());
                let sum = frame
                    .data
                    .iter()
                    .fold(0, |sum: u64, &byte| sum.rotate_left(5) ^ u64::from(byte));
                frames.push((time, frame.original_len, frame.data.len(), sum));
                start += used;
            }
            Step::Skip { used } => {
                assert!(
                    0 < used && used <= have - start,
                    "a step uses what is there"
                );
                start += used;
            }
            Step::More { at_least } => {
                assert!(have < bytes.len(), "more is asked for at the end");
                assert!(at_least > have - start, "more is asked for than is there");
                // The longest block and its frame, of which all may be asked for at once.
                assert!(
                    at_least <= RECORD_LIMIT as usize + 64,
                    "{at_least} is bounded"
                );
                have = (start + at_least).min(bytes.len());
            }
            Step::End => return (frames, None),
            Step::Damaged(damage) => return (frames, Some(damage)),
        }
    }
}
