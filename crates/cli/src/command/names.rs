//! `backchat names`: every name in the capture and where it came from.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::names::NameTable;
use backchat_engine::pipeline;
use clap::{Args, ValueEnum};

use super::Command;
use crate::inputs::{InputArguments, tell_passage};
use crate::output::Output;
use crate::progress::Bar;

#[derive(Args, Debug)]
pub(crate) struct Names {
    #[command(flatten)]
    input: InputArguments,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Format::Tsv)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Tab-separated columns with a header line
    Tsv,
    /// One JSON array
    Json,
}

impl Command for Names {
    const NAME: &'static str = "names";
    const ABOUT: &'static str = "List every name in captures and where it came from";
    const EXAMPLES: &'static str = "\
Every name counts, wherever it came from and wherever it leads: nothing is attributed, and private addresses are \
included. Names are in lower case without a trailing dot. The columns are kind, hostname, server_ip, server_port and count; \
`-` stands for what a kind does not have. The kinds:

  connect    the authority of an HTTP CONNECT request; the server is the proxy
  dns        a question name and an address in its answer; no port
  dns-cname  the owner of an alias in an answer; no address, no port
  dns-query  a name that was asked of this server
  http       the host of a request in the clear
  quic       the server name of a QUIC ClientHello
  tls        the server name of a TLS ClientHello over TCP

Examples:
  backchat names idle.pcapng
  backchat names captures/ | awk '$1 == \"tls\" { print $2 }' | sort -u
  backchat names idle.pcapng --format json | jq -r '.[] | select(.kind == \"dns\") | .hostname'";

    fn run(self) -> anyhow::Result<ExitCode> {
        let inputs = self.input.inputs()?;
        let mut output = InputArguments::output(&inputs, self.output.as_deref())?;
        let mut bar = Bar::new(&inputs);
        let mut table = NameTable::default();
        let passage = pipeline::run(&inputs, self.input.window(), &mut bar, &mut table)?;
        bar.finish();
        tell_passage(&passage);
        match self.format {
            Format::Tsv => tsv(&table, &mut output)?,
            Format::Json => json(&table, &mut output)?,
        }
        output.finish()?;
        Ok(ExitCode::SUCCESS)
    }
}

fn tsv(table: &NameTable, output: &mut Output) -> anyhow::Result<()> {
    writeln!(output, "kind\thostname\tserver_ip\tserver_port\tcount")?;
    for (row, count) in table.rows() {
        let address = row
            .address
            .map_or_else(|| "-".to_owned(), |address| address.to_string());
        let port = row
            .port
            .map_or_else(|| "-".to_owned(), |port| port.to_string());
        writeln!(
            output,
            "{}\t{}\t{address}\t{port}\t{count}",
            row.kind.token(),
            row.host
        )?;
    }
    Ok(())
}

fn json(table: &NameTable, output: &mut Output) -> anyhow::Result<()> {
    let rows: Vec<_> = table
        .rows()
        .map(|(row, count)| {
            serde_json::json!({
                "kind": row.kind.token(),
                "hostname": row.host,
                "server_ip": row.address,
                "server_port": row.port,
                "count": count,
            })
        })
        .collect();
    serde_json::to_writer_pretty(&mut *output, &rows)?;
    writeln!(output)?;
    Ok(())
}
