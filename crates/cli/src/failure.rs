//! An error's kind sets the exit code, and a hint says what to do next.

use std::io::{self, Write};
use std::process::ExitCode;

use backchat_engine::record::ReadError;
use backchat_engine::source::capture::InputError;
use backchat_engine::source::record::{RecordError, Why};

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

/// An input other than a capture that cannot be read.
#[derive(Debug)]
pub(crate) struct InputFailure(pub(crate) String);

impl std::fmt::Display for InputFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InputFailure {}

/// An error in what the user asked for.
#[derive(Debug)]
pub(crate) struct UseError {
    what: String,
    hint: Option<String>,
}

impl UseError {
    /// What is wrong.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            hint: None,
        }
    }

    /// The same, with the place in front.
    pub(crate) fn prefixed(self, place: &str) -> Self {
        Self {
            what: format!("{place}: {}", self.what),
            ..self
        }
    }

    /// What to do about it.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

impl std::fmt::Display for UseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for UseError {}

impl Failure {
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        if error.is::<UseError>() {
            Self::Use
        } else if error.is::<InputError>()
            || error.is::<InputFailure>()
            || error.is::<RecordError>()
        {
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
        say("1;31", "error", &without_numbers(&format!("{error:#}")));
        let of_use = error.downcast_ref::<UseError>();
        let of_input = error.downcast_ref::<InputError>().and_then(hint);
        let of_record = error.downcast_ref::<RecordError>().map(record_hint);
        if let Some(hint) = of_use
            .and_then(|it| it.hint.as_deref())
            .or(of_input)
            .or(of_record)
        {
            say("1", "hint", hint);
        }
        ExitCode::from(match self {
            Self::Use => 2,
            _ => 3,
        })
    }
}

/// Tells the user something on standard error, after a coloured word. Where nobody can hear it, nothing is lost.
pub(crate) fn say(colour: &str, word: &str, text: &str) {
    let _ = writeln!(
        anstream::stderr(),
        "\x1b[{colour}m{word}\x1b[0m: {}",
        text.replace(char::is_control, " ")
    );
}

/// The system's messages without their numbers, which say nothing to people: `(os error 2)`.
fn without_numbers(text: &str) -> String {
    match text.split_once(" (os error ") {
        Some((before, rest)) => {
            let after = rest.split_once(')').map_or("", |(_, after)| after);
            format!("{before}{after}")
        }
        None => text.to_owned(),
    }
}

fn hint(error: &InputError) -> Option<&'static str> {
    match error {
        InputError::Open { error, .. } if error.kind() == io::ErrorKind::PermissionDenied => {
            Some("captures are often owned by root; try with sudo, or change the file's owner")
        }
        InputError::Open { path, error }
            if error.kind() == io::ErrorKind::NotFound
                && path.to_string_lossy().contains(['*', '?']) =>
        {
            Some("the shell did not expand the wildcard; name the folder instead")
        }
        InputError::EmptyFolder { .. } => Some("hidden files are left out"),
        InputError::NotACapture { .. } | InputError::NoCaptures { .. } => {
            Some("backchat reads pcap and pcapng, plain or compressed with gzip or zstd")
        }
        _ => None,
    }
}

const fn record_hint(error: &RecordError) -> &'static str {
    match error.why {
        Why::Read(ReadError::Newer(_)) => {
            "a later backchat wrote it; use that one, or make a record of the captures with this one"
        }
        _ => "make a record of the captures: backchat record CAPTURE -o FILE",
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
