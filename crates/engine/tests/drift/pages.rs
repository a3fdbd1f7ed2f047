//! The releases' pages as an axis.

use backchat_engine::catalog::Catalog;
use backchat_engine::drift::Standing;

use crate::fleet::{drift, hourly, of, run};

/// A host that pages of Windows 10 Enterprise document by its own name, for the first time with a release.
fn first_documented_for(version: &str) -> String {
    let catalog = Catalog::embedded();
    let ids: Vec<String> = [
        "1709", "1803", "1809", "1903", "1909", "2004", "20h2", "21h1", "21h2",
    ]
    .iter()
    .map(|it| format!("windows-10-{it}-enterprise"))
    .collect();
    let wanted = format!("windows-10-{version}-enterprise");
    let place = ids.iter().position(|it| *it == wanted).unwrap();
    let attributor = backchat_engine::attribute::Attributor::new(catalog, None).unwrap();
    let hosts = catalog.endpoints().iter().map(|it| &it.entry.as_written);
    let hosts = hosts.filter(|it| !it.contains(['*', '/']));
    let found = hosts.map(|it| it.to_lowercase()).find(|host| {
        let query = backchat_engine::attribute::Query {
            host,
            ..Default::default()
        };
        let Some(found) = attributor.attribute(&query) else {
            return false;
        };
        let all = std::iter::once(&found.best).chain(&found.others);
        let rows: Vec<&str> = all
            .flat_map(|it| &catalog.endpoint(it.endpoint).entry.documented)
            .map(|row| row.release.as_str())
            .collect();
        ids.iter()
            .enumerate()
            .all(|(at, id)| rows.contains(&id.as_str()) == (at >= place))
    });
    found.unwrap()
}

#[test]
fn what_is_documented_from_a_later_release_on_is_told() {
    let host = first_documented_for("20h2");
    let runs = [
        run(0, 0).said("release", "2004").calls(&host, hourly()),
        run(1, 0).said("release", "2004").calls(&host, hourly()),
    ];
    let drift = drift(&runs.map(|it| it.record()));
    let documented = &of(&drift, &host).documented;
    assert_eq!(documented.standing, Standing::Early);
    assert_eq!(
        documented.words,
        "documented for Windows 10 Enterprise from 20H2 on, seen here on 2004"
    );
}

#[test]
fn what_nobody_documents_is_told() {
    let drift = drift(&[run(0, 0), run(1, 0)].map(|it| it.record()));
    let documented = &of(&drift, "steady.example").documented;
    assert_eq!(documented.standing, Standing::Undocumented);
    assert_eq!(documented.words, "no page documents it");
}

#[test]
fn editions_are_told_apart() {
    let run = |host, edition| {
        run(host, 0)
            .said("release", "2004")
            .said("edition", edition)
            .calls("arc.msn.com", hourly())
    };
    let drift = drift(&[run(0, "Enterprise"), run(1, "Pro")].map(|it| it.record()));
    let releases: Vec<Option<&str>> = drift.runs.iter().map(|it| it.release.as_deref()).collect();
    assert_eq!(
        releases,
        [
            Some("windows-10-2004-enterprise"),
            Some("windows-10-2004-pro")
        ]
    );
    let keys: Vec<&str> = drift.axes.iter().map(|it| it.key.as_str()).collect();
    assert_eq!(keys, ["edition", "host"]);
}
