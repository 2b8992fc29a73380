//! Where the CPU-seconds of one GB go, on each side: samples both programs while a dossier is submitted, and adds the
//! samples up by what the functions do. Prints tables in Markdown for `docs/measurements.md`; `scripts/bench-profile`
//! builds and runs it. Needs `perf`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::measure::size_of;

/// One kind of dossier: name, files, bytes.
const DOSSIERS: [(&str, u64, u64); 2] =
    [("5,000 files, 700 MB", 5_000, 700_000_000), ("8 files, 2 GiB", 8, 2 << 30)];

fn main() -> Result<(), Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let centre = Centre::init_in(place.path(), &[]);
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "profile");
    let mut out = String::new();
    for (name, files, bytes) in DOSSIERS {
        let application = format!("profile-{files}");
        let folder = applicant.sample(&format!("{application}/0000"), files, bytes);
        let gigabytes = size_of(&folder)? as f64 / 1e9;
        let (of_client, of_receiver) = (place.path().join("client.data"), place.path().join("receiver.data"));
        let watching = watch(serving.pid(), &of_receiver)?;
        let submit = applicant.submitting(&folder, &application, "0000");
        let done = sampled(&submit, &of_client).stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        end(watching)?;
        if !done.success() {
            return Err("submit failed".into());
        }
        table(&mut out, name, gigabytes, &seconds(&of_client)?, &seconds(&of_receiver)?)?;
        std::fs::remove_dir_all(&folder)?;
    }
    io::stdout().lock().write_all(out.as_bytes())?;
    Ok(())
}

/// The same command, sampled.
fn sampled(command: &Command, into: &Path) -> Command {
    let mut perf = Command::new("perf");
    perf.args(SAMPLING).arg(into).arg("--").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => perf.env(name, value),
            None => perf.env_remove(name),
        };
    }
    perf
}

/// Samples a process that runs already, and those that it starts.
fn watch(pid: u32, into: &Path) -> Result<Child, Box<dyn Error>> {
    let mut perf = Command::new("perf");
    perf.args(SAMPLING).arg(into).args(["-p", &pid.to_string()]);
    let watching = perf.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    thread::sleep(Duration::from_secs(1));
    Ok(watching)
}

fn end(mut watching: Child) -> Result<(), Box<dyn Error>> {
    let interrupted = Command::new("kill").args(["-INT", &watching.id().to_string()]).status()?;
    watching.wait()?;
    if interrupted.success() { Ok(()) } else { Err("perf had ended".into()) }
}

/// CPU-seconds by what they were spent on.
fn seconds(samples: &Path) -> Result<BTreeMap<&'static str, f64>, Box<dyn Error>> {
    let mut perf = Command::new("perf");
    perf.args(["report", "--stdio", "--no-children", "-F", "sample,symbol", "-i"]).arg(samples);
    let report = perf.stderr(Stdio::null()).output()?;
    let mut all = BTreeMap::new();
    for line in String::from_utf8_lossy(&report.stdout).lines().filter(|line| !line.starts_with('#')) {
        let Some((samples, symbol)) = line.trim().split_once(' ') else { continue };
        let Ok(samples) = samples.parse::<u32>() else { continue };
        *all.entry(purpose(symbol)).or_insert(0.0) += f64::from(samples) / RATE;
    }
    if all.is_empty() { Err("perf has no samples: may this user sample?".into()) } else { Ok(all) }
}

/// What a function is there for, by its name.
fn purpose(symbol: &str) -> &'static str {
    let symbol = symbol.to_lowercase();
    let kernel = symbol.contains("[k]");
    let rows = PURPOSES.iter().filter(|(_, in_kernel, _)| *in_kernel == kernel);
    rows.into_iter()
        .find(|(_, _, names)| names.iter().any(|name| symbol.contains(name)))
        .map_or(if kernel { "the system, other" } else { "other" }, |(purpose, _, _)| purpose)
}

fn table(
    out: &mut String,
    name: &str,
    gigabytes: f64,
    client: &BTreeMap<&str, f64>,
    receiver: &BTreeMap<&str, f64>,
) -> std::fmt::Result {
    writeln!(out, "\n| {name}: CPU-s/GB | client | receiver |\n|---|---|---|")?;
    let per_gigabyte =
        |side: &BTreeMap<&str, f64>, row: &str| side.get(row).copied().unwrap_or(0.0) / gigabytes;
    let mut rows: Vec<&str> = client.keys().chain(receiver.keys()).copied().collect();
    rows.sort_unstable();
    rows.dedup();
    rows.sort_by(|one, other| {
        let both = |row: &str| per_gigabyte(client, row) + per_gigabyte(receiver, row);
        both(other).total_cmp(&both(one))
    });
    for row in rows {
        writeln!(out, "| {row} | {:.2} | {:.2} |", per_gigabyte(client, row), per_gigabyte(receiver, row))?;
    }
    let sum = |side: &BTreeMap<&str, f64>| side.values().sum::<f64>() / gigabytes;
    writeln!(out, "| **all** | {:.2} | {:.2} |", sum(client), sum(receiver))
}

/// Purpose, whether in the kernel, and parts of names; the first that fits counts.
const PURPOSES: &[(&str, bool, &[&str])] = &[
    ("digests side by side (MD5, SHA-256, SHA-512)", false, &["::vectorize", "lanes::"]),
    ("SHA-256, one message", false, &["sha256"]),
    ("SHA-512, one message", false, &["sha512"]),
    ("MD5, one message", false, &["md5"]),
    ("BLAKE3", false, &["blake3"]),
    ("CRC-32", false, &["crc32"]),
    ("AES-GCM: package and QUIC", false, &["gcm", "aesni", "aes_hw", "vaes", "ghash", "aes_"]),
    ("QUIC, TLS, run-time", false, &["quinn", "rustls", "tokio", "mio::"]),
    ("copies in memory", false, &["memcpy", "memmove", "memset"]),
    ("database", false, &["sqlite", "sqlx", "sea_orm"]),
    ("PDF and XML", false, &["lopdf", "inflate", "miniz", "quick_xml", "nom::"]),
    ("the system, network", true, &["udp", "skb", "sock", "ip_", "ip6", "net", "csum"]),
    ("the system, copies", true, &["copy_user", "copy_to", "copy_from", "rep_movs", "clear_page"]),
    (
        "the system, files",
        true,
        &[
            "ext4",
            "jbd2",
            "page",
            "folio",
            "xas_",
            "filemap",
            "vfs",
            "path",
            "dentry",
            "blk",
            "iov",
            "writeback",
        ],
    ),
];
const SAMPLING: [&str; 5] = ["record", "-e", "cpu-clock", "-F499", "-o"];
/// Samples a CPU-second.
const RATE: f64 = 499.0;
