//! Real programs, started on loopback or in a network namespace and ended with the test.

use std::net::{TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// Whether a program is there. `scripts/test` installs all; without it a test says that it was skipped.
///
/// # Panics
/// The program is missing in CI, which has to have all.
#[must_use]
pub fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let extra = ["/usr/sbin", "/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let found = std::env::split_paths(&path)
        .chain(extra)
        .any(|folder| folder.join(program).is_file());
    if !found {
        assert!(
            std::env::var_os("CI").is_none(),
            "{program} is not installed"
        );
        eprintln!("SKIPPED: {program} is not installed; scripts/test installs it");
    }
    found
}

/// A folder of its own, removed with the test.
pub struct Place(PathBuf);

impl Place {
    /// Makes one; `name` is for people who look for it.
    ///
    /// # Panics
    /// The system has no room for a folder.
    #[must_use]
    pub fn new(name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder =
            std::env::temp_dir().join(format!("backchat-{name}-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("the system's temporary folder takes folders");
        // Daemons give up their rights, and read it afterwards.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777))
                .expect("the folder is this process's own");
        }
        Self(folder)
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file, in folders of its own where its name has some, and gives its path.
    ///
    /// # Panics
    /// The system has no room for it.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        let folder = path.parent().expect("a file of the place is below it");
        std::fs::create_dir_all(folder).expect("the place takes folders");
        std::fs::write(&path, content).expect("the place takes files");
        path
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A program that runs until this is dropped.
pub struct Running(Child);

impl Running {
    /// Starts it.
    ///
    /// # Panics
    /// It cannot be started.
    pub fn start(command: &mut Command) -> Self {
        Self(
            command
                .spawn()
                .unwrap_or_else(|error| panic!("{command:?}: {error}")),
        )
    }

    /// Makes sure that it still runs.
    ///
    /// # Panics
    /// It has ended already.
    pub fn check(&mut self) {
        let ended = self.0.try_wait().expect("the program is this one's own");
        if let Some(status) = ended {
            panic!("the program ended: {status}");
        }
    }
}

impl Running {
    /// Ends it as Ctrl-C would, and waits until it has written what it still holds.
    ///
    /// # Panics
    /// It has ended before, or with a failure.
    pub fn interrupt(mut self) {
        self.check();
        // The shell's own, as not every system has the program.
        let kill = format!("kill -INT {}", self.0.id());
        let (fine, said) = run(Command::new("sh").args(["-c", &kill]));
        assert!(fine, "{said}");
        let status = self.0.wait().expect("the program is this one's own");
        assert!(status.success(), "the program ended: {status}");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Runs a program to its end: whether it was fine, and what it said, both streams together.
///
/// # Panics
/// It cannot be started.
pub fn run(command: &mut Command) -> (bool, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = [stdout, stderr].concat();
    (
        status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// A port of loopback that nothing uses, neither over UDP nor over TCP.
///
/// # Panics
/// Loopback is down.
#[must_use]
pub fn free_port() -> u16 {
    loop {
        let udp = UdpSocket::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = udp.local_addr().expect("it is bound").port();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

/// Waits until something is as it should be.
///
/// # Panics
/// It is not so within 20 seconds.
#[expect(
    clippy::disallowed_methods,
    reason = "a program that starts takes real time"
)]
pub fn wait(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(start.elapsed() < Duration::from_secs(20), "not yet: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
