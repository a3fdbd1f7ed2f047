//! A network namespace with an inside and an outside, made for a test and removed with it.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::consumer::{has, run};

/// Two namespaces and a wire between them. Commands run on the inside; addresses are on the outside.
pub(crate) struct Lab {
    inside: String,
    outside: String,
}

impl Lab {
    /// Makes it; none where this is not allowed here, which is said.
    pub(crate) fn new() -> Option<Self> {
        if !has("ip") {
            return None;
        }
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("bc{}-{number}", std::process::id());
        let lab = Self {
            inside: format!("{name}i"),
            outside: format!("{name}o"),
        };
        let (fine, said) = run(Command::new("ip").args(["netns", "add", &lab.inside]));
        if !fine {
            assert!(std::env::var_os("CI").is_none(), "{said}");
            println!("SKIPPED: no network namespace can be made: {said}");
            return None;
        }
        must(&["netns", "add", &lab.outside]);
        must(&[
            "link",
            "add",
            "a0",
            "netns",
            &lab.inside,
            "type",
            "veth",
            "peer",
            "name",
            "b0",
            "netns",
            &lab.outside,
        ]);
        for (namespace, link) in [(&lab.inside, "a0"), (&lab.outside, "b0")] {
            must(&["-n", namespace, "link", "set", "lo", "up"]);
            must(&["-n", namespace, "link", "set", link, "up"]);
        }
        must(&[
            "-n",
            &lab.inside,
            "addr",
            "add",
            "10.77.0.2/24",
            "dev",
            "a0",
        ]);
        must(&[
            "-n",
            &lab.outside,
            "addr",
            "add",
            "10.77.0.1/24",
            "dev",
            "b0",
        ]);
        must(&[
            "-n",
            &lab.inside,
            "route",
            "add",
            "default",
            "via",
            "10.77.0.1",
        ]);
        Some(lab)
    }

    /// Gives the outside an address.
    pub(crate) fn address(&self, address: &str) {
        must(&["-n", &self.outside, "addr", "add", address, "dev", "lo"]);
    }

    /// A command on the inside.
    pub(crate) fn inside(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.inside, program]);
        command
    }

    /// A command on the outside.
    pub(crate) fn outside(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.outside, program]);
        command
    }

    /// Whether a port of the outside can be reached.
    pub(crate) fn reaches(&self, address: &str, port: u16) -> bool {
        let connect = format!("exec 3<>/dev/tcp/{address}/{port}");
        run(self.inside("timeout").args(["2", "bash", "-c", &connect])).0
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for namespace in [&self.inside, &self.outside] {
            let _ = run(Command::new("ip").args(["netns", "del", namespace]));
        }
    }
}

fn must(arguments: &[&str]) {
    let (fine, said) = run(Command::new("ip").args(arguments));
    assert!(fine, "ip {arguments:?}: {said}");
}
