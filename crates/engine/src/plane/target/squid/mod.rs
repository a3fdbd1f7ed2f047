//! Lists and rules for [Squid](https://www.squid-cache.org/Doc/config/acl/), 4 and later.
//!
//! `dstdomain` takes hosts (`x`) and hosts with what is below them (`.x`). Two entries of one list that overlap are fatal or
//! a warning, by their order; entries of a plan do not overlap. What is below a host without it, and stars in the middle,
//! are `dstdom_regex`. Both have `-n`: without it Squid looks the addresses of requests up in reverse DNS, and lets who
//! owns an address choose its name.
//!
//! The rules only deny. An `http_access allow` for what stays would open the proxy to everybody who may not use it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::plane::{
    Ability, Answering, Artefact, Comment, Denial, Family, File, NamePlan, Order, Plane,
    PlaneError, Run, denials, runs,
};
use crate::rules::{Forms, Names, Shape, Shapes, regex};

/// The plane.
pub struct Squid;

const SHAPES: Shapes = Shapes {
    below: Some(Shape::Regex),
    ..Shapes::ALL
};

const FORMS: Forms = Forms {
    block: SHAPES,
    pass: SHAPES,
    allow_list: true,
};

/// Where the lists are expected. Squid takes relative names from the folder that it was started in.
const FOLDER: &str = "/etc/squid/backchat";

impl Plane for Squid {
    fn id(&self) -> &'static str {
        "squid"
    }

    fn about(&self) -> &'static str {
        "lists and access rules for Squid"
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
            "only what goes through the proxy is held: programs that connect directly need a firewall that stops them",
            "of HTTPS, the name of the CONNECT request is looked at; in a list of what is blocked, requests to addresses pass",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let runs = runs(&plan);
        let more = ["Include it above the first http_access line that allows. It denies and never allows, so the rules that follow decide on all else.".to_owned()];
        let mut text = Comment::HASH.header(self, order, &plan.rules, &more);
        let mut lists = Vec::new();
        for run in &runs {
            lists.extend(lists_of(run, &mut text));
        }
        for denial in denials(&runs, plan.default) {
            text.push_str(&rule(&denial));
        }
        let nothing = "# backchat squid: nothing, in place of the rules that deny\n";
        let mut files = vec![File::apply("backchat.conf", text)];
        files.extend(lists);
        files.push(File::undo("undo-backchat.conf", nothing));
        Ok(Artefact {
            files,
            apply: vec![
                format!("Put backchat.conf and the lists into {FOLDER}; for another folder, change the names of the lists in backchat.conf"),
                format!("In squid.conf, above the first http_access line that allows: include {FOLDER}/backchat.conf"),
                "Check it: squid -k parse".to_owned(),
                "Load it: squid -k reconfigure".to_owned(),
            ],
            undo: vec![
                "Take the include line out of squid.conf, or put undo-backchat.conf in the place of backchat.conf".to_owned(),
                "Load it: squid -k reconfigure".to_owned(),
            ],
            rules: plan.rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}

/// The lists of a run; their `acl` lines go into `text`.
fn lists_of(run: &Run<'_>, text: &mut String) -> Vec<File> {
    // Sorted, so that a change of the policy is a small change of the list.
    let (mut domains, mut forms) = (BTreeSet::new(), BTreeSet::new());
    for (entry, _) in &run.entries {
        match &entry.names {
            Names::Exact(host) => domains.insert(host.to_string()),
            Names::Tree(host) => domains.insert(format!(".{host}")),
            names @ (Names::Below(_) | Names::Glob(_)) => forms.insert(regex(names)),
        };
    }
    let name = &run.name;
    let (mut files, mut parts) = (Vec::new(), String::new());
    for (part, kind, lines) in [
        ("names", "dstdomain -n", domains),
        ("forms", "dstdom_regex -n -i", forms),
    ] {
        if lines.is_empty() {
            continue;
        }
        let file = format!("{name}-{part}.list");
        let _ = writeln!(
            text,
            "acl backchat_{name}_{part} {kind} \"{FOLDER}/{file}\""
        );
        let _ = write!(parts, " backchat_{name}_{part}");
        let lines: Vec<String> = lines.into_iter().collect();
        files.push(File::apply(
            file,
            format!(
                "# made by backchat; see backchat.conf\n{}\n",
                lines.join("\n")
            ),
        ));
    }
    let _ = writeln!(text, "acl backchat_{name} any-of{parts}");
    files
}

fn rule(denial: &Denial<'_>) -> String {
    let mut line = "http_access deny".to_owned();
    // Squid has an ACL `all` built in.
    match denial.of {
        Some(of) => line.push_str(&format!(" backchat_{of}")),
        None => line.push_str(" all"),
    }
    for pass in &denial.unless {
        line.push_str(&format!(" !backchat_{pass}"));
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_is_one_line() {
        let denial = Denial {
            of: Some("block"),
            unless: vec!["pass"],
        };
        assert_eq!(
            rule(&denial),
            "http_access deny backchat_block !backchat_pass\n"
        );
        let all = Denial { of: None, ..denial };
        assert_eq!(rule(&all), "http_access deny all !backchat_pass\n");
    }
}
