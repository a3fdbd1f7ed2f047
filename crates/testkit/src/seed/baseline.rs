//! Small baselines of each kind.

use super::Seed;

/// One baseline a kind.
pub(super) fn seeds() -> Vec<Seed> {
    let baselines = [("tables", TABLES), ("line", LINE), ("wrong", WRONG)];
    baselines
        .into_iter()
        .map(|(name, text)| Seed::new("baseline", name, text.as_bytes().to_vec()))
        .collect()
}

const TABLES: &str = "# Reviewed once a quarter.
schema = \"backchat-baseline/1\"

# The inventory agent.
[[accept]]
destination = \"*.contoso.com\"
reason = \"the inventory agent reports once a day\"
until = 2027-06-30

[[accept]]
destination = \"20.1.2.3:443\"
reason = \"\"
until = \"2027-06-30\"

[[accept]]
destination = \"2a02:26f0::/32\"
reason = \"the content network\"
until = 2027-06-30
# the end
";

const LINE: &str = "schema = \"backchat-baseline/1\"
accept = [{ destination = \"watson.*.microsoft.com\", reason = \"crash reports\", until = 2027-06-30 }, \
{ destination = \"cdn.onenote.net/*\", reason = \"notes\", until = 2027-06-30 }]
";

const WRONG: &str = "schema = \"backchat-baseline/1\"
[[accept]]
destination = \"*.com\"
reason = \"all of it\"
untill = 2027-06-30
";
