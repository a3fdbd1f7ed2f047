//! Unbound, with its local zones and with the response policy zone.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use backchat_engine::plane::{self, File};

use super::upstream::Upstream;
use super::{Server, answers_as_ordered, holds_to_its_claims};
use crate::consumer::{Place, Running, free_port, has, run};
use crate::policies;

#[test]
fn unbound_checkconf_takes_every_file_without_a_word() {
    if !has("unbound-checkconf") {
        return;
    }
    policies::each(|policy, order| {
        let place = Place::new("unbound-check");
        let Ok(artefact) = plane::find("unbound").unwrap().compile(order) else {
            return;
        };
        for file in artefact.files {
            let path = place.file(&file.name, &file.content);
            let whole = place.file("whole.conf", configuration(&place, 53, 53, &path, ""));
            let (fine, said) = run(Command::new("unbound-checkconf").arg(&whole));
            let wanted = format!("unbound-checkconf: no errors in {}", whole.display());
            assert!(fine && said.trim() == wanted, "{policy}: {said}");
        }
    });
}

#[test]
fn unbound_checkconf_does_not_take_what_is_wrong() {
    if !has("unbound-checkconf") {
        return;
    }
    let place = Place::new("unbound-check");
    for wrong in [
        "local-zone: \"x.\" always_reject",
        "local-zone: \"a..b.\" static",
        "local-zonee: \"x.\" static",
    ] {
        let path = place.file("wrong.conf", format!("server:\n  {wrong}\n"));
        let whole = place.file("whole.conf", configuration(&place, 53, 53, &path, ""));
        let (fine, said) = run(Command::new("unbound-checkconf").arg(&whole));
        assert!(!fine, "{wrong}: {said}");
    }
}

#[test]
fn unbound_does_what_the_local_zones_claim() {
    if !has("unbound") {
        return;
    }
    holds_to_its_claims("unbound", with_zones);
}

#[test]
fn unbound_answers_what_it_is_to_answer() {
    if has("unbound") {
        answers_as_ordered("unbound", with_zones);
    }
}

fn with_zones(upstream: &Upstream, files: &[File]) -> Server {
    let place = Place::new("unbound");
    let zones = place.file("zones.conf", &files[0].content);
    start(upstream, place, &zones, "iterator", "")
}

#[test]
fn unbound_does_what_the_policy_zone_claims() {
    if !has("unbound") {
        return;
    }
    holds_to_its_claims("rpz", with_policy_zone);
}

#[test]
fn unbound_answers_what_the_policy_zone_has_it_answer() {
    if has("unbound") {
        answers_as_ordered("rpz", with_policy_zone);
    }
}

fn with_policy_zone(upstream: &Upstream, files: &[File]) -> Server {
    let place = Place::new("unbound-rpz");
    let zone = place.file("rpz.zone", &files[0].content);
    let nothing = place.file("nothing.conf", "");
    let rpz = format!(
        "rpz:\n  name: \"rpz.local.\"\n  zonefile: \"{}\"\n",
        zone.display()
    );
    start(upstream, place, &nothing, "respip validator iterator", &rpz)
}

fn start(upstream: &Upstream, place: Place, zones: &Path, modules: &str, more: &str) -> Server {
    let port = free_port();
    let more = format!("server:\n  module-config: \"{modules}\"\n{more}");
    let text = configuration(&place, port, upstream.port, zones, &more);
    let running = Running::start(
        Command::new("unbound")
            .arg("-d")
            .arg("-c")
            .arg(place.file("unbound.conf", text))
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

/// A configuration that includes `zones`. Unbound's own zone for `test.` is taken away, as names in it are asked for.
fn configuration(place: &Place, port: u16, upstream: u16, zones: &Path, more: &str) -> String {
    format!(
        "server:\n  directory: \"{}\"\n  chroot: \"\"\n  username: \"\"\n  pidfile: \"\"\n  use-syslog: no\n  logfile: \"\"\n\
         \x20 interface: 127.0.0.1\n  port: {port}\n  do-not-query-localhost: no\n  num-threads: 1\n\
         \x20 local-zone: \"test.\" nodefault\ninclude: \"{}\"\n{more}\
         remote-control:\n  control-enable: no\nforward-zone:\n  name: \".\"\n  forward-addr: 127.0.0.1@{upstream}\n",
        place.path().display(),
        zones.display(),
    )
}
