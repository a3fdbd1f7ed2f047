//! A document as one HTML file, dressed like the report: no request leaves it, and without scripts only sorting and filtering
//! are missing.
//!
//! [`sheet`] puts the document into the parts of a page, [`plot`] draws, `page.html` lays out.

mod order;
mod plot;
mod sheet;
#[cfg(test)]
mod tests;

use minijinja::value::{Serde, Value};

use self::sheet::Sheet;
use super::{Document, Format};
use crate::report::Layout;
use crate::report::html::lay_out;

/// The template.
const TEMPLATES: [(&str, &str); 1] = [("page.html", include_str!("page.html"))];

/// The format.
pub(super) struct Html;

impl Format for Html {
    fn id(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "One HTML file to look at, with plots; needs no network, and scripts only to sort and filter"
    }

    fn render(&self, document: &Document, _layout: Layout) -> String {
        let sheet = Value::from(Serde(Sheet::new(document)));
        lay_out(&TEMPLATES, sheet, include_str!("style.css"))
            .expect("the template is part of the program, and a test renders every branch")
    }
}
