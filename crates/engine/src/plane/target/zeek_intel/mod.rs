//! A file for Zeek's intelligence framework (docs.zeek.org, "Intelligence Framework"): fields between tabs, one indicator a
//! line. `Intel::DOMAIN` is a whole name and nothing below it.

use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError,
};
use crate::report::wording::clean;
use crate::rules::{Action, Forms, Shapes};

/// The plane.
pub struct ZeekIntel;

const FORMS: Forms = Forms {
    block: Shapes::HOSTS,
    pass: Shapes::NONE,
    allow_list: false,
};

/// The names of the fields.
const FIELDS: &str = "#fields\tindicator\tindicator_type\tmeta.source\tmeta.desc\tmeta.url\n";

impl Plane for ZeekIntel {
    fn id(&self) -> &'static str {
        "zeek-intel"
    }

    fn about(&self) -> &'static str {
        "indicators for Zeek's intelligence framework"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Detection,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "it reports and stops nothing",
            "Zeek's indicators are whole names: of a wildcard only hosts that some page spells out are reported",
            "names in encrypted DNS and in an encrypted ClientHello are not seen",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let mut text = Comment::HASH.header(self, order, &plan.rules, &[]);
        text.push_str(FIELDS);
        let page = &order.intent.release().entry.page.url;
        let told = plan.commented().zip(plan.by_area());
        for ((entry, purpose), (_, areas)) in told.filter(|((it, _), _)| it.action == Action::Block)
        {
            let what = format!("{}: {purpose}", NamePlan::off(areas));
            let fields = [entry.names.host(), "Intel::DOMAIN", "backchat", &what, page];
            let fields = fields.map(field);
            text.push_str(&fields.join("\t"));
            text.push('\n');
        }
        Ok(Artefact {
            files: vec![
                File::apply("backchat.intel", text),
                File::undo("undo-backchat.intel", FIELDS),
            ],
            apply: vec![
                "Add to local.zeek: @load frameworks/intel/seen, then: redef Intel::read_files += { \"/path/to/backchat.intel\" };".to_owned(),
                "zeekctl deploy; what is seen stands in intel.log".to_owned(),
            ],
            undo: vec![
                "Take the file out of Intel::read_files and run: zeekctl deploy. Zeek keeps indicators that are gone from a file until it restarts".to_owned(),
            ],
            rules: plan.rules,
            notes: Vec::new(),
        })
    }
}

/// Text as a field: it holds no tab and no line end, and an empty one is a hyphen.
fn field(text: &str) -> String {
    match clean(text) {
        text if text.is_empty() => "-".to_owned(),
        text => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_field() {
        assert_eq!(field("a\tb\nc"), "a\\u{9}b\\u{a}c");
        assert_eq!(field(""), "-");
    }
}
