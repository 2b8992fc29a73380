//! An emulated line between two network namespaces: real UDP and TCP, with a rate, a delay, a queue and random loss.
//!
//! The emulator is not part of this repository: a program with a TUN device in each namespace, built from the folder that
//! `SEALPOST_LINK` names, else from `../shared/bench/linkemu` beside the repository. It needs root and `/dev/net/tun`.

pub mod cell;
mod traffic;

use std::error::Error;
use std::fmt;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

pub use traffic::{Traffic, pour, sink};

/// Address of the near end.
pub const NEAR: &str = "10.77.0.1";
/// Address of the far end.
pub const FAR: &str = "10.77.0.2";

/// What a line is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Megabits a second, both ways.
    pub megabits: u32,
    /// Milliseconds there and back.
    pub round_trip: u32,
    /// Percent of the packets that are lost, each way, whatever the load.
    pub loss: f64,
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} Mbit/s, {} ms, {} %", self.megabits, self.round_trip, self.loss)
    }
}

/// The emulator, built.
#[derive(Debug)]
pub struct Emulator {
    program: PathBuf,
}

impl Emulator {
    /// Builds it, or says what is missing.
    ///
    /// # Errors
    /// The sentence for people: what is missing.
    pub fn find() -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("only root may join network namespaces".into());
        }
        if !Path::new("/dev/net/tun").exists() {
            return Err("there is no /dev/net/tun".into());
        }
        let source = std::env::var_os("SEALPOST_LINK").map_or_else(beside, PathBuf::from);
        let manifest = source.join("Cargo.toml");
        if !manifest.is_file() {
            return Err(format!("there is no link emulator in {} (SEALPOST_LINK)", source.display()));
        }
        let target = std::env::temp_dir().join("sealpost-link");
        let built = Command::new("cargo")
            .args(["build", "-q", "--release", "--manifest-path"])
            .arg(&manifest)
            .env("CARGO_TARGET_DIR", &target)
            .status();
        match built {
            Ok(status) if status.success() => Ok(Self { program: target.join("release/linkemu") }),
            _ => Err(format!("the link emulator in {} cannot be built", source.display())),
        }
    }

    /// Joins two new namespaces by a line.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn link(&self, shape: Shape) -> Result<Link, Box<dyn Error>> {
        let names = ["near", "far"].map(|end| format!("seal-{end}-{}", std::process::id()));
        let namespaces = names.map(Namespace::new);
        let [near, far] = namespaces;
        let (near, far) = (near?, far?);
        let mut emulator = Command::new(&self.program)
            .args([&near.name, &far.name])
            .arg(format!("rate_mbit={}", shape.megabits))
            .arg(format!("delay_ms={}", f64::from(shape.round_trip) / 2.0))
            .arg(format!("loss={}", shape.loss))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut ready = String::new();
        BufReader::new(emulator.stdout.take().ok_or("no output")?).read_line(&mut ready)?;
        if !ready.starts_with("ready") {
            return Err("the link emulator did not come up".into());
        }
        Ok(Link { near, far, emulator })
    }
}

fn beside() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/bench/linkemu")
}

/// Two namespaces and the line between them; they go when it is dropped.
#[derive(Debug)]
pub struct Link {
    near: Namespace,
    far: Namespace,
    emulator: Child,
}

/// Packets from the near end to the far end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counters {
    /// That came through.
    pub carried: u64,
    /// Lost by the line itself.
    pub lost: u64,
    /// Dropped by its full queue.
    pub dropped: u64,
}

impl Counters {
    /// The part of all packets that the queue dropped: what the sender has lost beyond what the line loses.
    pub fn extra_loss(self) -> f64 {
        self.dropped as f64 / (self.carried + self.lost + self.dropped).max(1) as f64
    }
}

impl Link {
    /// The command, run at the near end.
    pub fn near(&self, command: &Command) -> Command {
        self.near.inside(command)
    }

    /// The command, run at the far end.
    pub fn far(&self, command: &Command) -> Command {
        self.far.inside(command)
    }

    /// Ends the line and tells what went over it.
    ///
    /// # Errors
    /// When the emulator has not told.
    pub fn down(mut self) -> Result<Counters, Box<dyn Error>> {
        let pid = rustix::process::Pid::from_child(&self.emulator);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM)?;
        let mut told = String::new();
        self.emulator.stderr.take().ok_or("no counters")?.read_to_string(&mut told)?;
        counters(&told).ok_or_else(|| format!("no counters in: {told}").into())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

/// `A->B packets 10 bytes 20 randomly lost 3 queue drops 4 …`
fn counters(told: &str) -> Option<Counters> {
    let line = told.lines().find(|line| line.starts_with("A->B"))?;
    let after = |word: &str| line.split(word).nth(1)?.split_whitespace().next()?.parse().ok();
    Some(Counters {
        carried: after("packets")?,
        lost: after("randomly lost")?,
        dropped: after("queue drops")?,
    })
}

#[derive(Debug)]
struct Namespace {
    name: String,
}

impl Namespace {
    fn new(name: String) -> Result<Self, Box<dyn Error>> {
        ip(&["netns", "add", &name])?;
        let namespace = Self { name };
        for setting in SETTINGS {
            let mut sysctl = Command::new("sysctl");
            sysctl.args(["-qw", setting]);
            let set = namespace.inside(&sysctl).status()?;
            if !set.success() {
                return Err(format!("cannot set {setting}").into());
            }
        }
        Ok(namespace)
    }

    fn inside(&self, command: &Command) -> Command {
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", &self.name]).arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => inside.env(name, value),
                None => inside.env_remove(name),
            };
        }
        inside.stdin(Stdio::null());
        inside
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = ip(&["netns", "del", &self.name]);
    }
}

fn ip(arguments: &[&str]) -> Result<(), Box<dyn Error>> {
    if Command::new("ip").args(arguments).status()?.success() {
        return Ok(());
    }
    Err(format!("ip {} failed", arguments.join(" ")).into())
}

/// Removes the namespaces that a run which was killed has left.
pub fn clear() {
    let Ok(entries) = fs::read_dir("/run/netns") else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name.strip_prefix("seal-near-").or_else(|| name.strip_prefix("seal-far-"));
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = ip(&["netns", "del", &name]);
        }
    }
}

/// Windows with which TCP fills a long line.
const SETTINGS: [&str; 2] =
    ["net.ipv4.tcp_rmem=4096 131072 67108864", "net.ipv4.tcp_wmem=4096 65536 67108864"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_read() {
        let told =
            "A->B packets 10 bytes 200 randomly lost 3 queue drops 4 max lateness 1.00 ms\nB->A packets 1 …";
        let read = counters(told).unwrap();
        assert_eq!(read, Counters { carried: 10, lost: 3, dropped: 4 });
        assert!((read.extra_loss() - 4.0 / 17.0).abs() < 1e-9);
        assert_eq!(counters("killed"), None);
    }
}
