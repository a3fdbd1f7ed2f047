use super::*;
use crate::collect::Collector;
use crate::observe::Observer;
use crate::pipeline::{self, Window};
use crate::source::capture::{Input, Inputs, Silent};

fn case() -> Record {
    let root = env!("CARGO_MANIFEST_DIR");
    let path = format!("{root}/../../cases/lab-idle-windows/capture.pcapng.gz");
    let inputs = Inputs(vec![Input::File {
        path: path.into(),
        found: false,
    }]);
    let mut observer = Observer::new(false);
    let mut collector = Collector::new(Vec::new(), &mut observer);
    let passage = pipeline::run(&inputs, Window::default(), &mut Silent, &mut collector).unwrap();
    let counters = collector.finish();
    let mut conditions = Conditions::default();
    conditions.say("edition", "Pro");
    Record {
        label: "before".to_owned(),
        conditions,
        observation: observer.finish(passage, counters),
    }
}

#[test]
fn what_was_written_is_read() {
    let record = case();
    let text = record.to_json();
    let read = Record::from_json(&text).unwrap();
    // The only loss is below a microsecond, and it happens once.
    assert_eq!(read.to_json(), text);
    let (old, new) = (&record.observation, &read.observation);
    assert_eq!(old.destinations.len(), new.destinations.len());
    for (old, new) in old.destinations.iter().zip(&new.destinations) {
        assert_eq!(old.key, new.key);
        assert_eq!(old.rhythm, new.rhythm);
        assert_eq!(old.failures, new.failures);
        assert_eq!(old.ways, new.ways);
        assert_eq!(old.outcomes, new.outcomes);
        assert_eq!(old.absences, new.absences);
        assert_eq!(old.protocols, new.protocols);
        assert_eq!(old.chains, new.chains);
    }
    assert_eq!(old.run.devices, new.run.devices);
    assert_eq!(read.conditions, record.conditions);
}

#[test]
fn a_record_is_attributed_like_its_capture() {
    let catalog = crate::catalog::Catalog::embedded();
    let attributor =
        crate::attribute::Attributor::new(catalog, Some("windows-10-2004-enterprise")).unwrap();
    let mut record = case();
    let mut read = Record::from_json(&record.to_json()).unwrap();
    record.observation.attribute(&attributor);
    read.observation.attribute(&attributor);
    let endpoints = |record: &Record| -> Vec<_> {
        let each = record.observation.destinations.iter();
        each.map(|it| it.attribution.as_ref().map(|it| it.best.endpoint))
            .collect()
    };
    assert!(endpoints(&record).iter().flatten().count() > 10);
    assert_eq!(endpoints(&record), endpoints(&read));
}

#[test]
fn another_kind_and_another_version_are_told_apart() {
    let error = |text: &str| Record::from_json(text).unwrap_err().to_string();
    assert!(error(r#"{"schema":"backchat-report/1"}"#).contains("no record of a run"));
    assert!(error(r#"{"schema":"backchat-run/2"}"#).contains("later version"));
    assert!(error("{").contains("no record of a run"));
    assert!(error(r#"{"schema":"backchat-run/1"}"#).contains("missing field"));
}

#[test]
fn what_cannot_be_is_an_error_that_names_the_destination() {
    let text = case().to_json();
    let broken = text.replacen(r#""outcomes":{""#, r#""outcomes":{"made-up":1,""#, 1);
    assert_ne!(text, broken);
    let error = Record::from_json(&broken).unwrap_err().to_string();
    assert!(error.ends_with("`made-up` is no outcome"), "{error}");
    let twice = text.replacen(r#""destinations":["#, r#""destinations":[{"name":"a.b","outcomes":{},"ways":{},"attempts":0,"rhythm":[1,0,[]],"volume":[0,0,0,0],"first":0,"last":0,"devices":[]},{"name":"a.b","outcomes":{},"ways":{},"attempts":0,"rhythm":[1,0,[]],"volume":[0,0,0,0],"first":0,"last":0,"devices":[]},"#, 1);
    let error = Record::from_json(&twice).unwrap_err().to_string();
    assert_eq!(error, "a.b: it is there twice");
}
