//! The check's figures: its wall time beside `md5sum` and `sha256sum` over the same files in the same run, how fast
//! samples are written, and the memory that a check of very many leaves takes. Prints tables in Markdown for
//! `docs/measurements.md`; `scripts/bench-check` builds and runs it.
//!
//! md5sum and sha256sum do less: no digest is compared, no rule evaluated, no PDF looked into. All files lie in the
//! system's memory: they have just been written.

use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use tests::applicant::Applicant;
use tests::measure::{cpu_of_children, median, size_of, sums_after, sums_beside};
use tests::program::watched;
use tests::skip::count;

fn main() -> Result<(), Box<dyn Error>> {
    let rounds: usize = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let applicant = Applicant::new();
    let mut out = String::from("| sample | files | MB | s | MB/s |\n|---|---|---|---|---|\n");
    let mut folders = Vec::new();
    for profile in ["ich", "cn", "us", "generic"] {
        let (folder, row) = written(&applicant, profile)?;
        out.push_str(&row);
        folders.push((profile, folder));
    }
    out.push_str(HEAD);
    for (profile, folder) in &folders {
        let mut all = Vec::new();
        for _ in 0..rounds {
            all.push(Round::measure(&applicant, folder)?);
        }
        out.push_str(&rows(profile, &all));
        fs::remove_dir_all(folder)?;
    }
    out.push_str(&leaves(&applicant)?);
    io::stdout().lock().write_all(out.as_bytes())?;
    Ok(())
}

/// Writes a sample, and returns its folder and a row about it.
fn written(applicant: &Applicant, profile: &str) -> Result<(PathBuf, String), Box<dyn Error>> {
    let start = Instant::now();
    let folder = applicant.sample_of(profile, &format!("{profile}/0001"), FILES, BYTES);
    let seconds = start.elapsed().as_secs_f64();
    let megabytes = size_of(&folder)? as f64 / 1e6;
    let row =
        format!("| {profile} | {FILES} | {megabytes:.0} | {seconds:.2} | {:.0} |\n", megabytes / seconds);
    Ok((folder, row))
}

/// Seconds of one round; each measures everything once, so that what disturbs the machine disturbs all.
struct Round {
    check: f64,
    check_cpu: f64,
    /// md5sum on one core and sha256sum on the other.
    beside: f64,
    /// md5sum on both cores, then sha256sum on both.
    after: f64,
    peak: u64,
}

impl Round {
    fn measure(applicant: &Applicant, folder: &Path) -> Result<Self, Box<dyn Error>> {
        let (cpu, start) = (cpu_of_children()?, Instant::now());
        let (run, peak) = watched(applicant.command(["check"]).arg(folder));
        let check = start.elapsed().as_secs_f64();
        let check_cpu = cpu_of_children()? - cpu;
        if !matches!(run.code, Some(0 | 3)) {
            return Err(format!("check failed: {}", run.stderr).into());
        }
        let (beside, after) = (sums_beside(folder)?, sums_after(folder)?);
        Ok(Self { check, check_cpu, beside, after, peak })
    }
}

/// A row for each round, and one of medians.
fn rows(profile: &str, rounds: &[Round]) -> String {
    let row = |name: &str, [check, cpu, beside, after]: [f64; 4], peak: u64| {
        let (ratio_beside, ratio_after) = (check / beside, check / after);
        format!(
            "| {profile} | {name} | {check:.2} | {cpu:.2} | {} | {beside:.2} | {after:.2} | {ratio_beside:.2} | {ratio_after:.2} |\n",
            peak >> 20
        )
    };
    let figures = |round: &Round| [round.check, round.check_cpu, round.beside, round.after];
    let each = rounds.iter().enumerate();
    let mut text: String =
        each.map(|(number, round)| row(&(number + 1).to_string(), figures(round), round.peak)).collect();
    let middle =
        |figure: usize| median(&rounds.iter().map(|round| figures(round)[figure]).collect::<Vec<_>>());
    let peak = rounds.iter().map(|round| round.peak).max().unwrap_or_default();
    text.push_str(&row("median", [0, 1, 2, 3].map(middle), peak));
    text
}

/// Checks a dossier of very many leaves, each with its file.
fn leaves(applicant: &Applicant) -> Result<String, Box<dyn Error>> {
    let leaves = count("SEALPOST_LEAVES", 100_000);
    let folder = applicant.sample("leaves/0000", leaves, leaves * 3_000);
    let start = Instant::now();
    let (run, peak) = watched(applicant.command(["check"]).arg(&folder));
    let seconds = start.elapsed().as_secs_f64();
    let files = &run.result()["files"];
    fs::remove_dir_all(&folder)?;
    Ok(format!("\n{leaves} leaves ({files} files): {seconds:.1} s, peak {} MiB\n", peak >> 20))
}

const FILES: u64 = 5_000;
const BYTES: u64 = 700_000_000;

const HEAD: &str = "
| profile | round | check s | check CPU s | check MiB | md5sum ‖ sha256sum s | md5sum, sha256sum on two cores s | check ÷ ‖ | check ÷ , |
|---|---|---|---|---|---|---|---|---|
";
