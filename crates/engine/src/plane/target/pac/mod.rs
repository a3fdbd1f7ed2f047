//! A proxy auto-configuration file ([MDN](https://developer.mozilla.org/docs/Web/HTTP/Proxy_servers_and_tunneling/Proxy_Auto-Configuration_PAC_file)),
//! for browsers and for programs that use the system's proxy settings.
//!
//! It is ECMAScript 5, as older engines take nothing newer, and a file with an error is a file that lets everything pass.
//! None of PAC's own functions is used: `dnsDomainIs` takes any text at the end of a name, `shExpMatch` crosses dots, and
//! those that look names up would leak what they are asked. Names are keys with a dot in front, so that no name is one of the
//! keys that objects have from the start.

use std::fmt::Write as _;

use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError, Run,
    runs,
};
use crate::rules::{Action, Forms, Names, Shapes, regex};

/// The plane.
pub struct Pac;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

/// The function, which goes through the lists until one holds the name.
const FUNCTION: &str = r#"
// A set of names, each with a dot in front.
function backchatSet(names) {
  var set = {};
  for (var i = 0; i < names.length; i++) {
    set["." + names[i]] = true;
  }
  return set;
}

function backchatHas(set, name) {
  return Object.prototype.hasOwnProperty.call(set, name);
}

// Whether a list holds a host: it is named, something above it is, or it has a form of the list.
function backchatHolds(list, host) {
  var name = "." + host;
  if (backchatHas(list.hosts, name)) {
    return true;
  }
  for (var dot = name.indexOf(".", 1); dot !== -1; dot = name.indexOf(".", dot + 1)) {
    if (backchatHas(list.below, name.substring(dot))) {
      return true;
    }
  }
  for (var i = 0; i < list.forms.length; i++) {
    if (list.forms[i].test(host)) {
      return true;
    }
  }
  return false;
}

function FindProxyForURL(url, host) {
  host = String(host).toLowerCase().replace(/\.+$/, "");
  for (var i = 0; i < backchatLists.length; i++) {
    if (backchatHolds(backchatLists[i], host)) {
      return backchatLists[i].way;
    }
  }
"#;

/// A file that sends everything directly.
const NOTHING: &str = "// backchat pac: everything passes, in place of the file that blocks\n\
                       function FindProxyForURL(url, host) {\n  return \"DIRECT\";\n}\n";

impl Plane for Pac {
    fn id(&self) -> &'static str {
        "pac"
    }

    fn about(&self) -> &'static str {
        "proxy auto-configuration file for browsers and the system's proxy settings"
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
            "it is advice to programs that ask for it: many of Windows' services take the proxy settings of the machine or none",
            "a program that cannot load the file connects directly",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let mut text = Comment::SLASHES.header(self, order, &plan.rules, &[]);
        text.push_str(
            "\n// What passes. With a proxy of your own: \"PROXY proxy.example:3128\".\n\
             var backchatOpen = \"DIRECT\";\n\
             // What is blocked goes to the discard port of the machine itself (RFC 863), where nothing listens: the\n\
             // connection is refused at once and nothing leaves the machine. No DIRECT follows, so there is no way around.\n\
             var backchatBlocked = \"PROXY 127.0.0.1:9\";\n\n\
             // The first list that holds a host decides.\nvar backchatLists = [\n",
        );
        let lists: Vec<String> = runs(&plan).iter().map(list).collect();
        let _ = writeln!(text, "{}\n];", lists.join(",\n"));
        text.push_str(FUNCTION);
        let _ = writeln!(text, "  return {};\n}}", way(plan.default));
        let mut notes: Vec<String> = order.unanswered().into_iter().collect();
        if plan.default == Action::Block {
            notes.push("everything that is not listed is blocked, names of the own network too: list them as exceptions of the policy".to_owned());
        }
        Ok(Artefact {
            files: vec![
                File::apply("proxy.pac", text),
                File::undo("undo-proxy.pac", NOTHING),
            ],
            apply: vec![
                "Serve proxy.pac over HTTP with the type application/x-ns-proxy-autoconfig, and enter its address as the setup script: Windows no longer takes files of the machine itself".to_owned(),
                "Where traffic goes through a proxy already, write it into backchatOpen".to_owned(),
            ],
            undo: vec![
                "Put undo-proxy.pac in the place of proxy.pac, or take the setup script out of the proxy settings".to_owned(),
            ],
            rules: plan.rules,
            notes,
        })
    }
}

const fn way(action: Action) -> &'static str {
    match action {
        Action::Pass => "backchatOpen",
        Action::Block => "backchatBlocked",
    }
}

/// A list as an object: hosts, what is below hosts, forms.
fn list(run: &Run<'_>) -> String {
    let [mut hosts, mut below, mut forms] = [const { String::new() }; 3];
    for (entry, purpose) in &run.entries {
        let (is_host, is_below) = match &entry.names {
            Names::Exact(_) => (true, false),
            Names::Below(_) => (false, true),
            Names::Tree(_) => (true, true),
            Names::Glob(_) => (false, false),
        };
        let comment = Comment::SLASHES.indented("      ").lines([*purpose]);
        let add = |to: &mut String, item: String| {
            if !to.is_empty() {
                to.push_str(",\n");
            }
            let _ = write!(to, "{comment}      {item}");
        };
        let quoted = || format!("\"{}\"", entry.names.host());
        if is_host {
            add(&mut hosts, quoted());
        }
        if is_below {
            add(&mut below, quoted());
        }
        if matches!(entry.names, Names::Glob(_)) {
            add(&mut forms, format!("/{}/", regex(&entry.names)));
        }
    }
    format!(
        "  {{\n    way: {},\n    hosts: backchatSet([\n{hosts}\n    ]),\n    below: backchatSet([\n{below}\n    ]),\n    forms: [\n{forms}\n    ]\n  }}",
        way(run.action)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern;
    use crate::rules::Entry;

    #[test]
    fn a_purpose_cannot_leave_its_comment() {
        let entry = Entry {
            action: Action::Block,
            shape: crate::rules::Shape::Tree,
            names: Names::of(&pattern::read("**.x.example").unwrap().pattern),
            of: Vec::new(),
        };
        let purpose = "a\nreturn\u{2028}1;";
        let run = Run {
            name: "block".to_owned(),
            action: Action::Block,
            entries: vec![(&entry, purpose)],
        };
        let text = list(&run);
        assert!(
            text.contains("      // a\\u{a}return\\u{2028}1;\n"),
            "{text}"
        );
        assert_eq!(text.matches("\"x.example\"").count(), 2);
    }
}
