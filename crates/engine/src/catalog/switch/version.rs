//! Versions of Windows as controls name them, and their builds.

/// Versions and the builds they start with: 10.0.<build>. From Microsoft's release information pages.
const WINDOWS: &[(&str, u32)] = &[
    ("1507", 10240),
    ("1511", 10586),
    ("1607", 14393),
    ("1703", 15063),
    ("1709", 16299),
    ("1803", 17134),
    ("1809", 17763),
    ("1903", 18362),
    ("1909", 18363),
    ("2004", 19041),
    ("20H2", 19042),
    ("21H1", 19043),
    ("21H2", 19044),
    ("22H2", 19045),
    ("11", 22000),
    ("11 22H2", 22621),
    ("11 23H2", 22631),
    ("11 24H2", 26100),
];

/// The build that a version of Windows starts with: `1607` is Windows 10 1607, `11` any Windows 11.
#[must_use]
pub fn windows_build(version: &str) -> Option<u32> {
    let mut known = WINDOWS.iter();
    known
        .find(|(name, _)| *name == version)
        .map(|(_, build)| *build)
}

/// The last build that a version of Windows has: `10` and `11` stand for all their versions.
pub(crate) fn last_windows_build(version: &str) -> Option<u32> {
    match version {
        "10" => Some(21999),
        "11" => Some(u32::MAX),
        version => windows_build(version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds_grow_with_versions() {
        assert!(WINDOWS.is_sorted_by(|(_, a), (_, b)| a < b));
    }

    #[test]
    fn windows_10_as_a_whole_ends_before_windows_11() {
        assert!(last_windows_build("10") < windows_build("11"));
    }
}
