//! Connections into an observation.

use backchat_engine::observe::{Key, Status};

use crate::lab::{A, Data, Lab, SERVER, TXT, hello};

fn names(lab: &Lab, include_private: bool) -> Vec<String> {
    let observation = lab.observe(include_private);
    observation
        .destinations
        .iter()
        .map(backchat_engine::observe::Destination::title)
        .collect()
}

fn apart(lab: &Lab) -> Vec<(String, u64)> {
    let run = lab.observe(false).run;
    run.apart
        .into_iter()
        .map(|apart| (apart.kind, apart.connections))
        .collect()
}

#[test]
fn only_public_destinations_are_on_the_page() {
    let mut lab = Lab::new();
    lab.call(SERVER, 443, b"").call("10.0.0.9", 445, b"");
    assert_eq!(names(&lab, false), ["20.1.2.3:443"]);
    assert_eq!(apart(&lab), [("private".to_owned(), 1)]);
}

#[test]
fn private_destinations_are_there_where_they_are_wanted() {
    let mut lab = Lab::new();
    lab.call(SERVER, 443, b"").call("10.0.0.9", 445, b"");
    assert_eq!(names(&lab, true), ["10.0.0.9:445", "20.1.2.3:443"]);
}

#[test]
fn special_names_and_other_records_are_set_apart() {
    let mut lab = Lab::new();
    lab.ask("printer.local", A)
        .ask("wpad", A)
        .ask("a.example", TXT);
    assert_eq!(names(&lab, false), [""; 0]);
    let apart = apart(&lab);
    assert!(apart.contains(&("local-name".to_owned(), 2)), "{apart:?}");
    assert!(
        apart.contains(&("other-records".to_owned(), 1)),
        "{apart:?}"
    );
}

#[test]
fn calls_from_outside_are_set_apart() {
    let mut lab = Lab::new();
    lab.called(SERVER, 22);
    assert_eq!(apart(&lab), [("inbound".to_owned(), 1)]);
}

#[test]
fn connections_are_counted_in_the_hour_in_which_they_began() {
    let mut lab = Lab::new();
    let say = hello("a.example", false);
    lab.call(SERVER, 443, &say)
        .later(3600)
        .call(SERVER, 443, &say)
        .call(SERVER, 443, &say);
    let observation = lab.observe(false);
    let hours = &observation.destinations[0].hours;
    let counts: Vec<u64> = hours.values().map(|hour| hour.connections).collect();
    assert_eq!(counts, [1, 2]);
    let bytes: u64 = hours.values().map(|hour| hour.bytes).sum();
    assert_eq!(bytes, observation.destinations[0].bytes());
}

#[test]
fn what_no_answer_explains_is_counted_and_what_names_itself_apart_from_that() {
    let mut lab = Lab::new();
    lab.call("20.9.9.1", 443, b"")
        .call("20.9.9.2", 443, &hello("b.example", false))
        .resolve("a.example", SERVER)
        .call(SERVER, 443, b"");
    let run = lab.observe(false).run;
    assert_eq!((run.unexplained, run.unexplained_named), (2, 1));
}

#[test]
fn a_destination_that_was_only_asked_for_or_blocked_says_so() {
    let mut lab = Lab::new();
    lab.resolve("asked.example", SERVER)
        .ask("blocked.example", A)
        .answer(
            "blocked.example",
            A,
            &[("blocked.example", 9, Data::Address("0.0.0.0"))],
        );
    let observation = lab.observe(false);
    let of = |name: &str| {
        observation
            .destinations
            .iter()
            .find(|destination| destination.name() == Some(name))
            .unwrap()
            .status()
    };
    assert_eq!(of("asked.example"), Status::OnlyAsked);
    assert_eq!(of("blocked.example"), Status::Blocked);
}

#[test]
fn one_name_at_many_addresses_is_one_destination_and_what_is_not_kept_is_counted() {
    let mut lab = Lab::new();
    for last in 0..100 {
        lab.call(&format!("20.9.9.{last}"), 443, &hello("a.example", false));
    }
    let observation = lab.observe(false);
    let [destination] = observation.destinations.as_slice() else {
        panic!("{:?}", observation.destinations)
    };
    assert_eq!(destination.key, Key::Name("a.example".into()));
    assert_eq!(
        (destination.attempts, destination.addresses.len()),
        (100, 64)
    );
    let count = |token: &str| {
        let left_out = observation.run.left_out.iter();
        left_out
            .clone()
            .find(|count| count.token == token)
            .map(|count| count.count)
    };
    assert_eq!(count("detail-limit"), Some(36));
}
