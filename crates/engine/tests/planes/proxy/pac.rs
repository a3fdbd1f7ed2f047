//! pacparser, which runs the file in an engine of ECMAScript 5.

use std::process::Command;

use backchat_engine::plane::File;
use backchat_engine::rules::Action;

use super::{Asked, holds_to_its_claims, hostile};
use crate::consumer::{Place, has, run};

/// Asks for each line of a file: a host, or `!` where the answer is an error.
const SCRIPT: &str = "\
import sys, pacparser
pacparser.init()
pacparser.parse_pac_file(sys.argv[1])
for line in open(sys.argv[2]):
    host = line.rstrip('\\n')
    print(host, pacparser.find_proxy('https://' + host + '/', host), sep='\\t')
";

/// The answers for hosts; an error as text where the file is none that the engine takes.
fn answers(pac: &[u8], hosts: &[String]) -> Result<Vec<String>, String> {
    let place = Place::new("pac");
    let (fine, said) = run(Command::new("/usr/bin/python3")
        .arg(place.file("ask.py", SCRIPT))
        .arg(place.file("proxy.pac", pac))
        .arg(place.file("hosts", format!("{}\n", hosts.join("\n")))));
    let lines: Vec<String> = said
        .lines()
        .filter_map(|it| it.split_once('\t'))
        .map(|(_, answer)| answer.to_owned())
        .collect();
    if fine && lines.len() == hosts.len() {
        Ok(lines)
    } else {
        Err(said)
    }
}

fn there() -> bool {
    let (fine, _) = run(Command::new("/usr/bin/python3").args(["-c", "import pacparser"]));
    if !fine {
        assert!(
            std::env::var_os("CI").is_none(),
            "pacparser is not installed"
        );
        println!("SKIPPED: python3-pacparser is not installed; scripts/test installs it");
    }
    fine
}

fn asked(files: &[File], names: &[String]) -> Vec<Asked> {
    let loud = |name: &String| format!("{}.", name.to_uppercase());
    let ways = [
        ("as it is", names.to_vec()),
        ("in upper case with a dot", names.iter().map(loud).collect()),
    ];
    let mut asked = Vec::new();
    for (how, hosts) in ways {
        let answers = answers(&files[0].content, &hosts).unwrap();
        for (name, answer) in names.iter().zip(answers) {
            let really = match answer.as_str() {
                "DIRECT" => Action::Pass,
                "PROXY 127.0.0.1:9" => Action::Block,
                other => panic!("{name}: {other}"),
            };
            asked.push(Asked {
                name: name.clone(),
                how,
                really,
            });
        }
    }
    asked
}

#[test]
fn the_file_says_what_it_claims() {
    if has("python3") && there() {
        holds_to_its_claims("pac", asked);
    }
}

#[test]
fn the_keys_that_objects_have_are_no_names_of_a_list() {
    if !(has("python3") && there()) {
        return;
    }
    let keys = [
        "constructor",
        "__proto__",
        "a.toString",
        "a.__proto__",
        "hasOwnProperty.x",
    ];
    let keys = keys.map(str::to_owned);
    crate::policies::with("quiet", "preset = \"quiet\"", |order| {
        let artefact = backchat_engine::plane::find("pac").unwrap().compile(order);
        let artefact = artefact.unwrap();
        let said = answers(&artefact.files[0].content, &keys).unwrap();
        assert!(said.iter().all(|it| it == "DIRECT"), "{said:?}");
        let undo = answers(&artefact.files[1].content, &keys).unwrap();
        assert!(undo.iter().all(|it| it == "DIRECT"), "{undo:?}");
    });
}

#[test]
fn no_name_of_a_policy_leaves_its_comment_in_the_file() {
    if has("python3") && there() {
        let hosts = ["x.example".to_owned(), "fs.microsoft.com".to_owned()];
        let said = answers(&hostile("pac").files[0].content, &hosts);
        assert_eq!(said.unwrap(), ["DIRECT", "PROXY 127.0.0.1:9"]);
    }
}

#[test]
fn the_engine_can_say_no() {
    if has("python3") && there() {
        let newer = b"function FindProxyForURL(url, host) { return `DIRECT`; }";
        assert!(answers(newer, &["x.example".to_owned()]).is_err());
    }
}
