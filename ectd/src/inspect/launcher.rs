//! How a worker is started, and what it may use.

use std::ffi::OsString;
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// The command that becomes a worker: a program that calls [`super::worker::run`] with its last two arguments.
#[derive(Clone, Debug)]
pub struct Launcher {
    /// The program.
    pub program: PathBuf,
    /// Its arguments before the bytes of memory and the dossier's folder, which are added.
    pub arguments: Vec<OsString>,
    /// What each worker may use.
    pub limits: Limits,
}

/// What the workers may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time for one file.
    pub time: Duration,
    /// Bytes of memory of one worker.
    pub memory: u64,
    /// Bytes of the largest PDF that is read: it is read whole.
    pub pdf: u64,
    /// Workers at a time.
    pub workers: usize,
}

impl Default for Limits {
    /// 20 s and 1 GiB for each of at most eight workers, one per core; a PDF of at most 512 MiB, which is more than any
    /// authority takes (China 200 MB, `facts.md` §1.4).
    fn default() -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        Self { time: Duration::from_secs(20), memory: 1 << 30, pdf: 512 << 20, workers: cores.min(8) }
    }
}

impl Launcher {
    /// A launcher with the usual limits.
    pub fn new(program: PathBuf, arguments: impl IntoIterator<Item = OsString>) -> Self {
        Self { program, arguments: arguments.into_iter().collect(), limits: Limits::default() }
    }

    /// Starts a worker: no environment, nothing open but its pipes.
    pub(super) fn start(&self, root: &Path) -> io::Result<Child> {
        Command::new(&self.program)
            .args(&self.arguments)
            .arg(self.limits.memory.to_string())
            .arg(root)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
    }
}
