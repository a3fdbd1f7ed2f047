//! The page as one JSON document: `schemas/report.schema.json` describes it.

use super::page::Page;
use super::{Format, Layout};

/// The format.
pub(super) struct Json;

impl Format for Json {
    fn id(&self) -> &'static str {
        "json"
    }

    fn about(&self) -> &'static str {
        "One JSON document for programs; schemas/report.schema.json describes it"
    }

    fn render(&self, page: &Page, _layout: Layout) -> String {
        let mut text = serde_json::to_string_pretty(page).unwrap_or_default();
        text.push('\n');
        text
    }
}
