//! The device: its clients call at a steady beat while nobody uses it.

use std::collections::BTreeMap;

use backchat_testkit::consumer::{Place, run};
use serde_json::Value;

use crate::client::Client;
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

impl Calls {
    fn none(client: &Client) -> Self {
        Self {
            host: client.host(),
            made: 0,
            answered: 0,
        }
    }
}

/// Has every client call `beats` times, once a second, and returns when the last call has ended.
pub(crate) fn idle(
    internet: &Internet,
    place: &Place,
    clients: &[&Client],
    beats: usize,
    proxied: bool,
) -> BTreeMap<&'static str, Calls> {
    files(place);
    let list: Vec<_> = clients.iter().map(|it| it.call(proxied)).collect();
    place.file("clients.json", Value::from(list).to_string());
    place.file("idle.py", include_str!("idle.py"));
    let script = place.file("idle.sh", script(beats, proxied));
    // With a name of its own, as the C library completes names with the machine's domain.
    let mut command = internet.device.command("unshare");
    let command = command.args(["--uts", "sh"]).arg(script);
    let (fine, said) = run(command.current_dir(place.path()));
    assert!(fine, "{said}");
    let mut calls: BTreeMap<_, _> = clients.iter().map(|it| (it.id, Calls::none(it))).collect();
    for line in said.lines() {
        let known = line
            .split_once(' ')
            .and_then(|(id, answered)| Some((calls.get_mut(id)?, answered)));
        let Some((calls, answered)) = known else {
            panic!("{said}");
        };
        calls.made += 1;
        calls.answered += usize::from(answered == "True");
    }
    calls
}

/// What the device has of its own where the machine has something else.
const FILES: [&str; 3] = ["resolv.conf", "nsswitch.conf", "hosts"];

fn files(place: &Place) {
    let (proxy, _) = PROXY.split_once(':').expect("it has a port");
    let texts = [
        format!("nameserver {GATEWAY}\noptions timeout:2 attempts:2\n"),
        "hosts: files dns\n".to_owned(),
        format!("127.0.0.1 localhost\n{GATEWAY} {proxy}\n{GATEWAY_V6} {proxy}\n"),
    ];
    for (name, text) in FILES.into_iter().zip(texts) {
        place.file(name, text);
    }
}

/// All that the device does, for a shell with a view of its own on the machine's files.
fn script(beats: usize, proxied: bool) -> String {
    let mounts = FILES
        .map(|it| format!("mount --bind {it} /etc/{it}\n"))
        .concat();
    let proxy = if proxied {
        format!("export http_proxy=http://{PROXY} https_proxy=http://{PROXY}\n")
    } else {
        String::new()
    };
    format!(
        "set -e\necho device >/proc/sys/kernel/hostname\n{mounts}\
         unset http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY NO_PROXY SSL_CERT_DIR\n\
         export HOME=$PWD SSL_CERT_FILE=$PWD/ca.pem CURL_CA_BUNDLE=$PWD/ca.pem\n{proxy}\
         exec /usr/bin/python3 -I idle.py clients.json {beats}\n"
    )
}
