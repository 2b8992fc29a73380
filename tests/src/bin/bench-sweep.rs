//! A sweep's speed beside `sha512sum` over the same files on the same cores, in one run. Prints a table in Markdown for
//! `docs/measurements.md`; `scripts/bench-sweep` builds and runs it.
//!
//! Both read from the disk: before each reading the cached pages of all files are dropped. sha512sum does less: it compares
//! nothing and writes nothing down.

use std::error::Error;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use rustix::fs::{Advice, fadvise};
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::measure::{cpu_of_children, median, size_of};
use tests::program::watched;
use tests::skip::count;

fn main() -> Result<(), Box<dyn Error>> {
    let rounds: usize = std::env::args().nth(1).and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let centre = Centre::init();
    filed(&centre)?;
    let home = centre.home();
    let bytes = FOLDERS.iter().map(|folder| size_of(&home.join(folder))).sum::<io::Result<u64>>()?;
    let cores = std::thread::available_parallelism()?.get();
    let mut out = head(cores, bytes);
    let mut all = Vec::new();
    for round in 1..=rounds {
        let figures = Round::measure(&centre, cores)?;
        out.push_str(&figures.row(&round.to_string(), bytes));
        all.push(figures);
    }
    let middle = |figure: fn(&Round) -> f64| median(&all.iter().map(figure).collect::<Vec<_>>());
    let peak = all.iter().map(|round| round.peak).max().unwrap_or_default();
    let medians = Round {
        sweep: middle(|round| round.sweep),
        cpu: middle(|round| round.cpu),
        one: middle(|round| round.one),
        every: middle(|round| round.every),
        peak,
    };
    out.push_str(&medians.row("median", bytes));
    io::stdout().lock().write_all(out.as_bytes())?;
    Ok(())
}

/// Files one dossier, and ends the desk: the command sweeps by itself.
fn filed(centre: &Centre) -> Result<(), Box<dyn Error>> {
    let serving = centre.serve();
    let applicant = Applicant::enrolled(centre, "acme");
    let (files, bytes) = (count("SEALPOST_FILES", 2_000), count("SEALPOST_BYTES", 1_000_000_000));
    let folder = applicant.sample("0000", files, bytes);
    let run = applicant.submit(&folder, "x202600001", "0000").expect(0);
    fs::remove_dir_all(folder)?;
    if run.result()["state"] != "registered" || serving.stop() != Some(0) {
        return Err("the dossier was not registered".into());
    }
    Ok(())
}

/// Seconds of one round; each measures everything once, so that what disturbs the machine disturbs all.
struct Round {
    sweep: f64,
    cpu: f64,
    /// One sha512sum.
    one: f64,
    /// One on each core.
    every: f64,
    peak: u64,
}

impl Round {
    fn measure(centre: &Centre, cores: usize) -> Result<Self, Box<dyn Error>> {
        let one = sums(centre, 1)?;
        cold(&centre.home())?;
        let (cpu, start) = (cpu_of_children()?, Instant::now());
        let (run, peak) = watched(&mut centre.command(["sweep"]));
        let sweep = start.elapsed().as_secs_f64();
        let run = run.expect(0);
        if run.of_type("finding").next().is_some() {
            return Err(format!("the sweep found something: {}", run.stdout).into());
        }
        Ok(Self { sweep, cpu: cpu_of_children()? - cpu, one, every: sums(centre, cores)?, peak })
    }

    fn row(&self, name: &str, bytes: u64) -> String {
        let Self { sweep, cpu, one, every, peak } = self;
        let speed = |seconds: f64| bytes as f64 / 1e6 / seconds;
        format!(
            "| {name} | {sweep:.2} | {:.0} | {cpu:.2} | {} | {one:.2} | {:.0} | {every:.2} | {:.0} | {:.0} % | {:.0} % |\n",
            speed(*sweep),
            peak >> 20,
            speed(*one),
            speed(*every),
            100.0 * one / sweep,
            100.0 * every / sweep,
        )
    }
}

/// Seconds that sha512sum takes for the same files.
fn sums(centre: &Centre, processes: usize) -> Result<f64, Box<dyn Error>> {
    cold(&centre.home())?;
    let folders = FOLDERS.join(" ");
    let command =
        format!("find {folders} -type f -print0 | xargs -0 -n 20 -P {processes} sha512sum > /dev/null");
    let start = Instant::now();
    let mut shell = Command::new("bash");
    let done = shell.args(["-c", &command]).current_dir(centre.home()).stdin(Stdio::null()).status()?;
    if done.success() { Ok(start.elapsed().as_secs_f64()) } else { Err(command.into()) }
}

/// Drops the cached pages of everything that is read.
fn cold(home: &Path) -> io::Result<()> {
    let mut open: Vec<PathBuf> = FOLDERS.iter().map(|folder| home.join(folder)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let file = File::open(path)?;
                file.sync_data()?;
                fadvise(&file, 0, None, Advice::DontNeed)?;
            }
        }
    }
    Ok(())
}

fn head(cores: usize, bytes: u64) -> String {
    format!(
        "{cores} cores, {:.0} MB in two sealed copies, receipts and archive\n\n\
         | round | sweep s | MB/s | sweep CPU s | sweep MiB | sha512sum s | MB/s | sha512sum on all cores s | MB/s | \
         speed of a sweep ÷ sha512sum | ÷ sha512sum on all cores |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
        bytes as f64 / 1e6
    )
}

/// What a sweep reads.
const FOLDERS: [&str; 4] = ["sealed", "backup/sealed", "receipts", "archive"];
