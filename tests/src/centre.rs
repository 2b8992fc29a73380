//! A real review centre in a temporary home.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::os::fd::AsFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::measure::peak_memory;
use crate::program::{self, Run};

/// A centre's home, set up by `init`.
#[derive(Debug)]
pub struct Centre {
    folder: TempDir,
}

impl Centre {
    /// Sets up a centre that listens on a free port of the loopback interface.
    ///
    /// # Panics
    /// When `init` fails.
    pub fn init() -> Self {
        Self::init_in(&std::env::temp_dir(), &[])
    }

    /// Sets up a centre below a folder, with further options of `init`.
    ///
    /// # Panics
    /// When `init` fails.
    pub fn init_in(folder: &Path, options: &[&str]) -> Self {
        Self::init_at(folder, &free_address().to_string(), options)
    }

    /// Sets up a centre below a folder, listening at an address.
    ///
    /// # Panics
    /// When `init` fails.
    #[expect(clippy::expect_used, reason = "test code")]
    pub fn init_at(folder: &Path, listen: &str, options: &[&str]) -> Self {
        let folder = tempfile::Builder::new()
            .prefix("centre-")
            // Roles under users of their own have to get through to the home.
            .permissions(std::os::unix::fs::PermissionsExt::from_mode(0o755))
            .tempdir_in(folder)
            .expect("temporary folder");
        let centre = Self { folder };
        let mut init = centre.command(["init", "--code", "CDE", "--name", "Test Centre", "--listen", listen]);
        let _ = program::run(init.args(options)).expect(0);
        centre
    }

    /// Returns the centre's home.
    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Begins a command line of the receiver.
    pub fn command<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Command {
        let mut command = program::command("sealpost-receiver", &self.home());
        command.args(arguments);
        command
    }

    /// Runs a command of the receiver to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Run {
        program::run(&mut self.command(arguments))
    }

    /// Starts `serve` and waits until it says that it is ready.
    ///
    /// # Panics
    /// When it does not come up.
    pub fn serve(&self) -> Serving {
        Serving::start(self.command(["serve"]))
    }

    /// Invites an organisation and returns the one-time code.
    ///
    /// # Panics
    /// When `invite` fails.
    pub fn invite(&self, organisation: &str) -> String {
        Self::code_from(&mut self.command(INVITE), organisation)
    }

    /// Invites by a prepared command line, for centres whose commands run under another user.
    ///
    /// # Panics
    /// When `invite` fails.
    pub fn code_from(command: &mut Command, organisation: &str) -> String {
        let run =
            program::run(command.args(["--organisation", organisation, "--id", organisation])).expect(0);
        let code = run.lines.iter().find_map(|l| l["code"].as_str().map(str::to_owned));
        code.unwrap_or_else(|| run.stdout.trim().to_owned())
    }

    /// Returns what `list` says of every submission.
    ///
    /// # Panics
    /// When `list` fails.
    pub fn submissions(&self) -> Vec<Value> {
        let run = self.run(["list"]).expect(0);
        run.of_type("submission").cloned().collect()
    }
}

const INVITE: [&str; 1] = ["invite"];

/// A running `serve`; dropping it kills the process.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// The `ready` line.
    pub ready: Value,
}

impl Serving {
    /// Starts a prepared `serve` command and waits for its `ready` line.
    ///
    /// # Panics
    /// When it ends first, or is not ready within a minute.
    #[expect(clippy::expect_used, reason = "test code")]
    pub fn start(command: Command) -> Self {
        Self::begin(command, told()).expect("serve becomes ready")
    }

    /// As [`Serving::start`], but a `serve` that ends before it is ready gives `None`.
    ///
    /// # Panics
    /// When it cannot be started at all.
    pub fn try_start(command: Command) -> Option<Self> {
        Self::begin(command, told()).ok()
    }

    /// As [`Serving::start`]; what the program says about its work goes into a file.
    ///
    /// # Panics
    /// When it ends first, or is not ready within a minute.
    #[expect(clippy::expect_used, reason = "test code")]
    pub fn start_telling(command: Command, file: &Path) -> Self {
        let log = File::options().create(true).truncate(true).read(true).write(true).open(file);
        Self::begin(command, log.expect("a file for what it says")).expect("serve becomes ready")
    }

    /// Starts it; one that does not become ready within a minute is ended, and what it said is the error.
    #[expect(clippy::expect_used, reason = "test code")]
    fn begin(mut command: Command, mut log: File) -> Result<Self, String> {
        let own = log.try_clone().expect("the file for what it says");
        let mut child = command.stdout(Stdio::piped()).stderr(own).spawn().expect("serve starts");
        let stdout = child.stdout.take().expect("stdout");
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let end = Instant::now() + Duration::from_secs(60);
        while let Ok(line) = receiver.recv_timeout(end.saturating_duration_since(Instant::now())) {
            match serde_json::from_str::<Value>(&line) {
                Ok(ready) if ready["type"] == "ready" => return Ok(Self { child, ready }),
                _ => {}
            }
        }
        let ended = child.try_wait();
        let _ = child.kill();
        let _ = child.wait();
        let mut said = String::new();
        let read = log.rewind().and_then(|()| log.read_to_string(&mut said));
        Err(format!("ended: {ended:?}, said ({read:?}): {said}"))
    }

    /// Returns the process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Returns true if the process has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    /// Ends the process as `kill -9` does.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks the process to drain (SIGTERM) and returns its exit code.
    ///
    /// # Panics
    /// When it cannot be waited for.
    #[expect(clippy::expect_used, reason = "test code")]
    pub fn stop(mut self) -> Option<i32> {
        let pid = rustix::process::Pid::from_child(&self.child);
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        self.child.wait().expect("serve ends").code()
    }

    /// Returns the peak resident memory so far, in bytes.
    pub fn peak_memory(&self) -> u64 {
        peak_memory(self.child.id())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a `serve` says is kept, to be shown if it never becomes ready; with `SEALPOST_TEST_LOG` it is shown at once.
#[expect(clippy::expect_used, reason = "test code")]
fn told() -> File {
    if std::env::var_os("SEALPOST_TEST_LOG").is_some() {
        let terminal = std::io::stderr().as_fd().try_clone_to_owned();
        return File::from(terminal.expect("standard error"));
    }
    tempfile::tempfile().expect("a file for what it says")
}

/// An address that is free now, and stays the centre's when it is started again: applicants keep it.
///
/// The ports lie below those which the system gives to whoever asks for any: one of those could be another's by then.
fn free_address() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let step = NEXT.fetch_add(1, Ordering::Relaxed) + std::process::id().wrapping_mul(97);
    let port = u16::try_from(step % 20_000).unwrap_or_default() + 12_000;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    // The centre takes the TCP port of the same number too.
    let free = UdpSocket::bind(address).is_ok() && TcpListener::bind(address).is_ok();
    if free { address } else { free_address() }
}
