//! A machine with a firewall and an outside that it calls.

use std::process::Command;

use backchat_testkit::namespace::Namespace;

use crate::consumer::run;

/// Two namespaces and a wire between them. Commands run on the inside; addresses are on the outside.
pub(crate) struct Lab {
    inside: Namespace,
    outside: Namespace,
}

impl Lab {
    /// Makes it; none where this is not allowed here, which is said.
    pub(crate) fn new() -> Option<Self> {
        let lab = Self {
            inside: Namespace::new("inside")?,
            outside: Namespace::new("outside")?,
        };
        lab.inside.wire("a0", None, &lab.outside, "b0");
        lab.inside.ip(&["addr", "add", "10.77.0.2/24", "dev", "a0"]);
        lab.outside
            .ip(&["addr", "add", "10.77.0.1/24", "dev", "b0"]);
        lab.inside
            .ip(&["route", "add", "default", "via", "10.77.0.1"]);
        Some(lab)
    }

    /// Gives the outside an address.
    pub(crate) fn address(&self, address: &str) {
        self.outside.ip(&["addr", "add", address, "dev", "lo"]);
    }

    /// A command on the inside.
    pub(crate) fn inside(&self, program: &str) -> Command {
        self.inside.command(program)
    }

    /// A command on the outside.
    pub(crate) fn outside(&self, program: &str) -> Command {
        self.outside.command(program)
    }

    /// Whether a port of the outside can be reached.
    pub(crate) fn reaches(&self, address: &str, port: u16) -> bool {
        let connect = format!("exec 3<>/dev/tcp/{address}/{port}");
        run(self.inside("timeout").args(["2", "bash", "-c", &connect])).0
    }
}
