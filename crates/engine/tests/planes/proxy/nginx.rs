//! nginx, with the maps of the stream module.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use backchat_engine::plane::File;
use backchat_engine::rules::Action;

use super::client::tls_verdict;
use super::resolver::Resolver;
use super::target::Target;
use super::{Ask, Asked, ask_all, each_artefact, holds_to_its_claims, hostile, put, text, wait};
use crate::consumer::{Place, Running, free_port, has, run};

/// A main configuration with something in it. One process: workers would outlive a master that is killed.
pub(super) fn main(place: &Place, inner: &str) -> PathBuf {
    let folder = text(place.path());
    place.file(
        "nginx.conf",
        format!(
            "pid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\nmaster_process off;\nevents {{ worker_connections 512; }}\n{inner}\n"
        ),
    )
}

/// Starts nginx in the foreground.
pub(super) fn start(configuration: &PathBuf) -> Running {
    Running::start(
        Command::new("nginx")
            .args(["-g", "daemon off;", "-c"])
            .arg(configuration)
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    )
}

/// Whether `nginx -t` takes a configuration without a word, and what it says.
pub(super) fn check(configuration: &PathBuf) -> (bool, String) {
    let (fine, said) = run(Command::new("nginx")
        .args(["-t", "-q", "-c"])
        .arg(configuration));
    (fine && said.is_empty(), said)
}

/// A configuration that includes the plane's file. The module is where Debian has it.
fn stream(place: &Place) -> PathBuf {
    let include = format!(
        "load_module /usr/lib/nginx/modules/ngx_stream_module.so;\n\
         stream {{ include {}/backchat.conf; }}",
        text(place.path())
    );
    // A module is loaded before anything else is said.
    let (module, rest) = include.split_once('\n').unwrap();
    let path = main(place, rest);
    let text = std::fs::read_to_string(&path).unwrap();
    place.file("nginx.conf", format!("{module}\n{text}"))
}

#[test]
fn nginx_takes_every_file_as_it_is() {
    if !has("nginx") {
        return;
    }
    each_artefact("nginx", |policy, artefact, _, _| {
        // A port that needs no rights, and is not used.
        let listen = format!("listen 127.0.0.1:{}", free_port());
        let place = Place::new("nginx-check");
        put(&place, &artefact.files, &[("listen 443", &listen)]);
        let (fine, said) = check(&stream(&place));
        assert!(fine, "{policy}: {said}");
        put(
            &place,
            &artefact.files,
            &[("listen 443", &listen), ("hostnames;", "hostnames")],
        );
        assert!(!check(&stream(&place)).0, "it can say no");
    });
}

#[test]
fn no_name_of_a_policy_leaves_its_comment_in_nginx() {
    if has("nginx") {
        let listen = format!("listen 127.0.0.1:{}", free_port());
        let place = Place::new("nginx-check");
        put(&place, &hostile("nginx").files, &[("listen 443", &listen)]);
        let (fine, said) = check(&stream(&place));
        assert!(fine, "{said}");
    }
}

fn asked(files: &[File], names: &[String]) -> Vec<Asked> {
    let (target, resolver) = (Target::start(), Resolver::start());
    let place = Place::new("nginx");
    let port = free_port();
    let changes = [
        ("listen 443", format!("listen 127.0.0.1:{port}")),
        (
            "resolver 127.0.0.1",
            format!("resolver 127.0.0.1:{}", resolver.port),
        ),
        ("name:443", format!("name:{}", target.port)),
    ];
    let changes = changes.each_ref().map(|(from, to)| (*from, to.as_str()));
    put(&place, files, &changes);
    let mut running = start(&stream(&place));
    wait(&mut running, port);
    assert_eq!(tls_verdict(port, None), Action::Block, "no name");
    let ways: [(&'static str, Ask<'_>); 3] = [
        ("server name", &|name| tls_verdict(port, Some(name))),
        ("server name in upper case", &|name| {
            tls_verdict(port, Some(&name.to_uppercase()))
        }),
        ("server name with a dot", &|name| {
            tls_verdict(port, Some(&format!("{name}.")))
        }),
    ];
    ask_all(names, &ways)
}

#[test]
fn nginx_does_what_the_maps_claim() {
    if has("nginx") {
        holds_to_its_claims("nginx", asked);
    }
}
