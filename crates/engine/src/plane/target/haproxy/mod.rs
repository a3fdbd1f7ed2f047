//! Map files and frontends for [HAProxy](https://docs.haproxy.org/2.6/configuration.html), 2.6 and later: the name in TLS'
//! ClientHello, and the Host header of plain HTTP.
//!
//! Hosts are keys of `map_str`, what is below `x` is `.x` in `map_end` (a suffix of text, which the dot makes one of labels),
//! stars in the middle are `map_reg`. `map_dom` is not used: it takes a name for a match where it stands anywhere in
//! another. Names are brought to lower case and lose a port and a dot at the end before they are looked up, as maps compare
//! bytes.

mod frontend;

use std::fmt::Write as _;

use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError, Run,
    denials, runs,
};
use crate::rules::{Forms, Names, Shapes, regex};
use frontend::{List, frontends};

/// The plane.
pub struct Haproxy;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

/// Where the maps are expected. HAProxy takes relative names from the folder that it was started in.
const FOLDER: &str = "/etc/haproxy/backchat";

impl Plane for Haproxy {
    fn id(&self) -> &'static str {
        "haproxy"
    }

    fn about(&self) -> &'static str {
        "maps and frontends for HAProxy: server names of TLS and hosts of HTTP"
    }

    fn ability(&self) -> Ability {
        Ability {
            family: Family::Proxy,
            names: Some(FORMS),
            settings: &[],
            addresses: false,
            answers: Answering::Nothing,
        }
    }

    fn limits(&self) -> &'static [&'static str] {
        &[
            "a name that the ClientHello encrypts, or splits over records, is not seen: with a list of what is blocked it passes",
            "QUIC goes over UDP, which these frontends do not take: block UDP to port 443",
            "a client may write another name than that of the address that it calls",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let runs = runs(&plan);
        let more = ["Sections of its own, to be loaded after a file with global and defaults (timeouts above all).".to_owned()];
        let mut text = Comment::HASH.header(self, order, &plan.rules, &more);
        let mut files = Vec::new();
        let mut lists = Vec::new();
        for run in &runs {
            for (file, list) in maps(run) {
                files.push(file);
                lists.push(list);
            }
        }
        text.push_str(&frontends(&lists, &denials(&runs, plan.default)));
        files.insert(0, File::apply("backchat.cfg", text));
        files.push(File::undo(
            "undo-backchat.cfg",
            "# backchat haproxy: nothing, in place of the frontends that filter\n",
        ));
        Ok(Artefact {
            files,
            apply: vec![
                format!("Put backchat.cfg and the maps into {FOLDER}; for another folder, change the names of the maps in backchat.cfg"),
                format!("Check it: haproxy -c -f /etc/haproxy/haproxy.cfg -f {FOLDER}/backchat.cfg"),
                format!("Load it after the main file: in /etc/default/haproxy, EXTRAOPTS=\"-f {FOLDER}/backchat.cfg\", and restart HAProxy"),
                "On the router, redirect what goes out to TCP ports 80 and 443 to the two frontends (iptables -t nat, REDIRECT): they connect onward to where the client wanted to".to_owned(),
            ],
            undo: vec![
                "Take the redirection out of the firewall first, then -f with backchat.cfg out of EXTRAOPTS (or put undo-backchat.cfg in its place), and restart HAProxy".to_owned(),
            ],
            rules: plan.rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}

/// The maps of a run: up to three, each with how it is looked up.
fn maps(run: &Run<'_>) -> Vec<(File, List)> {
    let [mut hosts, mut below, mut forms] = [const { String::new() }; 3];
    for (entry, purpose) in &run.entries {
        let comment = Comment::HASH.lines([*purpose]);
        let add = |to: &mut String, key: &str| {
            let _ = writeln!(to, "{comment}{key} 1");
        };
        match &entry.names {
            Names::Exact(host) => add(&mut hosts, host),
            Names::Below(host) => add(&mut below, &format!(".{host}")),
            Names::Tree(host) => {
                add(&mut hosts, host);
                add(&mut below, &format!(".{host}"));
            }
            names @ Names::Glob(_) => add(&mut forms, &regex(names)),
        }
    }
    let mut maps = Vec::new();
    for (part, lookup, text) in [
        ("hosts", "map_str", hosts),
        ("below", "map_end", below),
        ("forms", "map_reg", forms),
    ] {
        if text.is_empty() {
            continue;
        }
        let name = format!("{}-{part}.map", run.name);
        let list = List {
            of: run.name.clone(),
            lookup: format!("{lookup}({FOLDER}/{name})"),
        };
        let text = format!("# made by backchat; see backchat.cfg\n{text}");
        maps.push((File::apply(name, text), list));
    }
    maps
}
