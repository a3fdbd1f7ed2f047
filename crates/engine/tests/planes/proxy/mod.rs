//! Proxies: each loads what its plane made, and lets through or stops what the plane claims, name by name.

mod client;
mod resolver;
mod target;

mod appliance;
mod haproxy;
mod ncsi_web;
mod nginx;
mod pac;
mod squid;

use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use backchat_engine::plane::{self, Artefact, File, NamePlan, PlaneError, Role};
use backchat_engine::rules::Action;

use crate::consumer::{Place, Running};
use crate::{policies, question};

/// What a consumer did with a name.
pub(crate) struct Asked {
    /// The name, in lower case and without a dot at the end.
    pub(crate) name: String,
    /// How it was asked for.
    pub(crate) how: &'static str,
    /// What came of it.
    pub(crate) really: Action,
}

/// The artefact of every policy that the plane takes.
pub(crate) fn each_artefact(
    id: &str,
    mut test: impl FnMut(&str, &Artefact, &NamePlan, Vec<String>),
) {
    policies::each(|policy, order| {
        let plane = plane::find(id).unwrap();
        if order.fits(plane).is_err() {
            return;
        }
        let forms = plane.ability().names.unwrap();
        match (plane.compile(order), NamePlan::of(order, forms)) {
            (Ok(artefact), Ok(plan)) => {
                let names = question::names(order.intent).into_iter().collect();
                test(policy, &artefact, &plan, names);
            }
            (Err(PlaneError::Nothing(_)), _) => {}
            (Err(error), _) | (_, Err(error)) => panic!("{policy}: {error}"),
        }
    });
}

/// Has the consumer asked for several hundred names under each policy, and compares with what the plane claims.
pub(crate) fn holds_to_its_claims(id: &str, ask: impl Fn(&[File], &[String]) -> Vec<Asked>) {
    let (mut asked_in_all, mut blocked) = (0, 0);
    each_artefact(id, |policy, artefact, plan, names| {
        let asked = ask(&artefact.files, &names);
        let wrong: Vec<String> = asked
            .iter()
            .filter(|it| it.really != plan.verdict(&it.name))
            .map(|it| format!("{} ({}): {:?}", it.name, it.how, it.really))
            .collect();
        asked_in_all += asked.len();
        println!(
            "{policy}: {} names, {} entries in {} files",
            names.len(),
            plan.entries.len(),
            artefact.files.len()
        );
        blocked += asked.iter().filter(|it| it.really == Action::Block).count();
        assert!(asked.len() >= names.len(), "{id}, {policy}");
        assert!(
            wrong.is_empty(),
            "{id}, {policy}: {} of {} are treated otherwise than claimed:\n{}",
            wrong.len(),
            asked.len(),
            wrong.join("\n")
        );
    });
    println!("{id}: {asked_in_all} requests, {blocked} of them blocked");
    assert!(blocked > 100 && asked_in_all - blocked > 100);
}

/// A way to ask for a name, and what came of it.
pub(crate) type Ask<'a> = &'a (dyn Fn(&str) -> Action + Sync);

/// A plane's artefact for a policy whose name tries to leave the comment that it stands in, and is longer than any buffer.
pub(crate) fn hostile(id: &str) -> Artefact {
    let name = format!(
        "x\r\n}}\"'`; deny all\u{2028}\u{85}return 1; // */ \\ $(x) ${{x}} <!-- {}\n{}\\",
        "y".repeat(5000),
        "z ".repeat(5000)
    );
    let mut made = None;
    policies::with(&name, "preset = \"quiet\"", |order| {
        made = Some(plane::find(id).unwrap().compile(order).unwrap());
    });
    made.unwrap()
}

/// Asks for every name in every way, four at a time.
pub(crate) fn ask_all(names: &[String], ways: &[(&'static str, Ask<'_>)]) -> Vec<Asked> {
    let chunk = names.len().div_ceil(4).max(1);
    std::thread::scope(|scope| {
        let threads: Vec<_> = names
            .chunks(chunk)
            .map(|names| {
                scope.spawn(move || {
                    let asked = names.iter().flat_map(|name| {
                        ways.iter().map(move |(how, ask)| Asked {
                            name: name.clone(),
                            how,
                            really: ask(name),
                        })
                    });
                    asked.collect::<Vec<_>>()
                })
            })
            .collect();
        let asked = threads.into_iter().flat_map(|it| it.join().unwrap());
        asked.collect()
    })
}

/// Puts the files that are applied into a folder, with `changes` made to the texts.
pub(crate) fn put(place: &Place, files: &[File], changes: &[(&str, &str)]) {
    for file in files.iter().filter(|it| it.role == Role::Apply) {
        let mut text = file.text().unwrap().to_owned();
        for (from, to) in changes {
            text = text.replace(from, to);
        }
        place.file(&file.name, text);
    }
}

/// Waits until a program takes connections.
#[expect(
    clippy::disallowed_methods,
    reason = "a program that starts takes real time"
)]
pub(crate) fn wait(running: &mut Running, port: u16) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        running.check();
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "it takes no connections"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A path as text.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}
