//! The whole lab: one capture before anything is enforced, and one under each scenario.

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZero;
use std::path::Path;
use std::sync::{LazyLock, Mutex};
use std::thread;

use backchat_testkit::consumer::has;

use crate::client::IDLE;
use crate::gateway::Enforcement;
use crate::phase::{Phase, Plan};
use crate::rules::Rules;
use crate::scenario::scenarios;

/// What was captured.
pub(crate) struct Lab {
    /// The device while nothing is enforced.
    pub(crate) before: Phase,
    after: BTreeMap<&'static str, Phase>,
}

impl Lab {
    /// The device under a scenario.
    pub(crate) fn after(&self, scenario: &str) -> &Phase {
        &self.after[scenario]
    }
}

/// The lab, made when the first test asks for it; none where it cannot be made here, which is said.
pub(crate) fn lab() -> Option<&'static Lab> {
    // Unlike a cell, it stays failed once it has failed: no test tries again for a minute.
    static LAB: LazyLock<Option<Lab>> = LazyLock::new(make);
    LAB.as_ref()
}

/// How many calls a verdict needs.
pub(crate) const ENOUGH: usize = 12;

/// How often each client calls before: somewhat more than is needed, as a busy machine may be late with an answer. After it
/// calls once more, so that what was captured after is the longer one.
const BEATS: usize = 14;

fn make() -> Option<Lab> {
    let programs = [
        "ip", "unshare", "tcpdump", "curl", "openssl", "python3", "dnsmasq", "nginx", "unbound",
        "squid", "nft",
    ];
    if !programs.into_iter().all(has) {
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lab");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("cargo's folder for tests takes folders");
    let before = Plan {
        name: "before",
        beats: BEATS,
        clients: IDLE.iter().collect(),
        enforcement: Enforcement::None,
    };
    let before = before.run(&folder)?;
    let rules = Rules::export(&folder, &before.capture);
    let after = run_all(&scenarios(&rules, BEATS + 1), &folder);
    Some(Lab { before, after })
}

/// Runs scenarios side by side, but no more than the processors can serve at a steady beat.
fn run_all(plans: &[Plan], folder: &Path) -> BTreeMap<&'static str, Phase> {
    let at_once = 3 * thread::available_parallelism().map_or(1, NonZero::get);
    let queue = Mutex::new(plans.iter());
    let next = || {
        queue
            .lock()
            .expect("no thread panics while it takes one")
            .next()
    };
    let run = || {
        let mut phases = Vec::new();
        while let Some(plan) = next() {
            let phase = plan.run(folder);
            phases.push((
                plan.name,
                phase.expect("networks could be made a moment ago"),
            ));
        }
        phases
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..at_once).map(|_| scope.spawn(run)).collect();
        let phases = threads
            .into_iter()
            .flat_map(|it| it.join().expect("all scenarios run"));
        phases.collect()
    })
}
