//! Suricata: it loads every policy's rules, and over a capture with all names alerts on those that are claimed.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use backchat_engine::plane::{self, NamePlan};
use backchat_engine::rules::Action;

use super::capture;
use crate::consumer::{Place, has, run};
use crate::{policies, question};

/// What a run needs; QUIC is parsed too, so that its rules are loaded as such.
const CONFIGURATION: &str = "%YAML 1.1\n---\n\
vars: {address-groups: {HOME_NET: any, EXTERNAL_NET: any}, port-groups: {HTTP_PORTS: '80'}}\n\
stats: {enabled: no}\n\
outputs: [{eve-log: {enabled: yes, filetype: regular, filename: eve.json, types: [{alert: {}}]}}]\n\
app-layer: {protocols: {tls: {enabled: yes, detection-ports: {dp: 443}}, dns: {tcp: {enabled: yes}, udp: {enabled: yes}}, \
http: {enabled: yes}, quic: {enabled: yes}}}\n";

fn suricata(folder: &Path) -> Command {
    let mut command = Command::new("suricata");
    command
        .args(["-k", "none", "--runmode", "single", "-l"])
        .arg(folder)
        .arg("-c")
        .arg(folder.join("suricata.yaml"))
        .arg("-S")
        .arg(folder.join("backchat.rules"));
    command
}

#[test]
fn suricata_refuses_a_wrong_rule_at_all() {
    if !has("suricata") {
        return;
    }
    let place = Place::new("suricata");
    place.file("suricata.yaml", CONFIGURATION);
    place.file(
        "backchat.rules",
        "alert dns any any -> any any (msg:\"x\"; dns.query; content:\"a|com\"; sid:1500000; rev:1;)\n",
    );
    let (fine, said) = run(suricata(place.path()).arg("-T"));
    assert!(!fine, "{said}");
}

#[test]
fn suricata_alerts_on_what_the_rules_claim() {
    if !has("suricata") {
        return;
    }
    let mut asked_in_all = 0;
    policies::each(|policy, order| {
        let plane = plane::find("suricata").unwrap();
        let artefact = plane.compile(order).unwrap();
        let plan = NamePlan::of(order, plane.ability().names.unwrap()).unwrap();
        let place = Place::new("suricata");
        place.file("suricata.yaml", CONFIGURATION);
        for file in &artefact.files {
            place.file(&file.name, &file.content);
        }
        let asked: Vec<String> = question::names(order.intent).into_iter().collect();
        let file = place.file("names.pcap", capture::of(asked.iter().map(String::as_str)));
        let (fine, said) = run(suricata(place.path())
            .args(["--init-errors-fatal", "-r"])
            .arg(file));
        let complains = said.contains("Error") || said.contains("Warning");
        assert!(fine && !complains, "{policy}: {said}");
        let log = std::fs::read_to_string(place.path().join("eve.json")).unwrap();
        let alerts: BTreeSet<(String, String)> = log.lines().map(alert).collect();
        let mut wrong = Vec::new();
        for (number, name) in asked.iter().enumerate() {
            let claimed = plan.verdict(name) == Action::Block;
            for protocol in ["dns", "tls", "http"] {
                let client = capture::client(number).to_string();
                let really = alerts.contains(&(client, protocol.to_owned()));
                if really != claimed {
                    wrong.push(format!(
                        "{name}, {protocol}: alert {really}, claimed {claimed}"
                    ));
                }
            }
        }
        asked_in_all += asked.len();
        let examples = wrong.iter().take(20).cloned().collect::<Vec<_>>();
        assert!(
            wrong.is_empty(),
            "{policy}: {} of {}:\n{}",
            wrong.len(),
            asked.len() * 3,
            examples.join("\n")
        );
    });
    println!("suricata: {asked_in_all} names asked, each over DNS, TLS and HTTP");
    assert!(asked_in_all > 300, "{asked_in_all}");
}

/// The client and the protocol of an alert.
fn alert(line: &str) -> (String, String) {
    let record: serde_json::Value = serde_json::from_str(line).unwrap();
    let text = |key: &str| record[key].as_str().unwrap_or_default().to_owned();
    (text("src_ip"), text("app_proto"))
}

#[test]
fn suricata_alerts_on_real_connections_over_quic_and_tls() {
    if !has("suricata") {
        return;
    }
    let case = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../cases/lab-idle-windows/capture.pcapng.gz");
    let mut capture = Vec::new();
    let packed = std::fs::File::open(case).unwrap();
    std::io::copy(&mut flate2::read::GzDecoder::new(packed), &mut capture).unwrap();
    let (name, text) = policies::POLICIES[0];
    policies::with(name, text, |order| {
        let plane = plane::find("suricata").unwrap();
        let artefact = plane.compile(order).unwrap();
        let plan = NamePlan::of(order, plane.ability().names.unwrap()).unwrap();
        let place = Place::new("suricata");
        // Suricata's own log of server names is the truth that alerts are held to.
        let with_names = CONFIGURATION.replace(
            "{alert: {}}",
            "{alert: {}}, {quic: {}}, {tls: {extended: yes}}",
        );
        place.file("suricata.yaml", with_names);
        place.file("backchat.rules", &artefact.files[0].content);
        let file = place.file("case.pcapng", &capture);
        let (fine, said) = run(suricata(place.path()).arg("-r").arg(file));
        assert!(fine, "{said}");
        let log = std::fs::read_to_string(place.path().join("eve.json")).unwrap();
        let records: Vec<serde_json::Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let flow = |record: &serde_json::Value| record["flow_id"].as_u64().unwrap();
        for protocol in ["quic", "tls"] {
            let of_kind =
                |kind: &'static str| records.iter().filter(move |it| it["event_type"] == kind);
            let alerted: BTreeSet<u64> = of_kind("alert")
                .filter(|it| it["app_proto"] == protocol)
                .map(flow)
                .collect();
            let (mut off, mut on) = (0, 0);
            for record in of_kind(protocol) {
                let Some(name) = record[protocol]["sni"].as_str() else {
                    continue;
                };
                let claimed = plan.verdict(name) == Action::Block;
                assert_eq!(
                    alerted.contains(&flow(record)),
                    claimed,
                    "{protocol}: {name}"
                );
                *(if claimed { &mut off } else { &mut on }) += 1;
            }
            println!("{protocol}: {off} connections to what is off, {on} others");
            assert!(off > 5 && on > 0, "{protocol}: {off}, {on}");
        }
    });
}
