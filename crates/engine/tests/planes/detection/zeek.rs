//! Zeek's intelligence files. Zeek is in no package here: the grammar is checked by what its documentation says of the
//! ASCII reader, and no real program judged the files.

use std::collections::BTreeSet;

use backchat_engine::plane::{self, NamePlan};
use backchat_engine::rules::Action;

use crate::{policies, question};

#[test]
fn every_line_has_the_fields_and_names_what_is_claimed() {
    policies::each(|policy, order| {
        let plane = plane::find("zeek-intel").unwrap();
        if order.fits(plane).is_err() {
            return;
        }
        let artefact = plane.compile(order).unwrap();
        let plan = NamePlan::of(order, plane.ability().names.unwrap()).unwrap();
        let text = artefact.files[0].text().unwrap();
        // Lines that begin with a number sign are left out, but for the one that names the fields.
        let head = text.lines().find(|it| it.starts_with("#fields\t")).unwrap();
        let fields: Vec<&str> = head.split('\t').skip(1).collect();
        assert_eq!(&fields[..3], ["indicator", "indicator_type", "meta.source"]);
        let mut indicators = BTreeSet::new();
        for line in text.lines().filter(|it| !it.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            assert_eq!(cells.len(), fields.len(), "{policy}: {line}");
            assert!(cells.iter().all(|it| !it.is_empty()), "{policy}: {line}");
            assert_eq!(cells[1], "Intel::DOMAIN");
            assert!(
                indicators.insert(cells[0]),
                "{policy}: {line} is there twice"
            );
        }
        for name in question::names(order.intent) {
            let claimed = plan.verdict(&name) == Action::Block;
            assert_eq!(
                indicators.contains(name.as_str()),
                claimed,
                "{policy}: {name}"
            );
        }
    });
}
