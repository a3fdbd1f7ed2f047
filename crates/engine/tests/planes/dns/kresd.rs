//! Knot Resolver, with the response policy zone.
//!
//! It takes `rpz-passthru` for the end of all its policies, and forwarding is one of them: names that pass would be resolved from
//! the root on. So the rule is wrapped where it forwards, as here.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::{Server, holds_to_its_claims};
use crate::consumer::{Place, Running, free_port, has};

#[test]
fn kresd_does_what_the_zone_claims() {
    if !has("kresd") {
        return;
    }
    holds_to_its_claims("rpz", |upstream, files| {
        let place = Place::new("kresd");
        let zone = place.file("rpz.zone", &files[0].content);
        let port = free_port();
        let configuration = place.file(
            "kresd.conf",
            format!(
                "net.listen('127.0.0.1', {port}, {{ kind = 'dns' }})\nmodules = {{ 'policy' }}\n\
                 trust_anchors.remove('.')\ncache.size = 10 * MB\n\
                 local zone = policy.rpz(policy.DENY, '{}', false)\n\
                 policy.add(function (request, query)\n  local action = zone(request, query)\n  \
                 if action ~= policy.PASS then return action end\nend)\n\
                 policy.add(policy.all(policy.FORWARD({{'127.0.0.1@{}'}})))\n",
                zone.display(),
                upstream.port,
            ),
        );
        let running = Running::start(
            Command::new("kresd")
                .arg("-n")
                .arg("-c")
                .arg(configuration)
                .arg(place.path())
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
