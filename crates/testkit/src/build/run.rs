//! Records of runs with a known truth, written by hand in the format that is documented, and read as any record is.

use std::collections::BTreeMap;

use backchat_engine::record::{Record, SCHEMA};
use serde_json::{Value, json};

/// A record in the making.
#[derive(Clone, Debug)]
pub struct RunRecord {
    label: String,
    conditions: BTreeMap<String, String>,
    from: i64,
    seconds: i64,
    device: u8,
    destinations: Vec<Value>,
}

impl RunRecord {
    /// A run of so many seconds from a second on, of the device with this number, in which nothing was called.
    #[must_use]
    pub fn new(label: &str, from: i64, seconds: i64, device: u8) -> Self {
        Self {
            label: label.to_owned(),
            conditions: BTreeMap::new(),
            from,
            seconds,
            device,
            destinations: Vec::new(),
        }
    }

    /// Says a condition.
    #[must_use]
    pub fn said(mut self, key: &str, value: &str) -> Self {
        self.conditions.insert(key.to_owned(), value.to_owned());
        self
    }

    /// Calls a name at each of these seconds after the run's beginning, which ascend; at most one call a second is kept.
    #[must_use]
    pub fn calls(mut self, name: &str, at: impl IntoIterator<Item = i64>) -> Self {
        let mut at: Vec<i64> = at.into_iter().filter(|it| *it < self.seconds).collect();
        at.dedup();
        let (Some(&first), Some(&last)) = (at.first(), at.last()) else {
            return self;
        };
        let mut before = first;
        let steps = at.iter().map(|it| {
            let step = it - before;
            before = *it;
            json!([step, 1])
        });
        let steps: Vec<Value> = steps.collect();
        let attempts = at.len();
        let micros = |second: i64| (self.from + second) * 1_000_000;
        self.destinations.push(json!({
            "name": name,
            "addresses": ["198.51.100.7"],
            "ports": ["tcp/443"],
            "protocols": ["HTTPS", "TLS", "TLSv1.3"],
            "evidence": { "tls": attempts },
            "outcomes": { "established": attempts },
            "ways": { "ipv4/tcp": [attempts, 0, 0] },
            "attempts": attempts,
            "rhythm": [1, self.from + first, steps],
            "volume": [attempts * 10, attempts * 1000, attempts * 12, attempts * 5000],
            "first": micros(first),
            "last": micros(last) + 250_000,
            "devices": [self.address()],
            "asked": [{ "protocols": ["TLS", "TLSv1.3", "HTTPS"], "port": 443 }],
        }));
        self
    }

    fn address(&self) -> String {
        format!("192.168.1.{}", self.device)
    }

    /// The file.
    #[must_use]
    pub fn json(&self) -> String {
        let attempts = |it: &Value| it["attempts"].as_u64().unwrap_or_default();
        let connections: u64 = self.destinations.iter().map(attempts).sum();
        let micros = |second: i64| second * 1_000_000;
        let watched = match self.seconds {
            0 => Vec::new(),
            seconds => vec![(micros(self.from), micros(self.from + seconds))],
        };
        let file = json!({
            "schema": SCHEMA,
            "label": self.label,
            "conditions": self.conditions,
            "run": {
                "watched": watched,
                "files": 1,
                "packets": if self.seconds == 0 { 0 } else { connections * 22 + 1 },
                "bytes": connections * 6000 + 60,
                "connections": connections,
                "midway": 0,
                "unexplained": 0,
                "unexplained_named": 0,
                "devices": [{
                    "label": self.address(),
                    "addresses": [self.address()],
                    "mac": format!("02:00:00:00:00:{:02x}", self.device),
                    "connections": connections,
                    "on_page": connections.max(1),
                }],
            },
            "destinations": self.destinations,
        });
        sorted(file).to_string()
    }

    /// The record.
    ///
    /// # Panics
    /// What was made is no record.
    #[must_use]
    pub fn record(&self) -> Record {
        Record::from_json(&self.json()).expect("the builder knows the format")
    }
}

/// The same with every object's keys in order: whether they keep the order of insertion depends on what else is built with this.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(each) => each.into_iter().map(sorted).collect(),
        Value::Object(fields) => {
            let fields: std::collections::BTreeMap<String, Value> = fields.into_iter().collect();
            let fields = fields.into_iter().map(|(key, value)| (key, sorted(value)));
            Value::Object(fields.collect())
        }
        plain => plain,
    }
}
