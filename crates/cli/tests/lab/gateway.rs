//! The gateway's programs, with what the planes wrote: where a policy is enforced.

use backchat_testkit::consumer::{Place, Running, run};

use crate::internet::{GATEWAY, GATEWAY_V6, Internet, ROOT, quiet, wait_for};

/// The proxy, by the name that the device's hosts file has for the gateway.
pub(crate) const PROXY: &str = "proxy.lab:3128";
/// Its port.
const PROXY_PORT: u16 = 3128;

/// What holds the policy, with the texts that the planes wrote.
pub(crate) enum Enforcement {
    /// Nothing: the gateway only resolves names.
    None,
    /// The resolver's local zones.
    Unbound { zones: String },
    /// A proxy that the clients are told to use. Nothing keeps them from calling past it.
    Squid { files: Vec<(String, String)> },
    /// The kernel, with the addresses that are in the table.
    Nftables { table: String },
    /// The kernel, with those and the ones that the resolver gives for names.
    NftablesByName { table: String, names: String },
}

impl Enforcement {
    /// Starts the gateway's programs; they end when they are dropped.
    pub(crate) fn start(&self, internet: &Internet, place: &Place) -> Vec<Running> {
        match self {
            Self::None => vec![resolver(internet, place, "")],
            Self::Unbound { zones } => vec![resolver(internet, place, zones)],
            Self::Squid { files } => {
                let resolver = resolver(internet, place, "");
                vec![resolver, proxy(internet, place, files)]
            }
            Self::Nftables { table } => {
                firewall(internet, place, table);
                vec![resolver(internet, place, "")]
            }
            Self::NftablesByName { table, names } => {
                firewall(internet, place, table);
                vec![filling_resolver(internet, place, names)]
            }
        }
    }

    /// Whether the clients are told of a proxy.
    pub(crate) fn is_proxy(&self) -> bool {
        matches!(self, Self::Squid { .. })
    }
}

/// The device's resolver: Unbound, which asks the internet for all that its local zones leave.
fn resolver(internet: &Internet, place: &Place, zones: &str) -> Running {
    let zones = place.file("zones.conf", zones);
    let folder = place.path().display();
    let configuration = place.file(
        "resolver.conf",
        format!(
            "server:\n  directory: \"{folder}\"\n  chroot: \"\"\n  username: \"\"\n  pidfile: \"\"\n  use-syslog: no\n\
             \x20 logfile: \"{folder}/resolver.log\"\n  interface: {GATEWAY}\n  interface: {GATEWAY_V6}\n\
             \x20 interface: 127.0.0.1\n  do-not-query-localhost: no\n  num-threads: 1\n  module-config: \"iterator\"\n\
             \x20 access-control: 0.0.0.0/0 allow\n  access-control: ::/0 allow\ninclude: \"{}\"\n\
             remote-control:\n  control-enable: no\nforward-zone:\n  name: \".\"\n  forward-addr: {ROOT}\n",
            zones.display()
        ),
    );
    let (fine, said) = run(internet
        .gateway
        .command("unbound-checkconf")
        .arg(&configuration));
    assert!(fine, "{said}");
    let mut command = quiet(internet.gateway.command("unbound"));
    let mut running = Running::start(command.args(["-d", "-c"]).arg(configuration));
    listens(internet, &mut running, 53);
    running
}

/// The resolver of the firewall: dnsmasq, which tells the kernel the addresses of the names that it is given.
fn filling_resolver(internet: &Internet, place: &Place, names: &str) -> Running {
    let mut command = quiet(internet.gateway.command("dnsmasq"));
    let mut running = Running::start(
        command
            .args([
                "-k",
                "-u",
                "root",
                "--pid-file",
                "--no-resolv",
                "--no-hosts",
                "-z",
            ])
            .args(["-a", GATEWAY, "-a", GATEWAY_V6])
            .arg(format!("--server={ROOT}"))
            .arg("-C")
            .arg(place.file("filling.conf", names)),
    );
    listens(internet, &mut running, 53);
    running
}

/// The proxy: Squid, with the plane's files as they are, but for the folder that they name.
fn proxy(internet: &Internet, place: &Place, files: &[(String, String)]) -> Running {
    let folder = place.path().display();
    for (name, text) in files {
        place.file(
            name,
            text.replace("/etc/squid/backchat", &format!("{folder}/squid")),
        );
    }
    let configuration = place.file(
        "squid.conf",
        format!(
            "http_port {PROXY_PORT}\ninclude {folder}/squid/backchat.conf\nhttp_access allow all\ncache deny all\n\
             pid_filename {folder}/squid.pid\ncache_log {folder}/squid.log\naccess_log none\n\
             dns_nameservers 127.0.0.1\nvisible_hostname lab\nshutdown_lifetime 0 seconds\nnetdb_filename none\n\
             pinger_enable off\n"
        ),
    );
    let service = format!("lab{}", std::process::id());
    let mut command = quiet(internet.gateway.command("squid"));
    let mut running = Running::start(
        command
            .args(["-N", "-n", &service, "-f"])
            .arg(configuration),
    );
    listens(internet, &mut running, PROXY_PORT);
    running
}

/// The firewall: the kernel, with the plane's table.
fn firewall(internet: &Internet, place: &Place, table: &str) {
    let table = place.file("table.nft", table);
    let (fine, said) = run(internet.gateway.command("nft").arg("-f").arg(table));
    assert!(fine, "{said}");
}

/// Waits until a port of the gateway takes connections.
fn listens(internet: &Internet, running: &mut Running, port: u16) {
    wait_for(&internet.gateway, &[&format!("{GATEWAY}/{port}")]);
    running.check();
}
