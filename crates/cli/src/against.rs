//! Captures that a policy is held against.

use std::path::PathBuf;

use backchat_engine::catalog::Release;
use backchat_engine::observe::Observation;
use backchat_engine::pipeline::Window;
use backchat_engine::source::capture::Inputs;
use clap::Args;

use crate::catalogs::CatalogArguments;
use crate::inputs::{DeviceArguments, warn};
use crate::observing::{Scope, observe};

/// Captures to hold a policy against.
#[derive(Args, Debug)]
pub(crate) struct AgainstArguments {
    /// Captures of the machine, files or folders: what would have been stopped, what goes through, and the hosts and
    /// addresses that were seen; may be repeated
    #[arg(long, value_name = "CAPTURE")]
    against: Vec<PathBuf>,
    #[command(flatten)]
    device: DeviceArguments,
}

impl AgainstArguments {
    /// What was seen, attributed from the view of a release; none where no capture is named.
    pub(crate) fn observe(
        &self,
        catalog: &CatalogArguments,
        release: &Release,
    ) -> anyhow::Result<Option<Observation>> {
        if self.against.is_empty() {
            return Ok(None);
        }
        let inputs = Inputs::expand(&self.against)?;
        let scope = Scope {
            window: Window::default(),
            device: &self.device,
            include_private: false,
        };
        let (mut observation, _) = observe(&inputs, scope)?;
        if observation.destinations.is_empty() {
            warn(
                "no connection to a public address was found in what --against names: nothing can be said against it",
            );
        }
        observation.attribute(&catalog.attributor(Some(release))?);
        Ok(Some(observation))
    }
}
