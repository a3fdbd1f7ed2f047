//! What a capture holds, by `backchat connections`.

use std::path::Path;

use serde_json::Value;

use crate::program::backchat;

/// An attempt of the device, or a name that it only asked for.
pub(crate) struct Record(Value);

/// All of a capture.
pub(crate) fn records(capture: &Path) -> Vec<Record> {
    let lines = backchat([
        "connections".as_ref(),
        "--release".as_ref(),
        "2004".as_ref(),
        capture.as_os_str(),
    ]);
    let parse = |line| Record(serde_json::from_str(line).expect("each line is a record"));
    lines.lines().map(parse).collect()
}

impl Record {
    /// A text field; empty where it has none.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }

    /// A fact; empty where it has none of that key.
    pub(crate) fn fact(&self, key: &str) -> &str {
        self.0["facts"][key].as_str().unwrap_or_default()
    }

    /// Whether it is of this name.
    pub(crate) fn is_of(&self, name: &str) -> bool {
        self.text("name") == name
    }

    /// Whether it went to a proxy.
    pub(crate) fn is_proxied(&self) -> bool {
        self.0["proxied"] == true
    }

    /// Whether the name's own server answered: a proxy that denies and a firewall that refuses are no servers.
    pub(crate) fn reached(&self) -> bool {
        let protocols = self.0["protocols"].as_array().into_iter().flatten();
        let negotiated = protocols
            .filter_map(Value::as_str)
            .any(|it| it.starts_with("TLSv"));
        let page = self.fact("http.status") == "200" && !self.is_tunnel();
        negotiated || page
    }

    /// Whether a DNS answer that this device had seen led to the address.
    pub(crate) fn was_looked_up(&self) -> bool {
        !self.0["candidates"].is_null()
    }

    fn is_tunnel(&self) -> bool {
        self.fact("http.method") == "CONNECT"
    }
}
