//! PowerDNS Recursor, with the response policy zone.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Server, holds_to_its_claims};
use crate::consumer::{Place, Running, free_port, has};

#[test]
fn pdns_recursor_does_what_the_zone_claims() {
    if !has("pdns_recursor") {
        return;
    }
    holds_to_its_claims("rpz", |upstream, files| {
        let place = Place::new("pdns");
        let zone = place.file("rpz.zone", &files[0].content);
        let port = free_port();
        let lua = place.file(
            "rpz.lua",
            format!("rpzFile('{}', {{policyName='backchat'}})\n", zone.display()),
        );
        place.file(
            "recursor.conf",
            format!(
                "local-address=127.0.0.1\nlocal-port={port}\nsocket-dir={}\nforward-zones-recurse=.=127.0.0.1:{}\n\
                 dnssec=off\nlua-config-file={}\ndaemon=no\nloglevel=3\ndont-query=\nthreads=1\n",
                place.path().display(),
                upstream.port,
                lua.display(),
            ),
        );
        let running = Running::start(
            Command::new("pdns_recursor")
                .arg(format!("--config-dir={}", place.path().display()))
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
