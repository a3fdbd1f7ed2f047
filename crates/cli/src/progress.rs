//! Progress with rate and time left, on a terminal only.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::time::Duration;

use backchat_engine::source::capture::{Input, Inputs, Progress};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner than this shows no bar: it would only flicker.
const PATIENCE: Duration = Duration::from_millis(400);

/// Redraws a second.
const RATE: u8 = 8;

/// The bar; it draws on standard error and only where that is a terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    visible: bool,
}

impl Bar {
    /// A bar over all inputs, in bytes as they are stored. Where the size of one is not known, it shows no end.
    pub(crate) fn new(inputs: &Inputs) -> Self {
        let total: Option<u64> = inputs.0.iter().map(Input::size).sum();
        let target = ProgressDrawTarget::hidden();
        let bar = ProgressBar::with_draw_target(total, target);
        let style = ProgressStyle::with_template(match total {
            Some(_) => "{percent:>3} % of {total_bytes}, {bytes_per_sec}, {eta} left {wide_bar}",
            None => "{spinner} {bytes} read, {bytes_per_sec}, for {elapsed}",
        });
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self {
            bar,
            visible: false,
        }
    }

    /// A bar for work whose output goes to `place` meanwhile: it is not drawn where the two would mix on one terminal.
    pub(crate) fn beside_output(inputs: &Inputs, place: Option<&Path>) -> Self {
        let standard = place.is_none_or(|place| place == Path::new("-"));
        let mut bar = Self::new(inputs);
        // What counts as visible already is never shown.
        bar.visible = standard && io::stdout().is_terminal();
        bar
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bar {
    /// After a failure, the error stands alone.
    fn drop(&mut self) {
        self.finish();
    }
}

impl Progress for Bar {
    fn read(&mut self, bytes: u64) {
        self.bar.inc(bytes);
        if !self.visible && self.bar.elapsed() > PATIENCE {
            self.visible = true;
            let target = ProgressDrawTarget::stderr_with_hz(RATE);
            self.bar.set_draw_target(target);
        }
    }
}
