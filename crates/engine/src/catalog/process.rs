//! The process cells of vendors' pages (`svchost.exe`, `searchui <br> backgroundtaskhost`,
//! `system32\\Auth.Host.exe`) as base names that can be compared with what a machine logs.

use super::file::{EndpointEntry, ProcessEntry, ProcessSource};

/// The image's base names in a cell: lower case, without folders and `.exe`. `various` names none.
pub(crate) fn names(cell: &str) -> Vec<String> {
    let spaced = cell.to_ascii_lowercase();
    let spaced = spaced.replace("<br>", "\n").replace("<br/>", "\n");
    let each = spaced.split(['\n', ',']).map(str::trim);
    let base = |name: &str| {
        let base = name.rsplit(['\\', '/']).next().unwrap_or(name).trim();
        base.strip_suffix(".exe").unwrap_or(base).to_owned()
    };
    let mut names: Vec<String> = Vec::new();
    for name in each.map(base) {
        if !name.is_empty() && name != "various" && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The processes of all rows, and those that the entry adds.
pub(super) fn of(entry: &EndpointEntry) -> Vec<ProcessEntry> {
    let mut all: Vec<ProcessEntry> = Vec::new();
    let cells = entry
        .documented
        .iter()
        .filter_map(|row| row.process.as_deref());
    for name in cells.flat_map(names) {
        if all.iter().all(|known| known.name != name) {
            all.push(ProcessEntry {
                name,
                source: ProcessSource::VendorPages,
            });
        }
    }
    for process in &entry.processes {
        if all.iter().all(|known| known.name != process.name) {
            all.push(process.clone());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn folders_endings_and_breaks_are_left_out() {
        assert_eq!(
            names("searchui <br> backgroundtaskhost"),
            ["searchui", "backgroundtaskhost"]
        );
        assert_eq!(names("system32\\Auth.Host.exe"), ["auth.host"]);
        assert_eq!(names("svchost.exe"), ["svchost"]);
    }

    #[test]
    fn various_processes_are_no_process() {
        assert!(names("Various").is_empty());
    }
}
