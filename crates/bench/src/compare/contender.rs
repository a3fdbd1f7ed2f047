//! Who takes part: one entry of [`CONTENDERS`] each, from which the reports and the help are made.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::compare::Options;

/// A program that is measured.
pub(crate) struct Contender {
    /// What it is called on the command line and in the JSON report.
    pub(crate) id: &'static str,
    /// What it does here, for people.
    pub(crate) what: &'static str,
    /// How to get it.
    pub(crate) install: &'static str,
    /// Arguments that make it tell its version.
    pub(crate) version: &'static [&'static str],
    /// How often it runs.
    pub(crate) runs: Runs,
    /// The program.
    program: fn(&Setting<'_>) -> PathBuf,
    /// Adds the arguments; all output goes to standard output or into `Setting::scratch`.
    arguments: fn(&mut Command, &Setting<'_>, &Path) -> io::Result<()>,
}

/// How often a contender runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    /// As often as `--runs` says.
    Often,
    /// As often as `--peer-runs` says.
    Seldom,
}

/// Where a run takes place.
pub(crate) struct Setting<'a> {
    /// What the user asked for.
    pub(crate) options: &'a Options,
    /// The compiled counting loop.
    pub(crate) counter: &'a Path,
    /// An empty folder for what the contender writes.
    pub(crate) scratch: &'a Path,
}

/// Everybody, in the order of the report. The first is the unit.
pub(crate) const CONTENDERS: &[Contender] = &[
    Contender {
        id: "libpcap",
        what: "bare libpcap counting loop (the unit)",
        install: "apt-get install gcc libc6-dev libpcap-dev",
        version: &[],
        runs: Runs::Often,
        program: |setting| setting.counter.to_owned(),
        arguments: |command, _, capture| {
            command.arg(capture);
            Ok(())
        },
    },
    Contender {
        id: "backchat",
        what: "connections as JSON lines, everything on",
        install: "cargo build --release -p backchat",
        version: &["--version"],
        runs: Runs::Often,
        program: |setting| setting.options.backchat(),
        arguments: |command, _, capture| {
            command
                .args(["connections", "--format", "jsonl"])
                .arg(capture);
            Ok(())
        },
    },
    Contender {
        id: "nfpcapd",
        what: "flows only, no names",
        install: "apt-get install nfdump",
        version: &["-V"],
        runs: Runs::Often,
        program: |_| "nfpcapd".into(),
        arguments: |command, setting, capture| {
            command
                .arg("-r")
                .arg(capture)
                .arg("-w")
                .arg(setting.scratch);
            Ok(())
        },
    },
    Contender {
        id: "ndpi",
        what: "nDPI's reader, flows as CSV",
        install: "apt-get install libndpi-bin",
        version: &["-h"],
        runs: Runs::Seldom,
        program: |_| "ndpiReader".into(),
        arguments: |command, setting, capture| {
            command.arg("-q").arg("-i").arg(capture);
            command.arg("-C").arg(setting.scratch.join("flows.csv"));
            Ok(())
        },
    },
    Contender {
        id: "suricata",
        what: "flow, dns, tls, http and quic logs, one thread",
        install: "apt-get install -t bookworm-backports suricata",
        version: &["-V"],
        runs: Runs::Seldom,
        program: |_| "suricata".into(),
        arguments: |command, setting, capture| {
            let configuration = setting.scratch.join("suricata.yaml");
            fs::write(&configuration, include_str!("suricata.yaml"))?;
            command.arg("-c").arg(configuration).arg("-r").arg(capture);
            command.arg("-l").arg(setting.scratch);
            command.args(["--runmode", "single", "-k", "none", "-S", "/dev/null"]);
            Ok(())
        },
    },
    Contender {
        id: "tshark",
        what: "fields only",
        install: "apt-get install tshark",
        version: &["--version"],
        runs: Runs::Seldom,
        program: |_| "tshark".into(),
        arguments: |command, _, capture| {
            command
                .arg("-n")
                .arg("-r")
                .arg(capture)
                .args(["-T", "fields"]);
            for field in TSHARK_FIELDS {
                command.args(["-e", field]);
            }
            Ok(())
        },
    },
];

const TSHARK_FIELDS: [&str; 10] = [
    "frame.number",
    "ip.src",
    "ip.dst",
    "tcp.srcport",
    "tcp.dstport",
    "udp.srcport",
    "udp.dstport",
    "dns.qry.name",
    "tls.handshake.extensions_server_name",
    "http.host",
];

impl Contender {
    /// Builds the command that reads `capture`.
    ///
    /// # Errors
    /// Where a configuration file cannot be written.
    pub(crate) fn command(&self, setting: &Setting<'_>, capture: &Path) -> io::Result<Command> {
        let mut command = Command::new((self.program)(setting));
        (self.arguments)(&mut command, setting, capture)?;
        Ok(command)
    }

    /// Asks for the version: the first line that the program prints. `None` where the program is not there.
    pub(crate) fn version(&self, setting: &Setting<'_>) -> Option<String> {
        let output = Command::new((self.program)(setting))
            .args(self.version)
            .stdin(Stdio::null())
            .output()
            .ok()?;
        if self.version.is_empty() {
            return Some(String::new());
        }
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        let first = text.lines().map(str::trim).find(|line| !line.is_empty());
        Some(first.unwrap_or_default().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_contender_has_an_id_of_its_own() {
        let mut ids: Vec<_> = CONTENDERS.iter().map(|one| one.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), CONTENDERS.len());
    }

    #[test]
    fn the_first_contender_is_the_unit() {
        assert_eq!(CONTENDERS[0].id, "libpcap");
    }
}
