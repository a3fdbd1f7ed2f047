//! Maps over the server name of TLS for [nginx](https://nginx.org/en/docs/stream/ngx_stream_map_module.html)'s stream module, and
//! a server that connects onward to that name.
//!
//! A map with `hostnames` takes `x`, `*.x` (what is below at any depth) and `.x` (both), and looks expressions up only where
//! none of these holds the name. So an exception that is an expression would lose to a block that is none. Each list
//! is therefore a map of its own that gives 1 or 0, and a last map goes through the digits in order.

use std::fmt::Write as _;

use crate::plane::{
    Ability, Answering, Artefact, Comment, Family, File, NamePlan, Order, Plane, PlaneError, Run,
    runs,
};
use crate::rules::{Action, Forms, Names, Shapes, regex};

/// The plane.
pub struct Nginx;

const FORMS: Forms = Forms {
    block: Shapes::ALL,
    pass: Shapes::ALL,
    allow_list: true,
};

/// The variable that a list's map sets.
fn variable(run: &Run<'_>) -> String {
    format!("$backchat_{}", run.name)
}

impl Plane for Nginx {
    fn id(&self) -> &'static str {
        "nginx"
    }

    fn about(&self) -> &'static str {
        "maps for nginx's stream module: server names of TLS"
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
            "connections without a server name, or with an encrypted one, end here: nginx would not know where to connect",
            "QUIC goes over UDP, and plain HTTP has no server name: neither is taken",
        ]
    }

    fn compile(&self, order: &Order<'_>) -> Result<Artefact, PlaneError> {
        let plan = NamePlan::of(order, FORMS)?;
        let runs = runs(&plan);
        let more = ["Include it in stream { }. What is blocked is sent to the discard port of the machine itself (RFC 863), where nothing listens.".to_owned()];
        let mut text = Comment::HASH.header(self, order, &plan.rules, &more);
        // The usual bucket holds names of about 50 characters; 512 hold every name that DNS has.
        text.push_str("\nmap_hash_bucket_size 512;\n");
        for run in &runs {
            text.push_str(&map(run));
        }
        text.push_str(&way(&runs, plan.default));
        text.push_str(
            "\nserver {\n    listen 443;\n    ssl_preread on;\n    \
             # A resolver that does not send names back here.\n    resolver 127.0.0.1;\n    \
             proxy_pass $backchat_way;\n}\n",
        );
        Ok(Artefact {
            files: vec![
                File::apply("backchat.conf", text),
                File::undo(
                    "undo-backchat.conf",
                    "# backchat nginx: nothing, in place of the maps and the server\n",
                ),
            ],
            apply: vec![
                "Install the stream module (Debian: libnginx-mod-stream), and put backchat.conf into /etc/nginx/backchat".to_owned(),
                "In nginx.conf, outside of http { }: stream { include /etc/nginx/backchat/backchat.conf; }; where a map_hash_bucket_size is set there already, keep one of the two".to_owned(),
                "Set the resolver, and let only the own network reach the port: who does can connect to every name that passes".to_owned(),
                "Check it: nginx -t; load it: nginx -s reload".to_owned(),
                "Lead clients to it: answer their names with its address, or redirect TCP port 443 on the router".to_owned(),
            ],
            undo: vec![
                "Take away what leads clients here first; then take the include out, or put undo-backchat.conf in the place of backchat.conf, and nginx -s reload".to_owned(),
            ],
            rules: plan.rules,
            notes: order.unanswered().into_iter().collect(),
        })
    }
}

/// A list as a map from the server name to 1 or 0.
fn map(run: &Run<'_>) -> String {
    let mut text = format!(
        "\nmap $ssl_preread_server_name {} {{\n    hostnames;\n    default 0;\n",
        variable(run)
    );
    for (entry, purpose) in &run.entries {
        text.push_str(&Comment::HASH.indented("    ").lines([*purpose]));
        let key = match &entry.names {
            Names::Exact(host) if host.contains('.') => host.to_string(),
            Names::Below(host) => format!("*.{host}"),
            Names::Tree(host) => format!(".{host}"),
            // A single label can be a word of the map's own: `default`, `include`.
            names @ (Names::Exact(_) | Names::Glob(_)) => expression(names),
        };
        let _ = writeln!(text, "    {key} 1;");
    }
    text.push_str("}\n");
    text
}

/// An expression in nginx's quotes. It sees the name as it was sent: in any case, and with a dot at the end, which the other
/// kinds of keys are spared.
fn expression(names: &Names) -> String {
    let regex = regex(names);
    let open = regex.strip_suffix('$').unwrap_or(&regex);
    format!("\"~*{open}\\.?$\"")
}

/// The map that goes through the lists' digits: the first 1 decides.
fn way(runs: &[Run<'_>], default: Action) -> String {
    let digits: String = runs.iter().map(variable).collect();
    let mut text = format!(
        "\nmap $ssl_preread_server_name{} $backchat_way {{\n",
        ":".to_owned() + &digits
    );
    // No name: nothing to connect to.
    let _ = writeln!(text, "    ~^: {};", target(Action::Block));
    for (at, run) in runs.iter().enumerate() {
        let _ = writeln!(text, "    ~:{}1 {};", "0".repeat(at), target(run.action));
    }
    let _ = writeln!(text, "    default {};\n}}", target(default));
    text
}

const fn target(action: Action) -> &'static str {
    match action {
        Action::Pass => "$ssl_preread_server_name:443",
        Action::Block => "127.0.0.1:9",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern;
    use crate::plane::trial::{compile, lines, off};

    #[test]
    fn expressions_take_a_dot_at_the_end() {
        let names = Names::of(&pattern::read("a-*.x.example").unwrap().pattern);
        assert_eq!(expression(&names), r#""~*^a-[^.]*\.x\.example\.?$""#);
    }

    #[test]
    fn a_host_cannot_be_a_word_of_the_map() {
        let made = compile(&Nginx, &off("default", &[]));
        let lines = lines(&made, "#");
        assert!(
            lines.contains(&r#""~*^default\.?$" 1;"#.to_owned()),
            "{lines:?}"
        );
        assert!(!lines.contains(&"default 1;".to_owned()), "{lines:?}");
    }

    #[test]
    fn the_first_list_that_holds_a_name_decides() {
        let run = |name: &str, action| Run {
            name: name.to_owned(),
            action,
            entries: Vec::new(),
        };
        let runs = [run("pass", Action::Pass), run("block", Action::Block)];
        let text = way(&runs, Action::Pass);
        assert!(text.contains(
            "    ~:1 $ssl_preread_server_name:443;\n    ~:01 127.0.0.1:9;\n    default $ssl"
        ));
    }
}
