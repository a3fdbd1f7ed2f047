//! The script for Windows Firewall. Nothing here runs it: its syntax is read by the grammar of tree-sitter, and the
//! keywords in it are held to what the plane claims.

use backchat_engine::plane::{self, NamePlan, Order, PlaneError, Role};
use backchat_engine::rules::Action;

use super::nftables::{RANGES, with_maps_seen};
use crate::{policies, question};

/// Whether a text is PowerShell.
fn is_script(text: &str) -> bool {
    let mut parser = tree_sitter::Parser::new();
    parser
        .set_language(&tree_sitter_powershell::LANGUAGE.into())
        .unwrap();
    let tree = parser.parse(text, None).unwrap();
    !tree.root_node().has_error()
}

/// Checks the files of a policy; its script, where it has one.
fn script(order: &Order<'_>) -> Option<String> {
    let artefact = match plane::find("windows-firewall").unwrap().compile(order) {
        Ok(artefact) => artefact,
        Err(PlaneError::NoAllowList | PlaneError::Nothing(_)) => return None,
        Err(error) => panic!("{}: {error}", order.policy),
    };
    for file in &artefact.files {
        let text = file.text().unwrap();
        // Windows reads the mark and leaves it out.
        let text = text.strip_prefix('\u{feff}').unwrap();
        assert!(is_script(text), "{}, {}", order.policy, file.name);
        assert!(
            text.lines().count() == text.matches("\r\n").count(),
            "{}: line ends",
            order.policy
        );
    }
    let main = artefact.files.iter().find(|it| it.role == Role::Apply);
    Some(main.unwrap().text().unwrap().to_owned())
}

#[test]
fn every_script_reads_as_one_and_has_the_keywords_that_are_claimed() {
    assert!(!is_script("foreach ($a in $b { 'x' }"));
    policies::each(|policy, order| {
        let Some(script) = script(order) else { return };
        let forms = plane::find("windows-firewall").unwrap().ability().names;
        let plan = NamePlan::of(order, forms.unwrap()).unwrap();
        let keywords: Vec<&str> = script
            .lines()
            .filter_map(|line| line.split_once("Keyword = '")?.1.split('\'').next())
            .collect();
        for name in question::names(order.intent) {
            // `*.x` is what is below x, as Microsoft describes it.
            let really = keywords
                .iter()
                .any(|keyword| match keyword.strip_prefix('*') {
                    Some(ending) => name.ends_with(ending),
                    None => name == *keyword,
                });
            let claimed = plan.verdict(&name) == Action::Block;
            assert_eq!(really, claimed, "{policy}: {name}");
        }
    });
}

#[test]
fn addresses_have_a_rule_of_their_area() {
    with_maps_seen(|order| {
        let script = script(order).unwrap();
        assert!(script.contains("'backchat: maps, addresses' -Group 'backchat:maps'"));
        assert!(script.contains("'20.42.73.29'"));
    });
    policies::with(RANGES.0, RANGES.1, |order| {
        assert!(script(order).unwrap().contains("'13.107.6.152/31'"));
    });
}
