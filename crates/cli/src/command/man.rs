//! `backchat man`: man pages, from the definitions of the commands.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::Command;
use crate::failure::UseError;
use crate::output::Output;
use backchat_engine::suggest::nearest;

#[derive(Args, Debug)]
pub(crate) struct Man {
    /// Print the page of this command (`report`, or `catalog check`); without it, the main page
    #[arg(value_name = "COMMAND", conflicts_with = "folder")]
    command: Vec<String>,
    /// Write the pages of all commands into this folder, which is made where it does not exist
    #[arg(short = 'o', long = "output", value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Command for Man {
    const NAME: &'static str = "man";
    const ABOUT: &'static str = "Print or write the man pages";
    const EXAMPLES: &'static str = "\
Examples:
  backchat man report | man -l -
  backchat man -o ~/.local/share/man/man1";

    fn run(self) -> anyhow::Result<ExitCode> {
        let mut root = crate::interface().disable_help_subcommand(true);
        root.build();
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            write_all(&root, folder)?;
            return Ok(ExitCode::SUCCESS);
        }
        let mut command = &root;
        for word in &self.command {
            command = command
                .find_subcommand(word)
                .ok_or_else(|| unknown(command, word))?;
        }
        let mut output = Output::open(None)?;
        output.write_all(&page(command)?)?;
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn unknown(command: &clap::Command, word: &str) -> UseError {
    let names: Vec<&str> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let hint = match nearest(word, names.iter().copied()).as_slice() {
        [] if names.is_empty() => "it has no commands of its own".to_owned(),
        [] => format!("there are {}", names.join(", ")),
        near => format!("did you mean {}?", near.join(", or ")),
    };
    UseError::new(format!("there is no command `{word}`")).hint(hint)
}

fn write_all(command: &clap::Command, folder: &Path) -> anyhow::Result<()> {
    let place = folder.join(format!("{}.1", name(command)));
    let mut output = Output::open(Some(&place))?;
    output.write_all(&page(command)?)?;
    output.finish()?;
    for inner in command.get_subcommands() {
        write_all(inner, folder)?;
    }
    Ok(())
}

/// `backchat-catalog-check`.
fn name(command: &clap::Command) -> &str {
    command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
}

/// A page. The generator would fill the examples into one paragraph, so the last section is ours.
fn page(command: &clap::Command) -> anyhow::Result<Vec<u8>> {
    let source = format!("backchat {}", env!("CARGO_PKG_VERSION"));
    let man = clap_mangen::Man::new(command.clone())
        .source(source)
        .manual("backchat");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let notes = command.get_after_help().map(ToString::to_string);
    page.extend_from_slice(notes_section(&notes.unwrap_or_default()).as_bytes());
    Ok(page)
}

/// Paragraphs as they are, and lines that begin with blanks as examples, not filled.
fn notes_section(text: &str) -> String {
    let mut section = ".SH NOTES\n".to_owned();
    let mut verbatim = false;
    for line in text.lines() {
        let example = line.starts_with(' ');
        if example != verbatim {
            section.push_str(if example { ".nf\n" } else { ".fi\n" });
            verbatim = example;
        }
        match line {
            "" => section.push_str(".PP\n"),
            "Examples:" => section.push_str(".SH EXAMPLES\n"),
            _ => {
                let _ = writeln!(section, "{}", escaped(line));
            }
        }
    }
    if verbatim {
        section.push_str(".fi\n");
    }
    // Where the examples come first, there are no notes.
    match section.strip_prefix(".SH NOTES\n.SH EXAMPLES") {
        Some(rest) => format!(".SH EXAMPLES{rest}"),
        None => section,
    }
}

/// Text as roff takes it literally (groff_char(7)): no requests at the start of a line, ASCII dashes and quotes.
fn escaped(line: &str) -> String {
    let mut out = String::new();
    if line.starts_with(['.', '\'']) {
        out.push_str("\\&");
    }
    for letter in line.chars() {
        match letter {
            '\\' => out.push_str("\\(rs"),
            '-' => out.push_str("\\-"),
            '\'' => out.push_str("\\(aq"),
            '`' => out.push_str("\\(ga"),
            '~' => out.push_str("\\(ti"),
            '^' => out.push_str("\\(ha"),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_not_filled_and_paragraphs_are() {
        let section = notes_section("Quote.\n\nExamples:\n  a -b\n");
        assert_eq!(
            section,
            ".SH NOTES\nQuote.\n.PP\n.SH EXAMPLES\n.nf\n  a \\-b\n.fi\n"
        );
    }

    #[test]
    fn a_line_is_never_a_request() {
        assert_eq!(escaped(".x 'y'"), "\\&.x \\(aqy\\(aq");
    }
}
