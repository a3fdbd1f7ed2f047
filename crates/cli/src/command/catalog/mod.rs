//! `backchat catalog`: what vendors document, to list, to read and to check.

mod check;
mod import;
mod list;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Command;

#[derive(Args, Debug)]
pub(crate) struct Catalog {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List what the catalog holds
    #[command(after_help = list::EXAMPLES)]
    List(list::List),
    /// Show an area, endpoint, control or release with everything known about it
    #[command(after_help = show::EXAMPLES)]
    Show(show::Show),
    /// Import vendors' pages as published: what they say, what is doubtful, what that changes
    #[command(after_help = import::EXAMPLES)]
    Import(import::Import),
    /// Check catalog files: what is wrong with them, and where
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
}

impl Command for Catalog {
    const NAME: &'static str = "catalog";
    const ABOUT: &'static str = "List, show, check or import what vendors document";
    const EXAMPLES: &'static str = "\
Examples:
  backchat catalog list                       releases and areas
  backchat catalog show windows-update        an area: its endpoints and its switches
  backchat catalog check --catalog catalog/   the files that you are editing";

    fn run(self) -> anyhow::Result<ExitCode> {
        match self.verb {
            Verb::List(list) => list.run(),
            Verb::Show(show) => show.run(),
            Verb::Import(import) => import.run(),
            Verb::Check(check) => check.run(),
        }
    }
}
