//! One pair of captures: streams with their truths, and when they call.

use backchat_testkit::mutation::Random;
use backchat_testkit::pairs::{Habit, Process, unit};

use crate::machine::{Machine, Server};
use crate::truth::{DIRECT, PROXIED, Truth};

/// Pairs that are made.
pub(crate) const PAIRS: usize = 42;

/// Streams of each.
const STREAMS: usize = 40;

const MINUTE: f64 = 60.0;
const DAY: f64 = 86_400.0;

/// How long runs are, in seconds.
const LENGTHS: [f64; 3] = [DAY / 4.0, DAY, 3.0 * DAY];

/// What one stream may call in a run at the most, but for the busiest of each pair; packets take time.
const CALLS: f64 = 40.0;

/// Hosts that the 2004 page documents, each by itself.
const DOCUMENTED: [&str; 10] = [
    "v10.events.data.microsoft.com",
    "arc.msn.com",
    "config.teams.microsoft.com",
    "config.edge.skype.com",
    "ctldl.windowsupdate.com",
    "adl.windows.com",
    "emdl.ws.microsoft.com",
    "dmd.metaservices.microsoft.com",
    "settings-win.data.microsoft.com",
    "oneclient.sfx.ms",
];

/// A stream and what becomes of it.
#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) server: Server,
    pub(crate) truth: Truth,
    /// When it calls in each run, in seconds.
    pub(crate) calls: [Vec<f64>; 2],
}

/// Two runs to be.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) proxied: bool,
    pub(crate) streams: Vec<Stream>,
}

impl Pair {
    /// Chooses everything about a pair. Every fourth is of a machine behind a proxy.
    pub(crate) fn new(number: usize, random: &mut Random) -> Self {
        let proxied = number % 4 == 3;
        let length = LENGTHS[number % LENGTHS.len()];
        let zero = 1_790_000_000.0 + (unit(random) * DAY).floor();
        let gap = 600.0 + [0.0, unit(random) * DAY][random.below(2)];
        let runs = [(0.0, length), (length + gap, 2.0 * length + gap)];
        let mut streams = Vec::new();
        for stream in 0..STREAMS {
            let truths: &[Truth] = if proxied { &PROXIED } else { &DIRECT };
            let truth = match stream {
                // One that goes on all the time, as every machine has: the recorder and the machine are on.
                0 => Truth::Unchanged,
                _ => truths[random.below(truths.len())],
            };
            let process = match stream {
                0 => Process::Beat,
                _ => Process::ALL[random.below(Process::ALL.len())],
            };
            let least = match (stream, number % 6) {
                (0, 0 | 5) | (1, 1) => MINUTE,
                (0, _) => 20.0 * MINUTE,
                _ => (length * process.calls_per_second(1.0) / CALLS).max(MINUTE),
            };
            let period = match stream {
                0 => least,
                _ => least * (DAY / least).powf(unit(random)),
            };
            let habit = Habit::new(process, runs[1].1, random);
            let calls = calls(&habit, truth, period, runs, random);
            streams.push(Stream {
                server: server(stream),
                truth,
                calls: calls.map(|run| run.into_iter().map(|it| it + zero).collect()),
            });
        }
        Self { proxied, streams }
    }

    /// The captures of both runs.
    pub(crate) fn captures(&self) -> [Vec<u8>; 2] {
        [0, 1].map(|run| {
            let mut machine = Machine::default();
            for it in &self.streams {
                let calls = &it.calls[run];
                for (call, at) in calls.iter().enumerate() {
                    machine.at(milliseconds(*at), call > 0);
                    match run {
                        0 => it
                            .truth
                            .before(&mut machine, &it.server, self.proxied, call),
                        _ => {
                            let share = call as f64 / calls.len() as f64;
                            it.truth
                                .after(&mut machine, &it.server, self.proxied, share);
                        }
                    }
                }
            }
            machine.capture()
        })
    }
}

fn calls(
    habit: &Habit,
    truth: Truth,
    period: f64,
    runs: [(f64, f64); 2],
    random: &mut Random,
) -> [Vec<f64>; 2] {
    if truth.factor() == 1.0 {
        // One stream through both runs, as a timer goes on.
        let all = habit.calls(period, (0.0, runs[1].1), random);
        let within = |run: (f64, f64)| {
            all.iter()
                .copied()
                .filter(move |it| (run.0..run.1).contains(it))
        };
        let before = match truth {
            Truth::New => Vec::new(),
            _ => within(runs[0]).collect(),
        };
        return [before, within(runs[1]).collect()];
    }
    let before = habit.calls(period, runs[0], random);
    let after = match truth {
        Truth::Dead => Vec::new(),
        _ => habit.calls(period / truth.factor(), runs[1], random),
    };
    [before, after]
}

fn server(number: usize) -> Server {
    let name = match number.checked_sub(1).and_then(|it| DOCUMENTED.get(it)) {
        Some(documented) => (*documented).to_owned(),
        None => {
            let kind = ["stays", "off", "off", "nobody"][number % 4];
            format!("h{number}.{kind}.example")
        }
    };
    Server {
        name,
        v4: format!("20.40.1.{}", number + 1),
        v6: format!("2603:1000::{:x}", number + 1),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "seconds of a few days, whose fractions are to go"
)]
fn milliseconds(seconds: f64) -> i64 {
    (seconds * 1000.0) as i64
}
