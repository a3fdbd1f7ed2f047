//! What is proposed from other people's captures: once reviewed it loads on top of the built-in catalog, and then there
//! is nothing left to propose.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use backchat_engine::attribute::Attributor;
use backchat_engine::catalog::{Catalog, Layer, Source, SourceFile};
use backchat_engine::collect::Collector;
use backchat_engine::curate::propose::{Proposals, ProposedFile, Threshold, propose, toml};
use backchat_engine::observe::Observer;
use backchat_engine::pipeline::{self, Window};
use backchat_engine::source::capture::{Inputs, Progress};
use backchat_testkit::shared;

/// Larger captures say the same for longer.
const LARGEST: u64 = 2 << 20;

struct Quiet;

impl Progress for Quiet {
    fn read(&mut self, _bytes: u64) {}
}

/// `None` where the file is no capture.
fn proposals(file: &Path, catalog: &Catalog) -> Option<Proposals> {
    let attributor = Attributor::new(catalog, None).unwrap();
    let inputs = Inputs::expand(&[file.to_owned()]).ok()?;
    let mut observer = Observer::new(false);
    let mut collector = Collector::new(Vec::new(), &mut observer);
    let passage = pipeline::run(&inputs, Window::default(), &mut Quiet, &mut collector).ok()?;
    let counters = collector.finish();
    let mut observation = observer.finish(passage, counters);
    observation.attribute(&attributor);
    let threshold = Threshold {
        attempts: 1,
        devices: 1,
    };
    Some(propose(&observation, &attributor, threshold))
}

fn reviewed(proposals: &Proposals) -> Layer {
    let file = |file: &ProposedFile| SourceFile {
        path: file.path.clone().into(),
        text: toml(file, proposals)
            .replace("purpose = \"\"", "purpose = \"Something.\"")
            .into(),
    };
    let files = proposals.files.iter().map(file).collect();
    Layer::user("mine", Source { files })
}

#[test]
fn what_was_reviewed_is_documented_from_then_on() {
    let mut files = vec![shared::workspace().join("cases/lab-idle-windows/capture.pcapng.gz")];
    if let Some(folder) = shared::folder("captures/win") {
        files.extend(shared::files(&folder));
    }
    let mut proposed = 0;
    for file in files {
        if file.metadata().unwrap().len() > LARGEST {
            continue;
        }
        let Some(first) = proposals(&file, Catalog::embedded()) else {
            continue;
        };
        proposed += first.entries();
        let layers = [Layer::built_in(), reviewed(&first)];
        let catalog = Catalog::load_layers(&layers)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let again = proposals(&file, &catalog).unwrap();
        assert_eq!(again.entries(), 0, "{}", file.display());
    }
    assert!(proposed >= 4, "{proposed}");
}
