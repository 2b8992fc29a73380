//! How wall time, CPU and memory grow with files and with bytes.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;

use tests::applicant::Applicant;
use tests::centre::Centre;

use crate::Failure;
use crate::filing::Filing;

/// Files and bytes of each step.
const STEPS: [(u64, u64); 8] = [
    (1_000, 100_000_000),
    (10_000, 100_000_000),
    (100_000, 250_000_000),
    (200_000, 500_000_000),
    (8, 200 << 20),
    (8, 1_000_000_000),
    (8, 10 << 30),
    (8, 30_000_000_000),
];

/// Files one dossier of each size. A step for which the disk has no room is said to be left out.
pub(crate) fn measure() -> Result<String, Failure> {
    let mut text = String::from(HEAD);
    for (step, (files, bytes)) in STEPS.into_iter().enumerate() {
        // A home of its own for each, so that one step does not lie on the disk beside the next.
        let place = tempfile::tempdir()?;
        let free = rustix::fs::statvfs(place.path()).map(|disk| disk.f_bavail * disk.f_frsize)?;
        let line = if free < COPIES * bytes {
            format!(
                "| {files} | {} | left out: the disk has no room for {COPIES} copies | | | | | |",
                human(bytes)
            )
        } else {
            let centre = Centre::init_in(place.path(), &[]);
            let serving = centre.serve();
            let applicant = Applicant::enrolled(&centre, "bench");
            let folder = applicant.sample(&format!("growth-{step}/0000"), files, bytes);
            let filing = Filing::measure(&applicant, serving.pid(), &folder, &format!("growth-{step}"))?;
            fs::remove_dir_all(&folder)?;
            row(files, &filing)
        };
        writeln!(std::io::stderr(), "{line}")?;
        writeln!(text, "{line}")?;
    }
    Ok(text)
}

fn row(files: u64, filing: &Filing) -> String {
    let gigabytes = filing.bytes as f64 / 1e9;
    format!(
        "| {files} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {} | {} |",
        human(filing.bytes),
        filing.checked,
        filing.r1,
        filing.r3,
        filing.cpu_to_r3 * gigabytes,
        filing.client_memory >> 20,
        filing.receiver_memory >> 20,
    )
}

fn human(bytes: u64) -> String {
    format!("{:.2} GB", bytes as f64 / 1e9)
}

const HEAD: &str = "\
| files | bytes | check s | R1 s | R3 s | CPU s | client MiB | receiver MiB |
|---|---|---|---|---|---|---|---|
";

/// The dossier itself, the sealed package, its second copy, the archive; and what lies opened until it is archived.
const COPIES: u64 = 5;
