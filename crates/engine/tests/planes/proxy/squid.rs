//! Squid, with the lists and rules.

use std::process::{Command, Stdio};

use backchat_engine::plane::{self, File};
use backchat_engine::rules::Action;

use super::client::{connect_verdict, http_verdict};
use super::target::Target;
use super::{Ask, Asked, ask_all, each_artefact, holds_to_its_claims, hostile, put, text, wait};
use crate::consumer::{Place, Running, free_port, has, run};
use crate::policies;

/// A configuration that allows all that the plane's rules leave, and the port.
fn configuration(place: &Place, files: &[File], names: &[String]) -> (std::path::PathBuf, u16) {
    let folder = text(place.path());
    put(place, files, &[("/etc/squid/backchat", folder)]);
    let hosts: String = names
        .iter()
        .map(|name| format!("127.0.0.1 {name}\n"))
        .collect();
    place.file("hosts", hosts);
    let port = free_port();
    let configuration = place.file(
        "squid.conf",
        format!(
            "http_port 127.0.0.1:{port}\ninclude {folder}/backchat.conf\nhttp_access allow all\ncache deny all\n\
             hosts_file {folder}/hosts\npid_filename {folder}/pid\ncache_log {folder}/cache.log\naccess_log none\n\
             dns_nameservers 127.0.0.1\nvisible_hostname test\nshutdown_lifetime 0 seconds\nnetdb_filename none\n\
             pinger_enable off\n"
        ),
    );
    (configuration, port)
}

/// What `squid -k parse` says; none where it takes the configuration without a complaint.
fn complaints(files: &[File]) -> Option<String> {
    let place = Place::new("squid-parse");
    let (configuration, _) = configuration(&place, files, &[]);
    let (fine, said) = run(Command::new("squid")
        .args(["-k", "parse", "-f"])
        .arg(configuration));
    let complains = ["FATAL", "ERROR", "WARNING", "Bungled"]
        .iter()
        .any(|it| said.contains(it));
    (!fine || complains).then_some(said)
}

#[test]
fn squid_takes_every_list_without_a_word() {
    if !has("squid") {
        return;
    }
    each_artefact("squid", |policy, artefact, _, _| {
        assert_eq!(complaints(&artefact.files), None, "{policy}");
    });
}

#[test]
fn no_name_of_a_policy_leaves_its_comment_in_squid() {
    if has("squid") {
        assert_eq!(complaints(&hostile("squid").files), None);
    }
}

#[test]
fn rows_that_overlap_come_out_as_a_list_that_squid_takes() {
    if !has("squid") {
        return;
    }
    // In this order, and as plain lines, Squid 5 refuses to start.
    let rows = [
        "host.dl.delivery.example",
        "**.dl.delivery.example",
        "*.delivery.example",
        "**.delivery.example",
        "delivery.example",
    ];
    let plain = rows.map(|row| row.replace("**", "").replace('*', ""));
    let exceptions = rows.map(|row| {
        format!("[[exception]]\noff = \"{row}\"\nreason = \"a row\"\nuntil = 2030-01-01\n")
    });
    let policy = format!(
        "release = \"2004\"\noff = [\"maps\"]\n{}",
        exceptions.concat()
    );
    policies::with("rows", &policy, |order| {
        let mut artefact = plane::find("squid").unwrap().compile(order).unwrap();
        assert_eq!(complaints(&artefact.files), None);
        let list = artefact
            .files
            .iter_mut()
            .find(|it| it.name == "block-names.list")
            .unwrap();
        let lines: Vec<&str> = list.text().unwrap().lines().collect();
        assert!(lines.contains(&".delivery.example"), "{lines:?}");
        // The judge can say no.
        list.content = format!("{}\n", plain.join("\n")).into_bytes();
        assert!(complaints(&artefact.files).is_some());
    });
}

fn asked(files: &[File], names: &[String]) -> Vec<Asked> {
    let target = Target::start();
    let place = Place::new("squid");
    let (configuration, port) = configuration(&place, files, names);
    let mut running = Running::start(
        Command::new("squid")
            .args(["-N", "-n", &format!("t{port}"), "-f"])
            .arg(configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    wait(&mut running, port);
    let plain = |name: &str| {
        let to = target.port;
        let request = format!(
            "GET http://{name}:{to}/ HTTP/1.1\r\nHost: {name}:{to}\r\nConnection: close\r\n\r\n"
        );
        http_verdict(port, &request)
    };
    let ways: [(&'static str, Ask<'_>); 3] = [
        ("CONNECT", &|name| connect_verdict(port, name, target.port)),
        ("GET", &plain),
        ("CONNECT in upper case with a dot", &|name| {
            connect_verdict(port, &format!("{}.", name.to_uppercase()), target.port)
        }),
    ];
    ask_all(names, &ways)
}

#[test]
fn squid_does_what_the_rules_claim() {
    if has("squid") {
        holds_to_its_claims("squid", asked);
    }
}

#[test]
fn requests_to_addresses_pass_only_a_list_of_what_is_blocked() {
    if !has("squid") {
        return;
    }
    for (policy, expected) in [("quiet", Action::Pass), ("updates-only", Action::Block)] {
        policies::with(policy, &format!("preset = \"{policy}\""), |order| {
            let artefact = plane::find("squid").unwrap().compile(order).unwrap();
            let asked = asked(&artefact.files, &["127.0.0.1".to_owned()]);
            assert_eq!(asked[0].really, expected, "{policy}");
        });
    }
}
