//! Which product, version and edition a title or a heading names.

use super::blank::cut;

/// What a text names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The product (`Windows 10`, `Windows Server`, `Microsoft Intune`).
    pub(super) product: Option<String>,
    /// The version (`2004`, `21H2`).
    pub(super) version: Option<String>,
    /// The edition; none where several are named.
    pub(super) edition: Option<String>,
    /// Whether it names more than one edition.
    pub(super) several_editions: bool,
}

/// What a word can be.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Product(String, Weight),
    Version(String),
    Edition(&'static str),
    /// Ends a run of edition words: `Pro Education` is one, `Pro and Education` are two.
    Between,
    Filler,
    Other,
}

/// Whether a product's name alone makes a heading the title of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// An operating system with its number.
    System,
    /// A name that is as well that of an area (`Microsoft Edge`).
    Service,
}

/// Products by the words of their names, longest first. `#` is a number.
const PRODUCTS: &[(&[&str], &str, Weight)] = &[
    (&["windows", "server"], "Windows Server", Weight::System),
    (&["windows", "#"], "Windows", Weight::System),
    (&["macos"], "macOS", Weight::System),
    (&["ubuntu"], "Ubuntu", Weight::System),
    (&["office", "365"], "Microsoft 365", Weight::Service),
    (&["microsoft", "365"], "Microsoft 365", Weight::Service),
    (
        &["microsoft", "intune"],
        "Microsoft Intune",
        Weight::Service,
    ),
    (&["intune"], "Microsoft Intune", Weight::Service),
    (&["microsoft", "edge"], "Microsoft Edge", Weight::Service),
    (&["microsoft", "teams"], "Microsoft Teams", Weight::Service),
];

/// Edition words and their usual spelling.
const EDITIONS: &[(&str, &str)] = &[
    ("core", "Core"),
    ("education", "Education"),
    ("enterprise", "Enterprise"),
    ("family", "Home"),
    ("home", "Home"),
    ("iot", "IoT"),
    ("ltsb", "LTSB"),
    ("ltsc", "LTSC"),
    ("multi-session", "multi-session"),
    ("pro", "Pro"),
    ("professional", "Pro"),
    ("se", "SE"),
    ("team", "Team"),
    ("workstations", "for Workstations"),
];

/// Edition words that make an edition without others.
const WHOLE_EDITIONS: &[&str] = &["Education", "Enterprise", "Home", "Pro"];

const FILLERS: &[&str] = &[
    "a",
    "all",
    "connection",
    "edition",
    "editions",
    "endpoint",
    "endpoints",
    "for",
    "in",
    "later",
    "list",
    "manage",
    "microsoft",
    "network",
    "of",
    "on",
    "or",
    "the",
    "to",
    "version",
    "versions",
];

/// How much of a text is looked at, in bytes. Headings are shorter.
const LENGTH_LIMIT: usize = 300;

/// Clouds of a service by the words that name them, the surest first. Each has endpoints of its own.
const CLOUDS: &[(&[&str], &str)] = &[
    (&["dod", "usgovdod"], "US Government DoD"),
    (&["gcc high", "usgovgcchigh"], "US Government GCC High"),
    (&["government", "usgov"], "US Government"),
    (&["china", "21vianet", "21 vianet"], "China"),
    (&["germany"], "Germany"),
];

/// The cloud of a service that a title names, as an edition; `None` for the usual one.
pub(super) fn cloud(title: &str) -> Option<&'static str> {
    let words = words(cut(title, LENGTH_LIMIT));
    let has = |name: &str| {
        let wanted: Vec<&str> = name.split(' ').collect();
        words.windows(wanted.len()).any(|found| found == wanted)
    };
    CLOUDS
        .iter()
        .find(|(names, _)| names.iter().any(|name| has(name)))
        .map(|(_, cloud)| *cloud)
}

/// Whether a product is a service, with clouds rather than editions.
pub(super) fn is_service(product: &str) -> bool {
    PRODUCTS
        .iter()
        .any(|(_, name, weight)| *name == product && *weight == Weight::Service)
}

/// What a title names, wherever in it.
pub(super) fn mentioned(text: &str) -> Named {
    named(&parts(text))
}

/// What a heading names, where it says nothing else: `Windows 10 2004 Enterprise connection endpoints` is the title of
/// a release, `Windows Update` and `Office` are not.
pub(super) fn section(text: &str) -> Option<Named> {
    let parts = parts(text);
    if parts.contains(&Part::Other) {
        return None;
    }
    let system = parts
        .iter()
        .any(|part| matches!(part, Part::Product(_, Weight::System)));
    let whole = parts
        .iter()
        .any(|part| matches!(part, Part::Edition(name) if WHOLE_EDITIONS.contains(name)));
    (system || whole).then(|| named(&parts))
}

/// Whether a heading says no more than that endpoints follow, or nothing at all.
pub(super) fn is_neutral(text: &str) -> bool {
    parts(text)
        .iter()
        .all(|part| matches!(part, Part::Filler | Part::Between))
}

fn named(parts: &[Part]) -> Named {
    let mut named = Named::default();
    let mut editions: Vec<String> = Vec::new();
    let mut running = false;
    for part in parts {
        match part {
            Part::Product(name, _) => {
                named.product.get_or_insert_with(|| name.clone());
            }
            Part::Version(version) => {
                named.version.get_or_insert_with(|| version.clone());
            }
            Part::Edition(word) => match editions.last_mut() {
                Some(edition) if running => {
                    edition.push(' ');
                    edition.push_str(word);
                }
                _ => editions.push((*word).to_owned()),
            },
            Part::Between | Part::Filler | Part::Other => {}
        }
        // `Pro for Workstations`: a filler does not end an edition.
        running = matches!(part, Part::Edition(_)) || (running && *part == Part::Filler);
    }
    editions.dedup();
    named.several_editions = editions.len() > 1;
    named.edition = match editions.as_slice() {
        [edition] => Some(edition.clone()),
        _ => None,
    };
    named
}

fn parts(text: &str) -> Vec<Part> {
    let words = words(cut(text, LENGTH_LIMIT));
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let rest = words.get(at..).unwrap_or_default();
        let before = parts.last();
        let seen = parts.iter().any(|part| matches!(part, Part::Product(..)));
        if let Some((part, length)) = product(rest) {
            parts.push(part);
            at += length;
            continue;
        }
        let after_version = at > 0 && words.get(at - 1).is_some_and(|word| word == "version");
        let of_server = matches!(before, Some(Part::Product(name, _)) if name == "Windows Server");
        at += 1;
        parts.push(if matches!(word.as_str(), "," | "/" | "&" | "and" | "+") {
            Part::Between
        } else if let Some((_, name)) = EDITIONS.iter().find(|(edition, _)| edition == word) {
            Part::Edition(name)
        } else if let Some(version) = version(word, after_version || of_server, seen) {
            Part::Version(version)
        } else if word.starts_with("non-") || FILLERS.contains(&word.as_str()) {
            Part::Filler
        } else {
            Part::Other
        });
    }
    parts
}

fn product(words: &[String]) -> Option<(Part, usize)> {
    PRODUCTS.iter().find_map(|(names, product, weight)| {
        let found = words.get(..names.len())?;
        let mut name = (*product).to_owned();
        for (word, wanted) in found.iter().zip(*names) {
            if *wanted == "#" {
                let digits = word.bytes().all(|b| b.is_ascii_digit() || b == b'.');
                if !digits || word.len() > 3 {
                    return None;
                }
                name.push(' ');
                name.push_str(word);
            } else if word != wanted {
                return None;
            }
        }
        Some((Part::Product(name, *weight), names.len()))
    })
}

/// A version, in the vendor's capitals: any word with a digit where the text says that it is one, else `2004` or
/// `21H2` after a product.
fn version(word: &str, said: bool, after_product: bool) -> Option<String> {
    let bytes = word.as_bytes();
    let usual = match bytes {
        [a, b, c, d] if [a, b, d].iter().all(|b| b.is_ascii_digit()) => {
            (*c == b'h' && matches!(d, b'1' | b'2')) || (c.is_ascii_digit() && *a <= b'2')
        }
        _ => false,
    };
    let some = word.bytes().any(|byte| byte.is_ascii_digit());
    ((said && some) || (after_product && usual)).then(|| word.to_ascii_uppercase())
}

/// Lower-case words; signs that separate are words of their own, other punctuation is dropped.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for character in text.chars().chain([' ']) {
        if character.is_alphanumeric() || matches!(character, '-' | '.') {
            word.extend(character.to_lowercase());
            continue;
        }
        let trimmed = word.trim_matches(['-', '.']);
        if !trimmed.is_empty() {
            words.push(trimmed.to_owned());
        }
        word.clear();
        if matches!(character, ',' | '/' | '&' | '+') {
            words.push(character.to_string());
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triple(named: &Named) -> [Option<&str>; 3] {
        [&named.product, &named.version, &named.edition].map(|part| part.as_deref())
    }

    #[test]
    fn headings_of_releases_are_told_from_others() {
        for (text, product, version, edition) in [
            ("Windows 10 Family", "Windows 10", None, Some("Home")),
            ("Windows 10 Home", "Windows 10", None, Some("Home")),
            ("Windows 10 Professional", "Windows 10", None, Some("Pro")),
            (
                "Windows 11 Pro for Workstations",
                "Windows 11",
                None,
                Some("Pro for Workstations"),
            ),
            (
                "Windows 10 IoT Enterprise LTSC",
                "Windows 10",
                None,
                Some("IoT Enterprise LTSC"),
            ),
            (
                "Windows 10 2004 Enterprise connection endpoints",
                "Windows 10",
                Some("2004"),
                Some("Enterprise"),
            ),
            (
                "Windows 11 Enterprise, version 22h2",
                "Windows 11",
                Some("22H2"),
                Some("Enterprise"),
            ),
            ("Windows Server 2022", "Windows Server", Some("2022"), None),
        ] {
            let named = section(text).unwrap();
            assert_eq!(triple(&named), [Some(product), version, edition], "{text}");
        }
        for text in [
            "Windows Update",
            "Windows Defender",
            "Windows Spotlight",
            "Office",
            "Microsoft Edge",
            "Other Windows 10 editions",
            "Related links",
            "",
        ] {
            assert_eq!(section(text), None, "{text}");
        }
    }

    #[test]
    fn a_title_names_its_release_wherever_it_does() {
        let text = "Windows 10, version 1803, connection endpoints for non-Enterprise editions";
        assert_eq!(
            triple(&mentioned(text)),
            [Some("Windows 10"), Some("1803"), None]
        );
        let text = "Network endpoints for Microsoft Intune";
        assert_eq!(
            triple(&mentioned(text)),
            [Some("Microsoft Intune"), None, None]
        );
    }

    #[test]
    fn clouds_are_told_by_their_titles() {
        for (title, name) in [
            (
                "US government endpoints for Microsoft Intune",
                Some("US Government"),
            ),
            (
                "Office 365 U.S. Government GCC High endpoints",
                Some("US Government GCC High"),
            ),
            (
                "Office 365 U.S. Government DoD endpoints",
                Some("US Government DoD"),
            ),
            (
                "URLs and IP address ranges for Office 365 operated by 21Vianet",
                Some("China"),
            ),
            ("Network endpoints for Microsoft Intune", None),
        ] {
            assert_eq!(cloud(title), name, "{title}");
        }
    }

    #[test]
    fn two_editions_in_a_heading_are_none_and_say_so() {
        let named = section("Windows 10 Home and Pro").unwrap();
        assert!(named.several_editions && named.edition.is_none());
        let named = section("Windows 10 Pro Education").unwrap();
        assert_eq!(named.edition.as_deref(), Some("Pro Education"));
    }

    #[test]
    fn a_heading_that_only_announces_endpoints_is_neutral() {
        assert!(is_neutral("Connection endpoints") && is_neutral(""));
        assert!(!is_neutral("Apps"));
    }
}
