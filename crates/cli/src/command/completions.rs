//! `backchat completions`: what a shell needs to complete arguments, from the definitions of the commands.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;
use clap_complete::Shell;

use super::Command;
use crate::output::Output;

#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Command for Completions {
    const NAME: &'static str = "completions";
    const ABOUT: &'static str = "Print completions for a shell";
    const EXAMPLES: &'static str = "\
Examples:
  backchat completions bash > ~/.local/share/bash-completion/completions/backchat
  backchat completions zsh > ~/.zfunc/_backchat
  backchat completions fish > ~/.config/fish/completions/backchat.fish
  backchat completions powershell >> $PROFILE";

    fn run(self) -> anyhow::Result<ExitCode> {
        // The generator panics where it cannot write, so it writes into memory.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::interface(), "backchat", &mut script);
        let mut output = Output::open(None)?;
        output.write_all(&script)?;
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }
}
