//! Registry files, as Samba and hivex read them: the one checks the text, the other puts it into a real hive.

use std::collections::HashSet;
use std::process::Command;

use backchat_engine::plane::Role;
use backchat_engine::plane::registry_plan::KINDS;
use backchat_engine::plane::registry_value::Value;
use backchat_engine::plane::target::registry_file::{
    Operation, RegistryState, read, undo_file, write,
};

use super::{each, hive, plan};
use crate::consumer::{Place, has, run};

const ROOTS: [(&str, &str); 2] = [
    ("machine.reg", "HKEY_LOCAL_MACHINE"),
    ("user.reg", "HKEY_CURRENT_USER"),
];

fn units(utf16: &[u8]) -> Vec<u16> {
    let pairs = utf16.as_chunks::<2>().0.iter();
    pairs.map(|it| u16::from_le_bytes(*it)).collect()
}

/// As hivexregedit wants it: without the mark, and with line ends of Unix.
fn text(utf16: &[u8]) -> String {
    String::from_utf16(&units(utf16)[1..])
        .unwrap()
        .replace('\r', "")
}

#[test]
fn samba_takes_every_file() {
    if !has("net") {
        return;
    }
    each("registry-file", |policy, _, artefact| {
        let place = Place::new("samba");
        let settings = samba(&place);
        for file in &artefact.files {
            // Unlike Windows, Samba stops where a value that is to be deleted is not there.
            let text = String::from_utf16(&units(&file.content)).unwrap();
            let lines = text
                .split("\r\n")
                .map(|line| match line.strip_suffix("=-") {
                    Some(name) => format!("{name}=dword:00000001\r\n{line}"),
                    None => line.to_owned(),
                });
            let text = lines.collect::<Vec<_>>().join("\r\n");
            let bytes = text.encode_utf16().flat_map(u16::to_le_bytes);
            let path = place.file(&file.name, bytes.collect::<Vec<u8>>());
            let (fine, said) = import(&settings, &path);
            assert!(fine, "{policy}, {}: {said}", file.name);
        }
    });
    // It really can say no.
    let place = Place::new("samba");
    let settings = samba(&place);
    let bad = "\u{feff}Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\A\r\n\"a\"=\"b\"\r\n";
    let bad: Vec<u8> = bad.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bad = place.file("bad.reg", bad);
    assert!(!import(&settings, &bad).0);
}

fn samba(place: &Place) -> std::path::PathBuf {
    let folder = place.path().display();
    place.file(
        "smb.conf",
        format!("[global]\nlock directory = {folder}\nstate directory = {folder}\ncache directory = {folder}\nprivate dir = {folder}\nregistry shares = no\n"),
    )
}

fn import(settings: &std::path::Path, file: &std::path::Path) -> (bool, String) {
    run(Command::new("net")
        .arg("-s")
        .arg(settings)
        .args(["registry", "import"])
        .arg(file)
        .arg("--test"))
}

#[test]
fn what_is_read_back_is_exactly_what_was_meant() {
    each("registry-file", |policy, order, artefact| {
        let mut said = Vec::new();
        for file in artefact.files.iter().filter(|it| it.role == Role::Apply) {
            let reading = read(&file.content).unwrap();
            assert_eq!(reading.problems, [], "{policy}, {}", file.name);
            said.extend(reading.operations.into_iter().filter_map(|it| match it {
                Operation::SetValue { key, name, value } => Some((key, name, Some(value))),
                Operation::DeleteValue { key, name } => Some((key, name, None)),
                _ => None,
            }));
        }
        let wanted = plan::settings(order, artefact, KINDS);
        let wanted: Vec<_> = wanted.into_iter().filter_map(plan::value).collect();
        for it in &wanted {
            let same = |other: &&(String, String, Option<Value>)| {
                other.0.eq_ignore_ascii_case(&it.0) && other.1.eq_ignore_ascii_case(&it.1)
            };
            assert_eq!(
                said.iter().find(same).map(|it| &it.2),
                Some(&it.2),
                "{policy}: {it:?}"
            );
        }
        assert!(said.iter().all(|it| wanted.contains(it)), "{policy}");
        // Nothing is set twice.
        let names = said
            .iter()
            .map(|it| format!("{}\\{}", it.0, it.1).to_lowercase());
        assert_eq!(names.collect::<HashSet<_>>().len(), said.len(), "{policy}");
    });
}

#[test]
fn a_hive_holds_what_was_meant_and_is_the_same_again_after_the_undo() {
    if !has("hivexregedit") {
        return;
    }
    each("registry-file", |policy, order, artefact| {
        let wanted = plan::settings(order, artefact, KINDS);
        let wanted: Vec<_> = wanted.into_iter().filter_map(plan::value).collect();
        for (name, root) in ROOTS {
            let Some(file) = artefact.files.iter().find(|it| it.name == name) else {
                continue;
            };
            let own: Vec<_> = wanted.iter().filter(|it| it.0.starts_with(root)).collect();
            let machine = Machine::new(root);
            // Something is there before: keys, and values of other data and types. ASCII, as hivexregedit takes every byte of a
            // text for a letter.
            let mut before = vec![Operation::CreateKey(format!("{root}\\SOFTWARE\\Other"))];
            for (number, (key, name, _)) in own.iter().enumerate() {
                let value = match number % 4 {
                    0 => Value::dword(0x1234_5678),
                    1 => Value::text("before, \"with\" \\ marks"),
                    2 => Value {
                        kind: 3,
                        data: (0..=99).collect(),
                    },
                    _ => continue,
                };
                if number % 3 > 0 {
                    before.push(Operation::SetValue {
                        key: key.clone(),
                        name: name.clone(),
                        value,
                    });
                }
                before.push(Operation::SetValue {
                    key: key.clone(),
                    name: "backchat-beside".to_owned(),
                    value: Value {
                        kind: 2,
                        data: b"%\0x\0\0\0".to_vec(),
                    },
                });
            }
            machine.import(&text(&write(&[], &before)));
            let first = machine.export();
            machine.import(&text(&file.content));
            let (held, problems) = RegistryState::read(machine.export().as_bytes()).unwrap();
            assert_eq!(problems, []);
            for (key, name, value) in &own {
                assert_eq!(
                    held.value(key, name),
                    value.as_ref(),
                    "{policy}: {key}\\{name}"
                );
            }
            let (state, problems) = RegistryState::read(first.as_bytes()).unwrap();
            assert_eq!(problems, []);
            let undo = undo_file(&state, &file.content).unwrap();
            machine.import(&text(&undo));
            let (last, _) = RegistryState::read(machine.export().as_bytes()).unwrap();
            assert!(last == state, "{policy}, {name}: {}", text(&undo));
            let last = machine.export();
            let differs = last.lines().zip(first.lines()).find(|(a, b)| a != b);
            assert!(last == first, "{policy}, {name}: {differs:?}");
        }
    });
}

#[test]
fn the_plain_undo_leaves_no_value_behind() {
    if !has("hivexregedit") {
        return;
    }
    each("registry-file", |policy, _, artefact| {
        for (name, root) in ROOTS {
            let content = |name: &str| {
                artefact
                    .files
                    .iter()
                    .find(|it| it.name == name)
                    .map(|it| &it.content)
            };
            let (Some(apply), Some(undo)) = (content(name), content(&format!("undo-{name}")))
            else {
                continue;
            };
            let machine = Machine::new(root);
            machine.import(&text(apply));
            machine.import(&text(undo));
            let left = machine.export();
            let left = read(left.as_bytes()).unwrap().operations;
            let told = text(undo)
                .matches("Not known what was there before")
                .count();
            let back = read(undo).unwrap().operations;
            let back = back
                .iter()
                .filter(|it| matches!(it, Operation::SetValue { .. }))
                .count();
            let left = left
                .iter()
                .filter(|it| matches!(it, Operation::SetValue { .. }))
                .count();
            assert!(left <= told + back, "{policy}: {left} of {told} + {back}");
        }
    });
}

/// A hive in a folder of its own.
struct Machine {
    place: Place,
    root: &'static str,
}

impl Machine {
    fn new(root: &'static str) -> Self {
        let place = Place::new("hive");
        place.file("hive", hive::empty());
        Self { place, root }
    }

    /// Merges a file. hivexregedit makes no keys above a key, so they are named before it here, as the editor makes them.
    fn import(&self, text: &str) {
        let mut seen: HashSet<String> = HashSet::new();
        let mut lines = Vec::new();
        for line in text.lines() {
            if let Some(key) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']'))
                && !key.starts_with('-')
            {
                for (end, _) in key.match_indices('\\').skip(1) {
                    if seen.insert(key[..end].to_lowercase()) {
                        lines.push(format!("[{}]\n", &key[..end]));
                    }
                }
            }
            lines.push(line.to_owned());
        }
        let file = self.place.file("merge.reg", lines.join("\n") + "\n");
        let (fine, said) = run(Command::new("hivexregedit")
            .args(["--merge", "--prefix", self.root])
            .arg(self.place.path().join("hive"))
            .arg(file));
        assert!(fine && said.is_empty(), "{said}");
    }

    fn export(&self) -> String {
        let (fine, said) = run(Command::new("hivexregedit")
            .args(["--export", "--prefix", self.root])
            .arg(self.place.path().join("hive"))
            .arg("\\"));
        assert!(fine, "{said}");
        said
    }
}
