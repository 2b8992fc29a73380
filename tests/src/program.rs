//! Runs one of the programs and keeps all it said.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::measure::peak_memory;

/// A finished run: exit code, JSON lines, both streams.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` if a signal ended the process.
    pub code: Option<i32>,
    /// The JSON objects printed on stdout, in order.
    pub lines: Vec<Value>,
    /// Standard output as text.
    pub stdout: String,
    /// Standard error as text.
    pub stderr: String,
}

impl Run {
    /// Takes what a process said that was started by hand.
    pub fn of(output: &Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
        let lines = stdout.lines().filter_map(|l| serde_json::from_str(l).ok()).collect();
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        Self { code: output.status.code(), lines, stdout, stderr }
    }

    /// Asserts the exit code and returns the run.
    ///
    /// # Panics
    /// With all the program said, when the code is another.
    #[must_use]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.said());
        self
    }

    /// Returns what it said, the streams apart, without the progress, which would hide the rest.
    pub fn said(&self) -> String {
        let told = |line: &&str| !line.starts_with(r#"{"type":"progress""#);
        let stdout: Vec<&str> = self.stdout.lines().filter(told).collect();
        format!("stderr:\n{}\nstdout:\n{}", self.stderr, stdout.join("\n"))
    }

    /// Returns the lines of one type.
    pub fn of_type<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Value> {
        self.lines.iter().filter(move |l| l["type"] == kind)
    }

    /// Returns the last line of type `result`.
    ///
    /// # Panics
    /// With all the program said, when there is none.
    pub fn result(&self) -> &Value {
        let last = self.of_type("result").last();
        assert!(last.is_some(), "no result line; {}", self.said());
        last.unwrap_or(&Value::Null)
    }
}

/// Returns where a program lies: beside the test binary's folder.
///
/// # Panics
/// When it has not been built.
pub fn path(name: &str) -> PathBuf {
    let folder = std::env::var_os("SEALPOST_PROGRAMS").map(PathBuf::from).or_else(|| {
        let here = std::env::current_exe().ok()?;
        Some(here.parent()?.parent()?.to_owned())
    });
    let path = folder.unwrap_or_default().join(name);
    assert!(
        path.is_file(),
        "{} is not there: run scripts/test, which builds the programs first",
        path.display()
    );
    path
}

/// Puts a copy of a program where users can go who cannot go into the checkout.
///
/// A process of its own writes it: what a test starts in the meantime would inherit the open file, and as long as one holds
/// it, the system refuses to run the copy.
///
/// # Panics
/// When it cannot be copied.
#[expect(clippy::expect_used, reason = "test code")]
pub fn copy(name: &str, to: &Path) {
    let status = Command::new("cp").arg(path(name)).arg(to).status().expect("cp starts");
    assert!(status.success(), "{name} could not be copied to {}", to.display());
}

/// Begins a command line of a program with its home and machine output.
pub fn command(name: &str, home: &Path) -> Command {
    command_of(&path(name), home)
}

/// As [`command`], for a program that lies elsewhere.
pub fn command_of(program: &Path, home: &Path) -> Command {
    let mut command = Command::new(program);
    command.arg("--json").arg("--lang").arg("en").arg("--home").arg(home);
    command.env_remove("SEALPOST_HOME").env_remove("SEALPOST_FAULT").stdin(Stdio::null());
    // The proxy of whoever runs the tests is none of theirs.
    for proxy in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    command
}

/// Runs a command to its end.
///
/// # Panics
/// When it cannot be started.
#[expect(clippy::expect_used, reason = "a program that cannot be started ends the test")]
pub fn run(command: &mut Command) -> Run {
    Run::of(&command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().expect("program starts"))
}

/// Runs a command to its end, and returns its peak resident memory in bytes beside what it said.
///
/// # Panics
/// When it cannot be started.
#[expect(clippy::expect_used, reason = "a program that cannot be started ends the test")]
pub fn watched(command: &mut Command) -> (Run, u64) {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("program starts");
    let (pid, over) = (child.id(), AtomicBool::new(false));
    thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let mut peak = 0;
            // the peak only grows, and is gone with the process
            while !over.load(Ordering::Relaxed) {
                peak = peak.max(peak_memory(pid));
                thread::sleep(Duration::from_millis(2));
            }
            peak
        });
        let run = Run::of(&child.wait_with_output().expect("program ends"));
        over.store(true, Ordering::Relaxed);
        (run, watching.join().expect("the watch ends"))
    })
}
