//! `backchat-bench`: generates large captures of an idle fleet, and compares backchat with its peers on them.

mod compare;
mod generate;
mod random;

use std::io;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Generates large captures of an idle fleet and compares backchat with its peers on them.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Writes sessions.pcap (about 1 GB) and dns.pcap (about 290 MB): the same bytes on every run and machine.
    Generate {
        /// The folder to write into.
        #[arg(default_value = "bench-data")]
        folder: PathBuf,
        /// Size as a share of the full one; the time span shrinks with it.
        #[arg(long, default_value = "1")]
        scale: generate::Scale,
    },
    /// Measures CPU seconds and peak memory of backchat, its peers and a bare libpcap loop, in turns.
    Compare(compare::Options),
}

fn main() -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    match Arguments::parse().verb {
        Verb::Generate { folder, scale } => generate::run(&folder, scale, &mut out),
        Verb::Compare(options) => compare::run(&options, &mut out, &mut io::stderr().lock()),
    }
}
