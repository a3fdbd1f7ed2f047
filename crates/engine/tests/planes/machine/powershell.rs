//! The script for PowerShell. No PowerShell ran: its grammar is judged by tree-sitter's, and the table of settings is read
//! back and compared with what was meant.

use backchat_engine::catalog::file::{AppScope, SettingKind};
use backchat_engine::catalog::switch::{Start, Switch};
use backchat_engine::plane::registry_plan::KINDS;
use backchat_engine::plane::registry_value::{Value, kind};
use tree_sitter::{Node, Parser};

use super::{each, plan};

/// Where a text is no PowerShell.
fn mistakes(text: &str) -> Vec<String> {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_powershell::LANGUAGE.into())
        .unwrap();
    let tree = parser.parse(text, None).unwrap();
    let mut mistakes = Vec::new();
    walk(tree.root_node(), &mut mistakes);
    mistakes
}

fn walk(node: Node<'_>, mistakes: &mut Vec<String>) {
    if node.is_error() || node.is_missing() {
        mistakes.push(format!(
            "line {}: {}",
            node.start_position().row + 1,
            node.kind()
        ));
    }
    for at in 0..node.child_count() {
        let at = u32::try_from(at).unwrap();
        if let Some(child) = node.child(at) {
            walk(child, mistakes);
        }
    }
}

fn script(content: &[u8]) -> &str {
    std::str::from_utf8(content.strip_prefix(b"\xef\xbb\xbf").unwrap()).unwrap()
}

#[test]
fn every_script_is_powershell() {
    each("powershell", |policy, _, artefact| {
        for file in &artefact.files {
            let text = script(&file.content);
            let found = mistakes(text);
            assert!(found.is_empty(), "{policy}, {}: {found:?}", file.name);
            // Every line end is one of Windows.
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        }
    });
    // It really can say no.
    for bad in ["if ($a { 1 }", "$a = 'b", "function f { "] {
        assert!(!mistakes(bad).is_empty(), "{bad}");
    }
}

#[test]
fn the_table_holds_exactly_what_was_meant() {
    each("powershell", |policy, order, artefact| {
        let kinds = [KINDS, &[SettingKind::App]].concat();
        let mut wanted: Vec<String> = plan::settings(order, artefact, &kinds)
            .into_iter()
            .map(|setting| wanted(&setting.switch().unwrap()))
            .map(|it| it.to_lowercase())
            .collect();
        let text = script(&artefact.files[0].content);
        let steps = text
            .lines()
            .filter_map(|it| it.trim().strip_prefix("@{ Kind = "));
        let mut said: Vec<String> = steps
            .map(|it| format!("Kind = {}", it.strip_suffix(" }").unwrap()))
            .map(|it| told(&it).to_lowercase())
            .collect();
        wanted.sort();
        wanted.dedup();
        said.sort();
        assert_eq!(said, wanted, "{policy}");
    });
}

/// A line of the table in the form of [`wanted`]: fields are taken apart, literals out of their quotation marks.
fn told(line: &str) -> String {
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let (name, after) = rest.split_once(" = ").unwrap();
        let (value, after) = match after.strip_prefix('\'') {
            Some(text) => {
                let mut value = String::new();
                let mut text = text;
                loop {
                    let (part, after) = text.split_once('\'').unwrap();
                    value.push_str(part);
                    match after.strip_prefix('\'') {
                        Some(after) => {
                            value.push('\'');
                            text = after;
                        }
                        None => break (value, after),
                    }
                }
            }
            None => {
                let end = after.find("; ").unwrap_or(after.len());
                (after[..end].to_owned(), &after[end..])
            }
        };
        parts.push((name.to_owned(), value));
        rest = after.strip_prefix("; ").unwrap_or(after);
    }
    let field = |name: &str| {
        let found = parts.iter().find(|(it, _)| it == name);
        found.map_or_else(|| panic!("{name} in {line}"), |(_, value)| value.as_str())
    };
    match field("Kind") {
        "Value" => format!(
            "{} {} {} {} {}",
            field("Hive"),
            field("Path"),
            field("Name"),
            field("Type"),
            field("Data")
        ),
        "NoValue" => format!("{} {} {} none", field("Hive"), field("Path"), field("Name")),
        "Service" => format!("service {} {}", field("Name"), field("Start")),
        "Firewall" => format!(
            "firewall {} {} {} {} {}",
            field("DisplayName"),
            field("Program"),
            field("Direction"),
            field("Action"),
            field("Protocol")
        ),
        kind => format!("{kind} {}", field("Name")),
    }
}

/// A setting in one line.
fn wanted(switch: &Switch<'_>) -> String {
    let hive = |long: &str| {
        if long == "HKEY_LOCAL_MACHINE" {
            "LocalMachine"
        } else {
            "CurrentUser"
        }
    };
    match switch {
        Switch::SetValue { key, name, data } => {
            let value = Value::from(data);
            let (kind, data) = match value.kind {
                kind::DWORD => (
                    "DWord",
                    format!("[int] {}", value.as_dword().unwrap().cast_signed()),
                ),
                kind::TEXT => ("String", value.as_text().unwrap()),
                other => panic!("the catalog has a type that this test does not know: {other}"),
            };
            format!(
                "{} {} {name} {kind} {data}",
                hive(key.hive.long()),
                key.path
            )
        }
        Switch::DeleteValue { key, name } => {
            format!("{} {} {name} none", hive(key.hive.long()), key.path)
        }
        Switch::Service { name, start } => {
            let start = match start {
                Start::Automatic => "Automatic",
                Start::Manual => "Manual",
                Start::Disabled => "Disabled",
            };
            format!("service {name} {start}")
        }
        Switch::Firewall { rule, .. } => format!(
            "firewall {} {} {} {} {}",
            rule.name,
            rule.program,
            if rule.outbound { "Outbound" } else { "Inbound" },
            if rule.block { "Block" } else { "Allow" },
            if rule.protocol == Some(6) {
                "TCP"
            } else {
                "other"
            }
        ),
        Switch::App { package, scope } => {
            let kind = if *scope == AppScope::Image {
                "ImageApp"
            } else {
                "UserApp"
            };
            format!("{kind} {package}")
        }
        other => panic!("{other:?}"),
    }
}
