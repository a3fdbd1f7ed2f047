//! The device: its clients call at a steady beat while nobody uses it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use backchat_testkit::consumer::{Place, run};

use crate::client::{Client, PYTHON};
use crate::gateway::PROXY;
use crate::internet::{GATEWAY, GATEWAY_V6, Internet};

/// What came of a client's calls, as it saw them itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calls {
    /// The name that it called.
    pub(crate) host: &'static str,
    pub(crate) made: usize,
    pub(crate) answered: usize,
}

/// Has every client call `beats` times, about once a second, and returns when the last call has ended.
pub(crate) fn idle(
    internet: &Internet,
    place: &Place,
    clients: &[&Client],
    beats: usize,
    proxied: bool,
) -> BTreeMap<&'static str, Calls> {
    files(place);
    let script = place.file("idle.sh", script(clients, beats, proxied));
    // With a name of its own, as the C library completes names with the machine's domain.
    let mut command = internet.device.command("unshare");
    let command = command.args(["--uts", "sh"]).arg(script);
    let (fine, said) = run(command.current_dir(place.path()));
    assert!(fine, "{said}");
    let log = fs::read_to_string(place.path().join("calls")).expect("the script writes it");
    let none = |it: &&Client| {
        let (made, answered) = (0, 0);
        let host = it.host();
        (
            it.id,
            Calls {
                host,
                made,
                answered,
            },
        )
    };
    let mut calls: BTreeMap<_, _> = clients.iter().map(none).collect();
    for line in log.lines() {
        let (id, code) = line.split_once(' ').expect("a line is a client and a code");
        let calls = calls.get_mut(id).expect("only clients write lines");
        calls.made += 1;
        calls.answered += usize::from(code == "0");
    }
    calls
}

/// What the device has of its own where the machine has something else.
fn files(place: &Place) {
    place.file(
        "resolv.conf",
        format!("nameserver {GATEWAY}\noptions timeout:2 attempts:2\n"),
    );
    place.file("nsswitch.conf", "hosts: files dns\n");
    let (proxy, _) = PROXY.split_once(':').expect("it has a port");
    place.file(
        "hosts",
        format!("127.0.0.1 localhost\n{GATEWAY} {proxy}\n{GATEWAY_V6} {proxy}\n"),
    );
    place.file("client.py", PYTHON);
}

/// All that the device does, for a shell with a view of its own on the machine's files.
fn script(clients: &[&Client], beats: usize, proxied: bool) -> String {
    let mut script = String::from("set -e\necho device >/proc/sys/kernel/hostname\n");
    for file in ["resolv.conf", "nsswitch.conf", "hosts"] {
        writeln!(script, "mount --bind {file} /etc/{file}").expect("a string takes all");
    }
    script.push_str(
        "unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_DIR\n\
         export HOME=$PWD SSL_CERT_FILE=$PWD/ca.pem CURL_CA_BUNDLE=$PWD/ca.pem\n\
         exec >/dev/null 2>&1\n: >calls\nset +e\n",
    );
    if proxied {
        writeln!(
            script,
            "export http_proxy=http://{PROXY} https_proxy=http://{PROXY}"
        )
        .expect("a string takes all");
    }
    // Each begins a little after the one before, so that they do not fight for the processor.
    for (number, client) in clients.iter().enumerate() {
        let calls = client.script(beats, proxied);
        writeln!(script, "( sleep 0.{:03}; {calls} ) &", number * 90 % 1000)
            .expect("a string takes all");
    }
    script.push_str("wait\n");
    script
}
