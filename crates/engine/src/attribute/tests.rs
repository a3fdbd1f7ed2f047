//! Attribution against the catalog that is built in.

use super::*;
use crate::catalog::{Source, SourceFile};
use crate::pattern::Relation;

const RELEASE: &str = "windows-10-2004-enterprise";

fn attributor() -> Attributor<'static> {
    Attributor::new(Catalog::embedded(), Some(RELEASE)).unwrap()
}

fn ask(query: &Query<'_>) -> Option<Attribution> {
    attributor().attribute(query)
}

fn host(host: &str) -> Option<Attribution> {
    ask(&Query {
        host,
        ..Query::default()
    })
}

fn best(query: &Query<'_>) -> String {
    id(ask(query).unwrap().best.endpoint).to_owned()
}

fn id(endpoint: EndpointRef) -> &'static str {
    Catalog::embedded().endpoint(endpoint).id()
}

#[test]
fn the_certificate_host_is_not_windows_update() {
    let attribution = host("ctldl.windowsupdate.com").unwrap();
    assert_eq!(
        id(attribution.best.endpoint),
        "certificates/ctldl.windowsupdate.com"
    );
    assert_eq!(
        attribution.best.reason,
        "ctldl.windowsupdate.com names this host; it wins because it spells out more of the name than \
         *.windowsupdate.com (Windows Update)"
    );
    assert!(!attribution.best.tied);
}

#[test]
fn the_longer_wildcard_wins() {
    let query = Query {
        host: "11.tlu.dl.delivery.mp.microsoft.com",
        protocols: &["HTTP"],
        ..Query::default()
    };
    let attribution = ask(&query).unwrap();
    assert!(id(attribution.best.endpoint).ends_with("/dl.delivery.mp.microsoft.com"));
    let others: Vec<&str> = attribution
        .others
        .iter()
        .map(|it| id(it.endpoint))
        .collect();
    assert!(others.contains(&"windows-update/delivery.mp.microsoft.com"));
}

#[test]
fn what_the_page_asked_for_lists_goes_before_what_other_pages_spell_out() {
    let name = "au.download.windowsupdate.com";
    let attribution = host(name).unwrap();
    assert_eq!(
        id(attribution.best.endpoint),
        "windows-update/windowsupdate.com"
    );
    let any = Attributor::new(Catalog::embedded(), None).unwrap();
    let query = Query {
        host: name,
        ..Query::default()
    };
    assert_eq!(
        id(any.attribute(&query).unwrap().best.endpoint),
        "windows-update/au.download.windowsupdate.com"
    );
}

#[test]
fn a_spelling_of_other_pages_is_only_likely_on_this_one() {
    let attribution = host("x.emdl.ws.microsoft.com").unwrap();
    assert_eq!(
        (attribution.best.standing, attribution.best.confidence),
        (Standing::Documented, Confidence::Likely)
    );
    assert!(
        attribution.best.reason.contains(
            "Windows 10 Enterprise, version 2004 writes emdl.ws.microsoft.com, other pages write it so"
        ),
        "{}",
        attribution.best.reason
    );
}

#[test]
fn what_another_page_names_in_the_same_area_is_as_sure() {
    let attribution = host("watson.telemetry.microsoft.com").unwrap();
    assert_eq!(
        id(attribution.best.endpoint),
        "diagnostic-data/watson.x.microsoft.com"
    );
    assert_eq!(attribution.best.confidence, Confidence::Certain);
    let unnamed = host("watson.ppe.telemetry.microsoft.com").unwrap();
    assert_eq!(unnamed.best.confidence, Confidence::Likely);
}

#[test]
fn a_carriers_whole_suffix_is_nobodys() {
    assert!(host("e1.g.akamaiedge.net").is_none());
    let listed = host("co4.telecommand.telemetry.microsoft.com.akadns.net").unwrap();
    assert_eq!(listed.best.confidence, Confidence::Likely);
    assert!(listed.best.reason.contains("a name of akadns.net"));
}

#[test]
fn an_endpoint_of_two_areas_is_tied_and_says_so() {
    let attribution = host("go.microsoft.com").unwrap();
    assert_eq!(id(attribution.best.endpoint), "fwlink/go.microsoft.com");
    assert!(attribution.best.tied);
    assert_eq!(attribution.equals().count(), 2);
    assert!(
        attribution
            .best
            .reason
            .ends_with("also documented in area Windows Defender, as well as here")
    );
}

#[test]
fn a_process_breaks_the_tie() {
    let query = Query {
        host: "go.microsoft.com",
        process: Some("C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18\\MpCmdRun.exe"),
        ..Query::default()
    };
    assert_eq!(best(&query), "windows-defender/go.microsoft.com");
    let query = Query {
        process: Some("svchost.exe"),
        ..query
    };
    assert_eq!(best(&query), "fwlink/go.microsoft.com");
}

#[test]
fn the_sign_in_host_is_the_documented_row_and_names_device_authentication() {
    let attribution = host("login.live.com").unwrap();
    assert_eq!(
        id(attribution.best.endpoint),
        "microsoft-account/login.live.com"
    );
    assert_eq!(
        id(attribution.others[0].endpoint),
        "device-authentication/login.live.com"
    );
    assert!(
        attribution.others[0]
            .reason
            .contains("names it without listing it")
    );
    assert_eq!(attribution.best.confidence, Confidence::Certain);
}

#[test]
fn what_is_only_mentioned_does_not_win_by_silence_about_its_protocol() {
    let query = Query {
        host: "login.live.com",
        protocols: &["HTTP"],
        ..Query::default()
    };
    assert_eq!(best(&query), "microsoft-account/login.live.com");
}

#[test]
fn a_look_alike_is_doubtful() {
    let attribution = host("evillicensing.mp.microsoft.com").unwrap();
    assert_eq!(attribution.best.confidence, Confidence::Doubtful);
    assert_eq!(attribution.best.fit, Fit::Glued);
    assert!(host("microsoft.com.evil.example").is_none());
    assert!(host("login.live.com.evil.example").is_none());
}

#[test]
fn the_apex_of_a_wildcard_is_only_likely() {
    let attribution = host("update.microsoft.com").unwrap();
    assert_eq!(
        (attribution.best.fit, attribution.best.confidence),
        (Fit::Apex, Confidence::Likely)
    );
}

#[test]
fn a_real_match_beats_the_apex_of_a_longer_one() {
    let area = r#"
        area = { id = "a", name = "A", summary = "" }
        [[endpoint]]
        id = "a/long"
        as_written = "*.dl.delivery.example.com"
        meaning = { kind = "subdomains", host = "dl.delivery.example.com", confidence = "certain" }
        [[endpoint]]
        id = "a/short"
        as_written = "*.delivery.example.com"
        meaning = { kind = "subdomains", host = "delivery.example.com", confidence = "certain" }
    "#;
    let source = Source {
        files: vec![SourceFile {
            path: "vendor/product/a.toml".into(),
            text: area.into(),
        }],
    };
    let catalog = Catalog::load(&source).unwrap();
    let attributor = Attributor::new(&catalog, None).unwrap();
    let query = Query {
        host: "dl.delivery.example.com",
        ..Query::default()
    };
    let attribution = attributor.attribute(&query).unwrap();
    assert_eq!(catalog.endpoint(attribution.best.endpoint).id(), "a/short");
    assert_eq!(attribution.others[0].fit, Fit::Apex);
}

#[test]
fn a_protocol_that_disagrees_lowers_confidence_and_never_drops() {
    let query = Query {
        host: "ctldl.windowsupdate.com",
        protocols: &["TLS", "TLSv1.2"],
        ..Query::default()
    };
    let attribution = ask(&query).unwrap();
    assert_eq!(attribution.best.protocol, Agreement::Disagrees);
    assert_eq!(attribution.best.confidence, Confidence::Likely);
    assert!(attribution.best.reason.contains("documented with HTTP"));
}

#[test]
fn a_newer_tls_agrees_weakly() {
    let query = Query {
        host: "arc.msn.com",
        protocols: &["TLSv1.3"],
        ..Query::default()
    };
    let attribution = ask(&query).unwrap();
    assert_eq!(attribution.best.protocol, Agreement::Weak);
    assert!(
        attribution
            .best
            .reason
            .contains("documented with TLSv1.2, seen with TLSv1.3")
    );
}

#[test]
fn addresses_and_unknown_names_find_nothing() {
    for name in [
        "20.1.2.3",
        "2001:db8::1",
        "[2001:db8::1]",
        "",
        ".",
        "example.org",
    ] {
        assert!(host(name).is_none(), "{name}");
    }
}

#[test]
fn case_and_a_trailing_dot_do_not_matter() {
    assert!(host("ARC.msn.COM.").is_some());
}

#[test]
fn an_unknown_release_names_the_known_ones() {
    let error = Attributor::new(Catalog::embedded(), Some("windows-95")).unwrap_err();
    assert!(error.to_string().contains(RELEASE), "{error}");
}

#[test]
fn every_documented_destination_is_attributed_to_its_own_area_by_its_own_name() {
    let catalog = Catalog::embedded();
    for (reference, row) in catalog.rows_of_release(RELEASE) {
        let pattern = &catalog.endpoint(reference).pattern;
        let host = pattern
            .common_host(pattern)
            .expect("every pattern holds a host")
            .0;
        let protocols: Vec<&str> = row.protocols.split('/').collect();
        let query = Query {
            host: &host,
            protocols: &protocols,
            ..Query::default()
        };
        let attribution = ask(&query).unwrap();
        assert!(
            attribution.equals().any(|it| it.endpoint == reference),
            "{host} is {}, not {}",
            id(attribution.best.endpoint),
            id(reference)
        );
    }
}

#[test]
fn near_misses_name_the_closest_endpoints_and_the_owner() {
    let related = attributor()
        .related("v21.events.data.microsoft.com")
        .unwrap();
    assert_eq!(related.vendor, Some("Microsoft"));
    assert_eq!(related.domain.as_deref(), Some("microsoft.com"));
    let near: Vec<&str> = related.endpoints.iter().take(3).copied().collect();
    assert!(
        near.contains(&"diagnostic-data/v20.events.data.microsoft.com"),
        "{near:?}"
    );
    assert!(related.more > 0);
    assert_eq!(attributor().related("example.org"), None);
}

#[test]
fn a_name_is_explained_with_its_controls_and_sources() {
    let explanation = attributor().explain("https://settings-win.data.microsoft.com/settings/v3.0");
    assert_eq!(
        explanation.subject,
        Subject::Name {
            host: "settings-win.data.microsoft.com".into(),
            path: Some("/settings/v3.0".into())
        }
    );
    let endpoint = &explanation.matches[0].endpoint;
    let mut rows = endpoint.documented.iter();
    assert!(rows.any(|row| (row.release, row.line) == (RELEASE, 95)));
    assert!(endpoint.controls.iter().any(|it| it.section == Some("31")));
    assert_eq!(explanation.related, None);
}

#[test]
fn a_pattern_is_explained_by_what_it_reaches() {
    let explanation = attributor().explain("*.windowsupdate.com");
    let reached: Vec<(Relation, &str)> = explanation
        .relations
        .iter()
        .map(|it| (it.relation, it.endpoint.id))
        .collect();
    assert_eq!(
        reached[..2],
        [
            (Relation::Same, "windows-update/windowsupdate.com"),
            (Relation::Contains, "certificates/ctldl.windowsupdate.com")
        ]
    );
}

#[test]
fn a_carrier_is_named_and_not_attributed() {
    let explanation = attributor().explain("*.akadns.net");
    assert!(explanation.relations.is_empty());
    let carrier = explanation.carrier.unwrap();
    assert!(
        carrier
            .sentence
            .starts_with("*.akadns.net is a load balancer")
    );
    let explanation = attributor().explain("www.tm.a.prd.aadg.akadns.net");
    assert!(explanation.matches.is_empty() && explanation.carrier.is_some());
}

#[test]
fn addresses_and_nonsense_are_explained_as_such() {
    let attributor = attributor();
    let subject = |text| attributor.explain(text).subject;
    assert!(matches!(subject("[2001:db8::1]"), Subject::Address { .. }));
    assert!(matches!(subject("20.1.2.3:443"), Subject::Address { .. }));
    assert!(matches!(subject("20.0.0.0/8"), Subject::Network { .. }));
    assert!(matches!(subject("20.0.0.1/32"), Subject::Address { .. }));
    assert!(matches!(subject("20.0.0.0/33"), Subject::Unreadable { .. }));
    assert!(matches!(subject("999.1.1.1"), Subject::Unreadable { .. }));
    assert!(matches!(subject("no name"), Subject::Unreadable { .. }));
}

#[test]
fn explanations_have_a_json_form() {
    let json = serde_json::to_value(attributor().explain("go.microsoft.com")).unwrap();
    assert_eq!(json["subject"]["kind"], "name");
    assert_eq!(json["matches"][0]["endpoint"]["area"], "fwlink");
    assert_eq!(json["matches"][1]["tied"], true);
}
