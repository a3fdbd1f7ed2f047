//! Name servers: each loads what its plane made, and answers what the plane claims, name by name.

mod client;
mod upstream;

mod adguard;
mod blocky;
mod dnscrypt_proxy;
mod dnsmasq;
mod kresd;
mod listed;
mod named;
mod pdns_recursor;
mod pihole;
mod unbound;
mod windows_dns;

use std::net::IpAddr;
use std::time::{Duration, Instant};

use backchat_engine::plane::{self, File, NamePlan, PlaneError};
use backchat_engine::rules::Action;

use crate::consumer::{Place, Running};
use crate::{policies, question};
use client::{A, AAAA, HTTPS, ask};
use upstream::Upstream;

/// A name server that has loaded a plane's files.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) running: Running,
    /// Its files, which live as long as it does.
    #[expect(dead_code, reason = "it is held to be dropped last")]
    pub(crate) place: Place,
    pub(crate) patience: Duration,
}

/// Starts a server for each policy with what the plane made of it, asks it for several hundred names, and compares with
/// what the plane claims.
pub(crate) fn holds_to_its_claims(id: &str, start: impl Fn(&Upstream, &[File]) -> Server) {
    let upstream = Upstream::start();
    let mut asked_in_all = 0;
    policies::each(|policy, order| {
        let plane = plane::find(id).unwrap();
        if order.fits(plane).is_err() {
            return;
        }
        let forms = plane.forms(order.intent.list).unwrap();
        let (artefact, plan) = match (plane.compile(order), NamePlan::of(order, forms)) {
            (Ok(artefact), Ok(plan)) => (artefact, plan),
            (Err(PlaneError::Nothing(_)), _) => return,
            (Err(error), _) | (_, Err(error)) => panic!("{policy}: {error}"),
        };
        let mut server = start(&upstream, &artefact.files);
        let asked = question::names(order.intent);
        let blocked = asked.iter().find(|it| plan.verdict(it) == Action::Block);
        wait(&mut server, blocked.map(String::as_str));
        let mut wrong = Vec::new();
        for name in &asked {
            let claimed = plan.verdict(name);
            for kind in [A, AAAA] {
                let answer = ask(server.port, name, kind, server.patience);
                let passed = answer
                    .as_ref()
                    .is_some_and(|it| Upstream::gave(&it.addresses));
                let really = if passed { Action::Pass } else { Action::Block };
                if really != claimed {
                    wrong.push(format!(
                        "{name}: {claimed:?} is claimed, and it says {answer:?}"
                    ));
                }
            }
            // A record of this type holds addresses too: what is blocked must not come in that way.
            if claimed == Action::Block {
                let answer = ask(server.port, name, HTTPS, server.patience);
                if answer
                    .as_ref()
                    .is_some_and(|it| it.records > 0 && it.addresses.is_empty())
                {
                    wrong.push(format!("{name}: HTTPS records come through: {answer:?}"));
                }
            }
        }
        asked_in_all += asked.len();
        assert!(
            wrong.is_empty(),
            "{id}, {policy}: {} of {} names:\n{}",
            wrong.len(),
            asked.len(),
            wrong.join("\n")
        );
    });
    println!("{id}: {asked_in_all} names asked");
    assert!(asked_in_all > 300, "{asked_in_all}");
}

/// Starts a server with policies that answer the names of the connectivity test, and asks for each: it gives the addresses of
/// the policy and no others.
pub(crate) fn answers_as_ordered(id: &str, start: impl Fn(&Upstream, &[File]) -> Server) {
    let upstream = Upstream::start();
    let ncsi = "ncsi = { answer = \"192.0.2.80\", answer6 = \"2001:db8::80\" }";
    for policy in [
        format!("release = \"2004\"\noff = [\"diagnostic-data\"]\n{ncsi}"),
        format!("preset = \"updates-only\"\n{ncsi}"),
    ] {
        policies::with("answers", &policy, |order| {
            let artefact = plane::find(id).unwrap().compile(order).unwrap();
            let mut server = start(&upstream, &artefact.files);
            wait(&mut server, None);
            assert!(!order.intent.answers.is_empty());
            for answer in &order.intent.answers {
                for (kind, v4) in [(A, true), (AAAA, false)] {
                    let wanted = answer.addresses.iter().filter(|it| it.is_ipv4() == v4);
                    let wanted: Vec<IpAddr> = wanted.copied().collect();
                    let given = ask(server.port, answer.name, kind, server.patience);
                    let given = given.map(|it| it.addresses);
                    assert_eq!(given, Some(wanted), "{id}, {policy}: {}", answer.name);
                }
            }
        });
    }
}

/// Waits until the server answers, and until a name that is to be blocked is: servers answer before they have read their
/// policy zones. If it never is, that is for the comparison to find.
#[expect(
    clippy::disallowed_methods,
    reason = "a program that starts takes real time"
)]
fn wait(server: &mut Server, blocked: Option<&str>) {
    let start = Instant::now();
    let short = Duration::from_millis(200);
    while ask(server.port, "started.unrelated.example", A, short).is_none() {
        server.running.check();
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it does not answer"
        );
    }
    let passes = |name: &str| {
        let answer = ask(server.port, name, A, server.patience);
        answer.is_some_and(|it| Upstream::gave(&it.addresses))
    };
    let start = Instant::now();
    while blocked.is_some_and(passes) && start.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(50));
    }
}
