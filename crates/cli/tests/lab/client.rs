//! Real clients: what a device calls, and with which program.

use crate::gateway::PROXY;
use crate::table::{DOH, address};

/// A program that calls a name again and again.
pub(crate) struct Client {
    /// What its calls are counted under.
    pub(crate) id: &'static str,
    tool: Tool,
    url: &'static str,
}

enum Tool {
    /// curl, with these options.
    Curl(&'static str),
    /// curl, which is told the address and looks nothing up.
    CurlByAddress,
    /// curl, which looks the name up over HTTPS.
    CurlByDoh,
    /// curl, which knows no proxy.
    CurlPastTheProxy,
    /// `openssl s_client`, which speaks TLS and what is typed into it.
    Openssl,
    /// Python's own client.
    Python,
}

/// What an idle Windows calls, as far as the lab has it.
pub(crate) const IDLE: &[Client] = &[
    curl(
        "telemetry",
        "--tls-max 1.2 -4",
        "https://v10.events.data.microsoft.com/OneCollector/1.0",
    ),
    client(
        "error-reports",
        Tool::Openssl,
        "https://watson.telemetry.microsoft.com/Telemetry.Request",
    ),
    client("maps", Tool::Python, "https://maps.windows.com/"),
    curl("spotlight-v4", "--tlsv1.3 -4", "https://arc.msn.com/v3"),
    curl("spotlight-v6", "--tlsv1.3 -6", "https://arc.msn.com/v3"),
    client(
        "settings",
        Tool::Python,
        "https://settings-win.data.microsoft.com/settings/v2.0",
    ),
    curl(
        "root-certificates",
        "-4",
        "http://ctldl.windowsupdate.com/msdownload/disallowedcertstl.cab",
    ),
    curl(
        "connectivity-test",
        "-4",
        "http://www.msftconnecttest.com/connecttest.txt",
    ),
    curl(
        "update",
        "",
        "https://fe2.update.microsoft.com/v6/ClientWebService",
    ),
    curl(
        "onedrive",
        "--http1.1 --tls-max 1.2",
        "https://oneclient.sfx.ms/OneDriveSetup.exe",
    ),
];

/// Was built with an address of what is turned off, and looks nothing up.
pub(crate) const BY_ADDRESS: Client = client(
    "telemetry-by-address",
    Tool::CurlByAddress,
    "https://v10.events.data.microsoft.com/OneCollector/1.0",
);

/// Looks names up where the gateway does not see it.
pub(crate) const BY_DOH: Client =
    client("maps-by-doh", Tool::CurlByDoh, "https://maps.windows.com/");

/// Calls a name beside the one that is turned off, which the policy's page does not have.
pub(crate) const BY_OTHER_NAME: Client = curl(
    "telemetry-by-other-name",
    "-4",
    "https://v20.events.data.microsoft.com/OneCollector/1.0",
);

/// Connects directly where others use the proxy.
pub(crate) const PAST_THE_PROXY: Client = client(
    "maps-past-the-proxy",
    Tool::CurlPastTheProxy,
    "https://maps.windows.com/",
);

const fn client(id: &'static str, tool: Tool, url: &'static str) -> Client {
    Client { id, tool, url }
}

const fn curl(id: &'static str, options: &'static str, url: &'static str) -> Client {
    client(id, Tool::Curl(options), url)
}

impl Client {
    /// The name that it calls.
    pub(crate) fn host(&self) -> &'static str {
        let mut parts = self.url.split('/');
        parts.nth(2).expect("it is a URL")
    }

    /// A shell's command that calls `beats` times, once a second, and tells the file `calls` of each call.
    ///
    /// A line is the client's id and 0, or another code where there was no answer. No call waits for the one before.
    pub(crate) fn script(&self, beats: usize, proxied: bool) -> String {
        let id = self.id;
        match self.once(proxied) {
            Some(once) => format!(
                "i=0; while [ $i -lt {beats} ]; do {{ {once}; echo \"{id} $?\" >>calls; }} & sleep 1; i=$((i+1)); done; wait"
            ),
            None => format!(
                "exec /usr/bin/python3 -IS client.py {id} {} {beats} calls",
                self.url
            ),
        }
    }

    /// The command that calls once, and exits with 0 where it had an answer; none where the client repeats by itself.
    fn once(&self, proxied: bool) -> Option<String> {
        let url = self.url;
        let host = self.host();
        let curl = "curl -sf -m 5";
        Some(match self.tool {
            Tool::Curl(options) => format!("{curl} {options} {url}"),
            Tool::CurlByAddress => format!("{curl} --resolve {host}:443:{} {url}", address(host)),
            Tool::CurlByDoh => format!("{curl} -4 --doh-url https://{DOH}/dns-query {url}"),
            Tool::CurlPastTheProxy => format!("{curl} -4 --noproxy '*' {url}"),
            Tool::Openssl => {
                let proxy = if proxied {
                    format!("-proxy {PROXY}")
                } else {
                    String::new()
                };
                format!(
                    "printf 'GET / HTTP/1.1\\r\\nHost: {host}\\r\\nConnection: close\\r\\n\\r\\n' | timeout 5 openssl \
                     s_client -quiet -verify_return_error {proxy} -servername {host} -connect {host}:443"
                )
            }
            Tool::Python => return None,
        })
    }
}

/// The Python client. It repeats by itself: an interpreter that starts for every call takes more of the processor than all
/// the rest of the lab. It uses the proxy that the environment names.
pub(crate) const PYTHON: &str = r"
import sys, threading, time, urllib.request
client, url, beats, log = sys.argv[1:]
def call():
    try:
        urllib.request.urlopen(url, timeout=5).read()
        code = 0
    except OSError:
        code = 1
    with open(log, 'a') as calls:
        calls.write(f'{client} {code}\n')
for beat in range(int(beats)):
    threading.Thread(target=call).start()
    time.sleep(1)
";
