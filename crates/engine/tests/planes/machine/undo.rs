//! The way back of registry files, for any registry and any file: what was there before is there again, byte for byte.

use backchat_engine::plane::registry_value::Value;
use backchat_engine::plane::target::registry_file::{
    Operation, RegistryState, UndoError, read, undo_from, write,
};
use proptest::collection::vec;
use proptest::prelude::*;

const ROOT: &str = "HKEY_LOCAL_MACHINE";

/// Few keys and names, so that they meet; in both cases, and with letters that need care.
fn key() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        Just("A"),
        Just("a"),
        Just("B\u{e9}"),
        Just("]"),
        Just("-C"),
        Just(";"),
        Just("\"")
    ];
    vec(part, 1..4).prop_map(|parts| format!("{ROOT}\\{}", parts.join("\\")))
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(""),
        Just("v"),
        Just("V"),
        Just("a\\\"b"),
        Just("=-"),
        Just("\u{df}")
    ]
    .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        Just("x"),
        Just(""),
        Just(" "),
        Just("a\r\n\"b\"=-"),
        Just("c:\\d\" ; e")
    ];
    let bytes = vec(any::<u8>(), 0..60);
    prop_oneof![
        any::<u32>().prop_map(Value::dword),
        text.prop_map(Value::text),
        (prop_oneof![0_u32..12, any::<u32>()], bytes).prop_map(|(kind, data)| Value { kind, data }),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        1 => key().prop_map(Operation::CreateKey),
        1 => key().prop_map(Operation::DeleteKey),
        2 => (key(), name()).prop_map(|(key, name)| Operation::DeleteValue { key, name }),
        6 => (key(), name(), value())
            .prop_map(|(key, name, value)| Operation::SetValue { key, name, value }),
    ]
}

/// An export that lists the whole root.
fn before(operations: &[Operation]) -> Vec<Operation> {
    let root = Operation::CreateKey(ROOT.to_owned());
    std::iter::once(root)
        .chain(operations.iter().cloned())
        .collect()
}

proptest! {
    #[test]
    fn applying_and_undoing_leads_back(first in vec(operation(), 0..12), made in vec(operation(), 0..12)) {
        let before = RegistryState::of(&before(&first));
        let undo = undo_from(&before, &made).unwrap();
        let mut state = before.clone();
        for operation in made.iter().chain(&undo) {
            state.apply(operation);
        }
        prop_assert!(state == before, "{:?}", undo);
    }

    #[test]
    fn what_is_written_does_the_same_when_it_is_read(operations in vec(operation(), 0..12)) {
        let reading = read(&write(&["a comment".to_owned()], &operations)).unwrap();
        prop_assert_eq!(&reading.problems, &[]);
        prop_assert!(RegistryState::of(&reading.operations) == RegistryState::of(&operations));
    }

    #[test]
    fn any_bytes_after_the_header_are_read_or_told(bytes in vec(any::<u8>(), 0..200), old in any::<bool>()) {
        let header: &[u8] = if old { b"REGEDIT4\n" } else { b"Windows Registry Editor Version 5.00\n" };
        let whole = [header, b"[HKEY_CURRENT_USER\\A]\n", &bytes].concat();
        let reading = read(&whole).unwrap();
        prop_assert!(reading.problems.len() <= whole.len());
        let _ = read(&bytes);
    }

    #[test]
    fn any_lines_are_read_or_told(lines in vec("[\\[\\]\"@=;\\\\a-fx0-9:(),\\- \r\u{e9}]{0,12}", 0..20)) {
        let text = format!("REGEDIT4\n[HKCU\\A]\n{}", lines.join("\n"));
        let reading = read(text.as_bytes()).unwrap();
        prop_assert!(reading.operations.len() + reading.problems.len() <= lines.len() + 1);
    }
}

#[test]
fn a_key_that_the_export_does_not_cover_is_told() {
    let export =
        "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies]\n";
    let (state, _) = RegistryState::read(export.as_bytes()).unwrap();
    let delete = |key: &str| Operation::DeleteValue {
        key: format!("{ROOT}\\{key}"),
        name: "v".to_owned(),
    };
    assert!(undo_from(&state, &[delete("software\\POLICIES\\New")]).is_ok());
    assert_eq!(
        undo_from(&state, &[delete("SOFTWARE\\PoliciesX")]),
        Err(UndoError::NotCovered(vec![format!(
            "{ROOT}\\SOFTWARE\\PoliciesX"
        )]))
    );
}

#[test]
fn a_line_that_could_not_be_read_stops_the_undo_of_its_key_only() {
    let export = "Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\A]\n\"v\"=dword:xyz\n\"w\"=dword:1\n\n\
                  [HKEY_LOCAL_MACHINE\\B]\n";
    let (state, problems) = RegistryState::read(export.as_bytes()).unwrap();
    assert_eq!(
        problems[0].to_string(),
        "line 4: the number is not one of up to eight hexadecimal digits; it was not used, the rest was"
    );
    assert_eq!(
        state.value("HKEY_LOCAL_MACHINE\\A", "W"),
        Some(&Value::dword(1))
    );
    let change = |key: &str| {
        [Operation::DeleteValue {
            key: key.to_owned(),
            name: "v".to_owned(),
        }]
    };
    assert!(matches!(
        undo_from(&state, &change("HKEY_LOCAL_MACHINE\\a")),
        Err(UndoError::Doubtful(_))
    ));
    assert!(undo_from(&state, &change("HKEY_LOCAL_MACHINE\\B")).is_ok());
}

#[test]
fn a_key_line_that_cannot_be_read_takes_its_values_with_it() {
    let text = "Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\A]\n[HKEY_NOWHERE\\B]\n\"v\"=dword:1\n";
    let reading = read(text.as_bytes()).unwrap();
    assert_eq!(
        reading.operations,
        [Operation::CreateKey("HKEY_CURRENT_USER\\A".to_owned())]
    );
    assert_eq!(
        reading
            .problems
            .iter()
            .map(|it| it.line)
            .collect::<Vec<_>>(),
        [4, 5]
    );
    let (state, _) = RegistryState::read(text.as_bytes()).unwrap();
    let made = [Operation::CreateKey("HKEY_CURRENT_USER\\A".to_owned())];
    assert_eq!(undo_from(&state, &made), Err(UndoError::Lost));
}

#[test]
fn what_editors_write_is_read() {
    let text = "REGEDIT4\r\n\r\n; a comment\r\n[HKCU\\Soft]ware]\r\n@=\"it\"\r\n\"a\"=hex(2):25,61,\\\r\n  25,00 ; why\r\n\
                \"b\"=\"two\r\nlines\"\r\n\"c\"=-\r\n[-HKEY_USERS\\X]\r\n";
    let reading = read(text.as_bytes()).unwrap();
    assert_eq!(reading.problems, []);
    let key = "HKEY_CURRENT_USER\\Soft]ware".to_owned();
    let set = |name: &str, value| Operation::SetValue {
        key: key.clone(),
        name: name.to_owned(),
        value,
    };
    assert_eq!(
        reading.operations,
        [
            Operation::CreateKey(key.clone()),
            set("", Value::text("it")),
            set(
                "a",
                Value {
                    kind: 2,
                    data: b"%\0a\0%\0\0\0".to_vec()
                }
            ),
            set("b", Value::text("two\r\nlines")),
            Operation::DeleteValue {
                key: key.clone(),
                name: "c".to_owned()
            },
            Operation::DeleteKey("HKEY_USERS\\X".to_owned()),
        ]
    );
}

#[test]
fn values_below_a_key_that_is_not_well_formed_are_not_put_under_another() {
    let mut text: Vec<u16> = "\u{feff}REGEDIT4\n[HKCU\\A]\n[HKCU\\?]\n\"v\"=dword:1"
        .encode_utf16()
        .collect();
    // Half a letter.
    let at = text.iter().position(|it| *it == u16::from(b'?')).unwrap();
    text[at] = 0xd800;
    let bytes: Vec<u8> = text.into_iter().flat_map(u16::to_le_bytes).collect();
    let reading = read(&bytes).unwrap();
    assert_eq!(reading.operations.len(), 1);
    let places: Vec<_> = reading
        .problems
        .iter()
        .map(|it| (it.line, it.key.as_deref()))
        .collect();
    assert_eq!(places, [(3, None), (4, None)]);
}
