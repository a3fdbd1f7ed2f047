//! One child process in, its CPU time and peak memory out, as `wait4(2)` says.

use std::fs::File;
use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use wait4::Wait4;

/// What one run took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Usage {
    /// User and system time together.
    pub(crate) cpu: Duration,
    /// Peak resident memory in bytes. Never below this program's own few megabytes, which the child starts from.
    pub(crate) peak: u64,
}

/// Runs `command` to its end with its output in the given files.
///
/// # Errors
/// Where the program cannot be started or waited for.
pub(crate) fn measure(
    mut command: Command,
    output: File,
    complaints: File,
) -> io::Result<(Usage, ExitStatus)> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(complaints)
        .spawn()?;
    let used = child.wait4()?;
    let usage = Usage {
        cpu: used.rusage.utime + used.rusage.stime,
        peak: used.rusage.maxrss,
    };
    Ok((usage, used.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_takes_some_memory() {
        let sink = || File::options().write(true).open("/dev/null").unwrap();
        let (usage, status) = measure(Command::new("true"), sink(), sink()).unwrap();
        assert!(status.success());
        assert!((100_000..1_000_000_000).contains(&usage.peak), "{usage:?}");
    }
}
