use std::sync::Arc;

use backchat_wire::Time;

use super::*;
use crate::catalog::{Layer, Source, SourceFile};

const ANY: Threshold = Threshold {
    attempts: 1,
    devices: 0,
};

fn named(name: &str, attempts: u64) -> Destination {
    let mut it = Destination::new(Key::Name(name.into()), Scope::Public, Time::default());
    it.attempts = attempts;
    it.ports.insert(("tcp", 443));
    it
}

fn of(destinations: Vec<Destination>, threshold: Threshold) -> Proposals {
    let attributor = Attributor::new(Catalog::embedded(), None).unwrap();
    let observation = Observation {
        destinations,
        ..Observation::default()
    };
    propose(&observation, &attributor, threshold)
}

fn of_names(names: &[&str]) -> Proposals {
    of(names.iter().map(|name| named(name, 1)).collect(), ANY)
}

fn left_out(proposals: &Proposals) -> Vec<(&str, u64)> {
    let left_out = proposals.left_out.iter();
    left_out.map(|it| (it.reason, it.count)).collect()
}

fn source(proposals: &Proposals, reviewed: bool) -> Source {
    let files = proposals.files.iter().map(|file| {
        let text = toml(file, proposals);
        let purpose = "purpose = \"Something.\"";
        SourceFile {
            path: file.path.clone().into(),
            text: match reviewed {
                true => text.replace("purpose = \"\"", purpose).into(),
                false => text.into(),
            },
        }
    });
    Source {
        files: files.collect(),
    }
}

#[test]
fn names_are_filed_under_their_vendor_or_their_domain() {
    let proposals = of_names(&["new.data.microsoft.com", "a.fabrikam.co.uk"]);
    let paths: Vec<&str> = proposals.files.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "proposed/fabrikam.co.uk/proposed-fabrikam.co.uk.toml",
            "proposed/microsoft/proposed-microsoft.com.toml"
        ]
    );
}

#[test]
fn a_reviewed_proposal_is_a_catalog_and_an_unreviewed_one_is_not() {
    let proposals = of_names(&["a.fabrikam.com", "b.fabrikam.com", "c.fabrikam.com"]);
    let load = |reviewed| {
        let layer = Layer::user("mine", source(&proposals, reviewed));
        Catalog::load_layers(&[Layer::built_in(), layer])
    };
    let catalog = load(true).unwrap();
    let attributor = Attributor::new(&catalog, None).unwrap();
    let query = crate::attribute::Query {
        host: "b.fabrikam.com",
        ..Default::default()
    };
    let reason = attributor.attribute(&query).unwrap().best.reason;
    assert!(
        reason.contains("the entry is from mine/proposed/"),
        "{reason}"
    );
    let error = load(false).unwrap_err().to_string();
    assert!(error.contains("is a proposal without a purpose"), "{error}");
}

#[test]
fn only_the_very_hosts_are_proposed_and_a_wildcard_stays_a_comment() {
    let proposals = of_names(&["a.fabrikam.com", "b.fabrikam.com", "c.fabrikam.com"]);
    let text = toml(&proposals.files[0], &proposals);
    assert!(text.contains("# as_written = \"*.fabrikam.com\""), "{text}");
    let mut code = text.lines().filter(|line| !line.starts_with('#'));
    assert!(code.all(|line| !line.contains('*')), "{text}");
}

#[test]
fn two_hosts_and_public_suffixes_offer_no_wildcard() {
    assert!(
        of_names(&["a.fabrikam.com", "b.fabrikam.com"]).files[0]
            .siblings
            .is_empty()
    );
    let apart = of_names(&["fabrikam.co.uk", "contoso.co.uk", "woodgrove.co.uk"]);
    assert!(apart.files.iter().all(|file| file.siblings.is_empty()));
}

#[test]
fn a_wildcard_says_what_it_would_reach() {
    let proposals = of_names(&[
        "p1.windowsupdate.com",
        "p2.data.microsoft.com",
        "p3.data.microsoft.com",
        "p4.data.microsoft.com",
    ]);
    let microsoft = proposals.files.iter();
    let siblings: Vec<&Siblings> = microsoft.flat_map(|file| &file.siblings).collect();
    assert_eq!(siblings.len(), 1);
    assert_eq!(siblings[0].parent, "data.microsoft.com");
    let reaches = &siblings[0].reaches;
    assert!(reaches.iter().any(|it| it.starts_with("diagnostic-data/")));
}

#[test]
fn carriers_private_names_suffixes_and_addresses_are_counted_and_left_out() {
    let mut all = vec![
        named("x.akadns.net", 1),
        named("nas.corpnet", 1),
        named("x.fabrikam.example", 1),
        named("co.uk", 1),
        named("a\nb.fabrikam.com", 1),
        named("../../x.fabrikam.com", 1),
    ];
    let address = "192.0.2.1".parse().unwrap();
    all.push(Destination::new(
        Key::Address(address, 443),
        Scope::Public,
        Time::default(),
    ));
    let proposals = of(all, ANY);
    assert!(proposals.files.is_empty());
    assert_eq!(
        left_out(&proposals),
        [
            ("unnamed", 1),
            ("carrier", 1),
            ("private", 2),
            ("public-suffix", 1),
            ("unreadable", 2)
        ]
    );
}

#[test]
fn what_was_seen_too_little_is_counted_and_left_out() {
    let threshold = Threshold { attempts: 2, ..ANY };
    let all = vec![named("a.fabrikam.com", 1), named("b.fabrikam.com", 2)];
    let proposals = of(all, threshold);
    assert_eq!(proposals.entries(), 1);
    assert_eq!(left_out(&proposals), [("too-few", 1)]);
}

#[test]
fn an_area_is_named_only_where_more_than_the_domain_is_shared() {
    let proposals = of_names(&["new.data.microsoft.com", "new.microsoft.com"]);
    let entries = &proposals.files[0].entries;
    let area = |host: &str| {
        let entry = entries.iter().find(|it| it.host == host).unwrap();
        let areas = entry.near.as_ref().unwrap().areas.iter();
        areas.map(|it| it.area.as_str()).next()
    };
    assert_eq!(area("new.data.microsoft.com"), Some("diagnostic-data"));
    assert_eq!(area("new.microsoft.com"), None);
}

#[test]
fn what_a_capture_puts_into_a_comment_stays_in_it() {
    let mut hostile = named("a.fabrikam.com", 1);
    let alias: Arc<str> = "x\npurpose = \"evil\"\r".into();
    hostile.chains.insert(vec!["a.fabrikam.com".into(), alias]);
    let proposals = of(vec![hostile], ANY);
    let text = toml(&proposals.files[0], &proposals);
    assert!(text.contains("evil"), "{text}");
    let layer = Layer::user("mine", source(&proposals, false));
    let error = Catalog::load_layers(&[Layer::built_in(), layer]).unwrap_err();
    assert!(error.to_string().contains("without a purpose"), "{error}");
}

#[test]
fn the_alias_chain_and_its_carriers_are_evidence() {
    let mut seen = named("a.fabrikam.com", 1);
    let chain = vec!["a.fabrikam.com".into(), "x.akadns.net".into()];
    seen.chains.insert(chain);
    let proposals = of(vec![seen], ANY);
    let text = toml(&proposals.files[0], &proposals);
    for part in ["a.fabrikam.com > x.akadns.net", "akadns.net (Akamai"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
}
