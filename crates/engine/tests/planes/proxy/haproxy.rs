//! HAProxy, with the maps and frontends.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use backchat_engine::plane::{self, File};
use backchat_engine::rules::Action;

use super::client::{http, http_verdict, tls_verdict};
use super::target::Target;
use super::{Ask, Asked, ask_all, each_artefact, holds_to_its_claims, hostile, put, text, wait};
use crate::consumer::{Place, Running, free_port, has, run};
use crate::policies;

const MAIN: &str = "global\n  maxconn 200\ndefaults\n  timeout connect 5s\n  timeout client 20s\n  timeout server 20s\n";

/// The files of a command line, on ports of loopback and with a target that every connection goes to.
fn configuration(place: &Place, files: &[File], http: u16, tls: u16, target: u16) -> [PathBuf; 2] {
    let changes = [
        ("/etc/haproxy/backchat", text(place.path())),
        ("bind :443", &format!("bind 127.0.0.1:{tls}")),
        ("bind :80", &format!("bind 127.0.0.1:{http}")),
        ("0.0.0.0", &format!("127.0.0.1:{target}")),
        // The test calls the proxy itself.
        (
            "    tcp-request connection reject if { dst_is_local }\n",
            "",
        ),
    ];
    put(place, files, &changes);
    [
        place.file("haproxy.cfg", MAIN),
        place.path().join("backchat.cfg"),
    ]
}

#[test]
fn haproxy_takes_every_file_as_it_is() {
    if !has("haproxy") {
        return;
    }
    each_artefact("haproxy", |policy, artefact, _, _| {
        let (fine, said) = check(&artefact.files, " -m found\n");
        assert!(fine && said.is_empty(), "{policy}: {said}");
        assert!(!check(&artefact.files, " -m fund\n").0, "it can say no");
    });
}

#[test]
fn no_name_of_a_policy_leaves_its_comment_in_haproxy() {
    if has("haproxy") {
        let (fine, said) = check(&hostile("haproxy").files, " -m found\n");
        assert!(fine && said.is_empty(), "{said}");
    }
}

/// What `haproxy -c` says of files whose conditions end in `end`.
fn check(files: &[File], end: &str) -> (bool, String) {
    let place = Place::new("haproxy-check");
    let changes = [
        ("/etc/haproxy/backchat", text(place.path())),
        (" -m found\n", end),
    ];
    put(&place, files, &changes);
    let main = place.file("haproxy.cfg", MAIN);
    run(Command::new("haproxy")
        .args(["-c", "-q", "-f"])
        .arg(main)
        .arg("-f")
        .arg(place.path().join("backchat.cfg")))
}

fn asked(files: &[File], names: &[String]) -> Vec<Asked> {
    let target = Target::start();
    let place = Place::new("haproxy");
    let (http, tls) = (free_port(), free_port());
    let [main, own] = configuration(&place, files, http, tls, target.port);
    let mut running = Running::start(
        Command::new("haproxy")
            .args(["-db", "-f"])
            .arg(main)
            .arg("-f")
            .arg(own)
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    wait(&mut running, http);
    let get = |host: &str| {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        http_verdict(http, &request)
    };
    let ways: [(&'static str, Ask<'_>); 5] = [
        ("Host", &get),
        ("Host in upper case with a port", &|name| {
            get(&format!("{}:80", name.to_uppercase()))
        }),
        ("Host with a dot and a port", &|name| {
            get(&format!("{name}.:80"))
        }),
        ("server name", &|name| tls_verdict(tls, Some(name))),
        ("server name in upper case", &|name| {
            tls_verdict(tls, Some(&name.to_uppercase()))
        }),
    ];
    ask_all(names, &ways)
}

#[test]
fn haproxy_does_what_the_maps_claim() {
    if has("haproxy") {
        holds_to_its_claims("haproxy", asked);
    }
}

#[test]
fn connections_without_a_name_pass_only_a_list_of_what_is_blocked() {
    if !has("haproxy") {
        return;
    }
    for (policy, expected) in [("quiet", Action::Pass), ("updates-only", Action::Block)] {
        policies::with(policy, &format!("preset = \"{policy}\""), |order| {
            let artefact = plane::find("haproxy").unwrap().compile(order).unwrap();
            let target = Target::start();
            let place = Place::new("haproxy");
            let (http, tls) = (free_port(), free_port());
            let [main, own] = configuration(&place, &artefact.files, http, tls, target.port);
            let mut command = Command::new("haproxy");
            command.args(["-db", "-f"]).arg(main).arg("-f").arg(own);
            let mut running = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
            wait(&mut running, http);
            assert_eq!(tls_verdict(tls, None), expected, "{policy}");
        });
    }
}

#[test]
fn no_request_hides_its_host_from_haproxy() {
    if !has("haproxy") {
        return;
    }
    policies::with("quiet", "preset = \"quiet\"", |order| {
        let artefact = plane::find("haproxy").unwrap().compile(order).unwrap();
        let target = Target::start();
        let place = Place::new("haproxy");
        let (port, tls) = (free_port(), free_port());
        let [main, own] = configuration(&place, &artefact.files, port, tls, target.port);
        let mut command = Command::new("haproxy");
        command.args(["-db", "-f"]).arg(main).arg("-f").arg(own);
        let mut running = Running::start(command.stdout(Stdio::null()).stderr(Stdio::null()));
        wait(&mut running, port);
        let status = |head: &str| http(port, &format!("{head}\r\nConnection: close\r\n\r\n")).0;
        let blocked = "fs.microsoft.com";
        for head in [
            format!("GET http://{blocked}/ HTTP/1.1\r\nHost: {blocked}"),
            format!("GET http://{blocked}/ HTTP/1.1\r\nHost: ok.example"),
            format!("GET http://{blocked}/ HTTP/1.0"),
            format!("GET / HTTP/1.1\r\nHost: ok.example\r\nHost: {blocked}"),
            format!("GET / HTTP/1.1\r\nHost: ok.example, {blocked}"),
            format!("GET / HTTP/1.1\r\nHost: ok.example@{blocked}"),
            format!("GET / HTTP/1.1\r\nHost:\t{blocked}:"),
        ] {
            assert!(matches!(status(&head), 400 | 403), "{head:?}");
        }
        for host in [
            "ok.example",
            "ok.example:80",
            "[2001:db8::1]",
            "192.0.2.1:8080",
        ] {
            assert_eq!(
                status(&format!("GET / HTTP/1.1\r\nHost: {host}")),
                200,
                "{host}"
            );
        }
    });
}
