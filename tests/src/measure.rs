//! What tests and benches measure: memory and CPU time of processes, sizes of folders.

use std::error::Error;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Returns a process's peak resident memory in bytes (`VmHWM` of `/proc`), 0 where it is not known.
pub fn peak_memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Returns the CPU-seconds of a process so far (`/proc/PID/stat`, fields 14 and 15).
///
/// # Errors
/// When there is no such process.
pub fn cpu_of(pid: u32) -> io::Result<f64> {
    cpu_fields(&format!("/proc/{pid}/stat"), 11)
}

/// Returns the CPU-seconds of this program's ended children so far (fields 16 and 17), their own children among them.
///
/// # Errors
/// When the system does not tell.
pub fn cpu_of_children() -> io::Result<f64> {
    cpu_fields("/proc/self/stat", 13)
}

fn cpu_fields(path: &str, first: usize) -> io::Result<f64> {
    let stat = fs::read_to_string(path)?;
    // The second field, the name, may hold blanks; the rest begins after its closing parenthesis.
    let (_, rest) = stat.rsplit_once(')').ok_or(io::ErrorKind::InvalidData)?;
    let ticks: Result<Vec<u64>, _> = rest.split_whitespace().skip(first).take(2).map(str::parse).collect();
    Ok(ticks.map_err(io::Error::other)?.into_iter().sum::<u64>() as f64 / TICKS)
}

/// Returns the sum of the sizes of all files below a folder, in bytes.
///
/// # Errors
/// When a folder cannot be read.
pub fn size_of(folder: &Path) -> io::Result<u64> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        total += if metadata.is_dir() { size_of(&entry.path())? } else { metadata.len() };
    }
    Ok(total)
}

/// Returns the middle one of some figures; of an even number the upper of the two, of none 0.
pub fn median(figures: &[f64]) -> f64 {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// The seconds that md5sum on one core and sha256sum on another take for all files of a folder, at the same time.
///
/// # Errors
/// When they cannot be run.
pub fn sums_beside(folder: &Path) -> Result<f64, Box<dyn Error>> {
    seconds(folder, &format!("{} & {}; wait", sums("md5sum", 1), sums("sha256sum", 1)))
}

/// The same, each on two cores, one after the other.
///
/// # Errors
/// When they cannot be run.
pub fn sums_after(folder: &Path) -> Result<f64, Box<dyn Error>> {
    seconds(folder, &format!("{}; {}", sums("md5sum", 2), sums("sha256sum", 2)))
}

fn sums(program: &str, processes: u32) -> String {
    format!("find . -type f -print0 | xargs -0 -n 100 -P {processes} {program} > /dev/null")
}

/// Wall time of a shell's command in a folder.
fn seconds(folder: &Path, command: &str) -> Result<f64, Box<dyn Error>> {
    let start = Instant::now();
    let done =
        Command::new("bash").args(["-c", command]).current_dir(folder).stdin(Stdio::null()).status()?;
    if done.success() { Ok(start.elapsed().as_secs_f64()) } else { Err(command.into()) }
}

/// Clock ticks a second on Linux.
const TICKS: f64 = 100.0;
