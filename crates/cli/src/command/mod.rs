//! The commands, one file each.
//!
//! Adding a command is one file and one line in [`COMMANDS`].

mod catalog;
mod compare;
mod completions;
mod connections;
mod coverage;
mod drift;
mod explain;
mod export;
mod man;
mod names;
mod plan;
mod record;
mod report;

use std::process::ExitCode;

use clap::{ArgMatches, Args, FromArgMatches};

/// A command: how it is called and what it does.
pub(crate) struct Entry {
    /// The word on the command line, which is also the name of its file.
    pub(crate) name: &'static str,
    /// Its arguments and help.
    pub(crate) interface: fn() -> clap::Command,
    /// What it does.
    pub(crate) run: fn(&ArgMatches) -> anyhow::Result<ExitCode>,
}

/// Every command, in the order of the help.
pub(crate) static COMMANDS: &[Entry] = &[
    entry::<report::Report>(),
    entry::<connections::Connections>(),
    entry::<names::Names>(),
    entry::<explain::Explain>(),
    entry::<plan::Plan>(),
    entry::<export::Export>(),
    entry::<record::Record>(),
    entry::<compare::Compare>(),
    entry::<coverage::Coverage>(),
    entry::<drift::Drift>(),
    entry::<catalog::Catalog>(),
    entry::<completions::Completions>(),
    entry::<man::Man>(),
];

/// What a command's file provides: its arguments, and what to do with them.
trait Command: Args + FromArgMatches {
    /// The word on the command line, which is also the name of its file.
    const NAME: &'static str;
    /// One line for the list of commands.
    const ABOUT: &'static str;
    /// Worked examples, shown below the options.
    const EXAMPLES: &'static str;

    fn run(self) -> anyhow::Result<ExitCode>;
}

const fn entry<C: Command>() -> Entry {
    Entry {
        name: C::NAME,
        interface: interface::<C>,
        run: run::<C>,
    }
}

fn interface<C: Command>() -> clap::Command {
    C::augment_args(clap::Command::new(C::NAME))
        .about(C::ABOUT)
        .after_help(C::EXAMPLES)
}

fn run<C: Command>(matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    C::from_arg_matches(matches)
        .unwrap_or_else(|error| error.exit())
        .run()
}
