//! The index against asking every pattern in turn.

use backchat_engine::attribute::{Attributor, Index, Query};
use backchat_engine::catalog::Catalog;
use backchat_engine::pattern::{Pattern, read};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_look_up_finds_what_asking_every_pattern_finds(
        texts in prop::collection::vec("(\\*|\\*\\.|\\*\\*\\.)?[ab*-]{1,2}(\\.[ab*]{1,2}){0,3}", 1..12),
        hosts in prop::collection::vec("[ab.-]{1,9}", 1..12),
    ) {
        let patterns: Vec<Pattern> = texts.iter().filter_map(|text| read(text).ok()).map(|it| it.pattern).collect();
        let index = Index::build(&patterns);
        for host in hosts.iter().filter(|host| !host.split('.').any(str::is_empty)) {
            let mut found = Vec::new();
            index.look_up(host, |number, fit| found.push((number as usize, fit)));
            found.sort_unstable();
            let asked: Vec<_> = patterns.iter().enumerate().filter_map(|(number, pattern)| Some((number, pattern.fit(host)?))).collect();
            prop_assert_eq!(found, asked, "{} {:?}", host, texts);
        }
    }

    #[test]
    fn any_text_is_explained_and_attributed_without_panic(
        text in prop_oneof![
            ".{0,60}",
            "(\\*?\\.?[a-z0-9\\\\*-]{0,8}){1,5}(com|live\\.com|microsoft\\.com)(/[a-z*]{0,4})?",
        ],
    ) {
        let attributor = Attributor::new(Catalog::embedded(), None).expect("no release was asked for");
        let _ = attributor.explain(&text);
        let _ = attributor.related(&text);
        let _ = attributor.attribute(&Query {
            host: &text,
            path: Some(&text),
            protocols: &[&text],
            process: Some(&text),
            port: Some(1),
        });
    }

    #[test]
    fn any_text_is_looked_up_without_panic(host in ".{0,40}", more in "[a-c.\\\\]{0,300}") {
        let patterns: Vec<Pattern> = ["*.b", "*a.b", "c.*.b", "c"].iter().filter_map(|text| read(text).ok()).map(|it| it.pattern).collect();
        let index = Index::build(&patterns);
        index.look_up(&host, |_, _| {});
        index.look_up(&more, |_, _| {});
    }
}
