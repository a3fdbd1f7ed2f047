//! Phrases that stand for an area on pages without areas: each stands for one.

use std::collections::BTreeMap;

use super::{Findings, Joined};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    let mut claimed: BTreeMap<String, &str> = BTreeMap::new();
    for (parsed, place) in joined.files.area_files() {
        let id = parsed.area.id.get_ref().as_str();
        for phrase in &parsed.area.described_as {
            let Some(other) = claimed.insert(phrase.to_lowercase(), id) else {
                continue;
            };
            let (what, hint) = if other == id {
                (format!("{phrase:?} is there twice"), "remove one")
            } else {
                (
                    format!("{phrase:?} also describes {other}"),
                    "keep it where it fits better, and give the other a longer phrase",
                )
            };
            findings.warning("phrase", place, what, hint);
            findings.with((other != id).then_some(other));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{area_with, codes, exact, other_area};

    fn codes_of(here: &str, there: &str) -> Vec<(&'static str, u32)> {
        let phrases = |list: &str| format!("instead = \"-\"\ndescribed_as = [{list}]\n");
        let a = area_with(&exact("x.example.com")).replace("instead = \"-\"\n", &phrases(here));
        let b =
            other_area("b", &exact("y.example.com")).replace("instead = \"-\"\n", &phrases(there));
        codes(&[("v/p/a.toml", &a), ("v/p/b.toml", &b)])
    }

    #[test]
    fn a_phrase_of_two_areas_is_told() {
        assert_eq!(codes_of("\"Maps\"", "\"maps\""), [("phrase", 2)]);
        assert_eq!(codes_of("\"maps\"", "\"offline maps\""), []);
    }

    #[test]
    fn a_phrase_that_is_there_twice_is_told() {
        assert_eq!(codes_of("\"maps\", \"maps\"", "\"apps\""), [("phrase", 2)]);
    }
}
