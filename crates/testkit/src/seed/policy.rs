//! Small policies of each kind.

use super::Seed;

/// One policy a kind.
pub(super) fn seeds() -> Vec<Seed> {
    let policies = [
        ("blocks", BLOCKS),
        ("allows", ALLOWS),
        ("exceptions", EXCEPTIONS),
        ("answers", ANSWERS),
        ("watches", WATCHES),
        ("wrong", WRONG),
    ];
    policies
        .into_iter()
        .map(|(name, text)| Seed::new("policy", name, text.as_bytes().to_vec()))
        .collect()
}

const BLOCKS: &str = "release = \"2004\"
pages = \"all\"
keep = [\"windows-update\", \"licensing\"]
off = [\"diagnostic-data\", \"windows-spotlight\", \"maps\"]
planes = [\"rpz\", \"registry-file\"]
";

const ALLOWS: &str = "preset = \"updates-only\"
release = [\"2004\", \"20H2\"]
keep = \"microsoft-store\"
undocumented = \"off\"
";

const EXCEPTIONS: &str = "off = [\"diagnostic-data\", \"apps\"]
[[exception]]
off = \"*.x.example\"
reason = \"tried\"
until = 2027-06-30
[[exception]]
keep = \"a.x.example\"
reason = \"achievements on the kiosk\"
until = \"2027-06-30\"
[[exception]]
keep = \"v10.events.data.microsoft.com\"
reason = \"the same\"
until = 2027-06-30
";

const ANSWERS: &str = "off = [\"*\"]
ncsi = { answer = \"192.0.2.80\", answer6 = \"2001:db8::80\" }
";

const WATCHES: &str = "preset = \"observe\"
off = [\"cortana-and-live-tiles\"]
observe = true
ncsi = \"disable-probing\"
";

const WRONG: &str = "off = [
  \"maps\",
  \"onedrvie\",
]
exception = [{ keep = \"x.example\", reason = \"it ended\", until = 2020-01-01 }]
";
