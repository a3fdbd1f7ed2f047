//! The difference as one JSON document; `docs/formats.md` describes the fields.

use super::Format;
use crate::curate::diff::Diff;
use crate::report::Layout;

/// The format.
pub(super) struct Json;

impl Format for Json {
    fn id(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "One JSON document, for programs"
    }

    fn render(&self, diff: &Diff<'_>, _layout: Layout) -> String {
        // Every key is text, so writing to memory cannot fail.
        serde_json::to_string_pretty(diff).unwrap_or_default() + "\n"
    }
}
