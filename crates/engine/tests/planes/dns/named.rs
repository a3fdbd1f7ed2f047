//! BIND, with the response policy zone.

use std::process::{Command, Stdio};
use std::time::Duration;

use backchat_engine::plane;

use super::{Server, holds_to_its_claims};
use crate::consumer::{Place, Running, free_port, has, run};
use crate::policies;

#[test]
fn named_checkzone_takes_every_zone_without_a_word() {
    if !has("named-checkzone") {
        return;
    }
    policies::each(|policy, order| {
        let place = Place::new("rpz");
        let artefact = plane::find("rpz").unwrap().compile(order).unwrap();
        for file in artefact.files {
            let path = place.file(&file.name, &file.content);
            let (fine, said) = run(Command::new("named-checkzone")
                .args(["-i", "full", "rpz.local"])
                .arg(&path));
            let lines = said.lines().filter(|line| {
                !line.starts_with("zone rpz.local/IN: loaded serial") && *line != "OK"
            });
            assert!(
                fine && lines.count() == 0,
                "{policy}, {}: {said}",
                file.name
            );
        }
    });
}

#[test]
fn named_does_what_the_zone_claims() {
    if !has("named") {
        return;
    }
    holds_to_its_claims("rpz", |upstream, files| {
        let place = Place::new("named");
        let zone = place.file("rpz.zone", &files[0].content);
        let port = free_port();
        let configuration = place.file(
            "named.conf",
            format!(
                "options {{ directory \"{folder}\"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; \
                 pid-file \"{folder}/pid\"; session-keyfile \"{folder}/key\"; managed-keys-directory \"{folder}\"; \
                 recursion yes; allow-query {{ any; }}; dnssec-validation no; forward only; empty-zones-enable no; \
                 forwarders {{ 127.0.0.1 port {}; }}; response-policy {{ zone \"rpz.local\"; }} qname-wait-recurse no; }};\n\
                 controls {{ }};\n\
                 zone \"rpz.local\" {{ type primary; file \"{}\"; allow-query {{ none; }}; }};\n",
                upstream.port,
                zone.display(),
                folder = place.path().display(),
            ),
        );
        let running = Running::start(
            Command::new("named")
                .arg("-g")
                .arg("-c")
                .arg(configuration)
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        Server {
            port,
            running,
            place,
            patience: Duration::from_secs(3),
        }
    });
}
