//! `backchat catalog`: what vendors document, to list, read, compare, check and add to.

mod check;
mod diff;
mod export;
mod import;
mod list;
mod propose;
mod search;
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
    /// Search the catalog: names, hosts, registry values, programs
    #[command(after_help = search::EXAMPLES)]
    Search(search::Search),
    /// Show what changed from one release's page to another's
    #[command(after_help = diff::EXAMPLES)]
    Diff(diff::Diff),
    /// Export the catalog for other programs, or a release's page
    #[command(after_help = export::EXAMPLES)]
    Export(export::Export),
    /// Import vendors' pages as published: what they say, what is doubtful, what that changes
    #[command(after_help = import::EXAMPLES)]
    Import(import::Import),
    /// Check catalog files: what is wrong with them, and where
    #[command(after_help = check::EXAMPLES)]
    Check(check::Check),
    /// Propose entries for what a capture has and the catalog has not
    #[command(after_help = propose::EXAMPLES)]
    Propose(propose::Propose),
}

impl Command for Catalog {
    const NAME: &'static str = "catalog";
    const ABOUT: &'static str =
        "List, show, search, compare, export, import, propose or check what vendors document";
    const EXAMPLES: &'static str = "\
Examples:
  backchat catalog list                       releases and areas
  backchat catalog show windows-update        an area: its endpoints and its switches
  backchat catalog search DisableRootAutoUpdate
  backchat catalog diff 2004 20H2             what changed from one release to another
  backchat catalog export --format m365-json  for firewalls that read the Microsoft 365 web service
  backchat catalog check --catalog mine/      a catalog of your own, on top of this one
  backchat catalog propose idle.pcapng        what it called that nobody documents, as entries to review";

    fn run(self) -> anyhow::Result<ExitCode> {
        match self.verb {
            Verb::List(list) => list.run(),
            Verb::Show(show) => show.run(),
            Verb::Search(search) => search.run(),
            Verb::Diff(diff) => diff.run(),
            Verb::Export(export) => export.run(),
            Verb::Import(import) => import.run(),
            Verb::Check(check) => check.run(),
            Verb::Propose(propose) => propose.run(),
        }
    }
}
