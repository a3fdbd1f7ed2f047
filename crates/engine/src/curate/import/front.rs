//! What stands before a page's text: the front matter (`key: value` between two lines of dashes) and the comments that
//! generated pages begin with.

use jiff::civil::Date;

use super::release;

/// What the front of a page says about the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Front {
    /// The title as written.
    pub(super) title: Option<String>,
    /// The description as written.
    pub(super) description: Option<String>,
    /// The date as written, with its position among the lines, from 0.
    pub(super) date: Option<(usize, String)>,
    /// The version that a comment gives (`Worldwide endpoints version 2020070800`).
    pub(super) version: Option<String>,
    /// The product that a comment gives.
    pub(super) product: Option<&'static str>,
    /// The cloud that a comment gives, as an edition; none for the usual one.
    pub(super) cloud: Option<&'static str>,
    /// How many lines are front matter.
    pub(super) lines: usize,
}

/// How far into a page its opening comments are looked for, in lines.
const COMMENT_LINES: usize = 20;

/// Reads the front of a page.
pub(super) fn read(lines: &[&str]) -> Front {
    let mut front = Front::default();
    if lines.first().is_some_and(|line| line.trim_end() == "---") {
        let rest = lines.iter().skip(1);
        let end = rest
            .clone()
            .position(|line| matches!(line.trim_end(), "---" | "..."));
        if let Some(end) = end {
            front.lines = end + 2;
            for (at, line) in rest.take(end).enumerate() {
                key(&mut front, at + 1, line);
            }
        }
    }
    for (at, line) in lines.iter().enumerate().take(front.lines + COMMENT_LINES) {
        comment(&mut front, at, line);
    }
    front
}

fn key(front: &mut Front, at: usize, line: &str) {
    let Some((key, value)) = line.split_once(':') else {
        return;
    };
    let value = value.trim().trim_matches(['"', '\'']).trim();
    if value.is_empty() {
        return;
    }
    let value = value.to_owned();
    match key.trim().to_ascii_lowercase().as_str() {
        "title" => front.title = Some(value),
        "description" => front.description = Some(value),
        "ms.date" => front.date = Some((at, value)),
        "date" | "updated_at" if front.date.is_none() => front.date = Some((at, value)),
        _ => {}
    }
}

/// Generated pages say in comments what others say in front matter.
fn comment(front: &mut Front, at: usize, line: &str) {
    let Some(text) = line.trim().strip_prefix("<!--") else {
        return;
    };
    let text = text.trim_end_matches("-->").trim();
    if let Some((cloud, version)) = text.split_once("endpoints version ") {
        let version = version.split_whitespace().next().unwrap_or_default();
        if !version.is_empty() && front.version.is_none() {
            front.version = Some(version.to_owned());
            front.product = Some("Microsoft 365");
            front.cloud = release::cloud(cloud);
        }
    }
    if let Some(date) = text.strip_prefix("File generated ")
        && front.date.is_none()
    {
        front.date = Some((at, date.to_owned()));
    }
}

/// A date as `YYYY-MM-DD`: `10/22/2020`, `6/9/2020`, ISO with or without a time. Month first, as Microsoft writes it,
/// unless the first number can be no month. `None` where it is no date.
pub(super) fn date(written: &str) -> Option<String> {
    let day = written.split(['T', ' ']).next().unwrap_or_default();
    let mut parts = day.split(['/', '-', '.']);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = if a.len() == 4 {
        (a, b, c)
    } else if number(a)? > 12 {
        (c, b, a)
    } else {
        (c, a, b)
    };
    if year.len() != 4 {
        return None;
    }
    let date = Date::new(number(year)?, narrow(month)?, narrow(day)?).ok()?;
    Some(date.to_string())
}

fn number(text: &str) -> Option<i16> {
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then_some(())?;
    text.parse().ok()
}

fn narrow(text: &str) -> Option<i8> {
    i8::try_from(number(text)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_the_spellings_of_the_pages() {
        for (written, iso) in [
            ("10/22/2020", "2020-10-22"),
            ("6/9/2020", "2020-06-09"),
            ("2023-10-06", "2023-10-06"),
            ("2023-10-06T08:00:00Z", "2023-10-06"),
            ("2020-07-08 17:00:03.0439", "2020-07-08"),
            ("22/10/2020", "2020-10-22"),
        ] {
            assert_eq!(date(written).as_deref(), Some(iso), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for written in ["", "soon", "13/13/2020", "2/30/2020", "1/2/3/4", "10/22/20"] {
            assert_eq!(date(written), None, "{written}");
        }
    }

    #[test]
    fn front_matter_with_comments_and_empty_lines_is_read() {
        let page = "---\n# required metadata\n\ntitle: \"T: x\"\nms.date: 1/2/2020\n---\n# H";
        let lines: Vec<&str> = page.lines().collect();
        let front = read(&lines);
        assert_eq!(front.title.as_deref(), Some("T: x"));
        assert_eq!(front.date, Some((4, "1/2/2020".to_owned())));
        assert_eq!(front.lines, 6);
    }

    #[test]
    fn a_line_of_dashes_without_an_end_is_no_front_matter() {
        assert_eq!(read(&["---", "title: x"]), Front::default());
    }

    #[test]
    fn the_comments_of_a_generated_page_give_version_and_date() {
        let front = read(&[
            "<!--Worldwide endpoints version 2020070800-->",
            "<!--File generated 2020-07-08 17:00:03.0439-->",
        ]);
        assert_eq!(front.version.as_deref(), Some("2020070800"));
        assert_eq!(front.cloud, None);
        assert_eq!(front.date.as_ref().map(|date| date.0), Some(1));
    }

    #[test]
    fn the_comment_of_a_generated_page_names_its_cloud() {
        let front = read(&["<!--USGovDoD endpoints version 2020070800-->"]);
        assert_eq!(front.cloud, Some("US Government DoD"));
    }
}
