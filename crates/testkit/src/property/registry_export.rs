//! Exports of a registry.

use backchat_engine::plane::target::registry_file::{RegistryState, read, undo_from, write};

/// The largest input that is looked at, in bytes.
const LIMIT: usize = 1 << 16;

/// Any bytes are a registry file or none. The lines that were not used are lines of it; what was read and written again is
/// read the same; and where the way back from the second half to the first can be told, it leads there.
pub(super) fn reads_what_it_writes(bytes: &[u8]) {
    let bytes = bytes.get(..LIMIT).unwrap_or(bytes);
    let Ok((state, problems)) = RegistryState::read(bytes) else {
        assert!(read(bytes).is_err());
        return;
    };
    let reading = read(bytes).expect("it was read before");
    assert_eq!(reading.problems, problems);
    // In every encoding the end of a line has a byte of this value.
    let lines = 1 + bytes.iter().filter(|&&byte| byte == b'\n').count();
    for problem in &problems {
        assert!((1..=lines).contains(&problem.line), "{problem}");
    }
    let operations = reading.operations;
    let again = read(&write(&[], &operations)).expect("what was written begins as a registry file");
    assert_eq!(again.problems, []);
    assert_eq!(again.operations, operations);
    assert!(state == RegistryState::of(&operations));
    let (first, second) = operations.split_at(operations.len() / 2);
    let before = RegistryState::of(first);
    if let Ok(way) = undo_from(&before, second) {
        let mut after = before.clone();
        for operation in second.iter().chain(&way) {
            after.apply(operation);
        }
        assert!(after == before, "{second:?} is taken back by {way:?}");
    }
}
