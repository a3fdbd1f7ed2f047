//! The page as one HTML file to look at: no request leaves it, and without scripts only sorting and filtering are missing.
//!
//! [`sheet`] puts the page into words, [`plot`] draws, `page.html` and its parts lay out.

pub(crate) mod escape;
mod moment;
pub(crate) mod plot;
mod policy;
mod quantity;
mod sheet;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, context};

use self::sheet::Sheet;
use super::page::Page;
use super::{Format, Layout};

/// The template and its parts, beside the [`PARTS`] of every page.
const TEMPLATES: [(&str, &str); 4] = [
    ("page.html", include_str!("page.html")),
    ("look.html", include_str!("look.html")),
    ("areas.html", include_str!("areas.html")),
    ("method.html", include_str!("method.html")),
];

/// Macros that templates of any page may import.
const PARTS: (&str, &str) = ("parts.html", include_str!("parts.html"));

/// The format.
pub(super) struct Html;

impl Format for Html {
    fn id(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "One HTML file to look at, with plots; needs no network, and scripts only to sort and filter"
    }

    fn render(&self, page: &Page, _layout: Layout) -> String {
        render(page)
            .expect("the templates are part of the program, and a test renders every branch")
    }
}

fn render(page: &Page) -> Result<String, Error> {
    lay_out(&TEMPLATES, Value::from(Serde(Sheet::new(page))), "")
}

/// Lays a sheet out by the first of the templates, which calls it `sheet`. `style` stands behind the style sheet that all
/// pages share. Fails where the templates do not fit the sheet.
pub(crate) fn lay_out(
    templates: &[(&'static str, &'static str)],
    sheet: Value,
    style: &str,
) -> Result<String, Error> {
    let (style, dark, script) = (
        policy::text(include_str!("style.css")) + &policy::text(style),
        policy::text(include_str!("dark.css")),
        policy::text(include_str!("script.js")),
    );
    let first = templates.first().map_or("", |(name, _)| *name);
    environment(templates)?
        .get_template(first)?
        .render(context! {
            sheet,
            policy => policy::policy(&[&style, &dark], &script),
            style => Value::from_safe_string(style),
            dark => Value::from_safe_string(dark),
            script => Value::from_safe_string(script),
        })
}

fn environment(templates: &[(&'static str, &'static str)]) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return Err(Error::from(ErrorKind::UndefinedError));
        }
        let written = match value.as_str() {
            Some(text) if value.is_safe() => out.write_str(text),
            Some(text) => out.write_str(&escape::escaped(text)),
            None => out.write_str(&escape::escaped(&value.to_string())),
        };
        written.map_err(Error::from)
    });
    environment.add_filter("breakable", |text: &str| {
        Value::from_safe_string(escape::breakable(text))
    });
    environment.add_test("link", |url: &str| escape::is_link(url));
    for &(name, text) in templates.iter().chain([&PARTS]) {
        // The templates' indentation is for their readers; in a long table it would be a quarter of the file.
        let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
        environment.add_template_owned(name, lines.join("\n"))?;
    }
    Ok(environment)
}
