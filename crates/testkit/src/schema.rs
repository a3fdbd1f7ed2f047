//! The schemas of the machine-readable forms against what is written.
//!
//! The validator is a small one of our own, and stricter than a general one: a property that the schema does not have, or
//! a keyword that this file does not know, is an error, so that schema and output cannot drift apart.

#![allow(clippy::unwrap_used, reason = "a schema that is none fails the test")]

use std::collections::BTreeSet;

use serde_json::Value;

/// Keywords that say nothing about validity.
const ANNOTATIONS: [&str; 8] = [
    "$schema",
    "$id",
    "$defs",
    "title",
    "description",
    "examples",
    "format",
    "default",
];

/// Everything in `value` that `schema` does not allow, with its place; `used` collects the properties that occurred.
///
/// # Panics
/// The schema is no schema, or has a keyword that is not known here.
#[must_use]
pub fn errors(
    root: &Value,
    schema: &Value,
    value: &Value,
    place: &str,
    used: &mut BTreeSet<String>,
) -> Vec<String> {
    let mut found = Vec::new();
    let mut fail = |what: String| found.push(format!("{place}: {what}"));
    let mut inner = Vec::new();
    for (keyword, rule) in schema.as_object().unwrap() {
        match (keyword.as_str(), value) {
            ("$ref", _) => {
                let name = rule.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                let schema = &root["$defs"][name];
                inner.extend(errors(root, schema, value, place, used));
            }
            ("type", _) if !of_type(rule, value) => fail(format!("{value} is no {rule}")),
            ("const", _) if rule != value => fail(format!("{value} is not {rule}")),
            ("enum", _) if !rule.as_array().unwrap().contains(value) => {
                fail(format!("{value} is none of {rule}"));
            }
            ("minimum", Value::Number(it)) if it.as_f64() < rule.as_f64() => {
                fail(format!("{value} is below {rule}"));
            }
            ("maximum", Value::Number(it)) if it.as_f64() > rule.as_f64() => {
                fail(format!("{value} is above {rule}"));
            }
            ("required", Value::Object(it)) => {
                for name in rule.as_array().unwrap() {
                    if !it.contains_key(name.as_str().unwrap()) {
                        fail(format!("{name} is missing"));
                    }
                }
            }
            ("properties", Value::Object(it)) => {
                for (name, value) in it {
                    let place = format!("{place}.{name}");
                    match rule.get(name) {
                        Some(schema) => inner.extend(errors(root, schema, value, &place, used)),
                        None => fail(format!("the schema has no {name}")),
                    }
                    used.insert(place);
                }
            }
            // A property that is not among them is an error in any case.
            ("additionalProperties", _) if rule == &Value::Bool(false) => {}
            ("additionalProperties", Value::Object(it)) => {
                for value in it.values() {
                    inner.extend(errors(root, rule, value, place, used));
                }
            }
            ("minItems", Value::Array(items)) if (items.len() as u64) < rule.as_u64().unwrap() => {
                fail("too few items".to_owned());
            }
            ("maxItems", Value::Array(items)) if (items.len() as u64) > rule.as_u64().unwrap() => {
                fail("too many items".to_owned());
            }
            ("items", Value::Array(items)) => {
                for item in items {
                    inner.extend(errors(root, rule, item, &format!("{place}[]"), used));
                }
            }
            (
                "type"
                | "const"
                | "enum"
                | "minimum"
                | "maximum"
                | "required"
                | "properties"
                | "additionalProperties"
                | "minItems"
                | "maxItems"
                | "items",
                _,
            ) => {}
            (other, _) => assert!(ANNOTATIONS.contains(&other), "unknown keyword {other}"),
        }
    }
    found.extend(inner);
    found
}

fn of_type(rule: &Value, value: &Value) -> bool {
    match rule {
        Value::Array(rules) => rules.iter().any(|rule| of_type(rule, value)),
        rule => match rule.as_str().unwrap() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "string" => value.is_string(),
            "number" => value.is_number(),
            "integer" => value.is_i64() || value.is_u64(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("unknown type {other}"),
        },
    }
}

/// Everything that a schema calls a property, at any depth.
pub fn properties(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(own)) = object.get("properties") {
                names.extend(own.keys().cloned());
            }
            object.values().for_each(|inner| properties(inner, names));
        }
        Value::Array(items) => items.iter().for_each(|inner| properties(inner, names)),
        _ => {}
    }
}

/// The properties of a schema that never occurred, by the places that [`errors`] collects.
///
/// # Panics
/// The schema is no schema, or refers to itself.
#[must_use]
pub fn unused(schema: &Value, used: &BTreeSet<String>) -> Vec<String> {
    let mut all = BTreeSet::new();
    places(schema, schema, "", &mut all);
    all.difference(used).cloned().collect()
}

fn places(root: &Value, schema: &Value, place: &str, all: &mut BTreeSet<String>) {
    assert!(place.len() < 1000, "the schema refers to itself at {place}");
    if let Some(name) = schema.get("$ref") {
        let name = name.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
        places(root, &root["$defs"][name], place, all);
    }
    if let Some(Value::Object(own)) = schema.get("properties") {
        for (name, inner) in own {
            let place = format!("{place}.{name}");
            places(root, inner, &place, all);
            all.insert(place);
        }
    }
    if let Some(items) = schema.get("items") {
        places(root, items, &format!("{place}[]"), all);
    }
}

/// Properties of a schema without a description.
#[must_use]
pub fn undescribed(schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    look(schema, "", &mut found);
    found
}

fn look(schema: &Value, place: &str, found: &mut Vec<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(own)) = object.get("properties") {
                let described = |it: &Value| it.get("description").is_some_and(|it| it != "");
                for (name, _) in own.iter().filter(|(_, it)| !described(it)) {
                    found.push(format!("{place}.{name} is not described"));
                }
            }
            for (name, inner) in object {
                look(inner, &format!("{place}.{name}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| look(it, place, found)),
        _ => {}
    }
}
