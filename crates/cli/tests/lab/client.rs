//! Real clients: what a device calls, and with which program.

use serde_json::{Value, json};

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
pub(crate) static IDLE: &[Client] = &[
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
pub(crate) static BY_ADDRESS: Client = client(
    "telemetry-by-address",
    Tool::CurlByAddress,
    "https://v10.events.data.microsoft.com/OneCollector/1.0",
);

/// Looks names up where the gateway does not see it.
pub(crate) static BY_DOH: Client =
    client("maps-by-doh", Tool::CurlByDoh, "https://maps.windows.com/");

/// Calls a name beside the one that is turned off, which the policy's page does not have.
pub(crate) static BY_OTHER_NAME: Client = curl(
    "telemetry-by-other-name",
    "-4",
    "https://v20.events.data.microsoft.com/OneCollector/1.0",
);

/// Connects directly where others use the proxy.
pub(crate) static PAST_THE_PROXY: Client = client(
    "maps-past-the-proxy",
    Tool::CurlPastTheProxy,
    "https://maps.windows.com/",
);

/// Calls what stays, at an address that what is turned off has as well.
pub(crate) static AT_A_SHARED_ADDRESS: Client = curl(
    "onedrive-beside-maps",
    "-4",
    "https://g.live.com/odclientsettings/Prod",
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

    /// How it calls once, for the script that has it call again and again.
    pub(crate) fn call(&self, proxied: bool) -> Value {
        let (host, url) = (self.host(), self.url);
        let curl = |options: &str| self.command(&format!("curl -sf -m 8 {options} {url}"), "");
        match self.tool {
            Tool::Curl(options) => curl(options),
            Tool::CurlByAddress => curl(&format!("--resolve {host}:443:{}", address(host))),
            Tool::CurlByDoh => curl(&format!("-4 --doh-url https://{DOH}/dns-query")),
            Tool::CurlPastTheProxy => curl("-4 --noproxy *"),
            Tool::Openssl => {
                let proxy = if proxied {
                    format!("-proxy {PROXY}")
                } else {
                    String::new()
                };
                self.command(
                    &format!(
                        "openssl s_client -quiet -verify_return_error {proxy} -servername {host} -connect {host}:443"
                    ),
                    &format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
                )
            }
            Tool::Python => json!({ "id": self.id, "page": url }),
        }
    }

    fn command(&self, command: &str, typed: &str) -> Value {
        let words: Vec<&str> = command.split_whitespace().collect();
        json!({ "id": self.id, "command": words, "typed": typed })
    }
}
