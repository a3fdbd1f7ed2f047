//! The `backchat` command.

mod against;
mod catalogs;
mod command;
mod describe;
mod failure;
mod folders;
mod inputs;
mod observing;
mod output;
mod policies;
mod progress;
mod runs;
mod showing;

use std::path::Path;
use std::process::ExitCode;

use clap::error::ContextKind;

use failure::Failure;

const LONG_ABOUT: &str = "\
Shows what machines say when nobody is using them.

Takes captures of idle machines (pcap or pcapng, gzip and Zstandard are seen through), works out which documented \
component each background connection belongs to, and prints that machine's own connection endpoints page.";

const EXAMPLES: &str = "\
Examples:
  backchat report idle.pcapng                     the machine's page, on the terminal
  backchat report idle.pcapng --format html -o idle.html
  backchat report captures/ --device 192.168.1.20 one machine out of a folder of captures
  backchat explain ctldl.windowsupdate.com        which component, what breaks, how to turn it off
  tcpdump -w - | backchat connections - --format jsonl

`backchat COMMAND --help` has more examples.

Exit codes: 0 done, 1 a check failed, 2 wrong use, 3 input unreadable or output not writable.";

fn interface() -> clap::Command {
    let mut interface = clap::Command::new("backchat")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Shows what machines say when nobody is using them")
        .long_about(LONG_ABOUT)
        .after_help(EXAMPLES)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(
            clap::Arg::new("color")
                .long("color")
                .global(true)
                .value_name("WHEN")
                .value_parser(["auto", "always", "never"])
                .default_value("auto")
                .display_order(1000)
                .help("Colour the output; `auto` colours terminals and obeys NO_COLOR"),
        );
    for entry in command::COMMANDS {
        interface = interface.subcommand((entry.interface)());
    }
    interface
}

fn main() -> ExitCode {
    let matches = match interface().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return refuse(&error),
    };
    match matches.get_one::<String>("color").map(String::as_str) {
        Some("always") => anstream::ColorChoice::Always.write_global(),
        Some("never") => anstream::ColorChoice::Never.write_global(),
        _ => {}
    }
    let Some((name, arguments)) = matches.subcommand() else {
        return ExitCode::from(2);
    };
    let Some(entry) = command::COMMANDS.iter().find(|entry| entry.name == name) else {
        return ExitCode::from(2);
    };
    match (entry.run)(arguments) {
        Ok(code) => code,
        Err(error) => Failure::of(&error).report(&error),
    }
}

/// Help, the version, or what is wrong with the arguments. The likeliest slip is to leave out the command.
fn refuse(error: &clap::Error) -> ExitCode {
    let slip = error
        .get(ContextKind::InvalidSubcommand)
        .map(ToString::to_string)
        .filter(|word| Path::new(word).exists());
    match slip {
        Some(file) => {
            let what = format!("`{file}` is no command");
            failure::say("1;31", "error", &what);
            failure::say(
                "1",
                "hint",
                &format!("to see its page: backchat report {file}"),
            );
        }
        // Where nobody can hear it, nothing is lost.
        None => drop(error.print()),
    }
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_interface_is_consistent() {
        super::interface().debug_assert();
    }
}
