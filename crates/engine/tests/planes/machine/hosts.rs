//! The hosts file, as the resolver of the C library reads it: in namespaces of its own it is put in the place of the
//! system's, and asked for every name.

use std::process::Command;

use backchat_engine::plane::target::hosts::{BEGIN, END, MAX_LINES};
use backchat_engine::plane::{NamePlan, find};
use backchat_engine::rules::Action;

use super::each;
use crate::consumer::{Place, has, run};
use crate::question;

/// Names on standard input, one line each with what they resolve to.
const ASK: &str = "
import socket, sys
for name in open(sys.argv[1]).read().split():
    try:
        found = sorted({it[4][0] for it in socket.getaddrinfo(name, 80)})
    except OSError:
        found = []
    print(name, *found)
";

#[test]
fn the_resolver_does_what_the_file_claims() {
    if !has("unshare") || !has("python3") {
        return;
    }
    if !run(Command::new("unshare").args(["-n", "-m", "true"])).0 {
        println!("SKIPPED: namespaces cannot be made here");
        return;
    }
    let plane = find("hosts").unwrap();
    each("hosts", |policy, order, artefact| {
        let plan = NamePlan::of(order, plane.ability().names.unwrap()).unwrap();
        let place = Place::new("hosts");
        let file = place.file("hosts", &artefact.files[0].content);
        let switch = place.file("nsswitch.conf", "hosts: files\n");
        let asked = question::names(order.intent);
        let list: Vec<&str> = asked.iter().map(String::as_str).collect();
        let list = place.file("names", list.join("\n"));
        let script = place.file("ask.py", ASK);
        let (fine, said) = run(Command::new("unshare")
            .args(["-n", "-m", "sh", "-c"])
            .arg("mount --bind \"$0\" /etc/hosts && mount --bind \"$1\" /etc/nsswitch.conf && exec python3 \"$2\" \"$3\"")
            .args([&file, &switch, &script, &list]));
        assert!(fine, "{policy}: {said}");
        let mut count = 0;
        for line in said.lines() {
            let mut words = line.split(' ');
            let name = words.next().unwrap();
            let found: Vec<&str> = words.collect();
            let claimed: &[&str] = match plan.verdict(name) {
                Action::Block => &["0.0.0.0", "::"],
                Action::Pass => &[],
            };
            assert_eq!(found, claimed, "{policy}: {name}");
            count += 1;
        }
        assert_eq!(count, asked.len());
    });
}

#[test]
fn only_lines_between_the_markers_do_something() {
    each("hosts", |policy, _, artefact| {
        let text = artefact.files[0].text().unwrap();
        assert!(text.is_ascii());
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(
            text.starts_with(&format!("\r\n{BEGIN}\r\n"))
                && text.ends_with(&format!("\r\n{END}\r\n"))
        );
        assert_eq!(text.matches(END).count(), 1, "{policy}");
        let lines = text
            .lines()
            .filter(|it| !it.is_empty() && !it.starts_with('#'));
        assert!((1..=MAX_LINES).contains(&lines.count()), "{policy}");
    });
}

/// What the undo's expression takes out of files with the lines, as Python's engine reads it: both know the same of what it
/// uses, except the end of the text.
const UNDO: &str = "
import re, sys
script, lines = (open(it, newline='').read() for it in sys.argv[1:3])
pattern = re.search(r\"Replace\\(.Text, '([^']*)', ''\\)\", script).group(1).replace(r'\\z', r'\\Z')
for before in ['', '127.0.0.1 localhost', '127.0.0.1 localhost\\r\\n', 'a\\r\\n\\r\\n', 'a\\n']:
    for after in ['', 'b\\r\\n']:
        left = re.sub(pattern, '', before + lines + after)
        assert left == before + after, (before, after, left)
";

#[test]
fn the_undo_takes_out_exactly_what_was_put_in() {
    if !has("python3") {
        return;
    }
    each("hosts", |policy, _, artefact| {
        let place = Place::new("hosts");
        let lines = place.file("hosts.txt", &artefact.files[0].content);
        let script = place.file("undo.ps1", &artefact.files[1].content);
        let (fine, said) = run(Command::new("python3")
            .args(["-c", UNDO])
            .args([script, lines]));
        assert!(fine, "{policy}: {said}");
    });
}
