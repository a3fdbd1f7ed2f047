//! Processes: base names, as programs compare them.

use super::{Findings, Joined};

pub(super) fn check(joined: &Joined<'_>, findings: &mut Findings) {
    for item in &joined.items {
        for process in &item.entry.processes {
            let name = &process.name;
            let plain = !name.is_empty()
                && !name.ends_with(".exe")
                && !name.contains(['\\', '/', ' '])
                && *name == name.to_lowercase();
            if !plain {
                findings.error(
                    "process",
                    item.place,
                    format!("the process {name:?} is not a base name"),
                    "lower case, no folder, no .exe",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{codes_of, exact};

    #[test]
    fn processes_are_base_names() {
        let with = |name: &str| {
            exact("x.example.com")
                + &format!("processes = [{{ name = '{name}', source = \"observed\" }}]\n")
        };
        assert_eq!(codes_of(&with("svchost")), [""; 0]);
        for wrong in ["svchost.exe", "Svchost", r"system32\svchost", ""] {
            assert_eq!(codes_of(&with(wrong)), ["process"], "{wrong}");
        }
    }
}
