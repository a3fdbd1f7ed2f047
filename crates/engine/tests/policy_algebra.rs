//! Policies made of random names, settled and expressed in random forms, against a model that only asks name by name.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

use backchat_engine::catalog::Catalog;
use backchat_engine::intent::Intent;
use backchat_engine::plane::{Fidelity, GapKind, NamePlan, Order, PlaneError, known_hosts};
use backchat_engine::policy::Draft;
use backchat_engine::rules::{Action, Forms, Names, Shape, Shapes};
use jiff::civil::date;
use proptest::prelude::*;

/// Every name of up to four labels over a small alphabet, below one domain.
fn universe() -> Vec<String> {
    let labels = ["a", "b", "ab"];
    let mut names = vec!["z.example".to_owned()];
    let mut level = names.clone();
    for _ in 0..4 {
        level = level
            .iter()
            .flat_map(|name| labels.iter().map(move |label| format!("{label}.{name}")))
            .collect();
        names.extend(level.iter().cloned());
    }
    names
}

/// A set of names in a vendor's spelling.
fn spelling() -> impl Strategy<Value = String> {
    let host = prop::collection::vec(prop::sample::select(vec!["a", "b", "ab"]), 0..3).prop_map(
        |labels| {
            labels
                .into_iter()
                .chain(["z.example"])
                .collect::<Vec<_>>()
                .join(".")
        },
    );
    (
        prop::sample::select(vec!["", "*.", "**.", "*", "a.*.", "a*.", "*b.*."]),
        host,
    )
        .prop_map(|(front, host)| format!("{front}{host}"))
}

fn shape(kinds: &'static [Option<Shape>]) -> impl Strategy<Value = Option<Shape>> {
    prop::sample::select(kinds)
}

prop_compose! {
    fn shapes()(
        exact in shape(&[None, Some(Shape::Exact), Some(Shape::Tree)]),
        below in shape(&[None, Some(Shape::Below), Some(Shape::Tree), Some(Shape::Regex)]),
        tree in shape(&[None, Some(Shape::Tree)]),
        glob in shape(&[None, Some(Shape::Glob), Some(Shape::Regex)]),
    ) -> Shapes {
        Shapes { exact, below, tree, glob }
    }
}

fn policy(off: &[String], keep: &[String]) -> String {
    let each = off
        .iter()
        .map(|it| ("off", it))
        .chain(keep.iter().map(|it| ("keep", it)));
    let each = each.map(|(verb, name)| {
        format!("[[exception]]\n{verb} = \"{name}\"\nreason = \"a test\"\nuntil = 2030-01-01\n")
    });
    each.collect()
}

fn with(off: &[String], keep: &[String], test: impl FnOnce(&Order<'_>)) {
    read(&policy(off, keep), test);
}

fn read(text: &str, test: impl FnOnce(&Order<'_>)) {
    let catalog = Catalog::embedded();
    let draft = Draft::read("random", text).unwrap();
    let policy = draft.resolve(catalog, date(2026, 1, 1)).unwrap();
    let intent = Intent::of(&policy).unwrap();
    let known = known_hosts(catalog, ["a.z.example", "b.a.z.example", "z.example"]);
    test(&Order {
        intent: &intent,
        policy: "random",
        date: date(2026, 1, 1),
        serial: 1,
        known: &known,
        observation: None,
        before: None,
    });
}

fn sets(spellings: &[String]) -> Vec<Names> {
    spellings
        .iter()
        .map(|it| Names::of(&backchat_engine::pattern::read(it).unwrap().pattern))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_left_to_block_is_what_is_off_less_what_stays(
        off in prop::collection::vec(spelling(), 1..6),
        keep in prop::collection::vec(spelling(), 0..5),
    ) {
        let (off_sets, keep_sets) = (sets(&off), sets(&keep));
        with(&off, &keep, |order| {
            let intent = order.intent;
            for host in universe() {
                let wanted = off_sets.iter().any(|it| it.holds(&host)) && !keep_sets.iter().any(|it| it.holds(&host));
                let blocked = intent.blocks.iter().any(|it| it.names.holds(&host))
                    && !intent.passes.iter().any(|it| it.names.holds(&host));
                assert_eq!(blocked, wanted, "{host}: off {off:?}, keep {keep:?}");
            }
            for (at, block) in intent.blocks.iter().enumerate() {
                for (other, holder) in intent.blocks.iter().enumerate() {
                    assert!(at == other || !holder.names.contains(&block.names), "{} in {}", block.names, holder.names);
                }
                assert!(!intent.passes.iter().any(|pass| pass.names.contains(&block.names)), "{}", block.names);
            }
        });
    }

    #[test]
    fn whatever_a_plane_can_say_it_blocks_nothing_that_stays_and_states_the_rest(
        off in prop::collection::vec(spelling(), 1..6),
        keep in prop::collection::vec(spelling(), 0..5),
        block in shapes(),
        pass in shapes(),
    ) {
        let (off_sets, keep_sets) = (sets(&off), sets(&keep));
        with(&off, &keep, |order| {
            let plan = match NamePlan::of(order, Forms { block, pass, allow_list: false }) {
                Ok(plan) => plan,
                Err(PlaneError::Nothing(_)) => return,
                Err(error) => panic!("{error}"),
            };
            let states = |kind: GapKind| plan.rules.iter().any(|it| it.gaps.iter().any(|gap| gap.kind == kind));
            let refused = plan.rules.iter().any(|it| it.fidelity == Fidelity::Refused);
            for host in universe() {
                let kept = keep_sets.iter().any(|it| it.holds(&host));
                let wanted = off_sets.iter().any(|it| it.holds(&host)) && !kept;
                match (wanted, plan.verdict(&host)) {
                    (true, Action::Block) | (false, Action::Pass) => {}
                    (false, Action::Block) => {
                        assert!(!kept, "{host} stays, and is blocked: off {off:?}, keep {keep:?}");
                        assert!(states(GapKind::Wider), "{host} is hit unsaid: off {off:?}, keep {keep:?}, {plan:?}");
                    }
                    (true, Action::Pass) => {
                        let said = refused || states(GapKind::Narrower);
                        assert!(said, "{host} is missed unsaid: off {off:?}, keep {keep:?}, {plan:?}");
                    }
                }
            }
        });
    }

    #[test]
    fn a_list_of_what_is_allowed_states_what_it_lets_through_and_what_it_lacks(
        off in prop::collection::vec(spelling(), 0..4),
        keep in prop::collection::vec(spelling(), 1..6),
        block in shapes(),
        pass in shapes(),
    ) {
        let keep_sets = sets(&keep);
        let text = format!("undocumented = \"off\"\noff = [\"*\"]\n{}", policy(&off, &keep));
        read(&text, |order| {
            let plan = match NamePlan::of(order, Forms { block, pass, allow_list: true }) {
                Ok(plan) => plan,
                Err(PlaneError::Nothing(_)) => return,
                Err(error) => panic!("{error}"),
            };
            let states = |kind: GapKind| plan.rules.iter().any(|it| it.gaps.iter().any(|gap| gap.kind == kind));
            let refused = plan.rules.iter().any(|it| it.fidelity == Fidelity::Refused);
            for host in universe() {
                let wanted = keep_sets.iter().any(|it| it.holds(&host));
                match (wanted, plan.verdict(&host)) {
                    (true, Action::Pass) | (false, Action::Block) => {}
                    (false, Action::Pass) => assert!(states(GapKind::Wider), "{host} passes unsaid: {keep:?}, {plan:?}"),
                    (true, Action::Block) => {
                        assert!(refused || states(GapKind::Narrower), "{host} is missed unsaid: {keep:?}, {plan:?}");
                    }
                }
            }
        });
    }
}
