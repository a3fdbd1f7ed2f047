//! An error's kind sets the exit code, and a hint says what to do next.

use std::io;
use std::process::ExitCode;

use backchat_engine::source::capture::InputError;

/// What kind of failure an error is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The arguments cannot be meant. Exit code 2.
    Use,
    /// An input cannot be read. Exit code 3.
    Input,
    /// The reader of our output has gone; nothing is wrong.
    BrokenPipe,
    /// Anything else. Exit code 3.
    Other,
}

/// An error in what the user asked for.
#[derive(Debug)]
pub(crate) struct UseError(pub(crate) String);

impl std::fmt::Display for UseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UseError {}

impl Failure {
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        if error.downcast_ref::<UseError>().is_some() {
            Self::Use
        } else if error.downcast_ref::<InputError>().is_some() {
            Self::Input
        } else if broken_pipe(error) {
            Self::BrokenPipe
        } else {
            Self::Other
        }
    }

    /// Tells the user, and gives the exit code.
    pub(crate) fn report(self, error: &anyhow::Error) -> ExitCode {
        if self == Self::BrokenPipe {
            return ExitCode::SUCCESS;
        }
        anstream::eprintln!("\x1b[1;31merror\x1b[0m: {error:#}");
        if let Some(hint) = error.downcast_ref::<InputError>().and_then(hint) {
            anstream::eprintln!("\x1b[1mhint\x1b[0m: {hint}");
        }
        ExitCode::from(match self {
            Self::Use => 2,
            _ => 3,
        })
    }
}

fn hint(error: &InputError) -> Option<&'static str> {
    match error {
        InputError::Open { error, .. } if error.kind() == io::ErrorKind::PermissionDenied => {
            Some("captures are often owned by root; try with sudo, or change the file's owner")
        }
        InputError::NotACapture { .. } => {
            Some("backchat reads pcap and pcapng, plain or compressed with gzip or zstd")
        }
        _ => None,
    }
}

fn broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let csv = cause
            .downcast_ref::<csv::Error>()
            .and_then(|error| match error.kind() {
                csv::ErrorKind::Io(error) => Some(error.kind()),
                _ => None,
            });
        let json = cause
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind);
        [io, csv, json].contains(&Some(io::ErrorKind::BrokenPipe))
    })
}
