//! The names of the lab's internet, and what calls them.

/// A name, with its addresses.
pub(crate) struct Host {
    pub(crate) name: &'static str,
    pub(crate) v4: &'static str,
    pub(crate) v6: Option<&'static str>,
}

/// Every name that exists. All other names do not.
///
/// Each has its addresses to itself, as the firewall's plane says nothing of an address at which two were seen. The one that
/// shares is called in one scenario only.
pub(crate) const HOSTS: &[Host] = &[
    host("v10.events.data.microsoft.com", "20.42.73.24"),
    host("v20.events.data.microsoft.com", "20.42.73.25"),
    host("watson.telemetry.microsoft.com", "20.42.73.26"),
    host("maps.windows.com", MAPS),
    both("arc.msn.com", "20.42.73.31", "2603:1030:40c::31"),
    host("settings-win.data.microsoft.com", "20.42.73.40"),
    host("ctldl.windowsupdate.com", "20.42.73.41"),
    host("www.msftconnecttest.com", "20.42.73.42"),
    both(
        "fe2.update.microsoft.com",
        "20.42.73.43",
        "2603:1030:40c::43",
    ),
    host("oneclient.sfx.ms", "20.42.73.44"),
    host("g.live.com", MAPS),
    host(DOH, DOH_ADDRESS),
];

/// What the policy turns off, as far as the device always calls it.
pub(crate) const OFF: &[&str] = &[
    "v10.events.data.microsoft.com",
    "watson.telemetry.microsoft.com",
    "maps.windows.com",
    "arc.msn.com",
];

/// What it keeps, or does not name.
pub(crate) const KEPT: &[&str] = &[
    "settings-win.data.microsoft.com",
    "ctldl.windowsupdate.com",
    "www.msftconnecttest.com",
    "fe2.update.microsoft.com",
    "oneclient.sfx.ms",
];

/// The name of the resolver that anybody may ask over HTTPS.
pub(crate) const DOH: &str = "cloudflare-dns.com";

/// Its address, at which no web server listens.
pub(crate) const DOH_ADDRESS: &str = "1.1.1.1";

/// An address of what is turned off, and of something that stays.
const MAPS: &str = "20.42.73.30";

const fn host(name: &'static str, v4: &'static str) -> Host {
    Host { name, v4, v6: None }
}

const fn both(name: &'static str, v4: &'static str, v6: &'static str) -> Host {
    Host {
        name,
        v4,
        v6: Some(v6),
    }
}

/// The IPv4 address of a name of the table.
pub(crate) fn address(name: &str) -> &'static str {
    let host = HOSTS.iter().find(|it| it.name == name);
    host.expect("the name is in the table").v4
}
