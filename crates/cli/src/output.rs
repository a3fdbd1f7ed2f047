//! Where the data goes: a file, whole or not at all, or standard output.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;

/// How much is collected before it is written.
const BUFFER: usize = 1 << 16;

/// The place that data is written to.
pub(crate) enum Output {
    Standard(BufWriter<io::StdoutLock<'static>>),
    /// Written beside its final place, and moved there by [`Output::finish`].
    File {
        writer: BufWriter<File>,
        partial: PathBuf,
        place: PathBuf,
    },
}

impl Output {
    /// Opens the output; `None` and `-` are standard output.
    pub(crate) fn open(place: Option<&Path>) -> anyhow::Result<Self> {
        let Some(place) = place.filter(|place| *place != Path::new("-")) else {
            return Ok(Self::Standard(BufWriter::with_capacity(
                BUFFER,
                io::stdout().lock(),
            )));
        };
        let mut name = place
            .file_name()
            .context("the output needs a file name")?
            .to_owned();
        name.push(".partial");
        let partial = place.with_file_name(name);
        let file = File::create(&partial)
            .with_context(|| format!("cannot write {}", partial.display()))?;
        Ok(Self::File {
            writer: BufWriter::with_capacity(BUFFER, file),
            partial,
            place: place.to_owned(),
        })
    }

    /// Completes the output.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        match self {
            Self::Standard(mut writer) => writer.flush()?,
            Self::File {
                mut writer,
                partial,
                place,
            } => {
                writer.flush()?;
                std::fs::rename(&partial, &place)
                    .with_context(|| format!("cannot write {}", place.display()))?;
            }
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Standard(writer) => writer.write(bytes),
            Self::File { writer, .. } => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Standard(writer) => writer.flush(),
            Self::File { writer, .. } => writer.flush(),
        }
    }
}
