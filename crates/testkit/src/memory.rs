//! How much memory this process has taken at most, where the system says.

use std::fs;

/// The most memory that this process has had resident, in bytes: `VmHWM` of Linux. `None` elsewhere.
#[must_use]
pub fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
