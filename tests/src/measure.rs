//! What tests and benches measure: memory and CPU time of processes, sizes of folders.

use std::fs;
use std::io;
use std::path::Path;

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

/// Clock ticks a second on Linux.
const TICKS: f64 = 100.0;
