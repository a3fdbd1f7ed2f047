//! `backchat connections`: the records, one per connection.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backchat_engine::attribute::Stage;
use backchat_engine::catalog::Catalog;
use backchat_engine::collect::{Collector, Sink};
use backchat_engine::listing::{COLUMNS, Record, Stamper};
use backchat_engine::model::Connection;
use backchat_engine::pipeline;
use clap::{Args, ValueEnum};

use super::Command;
use crate::inputs::{DeviceArguments, InputArguments, ReleaseArgument, tell_passage};
use crate::output::Output;
use crate::progress::Bar;

#[derive(Args, Debug)]
pub(crate) struct Connections {
    #[command(flatten)]
    input: InputArguments,
    #[command(flatten)]
    device: DeviceArguments,
    #[command(flatten)]
    release: ReleaseArgument,
    /// The form of the output
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One JSON object per line
    Jsonl,
    /// One JSON array
    Json,
    /// Comma-separated values with a header line; lists are joined by blanks
    Csv,
}

/// Writes records as they come; the first error stops the writing and is kept.
struct Writer {
    form: Form,
    catalog: &'static Catalog,
    stamper: Stamper,
    /// The line at hand: one write a record instead of one a token.
    line: Vec<u8>,
    failed: Option<anyhow::Error>,
    count: u64,
}

enum Form {
    Jsonl(Output),
    Json(Output),
    Csv(Box<csv::Writer<Output>>),
}

impl Sink for Writer {
    fn connection(&mut self, connection: Connection) {
        if self.failed.is_none() {
            self.failed = self.write(&connection).err();
        }
    }
}

impl Writer {
    fn write(&mut self, connection: &Connection) -> anyhow::Result<()> {
        let record = Record::new(connection, self.catalog, &mut self.stamper);
        match &mut self.form {
            Form::Jsonl(output) => {
                self.line.clear();
                serde_json::to_writer(&mut self.line, &record)?;
                self.line.push(b'\n');
                output.write_all(&self.line)?;
            }
            Form::Json(output) => {
                output.write_all(if self.count == 0 { b"[\n" } else { b",\n" })?;
                serde_json::to_writer(&mut *output, &record)?;
            }
            Form::Csv(writer) => writer.write_record(record.values())?,
        }
        self.count += 1;
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        match self.form {
            Form::Jsonl(output) => output.finish(),
            Form::Json(mut output) => {
                output.write_all(if self.count == 0 { b"[]\n" } else { b"\n]\n" })?;
                output.finish()
            }
            Form::Csv(writer) => match writer.into_inner() {
                Ok(output) => output.finish(),
                Err(error) => Err(error.into_error().into()),
            },
        }
    }
}

impl Command for Connections {
    const NAME: &'static str = "connections";
    const ABOUT: &'static str = "List connections, one record each with all that is known of it";
    const EXAMPLES: &'static str = "\
A record is one attempt of a device to reach a remote address or name, public or not. Records come in the order in which \
the attempts ended; names that were asked for and never contacted come last. All DNS questions of a device to one \
resolver are one record.

With `--release`, what that release's page documents goes before what others do; without it, all pages count alike.

docs/formats.md describes the fields, schemas/connection.schema.json is the schema of the JSON forms. CSV cells that a \
spreadsheet would run as a formula get a leading apostrophe.

Examples:
  backchat connections idle.pcapng | jq -r 'select(.scope == \"public\") | .name // .remote'
  backchat connections idle.pcapng | jq -r 'select(.no_name) | [.remote, .no_name] | @tsv'
  backchat connections week/*.pcap.gz --format csv -o week.csv";

    fn run(self) -> anyhow::Result<ExitCode> {
        let release = self.release.resolve()?;
        let attributor = self.release.catalog.attributor(release)?;
        let catalog = attributor.catalog();
        let inputs = self.input.inputs()?;
        let output = InputArguments::output(&inputs, self.output.as_deref())?;
        let mut bar = Bar::beside_output(&inputs, self.output.as_deref());
        let form = match self.format {
            Format::Jsonl => Form::Jsonl(output),
            Format::Json => Form::Json(output),
            Format::Csv => {
                let mut writer = csv::Writer::from_writer(output);
                writer.write_record(COLUMNS)?;
                Form::Csv(Box::new(writer))
            }
        };
        let mut writer = Writer {
            form,
            catalog,
            stamper: Stamper::default(),
            line: Vec::new(),
            failed: None,
            count: 0,
        };
        let mut stage = Stage::new(&attributor, &mut writer);
        let mut collector = Collector::new(self.device.devices, &mut stage);
        let passage = pipeline::run(&inputs, self.input.window(), &mut bar, &mut collector)?;
        let unmatched = collector.unmatched();
        let _counters = collector.finish();
        bar.finish();
        writer.finish()?;
        tell_passage(&passage);
        DeviceArguments::warn(&unmatched);
        Ok(ExitCode::SUCCESS)
    }
}
