//! What an attribution depends on, kept beyond the connection that it was seen in.

use std::sync::Arc;

use super::{Attribution, Attributor, Query};
use crate::model::Connection;

/// A name, and what a connection to it showed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    name: Arc<str>,
    path: Option<String>,
    protocols: Vec<&'static str>,
    process: Option<Arc<str>>,
    port: Option<u16>,
}

impl Asked {
    /// What a connection showed of its own name.
    #[must_use]
    pub fn of(name: &Arc<str>, connection: &Connection) -> Self {
        let path = connection.facts.iter().find(|fact| fact.key == "http.path");
        Self {
            path: path.map(|fact| fact.value.to_string()),
            ..Self::beside(name, connection)
        }
    }

    /// What a connection showed of another name that it served: the path is not known to be that one's.
    #[must_use]
    pub fn beside(name: &Arc<str>, connection: &Connection) -> Self {
        Self {
            name: Arc::clone(name),
            path: None,
            protocols: connection.protocols.iter().map(|it| it.0).collect(),
            process: connection.process.clone(),
            port: connection.remote.map(|remote| remote.port),
        }
    }

    /// From its parts, as records keep them.
    #[must_use]
    pub fn from_parts(
        name: &Arc<str>,
        path: Option<String>,
        protocols: Vec<&'static str>,
        process: Option<Arc<str>>,
        port: Option<u16>,
    ) -> Self {
        Self {
            name: Arc::clone(name),
            path,
            protocols,
            process,
            port,
        }
    }

    /// The path of the request, where it was its own.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What was spoken.
    #[must_use]
    pub fn protocols(&self) -> &[&'static str] {
        &self.protocols
    }

    /// The process that called.
    #[must_use]
    pub fn process(&self) -> Option<&str> {
        self.process.as_deref()
    }

    /// The server's port.
    #[must_use]
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    fn query(&self) -> Query<'_> {
        Query {
            host: &self.name,
            path: self.path.as_deref(),
            protocols: &self.protocols,
            process: self.process.as_deref(),
            port: self.port,
        }
    }
}

impl Attributor<'_> {
    /// What documents the name. What only looks like a documented name is probably another's: reports name the likeness,
    /// and count it as undocumented.
    #[must_use]
    pub fn component(&self, asked: &Asked) -> Option<Attribution> {
        let attribution = self.attribute(&asked.query());
        attribution.filter(|it| !it.best.is_likeness())
    }
}
