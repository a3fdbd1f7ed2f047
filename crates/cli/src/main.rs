//! The `backchat` command.

mod command;
mod describe;
mod failure;
mod inputs;
mod output;
mod progress;
mod suggest;

use std::process::ExitCode;

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

Exit codes: 0 done, 1 a check failed, 2 wrong use, 3 input unreadable.";

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
                .help("Colour the output; `auto` colours terminals and obeys NO_COLOR"),
        );
    for entry in command::COMMANDS {
        interface = interface.subcommand((entry.interface)());
    }
    interface
}

fn main() -> ExitCode {
    let matches = interface().get_matches();
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

#[cfg(test)]
mod tests {
    #[test]
    fn the_interface_is_consistent() {
        super::interface().debug_assert();
    }
}
