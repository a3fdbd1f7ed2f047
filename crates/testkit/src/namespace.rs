//! Network namespaces, wired to each other, made for a test and removed with it.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::consumer::{has, run};

/// A network of its own, with an interface of its own for each wire and nothing else.
pub struct Namespace(String);

impl Namespace {
    /// Makes one, with loopback up. `role` is for people who list namespaces.
    ///
    /// Where this is not allowed here there is none, and standard error says so.
    ///
    /// # Panics
    /// None can be made in CI, which has to run everything.
    #[must_use]
    pub fn new(role: &str) -> Option<Self> {
        if !has("ip") {
            return None;
        }
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bc{}-{number}-{role}", std::process::id());
        let (fine, said) = run(Command::new("ip").args(["netns", "add", &name]));
        if !fine {
            assert!(std::env::var_os("CI").is_none(), "{said}");
            eprintln!("SKIPPED: no network namespace can be made: {said}");
            return None;
        }
        let namespace = Self(name);
        namespace.ip(&["link", "set", "lo", "up"]);
        Some(namespace)
    }

    /// A command in it. It sees the machine's files, and the process is the program itself.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.0, program]);
        // Servers live there, where a user's own path may not look.
        let mut path = std::env::var_os("PATH").unwrap_or_default();
        path.push(":/usr/local/sbin:/usr/sbin:/sbin");
        command.env("PATH", path);
        command
    }

    /// Sets something with `ip`.
    ///
    /// # Panics
    /// `ip` refuses.
    pub fn ip(&self, arguments: &[&str]) {
        must(&[&["-n", &self.0], arguments].concat());
    }

    /// Sets several things with `ip`, one a line.
    ///
    /// # Panics
    /// `ip` refuses one of them.
    pub fn ip_lines(&self, lines: &str) {
        let script = r#"printf %s "$2" | ip -n "$1" -batch -"#;
        let mut command = Command::new("sh");
        let (fine, said) = run(command.args(["-c", script, "ip", &self.0, lines]));
        assert!(fine, "ip: {said}, in:\n{lines}");
    }

    /// Wires one of its interfaces to one of another namespace. Both are up, without addresses. Where a hardware address is
    /// named, this end has it: a device that is captured twice is known by it.
    ///
    /// # Panics
    /// One of the names is taken.
    pub fn wire(&self, link: &str, mac: Option<&str>, other: &Self, other_link: &str) {
        let mut here = vec!["link", "add", link, "netns", &self.0];
        here.extend(mac.iter().flat_map(|mac| ["address", mac]));
        here.extend(["type", "veth"]);
        let there = ["peer", "name", other_link, "netns", &other.0];
        must(&[&here[..], &there[..]].concat());
        self.ip(&["link", "set", link, "up"]);
        other.ip(&["link", "set", other_link, "up"]);
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = run(Command::new("ip").args(["netns", "del", &self.0]));
    }
}

fn must(arguments: &[&str]) {
    let (fine, said) = run(Command::new("ip").args(arguments));
    assert!(fine, "ip {arguments:?}: {said}");
}
