//! dnsmasq.

use std::process::{Command, Stdio};
use std::time::Duration;

use backchat_engine::plane::{self, File};

use super::upstream::Upstream;
use super::{Server, answers_as_ordered, holds_to_its_claims};
use crate::consumer::{Place, Running, free_port, has, run};
use crate::policies;

#[test]
fn dnsmasq_takes_every_file() {
    if !has("dnsmasq") {
        return;
    }
    let place = Place::new("dnsmasq-check");
    policies::each(|policy, order| {
        let Ok(artefact) = plane::find("dnsmasq").unwrap().compile(order) else {
            return;
        };
        for file in artefact.files {
            let (fine, said) = check(&place, &file.content);
            assert!(
                fine && said.trim() == FINE,
                "{policy}, {}: {said}",
                file.name
            );
        }
    });
    for wrong in ["locall=/x/", "address=/x/0.0.0.256", "local=x"] {
        let (fine, said) = check(&place, wrong.as_bytes());
        assert!(!fine, "{wrong}: {said}");
    }
}

#[test]
fn dnsmasq_does_what_the_lines_claim() {
    if !has("dnsmasq") {
        return;
    }
    holds_to_its_claims("dnsmasq", start);
}

#[test]
fn dnsmasq_answers_what_it_is_to_answer() {
    if has("dnsmasq") {
        answers_as_ordered("dnsmasq", start);
    }
}

fn start(upstream: &Upstream, files: &[File]) -> Server {
    let place = Place::new("dnsmasq");
    let lines = place.file("lines.conf", &files[0].content);
    let port = free_port();
    let running = Running::start(
        Command::new("dnsmasq")
            .args([
                "--keep-in-foreground",
                "--no-resolv",
                "--no-hosts",
                "--bind-interfaces",
            ])
            .args(["--listen-address=127.0.0.1", "--user=root", "--pid-file="])
            .arg(format!("--port={port}"))
            .arg(format!("--server=127.0.0.1#{}", upstream.port))
            .arg(format!("--conf-file={}", lines.display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null()),
    );
    Server {
        port,
        running,
        place,
        patience: Duration::from_secs(3),
    }
}

const FINE: &str = "dnsmasq: syntax check OK.";

fn check(place: &Place, content: &[u8]) -> (bool, String) {
    let path = place.file("check.conf", content);
    run(Command::new("dnsmasq").arg("--test").arg("-C").arg(path))
}
