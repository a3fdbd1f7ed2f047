//! A whole capture, from its bytes to every report.

use crate::report;

/// Any bytes give a report in every format or a reason why not, and the same one twice.
pub(super) fn holds(bytes: &[u8]) {
    let inputs = report::in_memory(bytes);
    match report::page(&inputs) {
        Ok(page) => {
            for (format, text) in report::rendered(&page) {
                assert!(!text.is_empty(), "{format} says something");
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}
