//! What `backchat compare` says of a capture after, held against the one before.

use std::path::Path;

use serde_json::Value;

use crate::lab::Lab;
use crate::phase::Phase;
use crate::program::backchat;

/// A comparison, as the program prints it.
pub(crate) struct Comparison(Value);

/// Compares a phase with the one before, by the policy.
pub(crate) fn compare(lab: &Lab, after: &Phase) -> Comparison {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lab");
    let said = backchat([
        "compare".as_ref(),
        lab.before.capture.as_os_str(),
        after.capture.as_os_str(),
        "--policy".as_ref(),
        folder.join("policy.toml").as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    Comparison(serde_json::from_str(&said).expect("it is one document"))
}

impl Comparison {
    /// The verdict on the destination that has a name.
    pub(crate) fn verdict(&self, name: &str) -> &str {
        token(&self.destination(name)["verdict"])
    }

    /// Whether that is as the policy wants it.
    pub(crate) fn judgement(&self, name: &str) -> &str {
        token(&self.destination(name)["judgement"])
    }

    /// Why it still talks.
    pub(crate) fn causes(&self, name: &str) -> Vec<&str> {
        let causes = list(&self.destination(name)["causes"]);
        causes.iter().map(|it| token(&it["cause"])).collect()
    }

    /// Everything that is not as the policy wants it.
    pub(crate) fn wrong(&self) -> Vec<&str> {
        let each = list(&self.0["destinations"]).iter();
        let wrong = each.filter(|it| it["judgement"] == "wrong");
        let names = wrong.flat_map(|it| list(&it["names"]));
        names.map(|it| token(&it["name"])).collect()
    }

    /// The verdict on an area, and whether it is as the policy wants it.
    pub(crate) fn area(&self, id: &str) -> (&str, &str) {
        let mut areas = list(&self.0["areas"]).iter();
        let area = areas.find(|it| it["id"] == id);
        let area = area.unwrap_or_else(|| panic!("no area {id}: {}", self.0));
        (token(&area["verdict"]), token(&area["judgement"]))
    }

    /// Asserts that nothing was withheld: the runs are a pair.
    pub(crate) fn is_of_a_pair(&self) {
        let cautions = list(&self.0["cautions"]);
        let withholds = cautions.iter().find(|it| it["withholds"] == true);
        assert_eq!(withholds, None);
    }

    fn destination(&self, name: &str) -> &Value {
        let mut each = list(&self.0["destinations"]).iter();
        let has = |it: &&Value| list(&it["names"]).iter().any(|it| it["name"] == name);
        each.find(has)
            .unwrap_or_else(|| panic!("no {name}: {}", self.0))
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn token(value: &Value) -> &str {
    value.as_str().expect("a token")
}
