use std::sync::{Arc, LazyLock};

use backchat_wire::Time;

use super::*;
use crate::attribute::{Asked, Attributor};
use crate::model::Outcome;
use crate::observe::{Carriage, Destination, DeviceSummary, Key, Tries, Way};
use crate::policy::{Draft, Policy};
use crate::scope::Scope;

const RELEASE: &str = "windows-10-2004-enterprise";
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A run made in code.
struct Made {
    record: Record,
    from: i64,
    hours: i64,
}

/// How calls of a destination went.
#[derive(Clone, Copy)]
enum How {
    Through(Way),
    /// Through, without a look-up in the capture.
    Unexplained(Way),
    Failed(Way),
    /// The name was asked for, and answered with nothing.
    Unknown,
}

const V4: Way = Way::V4(Carriage::Tcp);
const V6: Way = Way::V6(Carriage::Tcp);

impl Made {
    /// A run of so many hours from a day of 2026 on.
    fn new(day: i64, hours: i64) -> Self {
        let from = 1_780_000_000 / DAY * DAY + day * DAY;
        let mut record = Record {
            label: format!("day {day}"),
            ..Record::default()
        };
        let run = &mut record.observation.run;
        for at in (0..=hours * 60).map(|it| from + it * 60) {
            run.watched.see(Time::from_seconds(at), 3_600_000_000_000);
        }
        run.span = run.watched.span().map(|it| (it.from, it.to));
        run.packets = 1000 + hours.unsigned_abs();
        run.connections = 10;
        run.devices = vec![DeviceSummary {
            label: "192.168.1.20".parse().unwrap(),
            addresses: vec!["192.168.1.20".parse().unwrap()],
            mac: Some("02:00:00:00:00:01".parse().unwrap()),
            connections: 10,
            on_page: 10,
        }];
        Self {
            record,
            from,
            hours,
        }
    }

    fn with(mut self, name: &str, every: i64, how: How) -> Self {
        self.call(&Key::Name(name.into()), "203.0.114.7", every, how);
        self
    }

    fn at(mut self, name: &str, address: &str, every: i64, how: How) -> Self {
        self.call(&Key::Name(name.into()), address, every, how);
        self
    }

    fn nameless(mut self, address: &str, every: i64) -> Self {
        let key = Key::Address(address.parse().unwrap(), 443);
        self.call(&key, address, every, How::Unexplained(V4));
        self
    }

    fn call(&mut self, key: &Key, address: &str, every: i64, how: How) {
        let destinations = &mut self.record.observation.destinations;
        let at = destinations.iter().position(|it| it.key == *key);
        let at = at.unwrap_or_else(|| {
            let start = Time::from_seconds(self.from);
            destinations.push(Destination::new(key.clone(), Scope::Public, start));
            destinations.len() - 1
        });
        let it = &mut destinations[at];
        let (way, outcome) = match how {
            How::Through(way) | How::Unexplained(way) => (way, Outcome::Established),
            How::Failed(way) => (way, Outcome::Unanswered),
            How::Unknown => (Way::Lookup, Outcome::NameUnknown),
        };
        let tries: &mut Tries = it.ways.entry(way).or_default();
        // A little after the beginning, or all of it would belong to the start.
        let mut second = self.from + every / 2;
        let mut calls = 0;
        while second < self.from + self.hours * HOUR {
            let time = Time::from_seconds(second);
            it.rhythm.add(time, 1024);
            if outcome == Outcome::Established {
                tries.reached += 1;
                tries.unexplained += u64::from(matches!(how, How::Unexplained(_)));
            } else {
                tries.failed += 1;
                it.failures.add(time, 1024);
            }
            calls += 1;
            second += every;
        }
        *it.outcomes.entry(outcome).or_default() += calls;
        it.attempts += calls;
        if way != Way::Lookup {
            it.addresses.insert(address.parse().unwrap());
            it.ports.insert(("tcp", 443));
        }
        if let Key::Name(name) = &it.key {
            let name = Arc::clone(name);
            it.set_asked(std::iter::once(Asked::from_parts(
                &name,
                None,
                vec!["TLSv1.2", "HTTPS"],
                None,
                Some(443),
            )));
        }
    }
}

const POLICY: &str = "release = \"2004\"\noff = [\"diagnostic-data\", \"maps\", \"windows-spotlight\"]\nkeep = [\"windows-update\", \"certificates\"]\n";

static ATTRIBUTOR: LazyLock<Attributor<'static>> =
    LazyLock::new(|| Attributor::new(Catalog::embedded(), Some(RELEASE)).unwrap());

static INTENT: LazyLock<Intent<'static>> = LazyLock::new(|| {
    let day = "2026-11-28".parse().unwrap();
    let draft = Draft::read("policy.toml", POLICY).unwrap();
    let policy: Policy<'static> = draft.resolve(Catalog::embedded(), day).unwrap();
    Intent::of(&policy).unwrap()
});

fn compared(before: Option<Made>, after: Made, comparable: bool) -> Comparison {
    let catalog = Catalog::embedded();
    let attributed = |made: Made| {
        let mut record = made.record;
        record
            .observation
            .destinations
            .sort_by(|a, b| a.key.cmp(&b.key));
        record.observation.attribute(&ATTRIBUTOR);
        record
    };
    let (before, after) = (before.map(attributed), attributed(after));
    Comparison::of(Order {
        before: before.as_ref(),
        after: &after,
        policy: Some((&INTENT, "policy.toml")),
        catalog,
        release: catalog.release(RELEASE),
        chosen: None,
        comparable,
    })
}

fn pair(before: Made, after: Made) -> Comparison {
    compared(Some(before), after, false)
}

impl Comparison {
    fn find(&self, name: &str) -> &DestinationView {
        let each = self.destinations.iter();
        let mut holds = each.filter(|it| it.names.iter().any(|it| it.name == name));
        holds.next().unwrap_or_else(|| panic!("no {name}"))
    }

    fn told(&self, name: &str) -> (Verdict, Judgement) {
        let it = self.find(name);
        (it.verdict, it.judgement)
    }

    fn causes(&self, name: &str) -> Vec<&'static str> {
        self.find(name).causes.iter().map(|it| it.cause).collect()
    }

    fn cautions(&self) -> Vec<&'static str> {
        self.cautions.iter().map(|it| it.caution).collect()
    }
}

const OFF: &str = "v10.events.data.microsoft.com";
const KEPT: &str = "ctldl.windowsupdate.com";
const LEFT: &str = "www.bing.com";

fn day(number: i64) -> Made {
    Made::new(number, 24).with(KEPT, 1800, How::Through(V4))
}

#[test]
fn what_is_off_and_silent_for_long_is_quiet() {
    let told = pair(day(0).with(OFF, 600, How::Through(V4)), day(2));
    assert_eq!(told.told(OFF), (Verdict::Quiet, Judgement::Right));
    assert_eq!(told.told(KEPT), (Verdict::Talking, Judgement::Right));
    let silence = told.find(OFF).silence.clone().unwrap();
    assert!((silence.expected - 144.0).abs() < 1.0);
    assert_eq!(silence.needed_seconds, None);
}

#[test]
fn a_short_silence_is_open_and_says_until_when() {
    let told = pair(day(0).with(OFF, 6 * HOUR, How::Through(V4)), day(2));
    assert_eq!(told.told(OFF), (Verdict::Unproven, Judgement::Open));
    let silence = told.find(OFF).silence.clone().unwrap();
    assert!(silence.needed_seconds.unwrap() > HOUR);
    assert!(silence.until.unwrap() > told.after.to.clone().unwrap());
}

#[test]
fn a_block_that_works_is_told_from_silence() {
    let told = pair(
        day(0).with(OFF, 600, How::Through(V4)),
        day(2).with(OFF, 60, How::Unknown),
    );
    assert_eq!(told.told(OFF), (Verdict::Blocked, Judgement::Right));
    let words = document(&told, false);
    let notes = format!("{words:?}");
    assert!(
        notes.contains("60.0 an hour, 10.0 times its former rate"),
        "{notes}"
    );
}

#[test]
fn what_stays_and_fails_is_broken() {
    let after = Made::new(2, 24).with(KEPT, 1800, How::Failed(V4));
    let told = pair(day(0), after);
    assert_eq!(told.told(KEPT), (Verdict::Broken, Judgement::Wrong));
}

#[test]
fn what_stays_and_is_silent_is_gone_without_a_reason() {
    let after = Made::new(2, 24).with(LEFT, 1800, How::Through(V4));
    let before = day(0).with(LEFT, 1800, How::Through(V4));
    let told = pair(before, after);
    assert_eq!(told.told(KEPT), (Verdict::Gone, Judgement::Look));
}

#[test]
fn a_rule_that_is_not_in_force_is_named() {
    let told = pair(
        day(0).with(OFF, 600, How::Through(V4)),
        day(2).with(OFF, 600, How::Through(V4)),
    );
    assert_eq!(told.told(OFF), (Verdict::Talking, Judgement::Wrong));
    assert_eq!(told.causes(OFF), ["not-enforced"]);
    let cause = &told.find(OFF).causes[0];
    assert!(cause.evidence.contains("no other is either"), "{cause:?}");
    assert!(!cause.involved.is_empty());
}

#[test]
fn what_failed_before_as_well_does_not_show_that_rules_are_in_force() {
    let dead = "maps.windows.com";
    let told = pair(
        day(0)
            .with(OFF, 600, How::Through(V4))
            .with(dead, 600, How::Unknown),
        day(2)
            .with(OFF, 600, How::Through(V4))
            .with(dead, 600, How::Unknown),
    );
    let cause = &told.find(OFF).causes[0];
    assert!(cause.evidence.contains("no other is either"), "{cause:?}");
    let notes = format!("{:?}", document(&told, false));
    assert!(notes.contains("it failed before as well"), "{notes}");
}

#[test]
fn a_proxy_that_refuses_nothing_is_not_gone_past() {
    let proxied = |made: Made| made.with(LEFT, 600, How::Through(Way::Proxy));
    let told = pair(
        proxied(day(0).with(OFF, 600, How::Through(V4))),
        proxied(day(2).with(OFF, 600, How::Through(V4))),
    );
    assert_eq!(told.causes(OFF), ["not-enforced"]);
}

#[test]
fn a_block_that_came_within_a_burst_is_late_all_the_same() {
    let mut after = day(2).with(OFF, 600, How::Failed(V4));
    let destinations = &mut after.record.observation.destinations;
    let it = destinations.iter_mut().find(|it| it.name() == Some(OFF));
    let it = it.unwrap();
    // One more in the second of the first failure, which got through.
    let first = it.failures.buckets().next().unwrap().0;
    it.rhythm.add(Time::from_seconds(first), 1024);
    it.ways.get_mut(&V4).unwrap().reached += 1;
    *it.outcomes.entry(Outcome::Established).or_default() += 1;
    let told = pair(day(0).with(OFF, 600, How::Through(V4)), after);
    assert_eq!(told.causes(OFF), ["came-late"]);
}

#[test]
fn each_way_around_a_block_is_named() {
    let cases: [(&str, &[How]); 5] = [
        ("other-family", &[How::Failed(V4), How::Through(V6)]),
        (
            "other-transport",
            &[How::Failed(V4), How::Through(Way::V4(Carriage::Udp))],
        ),
        (
            "past-the-proxy",
            &[How::Failed(Way::Proxy), How::Through(V4)],
        ),
        ("hard-coded-address", &[How::Unexplained(V4)]),
        ("not-enforced", &[How::Through(V4)]),
    ];
    for (cause, hows) in cases {
        let mut after = day(2);
        for how in hows {
            after = after.with(OFF, 600, *how);
        }
        let told = pair(day(0).with(OFF, 600, How::Through(V4)), after);
        assert_eq!(told.told(OFF).1, Judgement::Wrong, "{cause}");
        assert_eq!(told.causes(OFF), [cause]);
    }
}

#[test]
fn look_ups_that_a_resolver_hides_are_named_with_it() {
    let told = pair(
        day(0).with(OFF, 600, How::Through(V4)),
        day(2)
            .with(OFF, 600, How::Unexplained(V4))
            .with("dns.google", 3600, How::Through(V4)),
    );
    assert_eq!(told.causes(OFF), ["encrypted-dns"]);
    assert_eq!(told.find(OFF).causes[0].involved, ["dns.google"]);
}

#[test]
fn an_address_of_a_name_that_is_stopped_is_named_as_such() {
    let told = pair(
        day(0).at(OFF, "20.42.65.90", 600, How::Through(V4)),
        day(2)
            .nameless("20.42.65.90", 600)
            .with(OFF, 600, How::Unknown),
    );
    assert_eq!(told.causes("20.42.65.90:443"), ["hard-coded-address"]);
    assert_eq!(told.find("20.42.65.90:443").causes[0].involved, [OFF]);
}

#[test]
fn another_name_of_the_same_component_is_named() {
    let told = pair(
        day(0).with(OFF, 600, How::Through(V4)),
        day(2).with(OFF, 600, How::Unknown).with(
            "v20.events.data.microsoft.com",
            600,
            How::Through(V4),
        ),
    );
    let other = "v20.events.data.microsoft.com";
    assert_eq!(told.told(other), (Verdict::New, Judgement::Wrong));
    assert_eq!(told.causes(other), ["other-name"]);
}

#[test]
fn an_undocumented_name_at_an_address_of_what_is_stopped_may_be_the_same() {
    let told = pair(
        day(0).at(OFF, "20.42.65.90", 600, How::Through(V4)),
        day(2).with(OFF, 600, How::Unknown).at(
            "collector.nobody.example",
            "20.42.65.90",
            600,
            How::Through(V4),
        ),
    );
    let other = "collector.nobody.example";
    assert_eq!(told.told(other), (Verdict::New, Judgement::Look));
    assert_eq!(told.causes(other), ["other-name"]);
}

#[test]
fn a_block_that_came_during_the_run_is_told_from_one_that_leaks() {
    let mut after = day(2).with(OFF, 600, How::Unknown);
    // The first hours got through.
    let it = after
        .record
        .observation
        .destinations
        .iter_mut()
        .find(|it| it.name() == Some(OFF))
        .unwrap();
    let buckets: Vec<(i64, u64)> = it.failures.buckets().collect();
    let later = buckets[10..].iter().copied();
    it.failures = Rhythm::from_parts(it.failures.width(), later).unwrap();
    it.ways.insert(
        V4,
        Tries {
            reached: 10,
            ..Tries::default()
        },
    );
    *it.outcomes.entry(Outcome::Established).or_default() += 10;
    let told = pair(day(0).with(OFF, 600, How::Through(V4)), after);
    assert!(
        told.causes(OFF).contains(&"came-late"),
        "{:?}",
        told.causes(OFF)
    );
}

#[test]
fn rates_are_compared_by_the_hour_and_not_by_the_run() {
    let before =
        Made::new(0, 72)
            .with(KEPT, 1800, How::Through(V4))
            .with(LEFT, 600, How::Through(V4));
    let same = day(4).with(LEFT, 600, How::Through(V4));
    assert_eq!(pair(before, same).told(LEFT).0, Verdict::Talking);
    let before = day(0).with(LEFT, 600, How::Through(V4));
    let less = day(4).with(LEFT, 3 * HOUR, How::Through(V4));
    assert_eq!(pair(before, less).told(LEFT).0, Verdict::Reduced);
    let before = day(0).with(LEFT, 3 * HOUR, How::Through(V4));
    let more = day(4).with(LEFT, 600, How::Through(V4));
    assert_eq!(pair(before, more).told(LEFT).0, Verdict::More);
}

#[test]
fn hosts_behind_a_wildcard_are_one_endpoint() {
    let host = |number: u32| format!("{number}.tlu.dl.delivery.mp.microsoft.com");
    let told = pair(
        day(0).with(&host(3), 600, How::Through(V4)),
        day(2).with(&host(7), 600, How::Through(V4)),
    );
    let it = told.find(&host(7));
    assert_eq!(it.verdict, Verdict::Talking);
    assert_eq!(it.names.len(), 2);
}

#[test]
fn runs_that_are_no_pair_are_told_and_silence_is_withheld() {
    let of_another = |mut made: Made| {
        let device = &mut made.record.observation.run.devices[0];
        device.mac = Some("02:00:00:00:00:99".parse().unwrap());
        made
    };
    let before = || day(0).with(OFF, 600, How::Through(V4));
    let told = pair(before(), of_another(day(2)));
    assert_eq!(told.cautions()[0], "other-device");
    assert_eq!(told.told(OFF), (Verdict::Unproven, Judgement::Open));
    assert_eq!(told.find(OFF).doubt.as_ref().unwrap().doubt, "no-pair");
    // What was heard was heard.
    assert_eq!(told.told(KEPT).0, Verdict::Talking);
    let told = compared(Some(before()), of_another(day(2)), true);
    assert_eq!(told.told(OFF).0, Verdict::Quiet);
}

#[test]
fn cautions_come_before_any_verdict() {
    let before = || day(0).with(OFF, 600, How::Through(V4));
    let has = |told: &Comparison, wanted: &str| {
        let cautions = told.cautions();
        assert!(cautions.contains(&wanted), "{wanted} not in {cautions:?}");
    };
    has(
        &pair(
            before(),
            Made {
                record: Record::default(),
                from: 0,
                hours: 0,
            },
        ),
        "empty",
    );
    has(&pair(before(), before()), "same-run");
    let mut moved = before();
    moved.record.observation.run.packets += 1;
    has(&pair(before(), moved), "overlap");
    has(&pair(day(5), day(2)), "order");
    has(&pair(before(), Made::new(2, 2)), "length");
    has(&pair(before(), Made::new(-20_000, 24)), "clock");
    let said = |mut made: Made, key: &str, value: &str| {
        made.record.conditions.say(key, value);
        made
    };
    let told = pair(
        said(day(0), "account", "local"),
        said(day(2), "account", "domain"),
    );
    has(&told, "condition");
    assert!(!told.cautions.iter().any(|it| it.withholds));
    let told = pair(
        said(day(0), "release", "1909"),
        said(day(2), "release", "2004"),
    );
    assert!(told.cautions.iter().any(|it| it.withholds));
}

#[test]
fn a_machine_that_was_off_is_not_quiet() {
    let before = day(0)
        .with(OFF, 600, How::Through(V4))
        .with(LEFT, 600, How::Through(V4))
        .with("a.nobody.example", 600, How::Through(V4));
    let told = pair(before, Made::new(2, 24));
    assert!(told.cautions().contains(&"all-silent"));
    assert_eq!(told.told(OFF), (Verdict::Unproven, Judgement::Open));
}

#[test]
fn one_run_is_judged_by_what_it_holds() {
    let told = compared(
        None,
        day(0)
            .with(OFF, 600, How::Through(V4))
            .with("maps.windows.com", 600, How::Unknown),
        false,
    );
    assert_eq!(told.told(OFF), (Verdict::Talking, Judgement::Wrong));
    assert_eq!(
        told.told("maps.windows.com"),
        (Verdict::Blocked, Judgement::Right)
    );
    assert_eq!(told.told(KEPT), (Verdict::Talking, Judgement::Right));
}

#[test]
fn every_destination_is_in_one_section() {
    use super::document::sections_of;
    let mut it = pair(day(0), day(2)).find(KEPT).clone();
    for expected in [
        Expectation::Stopped,
        Expectation::Unruled,
        Expectation::Shared,
        Expectation::Stays,
        Expectation::LeftAlone,
        Expectation::Undocumented,
        Expectation::Nameless,
        Expectation::None,
    ] {
        for verdict in Verdict::ALL {
            for withheld in [false, true] {
                it.expected = expected;
                let found = verdict::found_for_test(verdict, expected, withheld);
                (it.verdict, it.judgement) = found;
                assert_eq!(
                    sections_of(&it),
                    1,
                    "{expected:?} {verdict:?} {:?}",
                    it.judgement
                );
            }
        }
    }
}
