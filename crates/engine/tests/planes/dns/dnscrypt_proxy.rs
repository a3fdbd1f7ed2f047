//! dnscrypt-proxy. It is not in every Debian release: where it is not installed, its lists are only read as its example files
//! describe them.

use std::process::{Command, Stdio};
use std::time::Duration;

use backchat_engine::rules::Action;

use super::listed::{in_tree, lines, reads_as_claimed};
use super::{Server, holds_to_its_claims};
use crate::consumer::{Place, Running, free_port};

#[test]
fn the_lists_read_as_they_claim() {
    reads_as_claimed("dnscrypt-proxy", |files, asked| {
        let block = lines(files, "blocked-names.txt", '#');
        let allow = lines(files, "allowed-names.txt", '#');
        let verdict = |name: &String| {
            let listed = |list: &[&str]| list.iter().any(|line| holds(line, name));
            match (listed(&allow), listed(&block)) {
                (false, true) => Action::Block,
                _ => Action::Pass,
            }
        };
        asked
            .iter()
            .map(|name| (name.clone(), verdict(name)))
            .collect()
    });
}

#[test]
fn dnscrypt_proxy_does_what_the_lists_claim() {
    // Not `has`, which fails in CI: this one is an addition where it can be had.
    let installed = Command::new("dnscrypt-proxy").arg("-version").output();
    if installed.is_err() {
        println!("SKIPPED: dnscrypt-proxy is not installed");
        return;
    }
    holds_to_its_claims("dnscrypt-proxy", |upstream, files| {
        let place = Place::new("dnscrypt-proxy");
        let block = place.file("blocked-names.txt", &files[0].content);
        let allow = place.file("allowed-names.txt", &files[1].content);
        let forward = place.file("forward.txt", format!(". 127.0.0.1:{}\n", upstream.port));
        let port = free_port();
        let configuration = place.file(
            "dnscrypt-proxy.toml",
            format!(
                "listen_addresses = ['127.0.0.1:{port}']\noffline_mode = true\nnetprobe_timeout = 0\n\
                 ignore_system_dns = true\nbootstrap_resolvers = ['127.0.0.1:{}']\nblocked_query_response = 'refused'\n\
                 forwarding_rules = '{}'\n[blocked_names]\nblocked_names_file = '{}'\n\
                 [allowed_names]\nallowed_names_file = '{}'\n",
                upstream.port,
                forward.display(),
                block.display(),
                allow.display(),
            ),
        );
        let running = Running::start(
            Command::new("dnscrypt-proxy")
                .arg("-config")
                .arg(configuration)
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        Server {
            port,
            running,
            place,
            patience: Duration::from_secs(3),
        }
    });
}

/// Whether a line holds a name: `=x`, a glob with any text for `*` and one character for `?`, or the end of a name.
fn holds(line: &str, name: &str) -> bool {
    if let Some(host) = line.strip_prefix('=') {
        return name == host;
    }
    let inside = line.get(1..line.len() - 1).unwrap_or_default();
    if line.contains('?') || inside.contains('*') {
        return globs(line.as_bytes(), name.as_bytes());
    }
    assert!(!line.contains('*'), "{line} is no form that the plane uses");
    in_tree(name, line)
}

fn globs(glob: &[u8], text: &[u8]) -> bool {
    match (glob.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), _) => (0..=text.len()).any(|at| globs(rest, &text[at..])),
        (Some((b'?', glob)), Some((_, text))) => globs(glob, text),
        (Some((one, glob)), Some((other, text))) if one == other => globs(glob, text),
        _ => false,
    }
}
