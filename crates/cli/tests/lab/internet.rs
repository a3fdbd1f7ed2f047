//! A closed internet: a device, the gateway that it calls through, and everything public behind it.
//!
//! ```text
//! device 10.77.0.2, fd77::2 ── gateway 10.77.0.1, fd77::1 ── public: every address of the table
//! ```
//! Nothing leads out of it, so that the lab calls nobody and nobody can disturb it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

use backchat_testkit::consumer::{Place, Running, run};
use backchat_testkit::namespace::Namespace;

use crate::table::{DOH, DOH_ADDRESS, HOSTS, Host};

/// The device's hardware address, the same in every phase: it is one device.
const MAC: &str = "02:77:00:00:00:02";

/// The gateway, as the device calls it.
pub(crate) const GATEWAY: &str = "10.77.0.1";
/// The gateway over IPv6.
pub(crate) const GATEWAY_V6: &str = "fd77::1";
/// The name server that knows the table.
pub(crate) const ROOT: &str = "198.51.100.53";

/// The three networks and the servers of the public one. All ends when this is dropped.
pub(crate) struct Internet {
    // Before the networks, which the programs in them would keep alive.
    servers: Vec<Running>,
    pub(crate) device: Namespace,
    pub(crate) gateway: Namespace,
    public: Namespace,
}

impl Internet {
    /// Makes it, with its servers' files in `place`; none where this is not allowed here, which is said.
    pub(crate) fn new(place: &Place) -> Option<Self> {
        let mut internet = Self {
            servers: Vec::new(),
            device: Namespace::new("device")?,
            gateway: Namespace::new("gateway")?,
            public: Namespace::new("public")?,
        };
        internet.connect();
        certificate(place);
        let servers = [
            internet.names(place),
            internet.web(place),
            internet.doh(place),
        ];
        internet.servers = servers.map(|mut it| Running::start(&mut it)).into();
        internet.wait(place);
        Some(internet)
    }

    fn connect(&self) {
        for namespace in [&self.device, &self.gateway, &self.public] {
            // Addresses that can be used at once, no questions for routers that a capture would show, and a gateway that forwards.
            let settings = "cd /proc/sys/net && for i in all default; do echo 0 >ipv6/conf/$i/accept_dad; \
                            echo 0 >ipv6/conf/$i/router_solicitations; echo 1 >ipv6/conf/$i/forwarding; done; \
                            echo 1 >ipv4/ip_forward";
            let (fine, said) = run(namespace.command("sh").args(["-c", settings]));
            assert!(fine, "{said}");
        }
        self.device.wire("eth0", Some(MAC), &self.gateway, "lan0");
        self.gateway.wire("wan0", None, &self.public, "up0");
        let device = "addr add 10.77.0.2/24 dev eth0\naddr add fd77::2/64 dev eth0 nodad\n\
                      route add default via 10.77.0.1\nroute add ::/0 via fd77::1\n";
        let gateway = "addr add 10.77.0.1/24 dev lan0\naddr add fd77::1/64 dev lan0 nodad\n\
                       addr add 10.78.0.1/24 dev wan0\naddr add fd78::1/64 dev wan0 nodad\n\
                       route add default via 10.78.0.2\nroute add ::/0 via fd78::2\n";
        let mut public = String::from(
            "addr add 10.78.0.2/24 dev up0\naddr add fd78::2/64 dev up0 nodad\n\
             route add default via 10.78.0.1\nroute add ::/0 via fd78::1\n",
        );
        for address in addresses_of_the_table().into_iter().chain([ROOT]) {
            let nodad = if address.contains(':') { "nodad" } else { "" };
            writeln!(public, "addr add {address} dev lo {nodad}").expect("a string takes all");
        }
        self.device.ip_lines(device);
        self.gateway.ip_lines(gateway);
        self.public.ip_lines(&public);
    }

    /// The server that knows the names of the table and no other.
    fn names(&self, place: &Place) -> Command {
        let mut records = String::from("no-resolv\nno-hosts\nbind-interfaces\nlocal=/#/\n");
        for host in HOSTS {
            let v6 = host.v6.map(|it| format!(",{it}")).unwrap_or_default();
            writeln!(records, "host-record={},{}{v6}", host.name, host.v4)
                .expect("a string takes all");
        }
        let mut command = self.public.command("dnsmasq");
        command
            .args(["-k", "-u", "root", "--pid-file", "-a", ROOT, "-C"])
            .arg(place.file("names.conf", records));
        quiet(command)
    }

    /// A web server on every address, with and without TLS.
    fn web(&self, place: &Place) -> Command {
        let folder = place.path().display();
        let mut listen = String::new();
        for address in addresses_of_the_table()
            .into_iter()
            .filter(|it| *it != DOH_ADDRESS)
        {
            let address = if address.contains(':') {
                format!("[{address}]")
            } else {
                address.to_owned()
            };
            write!(
                listen,
                "listen {address}:80; listen {address}:443 ssl http2; "
            )
            .expect("a string takes all");
        }
        let configuration = format!(
            "daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n\
             events {{ }}\n\
             http {{\n access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n\
             fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;\n\
             server {{ {listen}\n ssl_protocols TLSv1.2 TLSv1.3; ssl_certificate {folder}/server.pem; ssl_certificate_key {folder}/server.key;\n\
             return 200 \"Microsoft Connect Test\"; }}\n}}\n"
        );
        let mut command = self.public.command("nginx");
        command
            .arg("-e")
            .arg(place.path().join("nginx.log"))
            .arg("-c")
            .arg(place.file("nginx.conf", configuration));
        quiet(command)
    }

    /// A resolver that anybody may ask over HTTPS.
    fn doh(&self, place: &Place) -> Command {
        let folder = place.path().display();
        let configuration = format!(
            "server:\n  directory: \"{folder}\"\n  chroot: \"\"\n  username: \"\"\n  pidfile: \"\"\n  use-syslog: no\n\
             \x20 logfile: \"{folder}/doh.log\"\n  interface: {DOH_ADDRESS}@443\n  access-control: 0.0.0.0/0 allow\n\
             \x20 tls-service-key: \"{folder}/server.key\"\n  tls-service-pem: \"{folder}/server.pem\"\n\
             \x20 module-config: \"iterator\"\n  do-ip6: no\n\
             remote-control:\n  control-enable: no\nforward-zone:\n  name: \".\"\n  forward-addr: {ROOT}\n"
        );
        let mut command = self.public.command("unbound");
        command
            .args(["-d", "-c"])
            .arg(place.file("doh.conf", configuration));
        quiet(command)
    }

    /// Waits until the servers answer, and makes sure that the device reaches them.
    fn wait(&mut self, place: &Place) {
        let Host { name, v4, .. } = HOSTS[0];
        let ports = [(DOH_ADDRESS, 443), (v4, 443), (ROOT, 53)];
        let ports = ports.map(|(address, port)| format!("{address}/{port}"));
        wait_for(&self.public, &ports.each_ref().map(String::as_str));
        self.servers.iter_mut().for_each(Running::check);
        let mut command = self.device.command("curl");
        command.args(["-sS", "-m", "10", "--resolve", &format!("{name}:443:{v4}")]);
        command.arg("--cacert").arg(place.path().join("ca.pem"));
        let (fine, said) = run(command.arg(format!("https://{name}/")));
        assert!(fine, "the device reaches the internet: {said}");
    }
}

/// Waits until `address/port` take connections, asked from a network. One shell does it, as there are many networks and
/// programs that start take the processor from those that are waited for.
pub(crate) fn wait_for(namespace: &Namespace, ports: &[&str]) {
    let connect: Vec<String> = ports
        .iter()
        .map(|it| format!(": <>/dev/tcp/{it}"))
        .collect();
    let until = format!(
        "until ( {} ) 2>/dev/null; do sleep 0.1; done",
        connect.join(" && ")
    );
    let (fine, _) = run(namespace
        .command("timeout")
        .args(["20", "bash", "-c", &until]));
    assert!(fine, "not within 20 seconds: {ports:?}");
}

/// Each once, though names may share one.
fn addresses_of_the_table() -> BTreeSet<&'static str> {
    let addresses = HOSTS.iter().flat_map(|it| [Some(it.v4), it.v6]);
    addresses.flatten().collect()
}

/// An authority of the lab's own, and a certificate of every name: `ca.pem`, `server.pem`, `server.key`.
fn certificate(place: &Place) {
    let names: Vec<String> = HOSTS.iter().map(|it| format!("DNS:{}", it.name)).collect();
    place.file(
        "names.ext",
        format!("subjectAltName={},IP:{DOH_ADDRESS}\n", names.join(",")),
    );
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    let make = format!(
        "openssl req -x509 {key} -subj '/CN={DOH} authority' -days 3 -keyout ca.key -out ca.pem &&\n\
         openssl req {key} -subj '/CN=lab' -keyout server.key -out server.csr &&\n\
         openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3 -extfile names.ext -out server.pem"
    );
    let (fine, said) = run(Command::new("sh")
        .args(["-c", &make])
        .current_dir(place.path()));
    assert!(fine, "{said}");
}

/// A program whose words nobody reads.
pub(crate) fn quiet(mut command: Command) -> Command {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}
