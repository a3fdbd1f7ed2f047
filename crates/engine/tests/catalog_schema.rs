//! `catalog/schema.json`, which editors read, against the structs, which the program reads, and against the data.

use std::collections::BTreeSet;
use std::path::Path;

use backchat_engine::catalog::{Source, file};
use serde::de::DeserializeOwned;
use serde_json::Value;

fn schema() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog/schema.json");
    let text = std::fs::read_to_string(path).expect("the schema lies beside the data");
    serde_json::from_str(&text).expect("the schema is JSON")
}

/// The keys that a struct takes, out of what it says when it is given one that it does not.
fn keys_of<T: DeserializeOwned>() -> BTreeSet<String> {
    let Err(error) = toml::from_str::<T>("no-such-key = 1") else {
        panic!("an unknown key was taken");
    };
    let message = error.message().to_owned();
    let (_, list) = message
        .split_once("expected")
        .unwrap_or_else(|| panic!("{message}"));
    let keys = list.split('`').skip(1).step_by(2);
    keys.map(str::to_owned).collect()
}

#[test]
fn the_schema_and_the_structs_have_the_same_keys() {
    let schema = schema();
    let structs = [
        ("AreaFile", keys_of::<file::AreaFile>()),
        ("ReleaseFile", keys_of::<file::ReleaseFile>()),
        ("ControlFile", keys_of::<file::ControlFile>()),
        ("VendorFile", keys_of::<file::VendorFile>()),
        ("CarrierFile", keys_of::<file::CarrierFile>()),
        ("AcceptedFile", keys_of::<file::AcceptedFile>()),
        ("AreaEntry", keys_of::<file::AreaEntry>()),
        ("AreaRow", keys_of::<file::AreaRow>()),
        ("Mention", keys_of::<file::Mention>()),
        ("ControlLink", keys_of::<file::ControlLink>()),
        ("Requirement", keys_of::<file::Requirement>()),
        ("EndpointEntry", keys_of::<file::EndpointEntry>()),
        ("Meaning", keys_of::<file::Meaning>()),
        ("Row", keys_of::<file::Row>()),
        ("SetEntry", keys_of::<file::SetEntry>()),
        ("Observed", keys_of::<file::Observed>()),
        ("ProcessEntry", keys_of::<file::ProcessEntry>()),
        ("Place", keys_of::<file::Place>()),
        ("Document", keys_of::<file::Document>()),
        ("ReleaseEntry", keys_of::<file::ReleaseEntry>()),
        ("Method", keys_of::<file::Method>()),
        ("Counts", keys_of::<file::Counts>()),
        ("ControlEntry", keys_of::<file::ControlEntry>()),
        ("Part", keys_of::<file::Part>()),
        ("Group", keys_of::<file::Group>()),
        ("Allowed", keys_of::<file::Allowed>()),
        ("Setting", keys_of::<file::Setting>()),
        ("VendorEntry", keys_of::<file::VendorEntry>()),
        ("CarrierEntry", keys_of::<file::CarrierEntry>()),
        ("AcceptedEntry", keys_of::<file::AcceptedEntry>()),
    ];
    let named: BTreeSet<&str> = structs.iter().map(|(name, _)| *name).collect();
    for (name, keys) in &structs {
        let properties = schema["$defs"][name]["properties"].as_object();
        let properties = properties.unwrap_or_else(|| panic!("the schema has no {name}"));
        let described: BTreeSet<String> = properties.keys().cloned().collect();
        assert_eq!(&described, keys, "{name}");
    }
    for (name, definition) in schema["$defs"].as_object().expect("definitions") {
        if definition["type"] == "object" {
            assert!(
                named.contains(name.as_str()),
                "{name} is compared with no struct"
            );
        }
    }
}

#[test]
fn every_file_follows_the_schema() {
    let schema = schema();
    for file in Source::embedded().files {
        let parts: Vec<&str> = file.path.split('/').collect();
        let definition = match parts.as_slice() {
            ["carriers.toml"] => "CarrierFile",
            [_, "vendor.toml"] => "VendorFile",
            [_, "accepted.toml"] => "AcceptedFile",
            [_, "releases", _] => "ReleaseFile",
            [_, "controls", _] => "ControlFile",
            _ => "AreaFile",
        };
        let value: Value = toml::from_str(&file.text).expect("the file is TOML");
        validate(&schema, &schema["$defs"][definition], &value, &file.path);
    }
}

#[test]
fn the_validator_below_notices_what_is_wrong() {
    let schema = schema();
    for (definition, wrong) in [
        ("VendorEntry", r#"{ "id": "v", "name": "V" }"#),
        ("VendorEntry", r#"{ "id": "v", "name": 1, "domains": [] }"#),
        (
            "VendorEntry",
            r#"{ "id": "v", "name": "V", "domains": [1] }"#,
        ),
        (
            "VendorEntry",
            r#"{ "id": "v", "name": "V", "domains": [], "colour": "" }"#,
        ),
        ("confidence", r#""sure""#),
    ] {
        let value: Value = serde_json::from_str(wrong).expect("JSON");
        let definition = &schema["$defs"][definition];
        let caught = std::panic::catch_unwind(|| validate(&schema, definition, &value, ""));
        assert!(caught.is_err(), "{wrong}");
    }
}

/// The part of JSON Schema that the schema uses, patterns aside: `check` sees to ids.
fn validate(schema: &Value, definition: &Value, value: &Value, at: &str) {
    if let Some(reference) = definition["$ref"].as_str() {
        let name = reference.trim_start_matches("#/$defs/");
        validate(schema, &schema["$defs"][name], value, at);
    }
    if let Some(allowed) = definition["enum"].as_array() {
        assert!(
            allowed.contains(value),
            "{at}: {value} is none of {allowed:?}"
        );
    }
    match definition["type"].as_str() {
        Some("string") => assert!(value.is_string(), "{at}: {value} is no string"),
        Some("integer") => assert!(value.is_i64(), "{at}: {value} is no integer"),
        Some("array") => {
            let items = value
                .as_array()
                .unwrap_or_else(|| panic!("{at}: {value} is no array"));
            for (number, item) in items.iter().enumerate() {
                validate(
                    schema,
                    &definition["items"],
                    item,
                    &format!("{at}[{number}]"),
                );
            }
        }
        Some("object") => {
            let object = value
                .as_object()
                .unwrap_or_else(|| panic!("{at}: {value} is no table"));
            for required in definition["required"].as_array().into_iter().flatten() {
                let key = required.as_str().expect("a key");
                assert!(object.contains_key(key), "{at}: {key} is missing");
            }
            for (key, item) in object {
                let property = &definition["properties"][key];
                assert!(!property.is_null(), "{at}: {key} is not known");
                validate(schema, property, item, &format!("{at}.{key}"));
            }
        }
        _ => {}
    }
}
