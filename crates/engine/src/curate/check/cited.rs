//! What entries cite: dates that the calendar has, links that lead to the web.

use super::{Findings, Joined, Place};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    for item in &joined.items {
        for cited in &item.entry.sources {
            date(&cited.date, item.place, findings);
            url(&cited.url, item.place, findings);
        }
        for observed in &item.entry.observed {
            if observed.evidence.is_empty() {
                findings.error(
                    "no-source",
                    item.place,
                    format!("nothing shows that {:?} was seen", observed.effect),
                    "link to the reports in `evidence`",
                );
            }
            for link in &observed.evidence {
                url(link, item.place, findings);
            }
        }
    }
    for (file, parsed) in &joined.files.controls {
        let control = &parsed.control;
        let offset = control.id.span().start;
        let place = Place { file, offset };
        date(&control.source.date, place, findings);
        url(&control.source.url, place, findings);
    }
    for (file, parsed) in &joined.files.releases {
        let release = &parsed.release;
        let offset = release.id.span().start;
        let place = Place { file, offset };
        // An import cannot know what the page does not say.
        let page = &release.page;
        for (text, key) in [(&page.date, "date"), (&page.url, "url")] {
            if text.is_empty() {
                findings.warning(
                    "draft",
                    place,
                    format!("the release's page has no {key}"),
                    "fill it in",
                );
            }
        }
        for document in std::iter::once(page).chain(&release.guide) {
            let of_page = std::ptr::eq(document, page);
            if !(of_page && document.date.is_empty()) {
                date(&document.date, place, findings);
            }
            if !(of_page && document.url.is_empty()) {
                url(&document.url, place, findings);
            }
        }
    }
}

fn date(text: &str, place: Place<'_>, findings: &mut Findings) {
    // The parser also takes `20200101`, which is not how files are sorted and read.
    if text.len() != 10 || text.parse::<jiff::civil::Date>().is_err() {
        findings.error(
            "date",
            place,
            format!("{text:?} is not a date"),
            "YYYY-MM-DD",
        );
    }
}

fn url(text: &str, place: Place<'_>, findings: &mut Findings) {
    let rest = text.strip_prefix("https://");
    let host = rest.and_then(|rest| rest.split('/').next());
    let is_url = host.is_some_and(|host| host.contains('.')) && !text.contains(char::is_whitespace);
    if !is_url {
        findings.error(
            "url",
            place,
            format!("{text:?} is not a web address"),
            "https://…",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{codes, codes_of, exact, release};

    #[test]
    fn a_source_needs_a_date_that_the_calendar_has() {
        for date in ["", "2020-13-01", "2020-02-30", "2020-1-1", "20200101"] {
            let endpoint = exact("x.example.com").replace("2020-01-01", date);
            assert_eq!(codes_of(&endpoint), ["date"], "{date:?}");
        }
    }

    #[test]
    fn a_release_is_cited_like_anything_else() {
        let text = release(0, 0, 0).replace("2020-01-01", "2020");
        assert_eq!(codes(&[("v/releases/r.toml", &text)]), [("date", 2)]);
    }

    #[test]
    fn a_release_whose_page_has_no_date_yet_is_a_draft() {
        let text = release(0, 0, 0).replace("2020-01-01", "");
        assert_eq!(codes(&[("v/releases/r.toml", &text)]), [("draft", 2)]);
    }

    #[test]
    fn evidence_is_a_link_and_there_is_some() {
        let observed = |evidence: &str| {
            exact("x.example.com")
                + &format!(
                    "observed = [{{ effect = \"e\", evidence = [{evidence}], confidence = \"likely\" }}]\n"
                )
        };
        assert_eq!(codes_of(&observed("\"https://a.example/1\"")), [""; 0]);
        for link in ["\"seen it\"", "\"http://a.example\"", "\"https://\""] {
            assert_eq!(codes_of(&observed(link)), ["url"], "{link}");
        }
        assert_eq!(codes_of(&observed("")), ["no-source"]);
    }
}
