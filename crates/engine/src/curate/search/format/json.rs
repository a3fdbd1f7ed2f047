//! The answer as one JSON document; `docs/formats.md` describes the fields.

use super::Format;
use crate::curate::search::Found;
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

    fn render(&self, found: &Found<'_>, _layout: Layout) -> String {
        // Every key is text, so writing to memory cannot fail.
        serde_json::to_string_pretty(found).unwrap_or_default() + "\n"
    }
}
