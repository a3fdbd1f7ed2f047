//! Attribution as a stage of the pipeline: connections in, the same connections with their component out.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{Attribution, Attributor, Query};
use crate::collect::Sink;
use crate::model::Connection;

/// Results remembered, so that each distinct name is matched once; beyond it, matching starts afresh.
const REMEMBERED: usize = 200_000;

/// What a result depends on.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Asked {
    name: Arc<str>,
    path: Option<String>,
    protocols: Vec<&'static str>,
    process: Option<Arc<str>>,
    port: Option<u16>,
}

/// Attributes each connection and hands it on.
pub struct Stage<'s> {
    attributor: &'s Attributor<'s>,
    remembered: HashMap<Asked, Option<Arc<Attribution>>>,
    next: &'s mut dyn Sink,
}

impl<'s> Stage<'s> {
    /// A stage in front of `next`.
    #[must_use]
    pub fn new(attributor: &'s Attributor<'s>, next: &'s mut dyn Sink) -> Self {
        Self {
            attributor,
            remembered: HashMap::new(),
            next,
        }
    }

    fn attribute(&mut self, connection: &Connection) -> Option<Arc<Attribution>> {
        let name = connection.name.as_ref()?;
        let asked = Asked {
            name: Arc::clone(name),
            path: connection
                .facts
                .iter()
                .find(|fact| fact.key == "http.path")
                .map(|fact| fact.value.to_string()),
            protocols: connection
                .protocols
                .iter()
                .map(|protocol| protocol.0)
                .collect(),
            process: connection.process.clone(),
            port: connection.remote.map(|remote| remote.port),
        };
        if let Some(known) = self.remembered.get(&asked) {
            return known.clone();
        }
        let query = Query {
            host: &asked.name,
            path: asked.path.as_deref(),
            protocols: &asked.protocols,
            process: asked.process.as_deref(),
            port: asked.port,
        };
        // What only looks like a documented name is probably another's: reports name the likeness, and count it as
        // undocumented.
        let attribution = self.attributor.attribute(&query);
        let attribution = attribution
            .filter(|it| !it.best.is_likeness())
            .map(Arc::new);
        if self.remembered.len() >= REMEMBERED {
            self.remembered.clear();
        }
        self.remembered.insert(asked, attribution.clone());
        attribution
    }
}

impl Sink for Stage<'_> {
    fn connection(&mut self, mut connection: Connection) {
        connection.attribution = self.attribute(&connection);
        self.next.connection(connection);
    }
}
