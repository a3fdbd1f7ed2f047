//! JUnit's XML, as CI servers read it: a suite for each area, one each for what nobody documents, for what is called by address,
//! for the run and for the baselines; a case for each destination, also where it is as it should be.
//!
//! There is no standard. What is written is what the schemas of Jenkins' xUnit plugin and of Ant's successors have in common: one
//! `failure` or `skipped` in a case, `system-out` for what is only told.

use std::collections::BTreeMap;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::Format;
use crate::check::rule::RULES;
use crate::check::view::{Check, Checked, Finding, Kind};
use crate::compare::Verdict;
use crate::report::wording::clean;

pub(super) struct Junit;

impl Format for Junit {
    fn id(&self) -> &'static str {
        "junit"
    }

    fn about(&self) -> &'static str {
        "JUnit XML, for CI servers"
    }

    fn render(&self, check: &Check) -> String {
        let suites = suites(check);
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        document(&mut writer, check, &suites).expect("a vector takes everything");
        let mut text = String::from_utf8_lossy(&writer.into_inner()).into_owned();
        text.push('\n');
        text
    }
}

/// A suite.
#[derive(Default)]
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// A case.
#[derive(Default)]
struct Case {
    name: String,
    /// The rule that failed, and what it says.
    failure: Option<(&'static str, String)>,
    /// Why nothing is claimed.
    skipped: Option<String>,
    /// What else to know.
    told: String,
}

type Xml = Writer<Vec<u8>>;

fn document(writer: &mut Xml, check: &Check, suites: &[Suite]) -> std::io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut all = start("testsuites");
    let cases = || suites.iter().flat_map(|it| &it.cases);
    attribute(&mut all, "name", "backchat check");
    for (name, number) in numbers(cases()).into_iter().take(3) {
        attribute(&mut all, name, &number.to_string());
    }
    attribute(&mut all, "time", &seconds(check));
    writer.write_event(Event::Start(all))?;
    for (number, suite) in suites.iter().enumerate() {
        let mut element = start("testsuite");
        attribute(&mut element, "name", &suite.name);
        attribute(&mut element, "package", "backchat");
        attribute(&mut element, "id", &number.to_string());
        for (name, number) in numbers(suite.cases.iter()) {
            attribute(&mut element, name, &number.to_string());
        }
        attribute(&mut element, "time", &seconds(check));
        attribute(&mut element, "timestamp", &timestamp(check));
        let host = check.run.conditions.get("host").cloned();
        let host = host.unwrap_or_else(|| check.run.label.clone());
        attribute(&mut element, "hostname", &host);
        writer.write_event(Event::Start(element))?;
        properties(writer, check)?;
        for case in &suite.cases {
            write_case(writer, suite, case)?;
        }
        writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))
}

fn write_case(writer: &mut Xml, suite: &Suite, case: &Case) -> std::io::Result<()> {
    let mut element = start("testcase");
    // Servers take dots for levels of packages; names of areas may have any.
    let class = format!("backchat.{}", suite.name.replace('.', "_"));
    attribute(&mut element, "classname", &class);
    attribute(&mut element, "name", &case.name);
    attribute(&mut element, "time", "0");
    if case.failure.is_none() && case.skipped.is_none() && case.told.is_empty() {
        return writer.write_event(Event::Empty(element));
    }
    writer.write_event(Event::Start(element))?;
    if let Some((rule, message)) = &case.failure {
        let mut failure = start("failure");
        let first = message.lines().next().unwrap_or_default();
        attribute(&mut failure, "message", first);
        attribute(&mut failure, "type", rule);
        write_text(writer, failure, message)?;
    } else if let Some(why) = &case.skipped {
        let mut skipped = start("skipped");
        attribute(&mut skipped, "message", why);
        writer.write_event(Event::Empty(skipped))?;
    }
    if !case.told.is_empty() {
        write_text(writer, start("system-out"), &case.told)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

fn write_text(writer: &mut Xml, element: BytesStart<'_>, text: &str) -> std::io::Result<()> {
    let end = element.to_end().into_owned();
    writer.write_event(Event::Start(element))?;
    let lines: Vec<String> = text.lines().map(legal).collect();
    writer.write_event(Event::Text(BytesText::new(&lines.join("\n"))))?;
    writer.write_event(Event::End(end))
}

fn properties(writer: &mut Xml, check: &Check) -> std::io::Result<()> {
    let mut each: Vec<(String, String)> = vec![
        ("run".to_owned(), check.run.label.clone()),
        ("hours".to_owned(), format!("{:.3}", check.run.hours)),
    ];
    // The day comes from the clock where nobody says it, and plays a part only where something ends.
    let day = (!check.acceptances.is_empty()).then(|| check.day.clone());
    each.extend(day.map(|it| ("day".to_owned(), it)));
    each.extend(check.policy.clone().map(|it| ("policy".to_owned(), it)));
    each.extend(check.release.clone().map(|it| ("release".to_owned(), it)));
    let before = check.before.as_ref();
    each.extend(before.map(|it| ("before".to_owned(), it.label.clone())));
    let conditions = check.run.conditions.iter();
    each.extend(conditions.map(|(key, value)| (format!("condition.{key}"), value.clone())));
    writer.write_event(Event::Start(start("properties")))?;
    for (name, value) in &each {
        let mut element = start("property");
        attribute(&mut element, "name", name);
        attribute(&mut element, "value", value);
        writer.write_event(Event::Empty(element))?;
    }
    writer.write_event(Event::End(BytesEnd::new("properties")))
}

fn start(name: &str) -> BytesStart<'_> {
    BytesStart::new(name)
}

fn attribute(element: &mut BytesStart<'_>, name: &str, value: &str) {
    element.push_attribute((name, legal(value).as_str()));
}

/// Counts of cases. The last is no attribute of all suites together.
fn numbers<'c>(cases: impl Iterator<Item = &'c Case>) -> [(&'static str, u64); 4] {
    let (mut tests, mut failures, mut skipped) = (0, 0, 0);
    for case in cases {
        tests += 1;
        if case.failure.is_some() {
            failures += 1;
        } else if case.skipped.is_some() {
            skipped += 1;
        }
    }
    [
        ("tests", tests),
        ("failures", failures),
        ("errors", 0),
        ("skipped", skipped),
    ]
}

/// Seconds that were recorded: what the check took is no property of the run.
fn seconds(check: &Check) -> String {
    format!("{:.3}", check.run.hours * 3600.0)
}

/// The first packet, in UTC; such files say no zone.
fn timestamp(check: &Check) -> String {
    let from = check.run.from.as_deref().and_then(|it| it.get(..19));
    from.unwrap_or("1970-01-01T00:00:00").to_owned()
}

/// Text that XML 1.0 can hold: control characters are written out, and what no document may have is replaced.
fn legal(text: &str) -> String {
    clean(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

fn suites(check: &Check) -> Vec<Suite> {
    let mut areas: BTreeMap<(u8, &str), Suite> = BTreeMap::new();
    for (number, it) in check.destinations.iter().enumerate() {
        let (rank, id, name) = match it.kind {
            Kind::Documented => {
                let id = it.area.as_deref().unwrap_or("documented");
                (0, id, it.area_name.as_deref().unwrap_or(id))
            }
            Kind::Undocumented => (1, "", "Undocumented"),
            Kind::Nameless => (2, "", "Called by address"),
        };
        let suite = areas.entry((rank, id)).or_default();
        name.clone_into(&mut suite.name);
        let findings = check.findings.iter();
        let own: Vec<&Finding> = findings.filter(|it| it.checked == Some(number)).collect();
        suite.cases.push(case(it, &own));
    }
    let mut suites = vec![run(check)];
    suites.extend(areas.into_values());
    if !check.acceptances.is_empty() {
        suites.push(acceptances(check));
    }
    for suite in &mut suites {
        suite.cases.sort_by(|a, b| a.name.cmp(&b.name));
        apart(&mut suite.cases);
    }
    suites
}

/// Servers take cases of one name for one case: an endpoint may be there twice, where the policy wants two things of it.
fn apart(cases: &mut [Case]) {
    let mut number = 1;
    for at in 1..cases.len() {
        let (before, rest) = cases.split_at_mut(at);
        let same = before
            .get(at - number)
            .is_some_and(|it| it.name == rest[0].name);
        number = if same { number + 1 } else { 1 };
        if same {
            rest[0].name = format!("{} ({number})", rest[0].name);
        }
    }
}

fn case(it: &Checked, findings: &[&Finding]) -> Case {
    let mut case = Case {
        name: it.destination.clone(),
        ..Case::default()
    };
    settle(&mut case, findings);
    let open = it.verdict == Verdict::Unproven && case.failure.is_none() && case.skipped.is_none();
    if open {
        case.skipped = Some("It is silent, and too little is known to say more.".to_owned());
    }
    case
}

/// What findings make of a case: what fails it, else what leaves it open, else what is only told.
fn settle(case: &mut Case, findings: &[&Finding]) {
    let failing: Vec<&&Finding> = findings.iter().filter(|it| it.fails()).collect();
    if let Some(first) = failing.first() {
        let texts: Vec<String> = failing.iter().map(|it| in_full(it)).collect();
        case.failure = Some((first.rule, texts.join("\n")));
    }
    let accepted = findings.iter().flat_map(|it| &it.accepted);
    let accepted: Vec<String> = accepted
        .map(|it| format!("Accepted until {}: {}", it.until, it.reason))
        .collect();
    let open = findings.iter().find(|it| it.rule == "unproven");
    if !accepted.is_empty() {
        case.skipped = Some(accepted.join("; "));
    } else if let Some(open) = open {
        case.skipped = Some(open.message.clone());
    }
    let told = findings
        .iter()
        .filter(|it| !it.fails() && it.accepted.is_empty());
    let told: Vec<String> = told
        .map(|it| format!("{}: {}", it.level.token(), in_full(it)))
        .collect();
    case.told = told.join("\n");
}

/// A finding with its causes, a line each.
fn in_full(finding: &Finding) -> String {
    let mut text = finding.message.clone();
    for cause in &finding.causes {
        text += &format!("\nCause: {}", cause.evidence);
    }
    if !finding.not_accepted.is_empty() {
        text += &format!("\nNot accepted: {}", finding.not_accepted.join(", "));
    }
    if let Some(rule) = RULES.iter().find(|it| it.id == finding.rule) {
        text += &format!("\n{}", rule.help);
    }
    text
}

/// The run as a whole: a case for each rule about it that could fail.
fn run(check: &Check) -> Suite {
    let cases = RULES.iter().filter(|it| it.is_about_the_run());
    let cases = cases.map(|rule| {
        let mut case = Case {
            name: rule.id.to_owned(),
            ..Case::default()
        };
        let findings = check.findings.iter();
        let own: Vec<&Finding> = findings.filter(|it| it.rule == rule.id).collect();
        settle(&mut case, &own);
        case
    });
    let mut cases: Vec<Case> = cases.collect();
    if let Some(case) = cases.first_mut() {
        let told = check.cautions.iter().filter(|it| !it.withholds);
        for caution in told {
            case.told += &format!("\ncaution: {}", caution.words);
        }
        case.told = case.told.trim_start().to_owned();
    }
    Suite {
        name: "The run".to_owned(),
        cases,
    }
}

fn acceptances(check: &Check) -> Suite {
    let cases = check.acceptances.iter().map(|it| {
        let mut case = Case {
            name: it.destination.clone(),
            ..Case::default()
        };
        let own = check
            .findings
            .iter()
            .filter(|finding| finding.place.as_ref() == Some(&it.place));
        settle(&mut case, &own.collect::<Vec<_>>());
        case
    });
    Suite {
        name: "Acceptances".to_owned(),
        cases: cases.collect(),
    }
}
