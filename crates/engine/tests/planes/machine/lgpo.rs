//! LGPO text. No real program judged it: it is read back here with the grammar that the tool's documentation gives.

use backchat_engine::plane::Role;
use backchat_engine::plane::registry_plan::KINDS;
use backchat_engine::plane::registry_value::Value;

use super::{each, plan};

type Entry = (String, String, Option<Value>);

/// Blocks of four lines between empty lines; `;` begins a comment.
fn entries(text: &str) -> Vec<Entry> {
    assert!(text.is_ascii());
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let lines: Vec<&str> = text.lines().filter(|it| !it.starts_with(';')).collect();
    let blocks = lines.split(|it| it.is_empty()).filter(|it| !it.is_empty());
    blocks
        .map(|block| {
            let [owner, key, name, action] = block else {
                panic!("{block:?}");
            };
            let root = match *owner {
                "Computer" => "HKEY_LOCAL_MACHINE",
                "User" => "HKEY_CURRENT_USER",
                other => panic!("{other}"),
            };
            let value = match action.split_once(':') {
                Some(("DWORD", number)) => Some(Value::dword(number.parse().unwrap())),
                Some(("SZ", text)) => Some(Value::text(text)),
                None if *action == "DELETE" => None,
                _ => panic!("{action}"),
            };
            (format!("{root}\\{key}"), (*name).to_owned(), value)
        })
        .collect()
}

#[test]
fn the_text_says_exactly_what_was_meant() {
    each("lgpo", |policy, order, artefact| {
        let said = entries(artefact.files[0].text().unwrap());
        let wanted = plan::settings(order, artefact, KINDS);
        let wanted: Vec<Entry> = wanted.into_iter().filter_map(plan::value).collect();
        assert!(said.iter().all(|it| wanted.contains(it)), "{policy}");
        for it in &wanted {
            let same = said.iter().any(|other| {
                other.0.eq_ignore_ascii_case(&it.0)
                    && other.1.eq_ignore_ascii_case(&it.1)
                    && other.2 == it.2
            });
            assert!(same, "{policy}: {it:?}");
        }
    });
}

#[test]
fn the_undo_names_every_value_or_says_that_it_is_not_known() {
    each("lgpo", |policy, _, artefact| {
        let undo = artefact
            .files
            .iter()
            .find(|it| it.role == Role::Undo)
            .unwrap();
        let undo = undo.text().unwrap();
        let unknown = undo.matches("Not known what was there before").count();
        let said = entries(artefact.files[0].text().unwrap());
        assert_eq!(entries(undo).len() + unknown, said.len(), "{policy}");
    });
}
