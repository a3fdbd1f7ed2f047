//! The whole way from captures to what people read, as the command line goes it.

use std::sync::{Arc, LazyLock};

use backchat_engine::attribute::{Attributor, Stage};
use backchat_engine::catalog::Catalog;
use backchat_engine::collect::{Collector, Sink};
use backchat_engine::model::Connection;
use backchat_engine::observe::Observer;
use backchat_engine::pipeline::{self, Window};
use backchat_engine::report::page::{self, Context, Page};
use backchat_engine::report::{FORMATS, Format, Layout};
use backchat_engine::source::capture::{Input, InputError, Inputs, Silent};

/// The release that the tests compare with: the model page's.
pub const RELEASE: &str = "windows-10-2004-enterprise";

/// The layout of rendered reports: no terminal.
pub const LAYOUT: Layout = Layout {
    width: 100,
    colour: false,
};

static ATTRIBUTOR: LazyLock<Attributor<'static>> = LazyLock::new(|| {
    Attributor::new(Catalog::embedded(), Some(RELEASE)).expect("the catalog has the release")
});

/// A capture in memory as the only input.
#[must_use]
pub fn in_memory(bytes: &[u8]) -> Inputs {
    Inputs(vec![Input::Bytes {
        name: "memory".into(),
        bytes: Arc::from(bytes),
    }])
}

/// Keeps the attributed connections.
#[derive(Debug, Default)]
pub struct Connections(pub Vec<Connection>);

impl Sink for Connections {
    fn connection(&mut self, connection: Connection) {
        self.0.push(connection);
    }
}

/// The connections of captures, in the order in which they ended.
///
/// # Errors
/// No input can be read.
pub fn connections(inputs: &Inputs) -> Result<Vec<Connection>, InputError> {
    let mut connections = Connections::default();
    let mut stage = Stage::new(&ATTRIBUTOR, &mut connections);
    let mut collector = Collector::new(Vec::new(), &mut stage);
    pipeline::run(inputs, Window::default(), &mut Silent, &mut collector)?;
    let _ = collector.finish();
    Ok(connections.0)
}

/// The page of captures.
///
/// # Errors
/// No input can be read.
pub fn page(inputs: &Inputs) -> Result<Page, InputError> {
    let mut observer = Observer::new(false);
    let mut collector = Collector::new(Vec::new(), &mut observer);
    let passage = pipeline::run(inputs, Window::default(), &mut Silent, &mut collector)?;
    let counters = collector.finish();
    let mut observation = observer.finish(passage, counters);
    observation.attribute(&ATTRIBUTOR);
    let context = Context {
        attributor: &ATTRIBUTOR,
        release: RELEASE,
        chosen: None,
    };
    Ok(page::build(&observation, context))
}

/// The page in every format there is, by its id.
#[must_use]
pub fn rendered(page: &Page) -> Vec<(&'static str, String)> {
    FORMATS
        .iter()
        .map(|format| (format.id(), format.render(page, LAYOUT)))
        .collect()
}

/// The format of that id.
#[must_use]
pub fn format(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().find(|format| format.id() == id).copied()
}
