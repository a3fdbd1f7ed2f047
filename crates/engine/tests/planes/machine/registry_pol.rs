//! Policy files, as Samba's own parser of the format reads them and packs them again.

use std::process::Command;

use backchat_engine::plane::Role;
use backchat_engine::plane::registry_plan::KINDS;
use backchat_engine::plane::target::registry_pol::{DELETE, read, write};

use super::{each, plan};
use crate::consumer::{Place, has, run};

/// Reads with Samba, and fails where the bytes that it packs again are other ones.
const JUDGE: &str = "
import sys
from samba.dcerpc import preg
from samba.ndr import ndr_unpack, ndr_pack
for name in sys.argv[1:]:
    data = open(name, 'rb').read()
    file = ndr_unpack(preg.file, data)
    assert file.header.signature == 'PReg' and file.header.version == 1
    assert file.num_entries == len(file.entries)
    for entry in file.entries:
        assert entry.type != 4 or entry.size == 4
        print(entry.keyname, entry.valuename, entry.type, entry.size, sep='|')
    assert ndr_pack(file) == data
";

/// Debian's Python, which has Debian's Samba.
fn judge(files: &[std::path::PathBuf]) -> (bool, String) {
    run(Command::new("/usr/bin/python3")
        .args(["-c", JUDGE])
        .args(files))
}

#[test]
fn samba_reads_every_file_and_packs_the_same_bytes() {
    if !has("net") || !judge(&[]).0 {
        println!("SKIPPED: python3-samba is not installed; scripts/test installs it");
        return;
    }
    each("registry-pol", |policy, _, artefact| {
        let place = Place::new("pol");
        let files: Vec<_> = artefact
            .files
            .iter()
            .map(|it| place.file(&it.name, &it.content))
            .collect();
        let (fine, said) = judge(&files);
        assert!(fine, "{policy}: {said}");
        let lines: Vec<String> = artefact
            .files
            .iter()
            .flat_map(|it| read(&it.content).unwrap())
            .map(|it| {
                format!(
                    "{}|{}|{}|{}",
                    it.key,
                    it.name,
                    it.value.kind,
                    it.value.data.len()
                )
            })
            .collect();
        assert_eq!(said.lines().collect::<Vec<_>>(), lines, "{policy}");
        // It really can say no.
        let mut broken = artefact.files[0].content.clone();
        broken.truncate(broken.len() - 7);
        let broken = place.file("broken.pol", broken);
        assert!(!judge(&[broken]).0);
    });
}

#[test]
fn a_file_holds_exactly_the_values_that_were_meant() {
    each("registry-pol", |policy, order, artefact| {
        let mut said = Vec::new();
        for file in artefact.files.iter().filter(|it| it.role == Role::Apply) {
            let root = if file.name.starts_with("Machine/") {
                "HKEY_LOCAL_MACHINE"
            } else {
                "HKEY_CURRENT_USER"
            };
            let entries = read(&file.content).unwrap();
            assert_eq!(write(&entries), file.content);
            said.extend(entries.into_iter().map(|it| {
                let key = format!("{root}\\{}", it.key);
                match it.name.strip_prefix(DELETE) {
                    Some(name) => (key, name.to_owned(), None),
                    None => (key, it.name, Some(it.value)),
                }
            }));
        }
        let wanted = plan::settings(order, artefact, KINDS);
        let wanted: Vec<_> = wanted.into_iter().filter_map(plan::value).collect();
        assert!(said.iter().all(|it| wanted.contains(it)), "{policy}");
        for it in &wanted {
            let same = said.iter().any(|other| {
                other.0.eq_ignore_ascii_case(&it.0)
                    && other.1.eq_ignore_ascii_case(&it.1)
                    && other.2 == it.2
            });
            assert!(same, "{policy}: {it:?}");
        }
    });
}
