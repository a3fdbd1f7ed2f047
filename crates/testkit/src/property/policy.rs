//! Policies, from the file to what planes make of them.

use std::sync::LazyLock;

use backchat_engine::catalog::Catalog;
use backchat_engine::intent::{Intent, Strength};
use backchat_engine::plane::{Artefact, File, Order, PlaneError, Role, find, known_hosts};
use backchat_engine::policy::{Draft, Origin, Policy, PolicyError};
use backchat_engine::rules::{Index, Names};

/// The largest input that is looked at, in bytes: each exception is held against everything that stays.
const LIMIT: usize = 2048;

/// What errors call the input.
const FILE: &str = "fuzzed.toml";

/// The day that exceptions are held against.
const DAY: &str = "2026-01-02";

/// Planes of each kind: hosts one by one, names with holes, settings, and one that only watches.
const PLANES: [&str; 4] = ["hosts", "rpz", "registry-file", "sigma"];

static KNOWN: LazyLock<Index> = LazyLock::new(|| known_hosts(Catalog::embedded(), []));

/// Any bytes are a policy, or no policy at a line that they have. What follows from a policy is the same every time, and
/// nothing of it blocks a host that must stay.
pub(super) fn compiles_or_says_why(bytes: &[u8]) {
    let bytes = bytes.get(..LIMIT).unwrap_or(bytes);
    let text = String::from_utf8_lossy(bytes);
    let lines = text.split('\n').count();
    match compiled(&text, lines) {
        Ok(made) => assert!(Ok(made) == compiled(&text, lines), "the same every time"),
        Err(error) => {
            assert!(!error.to_string().is_empty());
            if let Some(line) = line(&error) {
                assert!((1..=lines).contains(&line), "{error}");
            }
            assert_eq!(Err(error), compiled(&text, lines).map(drop));
        }
    }
}

fn compiled(text: &str, lines: usize) -> Result<Vec<Result<Artefact, PlaneError>>, PolicyError> {
    let day = DAY.parse().expect("it is a date");
    let draft = Draft::read(FILE, text)?;
    let policy = draft.resolve(Catalog::embedded(), day)?;
    for origin in origins(&policy) {
        if let Origin::File { line, .. } = origin {
            assert!((1..=lines).contains(line), "{origin}");
        }
    }
    let intent = Intent::of(&policy)?;
    let hosts = kept(&intent);
    let blocks = Index::of(intent.blocks.iter().map(|it| &it.names));
    let passes = Index::of(intent.passes.iter().map(|it| &it.names));
    for host in &hosts {
        assert!(!blocks.has(host) || passes.has(host), "{host} must stay");
    }
    let order = Order {
        intent: &intent,
        policy: FILE,
        date: day,
        serial: 1,
        known: &KNOWN,
        observation: None,
        before: None,
    };
    let each = PLANES.iter().map(|id| find(id).expect("it is a plane"));
    let made = each.map(|plane| {
        let made = order.fits(plane).and_then(|()| plane.compile(&order));
        if let Ok(artefact) = &made {
            assert!(!artefact.files.is_empty(), "{}", plane.id());
            if plane.id() == "hosts" {
                leaves(artefact, &hosts);
            }
        }
        made
    });
    Ok(made.collect())
}

/// The hosts that must stay and are spelled out, but for those that are answered inside the own network.
fn kept<'i>(intent: &'i Intent<'_>) -> Vec<&'i str> {
    let hard = intent.kept.iter();
    let hard = hard.filter(|it| it.strength == Strength::Hard);
    let hosts = hard.filter_map(|it| match &it.names {
        Names::Exact(host) => Some(&**host),
        _ => None,
    });
    let answered = |host: &str| intent.answers.iter().any(|it| it.name == host);
    hosts.filter(|host| !answered(host)).collect()
}

/// No line of a hosts file is about a host that must stay.
fn leaves(artefact: &Artefact, hosts: &[&str]) {
    let files = artefact.files.iter().filter(|it| it.role == Role::Apply);
    for line in files.filter_map(File::text).flat_map(str::lines) {
        if let Some((_, host)) = line.split_once(' ').filter(|_| !line.starts_with('#')) {
            assert!(!hosts.contains(&host), "{line}");
        }
    }
}

fn origins<'p>(policy: &'p Policy<'_>) -> impl Iterator<Item = &'p Origin> {
    let goals = policy.keep.iter().chain(&policy.off).map(|it| &it.origin);
    let planes = policy.planes.iter().map(|it| &it.origin);
    let exceptions = policy.exceptions.iter().map(|it| &it.origin);
    goals
        .chain(planes)
        .chain(exceptions)
        .chain(&policy.off_others)
}

/// The line that an error names; none where it is about a preset.
fn line(error: &PolicyError) -> Option<usize> {
    match error {
        PolicyError::Syntax { line, .. } => Some(*line),
        PolicyError::Key { origin, .. }
        | PolicyError::Value { origin, .. }
        | PolicyError::Unknown { origin, .. }
        | PolicyError::Expired { origin, .. } => match origin {
            Origin::File { line, .. } => Some(*line),
            Origin::Option(_) | Origin::Preset(_) => None,
        },
        _ => None,
    }
}
