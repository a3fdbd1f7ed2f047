//! What really becomes of a stream, what it sends for that, and which verdicts are true.

use backchat_engine::compare::{DestinationView, Expectation, Verdict};

use crate::machine::{Answer, End, Machine, Server};

/// What becomes of a stream in the second run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Truth {
    Unchanged,
    /// It calls a fifth as often.
    Fifth,
    New,
    Dead,
    /// Blocked by DNS: the name does not exist.
    NoSuchName,
    /// Blocked by DNS: the name leads nowhere.
    Nowhere,
    /// Blocked by a reset.
    Refused,
    /// Blocked by silence.
    Unanswered,
    /// Blocked by the name that it says.
    HungUp,
    /// Blocked by the proxy.
    Forbidden,
    /// The name does not exist, and the address that it had is called without a name.
    ByAddress,
    /// The name is called, and never looked up.
    BuiltIn,
    /// Blocked over IPv4 only.
    SixOnly,
    /// Blocked after a while.
    Late,
    /// Forbidden by the proxy, and called past it.
    PastProxy,
}

/// What a verdict is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Right,
    /// It says that it cannot tell, or less than is true.
    Withheld,
    Wrong,
}

/// Truths of streams that call directly.
pub(crate) const DIRECT: [Truth; 13] = [
    Truth::Unchanged,
    Truth::Fifth,
    Truth::New,
    Truth::Dead,
    Truth::NoSuchName,
    Truth::Nowhere,
    Truth::Refused,
    Truth::Unanswered,
    Truth::HungUp,
    Truth::ByAddress,
    Truth::BuiltIn,
    Truth::SixOnly,
    Truth::Late,
];

/// Truths of streams that call by a proxy.
pub(crate) const PROXIED: [Truth; 6] = [
    Truth::Unchanged,
    Truth::Fifth,
    Truth::New,
    Truth::Dead,
    Truth::Forbidden,
    Truth::PastProxy,
];

impl Truth {
    /// Its rate after as a multiple of that before; what is blocked tries more often.
    pub(crate) const fn factor(self) -> f64 {
        match self {
            Self::Fifth => 0.2,
            Self::Dead => 0.0,
            it if it.blocked() => 2.0,
            _ => 1.0,
        }
    }

    /// Whether nothing gets through, under its name.
    pub(crate) const fn blocked(self) -> bool {
        matches!(
            self,
            Self::NoSuchName
                | Self::Nowhere
                | Self::Refused
                | Self::Unanswered
                | Self::HungUp
                | Self::Forbidden
                | Self::ByAddress
        )
    }

    /// Why it talks all the same, where it is to be stopped.
    pub(crate) const fn cause(self) -> &'static str {
        match self {
            Self::BuiltIn | Self::ByAddress => "hard-coded-address",
            Self::SixOnly => "other-family",
            Self::Late => "came-late",
            Self::PastProxy => "past-the-proxy",
            _ => "not-enforced",
        }
    }

    /// Sends what a call of the first run sends.
    pub(crate) fn before(self, machine: &mut Machine, server: &Server, proxied: bool, call: usize) {
        if proxied {
            return machine.call_by_proxy(&server.name, false);
        }
        // Only what goes over both families before shows afterwards that one of them is shut.
        let six = self == Self::SixOnly && call % 2 == 1;
        machine.look_up(server, six, Answer::Address);
        let address = if six { &server.v6 } else { &server.v4 };
        machine.call(address, Some(&server.name), End::Served);
    }

    /// Sends what a call of the second run sends; `share` of its calls have gone before.
    pub(crate) fn after(self, machine: &mut Machine, server: &Server, proxied: bool, share: f64) {
        let name = Some(server.name.as_str());
        let mut resolved = |end: End| {
            machine.look_up(server, false, Answer::Address);
            machine.call(&server.v4, name, end);
        };
        match self {
            Self::Forbidden => machine.call_by_proxy(&server.name, true),
            Self::PastProxy => {
                machine.call_by_proxy(&server.name, true);
                machine.look_up(server, false, Answer::Address);
                machine.call(&server.v4, name, End::Served);
            }
            _ if proxied => machine.call_by_proxy(&server.name, false),
            Self::NoSuchName => {
                machine.look_up(server, false, Answer::NoSuchName);
            }
            Self::Nowhere => {
                machine.look_up(server, false, Answer::Nowhere);
            }
            Self::ByAddress => {
                machine.look_up(server, false, Answer::NoSuchName);
                machine.call(&server.v4, None, End::Served);
            }
            Self::BuiltIn => machine.call(&server.v4, name, End::Served),
            Self::Refused => resolved(End::Refused),
            Self::Unanswered => resolved(End::Unanswered),
            Self::HungUp => resolved(End::HungUp),
            Self::Late if share >= LATE => resolved(End::Refused),
            Self::SixOnly => {
                resolved(End::Refused);
                machine.look_up(server, true, Answer::Address);
                machine.call(&server.v6, name, End::Served);
            }
            Self::Unchanged | Self::Fifth | Self::New | Self::Late | Self::Dead => {
                resolved(End::Served);
            }
        }
    }

    /// What the verdict on a stream is worth that called so often in each run.
    pub(crate) fn mark(self, it: &DestinationView, calls: [usize; 2]) -> Mark {
        let [before, after] = calls.map(|it| it > 0);
        let true_if = |holds: bool| if holds { Mark::Right } else { Mark::Wrong };
        let sure = |holds: bool| match it.doubt {
            Some(_) => Mark::Withheld,
            None => true_if(holds),
        };
        let off = matches!(it.expected, Expectation::Stopped | Expectation::Unruled);
        match it.verdict {
            Verdict::Unproven if !after => Mark::Withheld,
            Verdict::Quiet => true_if(off && !after && self == Self::Dead),
            Verdict::Gone => true_if(!off && !after && self == Self::Dead),
            Verdict::Blocked if self.blocked() => true_if(after && (off || !before)),
            Verdict::Broken if self.blocked() => true_if(after && before && !off),
            Verdict::New if after && !before && !self.blocked() => sure(self == Self::New),
            Verdict::Reduced if before && after => sure(matches!(self, Self::Fifth | Self::Late)),
            Verdict::More if before && after => sure(false),
            Verdict::Talking if before && after && self == Self::Fifth => Mark::Withheld,
            Verdict::Talking if before && after && !self.blocked() => Mark::Right,
            _ => Mark::Wrong,
        }
    }
}

/// The share of its calls that gets through before a late block.
const LATE: f64 = 0.3;
