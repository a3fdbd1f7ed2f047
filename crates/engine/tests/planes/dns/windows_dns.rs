//! Policies of Windows Server's DNS server. Nothing here runs them: the script is read as the cmdlet's documentation says.

use std::collections::BTreeSet;

use backchat_engine::rules::Action;

use super::listed::{is_below, lines, reads_as_claimed};

#[test]
fn the_script_reads_as_it_claims() {
    reads_as_claimed("windows-dns", |files, asked| {
        let mut denied = BTreeSet::new();
        let mut names = BTreeSet::new();
        for line in lines(files, "windows-dns.ps1", '#') {
            let Some(rest) = line.strip_prefix("Add-DnsServerQueryResolutionPolicy ") else {
                assert!(
                    line.starts_with("Get-DnsServerQueryResolutionPolicy | Where-Object")
                        || line == "$ErrorActionPreference = 'Stop'"
                        || line == "Clear-DnsServerCache -Force",
                    "{line}"
                );
                continue;
            };
            let parts: Vec<&str> = rest.split('\'').collect();
            let &[
                "-Name ",
                name,
                " -Action DENY -Condition AND -Fqdn ",
                fqdn,
                "" | " -ApplyOnRecursion",
            ] = parts.as_slice()
            else {
                panic!("{line}");
            };
            assert!(names.insert(name), "{name} is there twice");
            denied.extend(asked.iter().filter(|it| meets(fqdn, it)).cloned());
        }
        let verdict = |name: &String| match denied.contains(name) {
            true => Action::Block,
            false => Action::Pass,
        };
        asked
            .iter()
            .map(|name| (name.clone(), verdict(name)))
            .collect()
    });
}

/// Whether a name meets a criterion: one value after `EQ`, and none after `NE`; each operator at most once.
fn meets(fqdn: &str, name: &str) -> bool {
    let mut operators = BTreeSet::new();
    fqdn.split(';').all(|part| {
        let mut values = part.split(',');
        let operator = values.next().unwrap();
        assert!(operators.insert(operator), "{fqdn}");
        let one = values.any(|value| match value.strip_prefix("*.") {
            Some(host) => is_below(name, host),
            None => name == value,
        });
        match operator {
            "EQ" => one,
            "NE" => !one,
            _ => panic!("{fqdn}"),
        }
    })
}
