//! First figures: wall to R1 and to R3, CPU-seconds per GB, peak memory, beside `scp -r` of the same folder in the
//! same run. Prints a table in Markdown for `docs/measurements.md`; `scripts/bench` builds and runs it.
//!
//! scp does less: no encryption of the payload, no stored digests, no sync, no second copy, no receipt.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::measure::{cpu_of, cpu_of_children, peak_memory, size_of};

/// One kind of dossier: name, files, bytes.
const DOSSIERS: [(&str, u64, u64); 2] =
    [("5,000 files, 700 MB", 5_000, 700_000_000), ("8 files, 2 GiB", 8, 2 << 30)];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds: u32 = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(3);
    let place = tempfile::tempdir()?;
    let scp = Scp::start(place.path())?;
    let centre = Centre::init_in(place.path(), &[]);
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "bench");
    let mut out = String::from(HEAD);
    for (name, files, bytes) in DOSSIERS {
        for round in 1..=rounds {
            let application = format!("bench-{files}-{round}");
            let folder = applicant.sample(&format!("{application}/0000"), files, bytes);
            let scp_wall = scp.copy(&folder, &place.path().join(&application))?;
            let figures = submit(&applicant, serving.pid(), &folder, &application)?;
            let gigabytes = size_of(&folder)? as f64 / 1e9;
            out.push_str(&figures.row(name, round, gigabytes, scp_wall));
            out.push('\n');
            fs::remove_dir_all(&folder)?;
            fs::remove_dir_all(place.path().join(&application))?;
        }
    }
    print_all(&out)
}

fn print_all(text: &str) -> Result<(), Box<dyn std::error::Error>> {
    std::io::Write::write_all(&mut std::io::stdout().lock(), text.as_bytes())?;
    Ok(())
}

/// What one submission cost.
struct Figures {
    delivered: Duration,
    registered: Duration,
    client_cpu: f64,
    receiver_cpu: f64,
    client_memory: u64,
    receiver_memory: u64,
}

impl Figures {
    fn row(&self, name: &str, round: u32, gigabytes: f64, scp: Duration) -> String {
        let (r1, r3, scp) = (self.delivered.as_secs_f64(), self.registered.as_secs_f64(), scp.as_secs_f64());
        format!(
            "| {name} | {round} | {r1:.2} | {r3:.2} | {scp:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {} | {} |",
            r1 / scp,
            r3 / scp,
            self.client_cpu / gigabytes,
            self.receiver_cpu / gigabytes,
            self.client_memory >> 20,
            self.receiver_memory >> 20,
        )
    }
}

fn submit(
    applicant: &Applicant,
    receiver: u32,
    folder: &Path,
    application: &str,
) -> Result<Figures, Box<dyn std::error::Error>> {
    let (client_before, receiver_before) = (cpu_of_children()?, cpu_of(receiver)?);
    let start = Instant::now();
    let mut command = applicant.submitting(folder, application, "0000");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let (mut delivered, mut registered) = (None, None);
    let mut client_memory = 0;
    let stdout = child.stdout.take().ok_or("stdout")?;
    for line in BufReader::new(stdout).lines() {
        client_memory = client_memory.max(peak_memory(child.id()));
        let object: serde_json::Value = serde_json::from_str(&line?)?;
        match object["kind"].as_str() {
            Some("delivered") => delivered = Some(start.elapsed()),
            Some("registered") => registered = Some(start.elapsed()),
            _ => {}
        }
    }
    if !child.wait()?.success() {
        return Err("submit failed".into());
    }
    Ok(Figures {
        delivered: delivered.ok_or("no R1")?,
        registered: registered.ok_or("no R3")?,
        client_cpu: cpu_of_children()? - client_before,
        receiver_cpu: cpu_of(receiver)? - receiver_before,
        client_memory,
        receiver_memory: peak_memory(receiver),
    })
}

/// An ssh server of our own on the loopback interface, and a key that it takes.
struct Scp {
    server: Child,
    place: TempDir,
}

impl Scp {
    fn start(folder: &Path) -> Result<Self, Box<dyn std::error::Error>> {
        let place = TempDir::new_in(folder)?;
        for key in ["host", "user"] {
            let made = Command::new("ssh-keygen")
                .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                .arg(place.path().join(key))
                .status()?;
            if !made.success() {
                return Err("ssh-keygen failed".into());
            }
        }
        fs::copy(place.path().join("user.pub"), place.path().join("authorized"))?;
        fs::create_dir_all("/run/sshd")?;
        let server = Command::new("/usr/sbin/sshd")
            .args([
                "-D",
                "-e",
                "-f",
                "/dev/null",
                "-p",
                PORT,
                "-o",
                "ListenAddress=127.0.0.1",
                "-o",
                "StrictModes=no",
            ])
            .arg("-o")
            .arg(format!("HostKey={}", place.path().join("host").display()))
            .arg("-o")
            .arg(format!("AuthorizedKeysFile={}", place.path().join("authorized").display()))
            .arg("-o")
            .arg("Subsystem=sftp internal-sftp")
            .stderr(Stdio::null())
            .spawn()?;
        std::thread::sleep(Duration::from_secs(1));
        Ok(Self { server, place })
    }

    fn copy(&self, from: &Path, to: &Path) -> Result<Duration, Box<dyn std::error::Error>> {
        let start = Instant::now();
        let done = Command::new("scp")
            .args([
                "-q",
                "-r",
                "-P",
                PORT,
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "LogLevel=ERROR",
                "-i",
            ])
            .arg(self.place.path().join("user"))
            .arg(from)
            .arg(format!("127.0.0.1:{}", to.display()))
            .status()?;
        if !done.success() {
            return Err("scp failed".into());
        }
        Ok(start.elapsed())
    }
}

impl Drop for Scp {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

const HEAD: &str = "\
| dossier | round | R1 s | R3 s | scp -r s | R1 ÷ scp | R3 ÷ scp | client CPU-s/GB | receiver CPU-s/GB | client MiB | receiver MiB |
|---|---|---|---|---|---|---|---|---|---|---|
";
const PORT: &str = "47022";
