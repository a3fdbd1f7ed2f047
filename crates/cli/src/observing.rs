//! From inputs to an observation, with progress, and with everything told that the user must know about them.

use backchat_engine::collect::{Collector, Unmatched};
use backchat_engine::observe::{Observation, Observer};
use backchat_engine::pipeline::{self, Window};
use backchat_engine::source::capture::Inputs;

use crate::inputs::{DeviceArguments, tell_passage};
use crate::progress::Bar;

/// What to observe of the inputs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'s> {
    /// The part of their time.
    pub(crate) window: Window,
    /// The machines.
    pub(crate) device: &'s DeviceArguments,
    /// Whether destinations that are not public are kept like the others.
    pub(crate) include_private: bool,
}

/// Observes, and says which machines were asked for in vain.
pub(crate) fn observe(
    inputs: &Inputs,
    scope: Scope<'_>,
) -> anyhow::Result<(Observation, Unmatched)> {
    let mut bar = Bar::new(inputs);
    let mut observer = Observer::new(scope.include_private);
    let mut collector = Collector::new(scope.device.devices.clone(), &mut observer);
    let passage = pipeline::run(inputs, scope.window, &mut bar, &mut collector)?;
    let unmatched = collector.unmatched();
    let counters = collector.finish();
    bar.finish();
    tell_passage(&passage);
    DeviceArguments::warn(&unmatched);
    Ok((observer.finish(passage, counters), unmatched))
}
