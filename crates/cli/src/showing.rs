//! How an answer that is a document is shown, and where: in any of the engine's forms, or as JSON for programs.

use std::io::Write;
use std::path::{Path, PathBuf};

use backchat_engine::document::{Document, FORMATS, Format};
use backchat_engine::report::Layout;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};
use serde::Serialize;

use crate::failure::UseError;
use crate::output::{Output, layout};

/// The word for the answer itself.
const JSON: &str = "json";

/// How an answer is shown, and where.
#[derive(Args, Debug)]
pub(crate) struct DocumentShowing {
    /// The form of the output
    #[arg(long, value_name = "FORMAT", default_value = "terminal", value_parser = formats())]
    format: String,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// A place that is open, and the form of what goes there.
pub(crate) struct Shown {
    output: Output,
    /// None for JSON.
    format: Option<&'static dyn Format>,
    layout: Layout,
}

fn formats() -> PossibleValuesParser {
    let documents = FORMATS
        .iter()
        .map(|format| PossibleValue::new(format.id()).help(format.about()));
    let json = PossibleValue::new(JSON).help("One JSON document, for programs");
    documents.chain([json]).collect::<Vec<_>>().into()
}

impl DocumentShowing {
    /// The file that is written to; none for standard output.
    pub(crate) fn place(&self) -> Option<&Path> {
        self.output.as_deref()
    }

    /// Whether there is room for everything: only a terminal's reader scrolls through what could be left out.
    pub(crate) fn has_room(&self) -> bool {
        self.format != "terminal"
    }

    /// Takes an output, which is to be opened before long work, so that a place that cannot be written to is found out at once.
    pub(crate) fn open_at(&self, output: Output) -> anyhow::Result<Shown> {
        let format = match self.format.as_str() {
            JSON => None,
            id => {
                let format = FORMATS.iter().find(|format| format.id() == id);
                let unknown = || UseError::new(format!("there is no form `{id}`"));
                Some(*format.ok_or_else(unknown)?)
            }
        };
        Ok(Shown {
            output,
            format,
            layout: layout(self.place()),
        })
    }
}

impl Shown {
    /// Writes the answer, as itself or as `document` tells it, and completes the output.
    pub(crate) fn show(
        mut self,
        value: &impl Serialize,
        document: impl FnOnce() -> Document,
    ) -> anyhow::Result<()> {
        match self.format {
            None => {
                serde_json::to_writer_pretty(&mut self.output, value)?;
                writeln!(self.output)?;
            }
            Some(format) => {
                let text = format.render(&document(), self.layout);
                self.output.write_all(text.as_bytes())?;
            }
        }
        self.output.finish()
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        showing: DocumentShowing,
    }

    /// What is written with these arguments, into a file of that name.
    fn written(arguments: &[&str], name: &str) -> String {
        let file = std::env::temp_dir().join(format!("{}-{name}", std::process::id()));
        let place = file.to_str().expect("folders of tests have plain names");
        let command = Command::parse_from([&["x", "-o", place], arguments].concat());
        let output = Output::open(command.showing.place()).expect("the folder can be written");
        let shown = command.showing.open_at(output).expect("the form is known");
        let document = || Document::new("What went quiet");
        shown.show(&[1, 2], document).expect("the file is open");
        let text = std::fs::read_to_string(&file).expect("it was written");
        std::fs::remove_file(&file).expect("it is there");
        text
    }

    #[test]
    fn every_form_can_be_asked_for() {
        for format in FORMATS {
            let text = written(&["--format", format.id()], format.id());
            assert!(text.contains("What went quiet"), "{text}");
        }
        assert_eq!(written(&["--format", "json"], "json"), "[\n  1,\n  2\n]\n");
        assert_eq!(written(&[], "usual"), "What went quiet\n");
        assert!(Command::try_parse_from(["x", "--format", "pdf"]).is_err());
    }
}
