//! Progress with rate and time left, on a terminal only.

use backchat_engine::source::capture::{Inputs, Progress, Warning};
use indicatif::{ProgressBar, ProgressStyle};

/// The bar; it draws on standard error and only where that is a terminal.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar over all inputs. Compressed inputs count by their decompressed bytes, so their total is a lower bound.
    pub(crate) fn new(inputs: &Inputs) -> Self {
        let total: u64 = inputs
            .0
            .iter()
            .filter_map(backchat_engine::source::capture::Input::size)
            .sum();
        let bar = ProgressBar::new(total);
        let style = ProgressStyle::with_template(
            "{spinner} {bytes} of {total_bytes} read, {bytes_per_sec}, {eta} left {wide_bar}",
        );
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self(bar)
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl Progress for Bar {
    fn read(&mut self, bytes: u64) {
        self.0.inc(bytes);
        if self
            .0
            .length()
            .is_some_and(|length| length < self.0.position())
        {
            self.0.set_length(self.0.position());
        }
    }
}

/// Shows warnings on standard error.
pub(crate) fn warn(warnings: &[Warning]) {
    for warning in warnings {
        anstream::eprintln!(
            "\x1b[1;33mwarning\x1b[0m: {}: {}",
            warning.input,
            warning.message
        );
    }
}
