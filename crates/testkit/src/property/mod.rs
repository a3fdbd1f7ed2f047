//! What holds for any input, one function per target. The fuzz targets and the tests on the stored corpus call the
//! same functions; each panics where its property does not hold.

mod baseline;
mod capture;
mod catalog;
mod container;
pub mod conversation;
mod import;
mod message;
mod names;
mod packet;
mod policy;
mod record;
mod registry_export;

/// A property and what to call it.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The folder of its corpus, and the name of its fuzz target.
    pub name: &'static str,
    /// Panics where the property does not hold.
    pub holds: fn(&[u8]),
}

/// Every target, sorted by name.
pub static TARGETS: &[Target] = &[
    target("baseline", baseline::reads_or_says_why),
    target("capture", capture::holds),
    target("catalog", catalog::loads_or_says_why),
    target("client_hello", message::client_hello),
    target("container", container::holds),
    target("dns", message::dns),
    target("dns_stream", |bytes| conversation::stream("dns", bytes)),
    target("http1", |bytes| conversation::stream("http1", bytes)),
    target("http2", |bytes| conversation::stream("http2", bytes)),
    target("import", import::page),
    target("names", names::agree),
    target("packet", packet::holds),
    target("pattern", catalog::pattern),
    target("policy", policy::compiles_or_says_why),
    target("proxy_protocol", |bytes| {
        conversation::stream("proxy_protocol", bytes);
    }),
    target("quic", |bytes| conversation::datagrams("quic", bytes)),
    target("rdp", |bytes| conversation::stream("rdp", bytes)),
    target("record", record::reads_what_it_writes),
    target("registry_export", registry_export::reads_what_it_writes),
    target("server_hello", message::server_hello),
    target("socks", conversation::socks),
    target("starttls", conversation::starttls),
    target("tls", |bytes| conversation::stream("tls", bytes)),
];

const fn target(name: &'static str, holds: fn(&[u8])) -> Target {
    Target { name, holds }
}

/// Checks one input of a target.
///
/// # Panics
/// The property does not hold, or there is no such target.
pub fn check(name: &str, bytes: &[u8]) {
    let target = TARGETS
        .iter()
        .find(|target| target.name == name)
        .unwrap_or_else(|| panic!("{name} is a target"));
    (target.holds)(bytes);
}
