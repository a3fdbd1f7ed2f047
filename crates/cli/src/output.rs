//! Where the data goes: a file, whole or not at all, or standard output; and how it is to look there.

use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use backchat_engine::report::Layout;
use backchat_engine::report::sheet::Sheet;
use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::failure::UseError;

/// How much is collected before it is written.
const BUFFER: usize = 1 << 16;

/// Columns where the output is no terminal.
const WIDTH: usize = 100;

/// The place that data is written to.
pub(crate) enum Output {
    Standard(BufWriter<io::StdoutLock<'static>>),
    /// A device or a pipe: nothing may take its place.
    Special {
        writer: BufWriter<File>,
        place: PathBuf,
    },
    /// Written beside its final place, and moved there by [`Output::finish`].
    File {
        writer: BufWriter<File>,
        partial: Partial,
        place: PathBuf,
    },
}

/// A file that is not whole yet; dropping this removes it.
pub(crate) struct Partial(PathBuf);

impl Drop for Partial {
    fn drop(&mut self) {
        // After a successful move there is nothing to remove; otherwise the leftover is only untidy.
        let _ = fs::remove_file(&self.0);
    }
}

impl Output {
    /// Opens the output; `None` and `-` are standard output. To be called before long work, so that a place that cannot
    /// be written to is found out at once.
    pub(crate) fn open(place: Option<&Path>) -> anyhow::Result<Self> {
        let Some(place) = place.filter(|place| *place != Path::new("-")) else {
            return Ok(Self::Standard(BufWriter::with_capacity(
                BUFFER,
                io::stdout().lock(),
            )));
        };
        let cannot = || format!("cannot write {}", place.display());
        let kind = fs::metadata(place).ok().map(|data| data.file_type());
        if kind.is_some_and(|kind| kind.is_dir()) {
            let hint = format!("name a file in it: {}", place.join("FILE").display());
            return Err(UseError::new(format!("{} is a folder", place.display()))
                .hint(hint)
                .into());
        }
        if kind.is_some_and(|kind| !kind.is_file()) {
            let file = File::options()
                .write(true)
                .open(place)
                .with_context(cannot)?;
            return Ok(Self::Special {
                writer: BufWriter::with_capacity(BUFFER, file),
                place: place.to_owned(),
            });
        }
        // What a link points to is replaced, not the link.
        let place = fs::canonicalize(place).unwrap_or_else(|_| place.to_owned());
        let folder = place.parent().filter(|folder| *folder != Path::new(""));
        if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
            return Err(UseError::new(format!(
                "{}: there is no folder {}",
                cannot(),
                folder.display()
            ))
            .hint("make the folder first, or name another one")
            .into());
        }
        let mut name = place
            .file_name()
            .context("the output needs a file name")?
            .to_owned();
        name.push(".partial");
        let partial = place.with_file_name(name);
        let file = File::create(&partial).with_context(cannot)?;
        Ok(Self::File {
            writer: BufWriter::with_capacity(BUFFER, file),
            partial: Partial(partial),
            place,
        })
    }

    /// Completes the output.
    pub(crate) fn finish(mut self) -> anyhow::Result<()> {
        self.flush()?;
        if let Self::File {
            writer,
            partial,
            place,
        } = self
        {
            // Closed before it is moved, which Windows asks for.
            drop(writer);
            fs::rename(&partial.0, &place)
                .with_context(|| format!("cannot write {}", place.display()))?;
        }
        Ok(())
    }

    fn writer(&mut self) -> &mut dyn Write {
        match self {
            Self::Standard(writer) => writer,
            Self::Special { writer, .. } | Self::File { writer, .. } => writer,
        }
    }

    /// The system's error with the place, so that it can be handed through any writer on the way.
    fn named(&self, error: &io::Error) -> io::Error {
        let place = match self {
            Self::Standard(_) => "to standard output".to_owned(),
            Self::Special { place, .. } | Self::File { place, .. } => place.display().to_string(),
        };
        io::Error::new(error.kind(), format!("cannot write {place}: {error}"))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.writer().write(bytes);
        result.map_err(|error| self.named(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.writer().flush();
        result.map_err(|error| self.named(&error))
    }
}

/// How text for people is to be laid out at `place`: as wide as the terminal, and coloured where that shows.
pub(crate) fn layout(place: Option<&Path>) -> Layout {
    let standard = place.is_none_or(|place| place == Path::new("-"));
    let terminal = standard && io::stdout().is_terminal();
    let colour = match anstream::ColorChoice::global() {
        anstream::ColorChoice::Always | anstream::ColorChoice::AlwaysAnsi => true,
        anstream::ColorChoice::Never => false,
        anstream::ColorChoice::Auto => {
            standard && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
        }
    };
    let width = terminal.then(terminal_size::terminal_size).flatten();
    Layout {
        width: width.map_or(WIDTH, |(width, _)| usize::from(width.0)),
        colour,
    }
}

/// How an answer is shown, and where.
#[derive(Args, Debug)]
pub(crate) struct Showing {
    /// The form of the output
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Terminal)]
    format: Form,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Text, to read here and now
    Terminal,
    /// One JSON document, for programs
    Json,
}

impl Showing {
    /// Shows `value`, as itself or as `text` lays it out.
    pub(crate) fn show(
        &self,
        value: &impl Serialize,
        text: impl FnOnce(&mut Sheet),
    ) -> anyhow::Result<()> {
        let mut output = Output::open(self.output.as_deref())?;
        match self.format {
            Form::Json => {
                serde_json::to_writer_pretty(&mut output, value)?;
                writeln!(output)?;
            }
            Form::Terminal => {
                let layout = layout(self.output.as_deref());
                let mut sheet = Sheet::new(layout.width, layout.colour);
                text(&mut sheet);
                output.write_all(sheet.into_text().as_bytes())?;
            }
        }
        output.finish()
    }
}
