//! Attribution as a stage of the pipeline: connections in, the same connections with their component out.

use std::sync::Arc;

use hashbrown::HashMap;

use super::{Asked, Attribution, Attributor};
use crate::collect::Sink;
use crate::model::Connection;

/// Results remembered, so that each distinct name is matched once; beyond it, matching starts afresh.
const REMEMBERED: usize = 200_000;

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
        let asked = Asked::of(name, connection);
        if let Some(known) = self.remembered.get(&asked) {
            return known.clone();
        }
        let attribution = self.attributor.component(&asked).map(Arc::new);
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
