//! A phase: an internet of its own, one way to enforce, the device, and the capture of its wire.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use backchat_testkit::consumer::{Place, Running, wait};

use crate::client::Client;
use crate::device::{self, Calls};
use crate::gateway::Enforcement;
use crate::internet::Internet;

/// What a phase left behind.
pub(crate) struct Phase {
    /// What the device's wire carried.
    pub(crate) capture: PathBuf,
    /// What came of each client's calls, as the client itself saw it.
    pub(crate) calls: BTreeMap<&'static str, Calls>,
}

/// How a phase differs from the others.
pub(crate) struct Plan {
    /// What its files are called.
    pub(crate) name: &'static str,
    /// How often each client calls.
    pub(crate) beats: usize,
    /// What calls.
    pub(crate) clients: Vec<&'static Client>,
    /// What holds the policy.
    pub(crate) enforcement: Enforcement,
}

impl Plan {
    /// Runs it, with the capture left in `folder`; none where networks cannot be made here, which is said.
    pub(crate) fn run(&self, folder: &Path) -> Option<Phase> {
        let place = Place::new(&format!("lab-{}", self.name));
        let internet = Internet::new(&place)?;
        let _running = self.enforcement.start(&internet, &place);
        let capture = folder.join(format!("{}.pcap", self.name));
        let recorder = recorder(&internet, &place, &capture);
        let proxied = self.enforcement.is_proxy();
        let calls = device::idle(&internet, &place, &self.clients, self.beats, proxied);
        recorder.interrupt();
        Some(Phase { capture, calls })
    }
}

/// tcpdump on the device's wire, once it listens.
fn recorder(internet: &Internet, place: &Place, capture: &Path) -> Running {
    let words = place.path().join("tcpdump.log");
    let log = File::create(&words).expect("the place takes files");
    let mut command = internet.device.command("tcpdump");
    // Of frames that are longer, nothing is needed; a ring of many frames, as a busy machine would lose some.
    command.args([
        "-i",
        "eth0",
        "-n",
        "-U",
        "--immediate-mode",
        "-s",
        "8192",
        "-B",
        "16384",
    ]);
    command.args(["-Z", "root", "-w"]).arg(capture);
    let mut running = Running::start(command.stdout(Stdio::null()).stderr(Stdio::from(log)));
    wait("tcpdump listens", || {
        running.check();
        fs::read_to_string(&words).is_ok_and(|it| it.contains("listening on"))
    });
    running
}
