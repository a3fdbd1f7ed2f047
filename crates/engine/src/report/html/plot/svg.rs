//! Writes SVG elements. Colours come from the page's style sheet by class, so that a plot follows light and dark; text
//! is escaped here, once.

use std::fmt::Write;

use super::super::escape;

/// An SVG picture being written.
#[derive(Debug)]
pub(crate) struct Svg {
    text: String,
}

/// Where a text stands to its point.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

impl Svg {
    /// Opens a picture that says in words what it shows.
    pub(crate) fn new(id: &str, width: f64, height: f64, title: &str, about: &str) -> Self {
        let mut svg = Self {
            text: String::new(),
        };
        svg.push(format_args!(
            "<svg class=\"plot\" viewBox=\"0 0 {} {}\" width=\"{}\" height=\"{}\" role=\"img\" \
             aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>\n",
            number(width),
            number(height),
            number(width),
            number(height),
            escape::escaped(title),
            escape::escaped(about),
        ));
        svg
    }

    /// Closes the picture.
    pub(crate) fn finish(mut self) -> String {
        self.text.push_str("</svg>");
        self.text
    }

    /// Opens a group of a class.
    pub(crate) fn open(&mut self, class: &str) {
        self.push(format_args!("<g class=\"{class}\">"));
    }

    /// Closes a group.
    pub(crate) fn close(&mut self) {
        self.text.push_str("</g>\n");
    }

    /// A rectangle; `title` is what a pointer resting on it shows.
    pub(crate) fn rect(&mut self, class: &str, place: [f64; 4], title: Option<&str>) {
        let [x, y, width, height] = place.map(number);
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""
        ));
        match title {
            Some(title) => self.push(format_args!(
                "><title>{}</title></rect>",
                escape::escaped(title)
            )),
            None => self.text.push_str("/>"),
        }
    }

    /// A straight line.
    pub(crate) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.push(format_args!(
            "<line class=\"{class}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>",
            number(from.0),
            number(from.1),
            number(to.0),
            number(to.1)
        ));
    }

    /// A dot.
    pub(crate) fn circle(&mut self, class: &str, center: (f64, f64), radius: f64) {
        self.push(format_args!(
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
            number(center.0),
            number(center.1),
            number(radius)
        ));
    }

    /// A path, drawn as its class says.
    pub(crate) fn path(&mut self, class: &str, commands: &str) {
        self.push(format_args!("<path class=\"{class}\" d=\"{commands}\"/>"));
    }

    /// A text whose middle line is at `y`.
    pub(crate) fn text(&mut self, class: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        self.push(format_args!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            number(at.0),
            // Not every program that shows SVG knows dominant-baseline.
            number(at.1 + 4.0),
            escape::escaped(text)
        ));
    }

    /// A text that leads to a place on the page.
    pub(crate) fn link(&mut self, target: &str, at: (f64, f64), anchor: Anchor, text: &str) {
        self.push(format_args!("<a href=\"#{}\">", escape::escaped(target)));
        self.text("", at, anchor, text);
        self.text.push_str("</a>");
    }

    fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string never fails.
        let _ = self.text.write_fmt(arguments);
    }
}

/// A coordinate to a tenth, as short as can be.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// The text cut so that it fits `width`, for 12-pixel letters of 7 pixels on average: wide fonts
/// need as much. A short form in parentheses at the
/// end stays.
pub(crate) fn fitting(text: &str, width: f64) -> String {
    // A width is a few hundred pixels.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let most = (width / 7.0) as usize;
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let tail = match text.rfind(" (") {
        Some(at) if text.len() - at < 10 => text.get(at..).unwrap_or_default(),
        _ => "",
    };
    let room = most.saturating_sub(tail.chars().count() + 1);
    let head: String = text.chars().take(room).collect();
    format!("{}…{tail}", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!(
            [1.0, 1.25, -0.01, 100.04].map(number),
            ["1", "1.2", "0", "100"]
        );
    }

    #[test]
    fn text_in_a_picture_is_escaped() {
        let mut svg = Svg::new("x", 1.0, 1.0, "<b>", "\"");
        svg.text("", (0.0, 0.0), Anchor::Start, "<script>");
        svg.rect("", [0.0; 4], Some("a&b"));
        let text = svg.finish();
        assert!(!text.contains("<script>") && !text.contains("<b>"));
        assert!(text.contains("a&amp;b"));
    }

    #[test]
    fn long_labels_are_cut() {
        assert_eq!(fitting("Windows Update", 200.0), "Windows Update");
        assert_eq!(fitting("Windows Update", 70.0), "Windows U…");
        assert_eq!(
            fitting("Connection Status (NCSI)", 140.0),
            "Connection S… (NCSI)"
        );
    }
}
