//! How much of a line a submission uses: real client and real centre, real UDP, over an emulated line between two network
//! namespaces. Prints a table in Markdown for `docs/measurements.md`; `scripts/bench-link` builds and runs it.
//!
//! The share is the bytes of the package, from the centre's first receipt to the one that says that everything is durable,
//! over what the line could have carried meanwhile: start, acknowledgements and headers count against us. Extra loss is what
//! the queue dropped, beyond what the line lost by itself.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::link::{self, Counters, Emulator, FAR, Link, Shape, Traffic};
use tests::measure::peak_memory;
use tests::program;

/// A line, what is sent over it, and what is wanted.
struct Cell {
    name: &'static str,
    shape: Shape,
    mebibytes: u64,
    beside_tcp: bool,
    goal: f64,
}

const fn cell(name: &'static str, megabits: u32, round_trip: u32, loss: f64, goal: f64) -> Cell {
    let shape = Shape { megabits, round_trip, loss };
    Cell { name, shape, mebibytes: 100, beside_tcp: false, goal }
}

const CELLS: [Cell; 6] = [
    cell("clean", 100, 100, 0.0, 0.88),
    cell("lossy-0.1", 100, 100, 0.1, 0.85),
    cell("lossy-1", 100, 100, 1.0, 0.82),
    cell("lossy-3", 100, 100, 3.0, 0.70),
    Cell { beside_tcp: true, ..cell("beside-cubic", 100, 100, 0.0, 0.25) },
    Cell { mebibytes: 1024, ..cell("fat", 1000, 200, 0.1, 0.6) },
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["sink", address] => link::sink(address),
        ["pour", address] => link::pour(address),
        ref names => bench(names),
    }
}

fn bench(names: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    let emulator = match Emulator::find() {
        Ok(emulator) => emulator,
        Err(missing) => {
            writeln!(out, "All cells of the emulated line were skipped: {missing}.")?;
            return Ok(());
        }
    };
    link::clear();
    write!(out, "{HEAD}")?;
    for cell in CELLS.iter().filter(|cell| names.is_empty() || names.contains(&cell.name)) {
        for round in 1..=rounds() {
            let measured = cell.measure(&emulator)?;
            writeln!(out, "{}", cell.row(round, &measured))?;
            out.flush()?;
        }
    }
    Ok(())
}

fn rounds() -> u32 {
    std::env::var("SEALPOST_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(1)
}

/// What a cell has shown.
struct Measured {
    share: f64,
    tcp: Option<f64>,
    seconds: f64,
    counters: Counters,
    client_memory: u64,
    receiver_memory: u64,
}

impl Cell {
    fn measure(&self, emulator: &Emulator) -> Result<Measured, Box<dyn Error>> {
        let link = emulator.link(self.shape)?;
        let centre = Centre::init_at(&std::env::temp_dir(), &format!("{FAR}:{PORT}"), &[]);
        let serving = Serving::start(link.far(&centre.command(["serve"])));
        let applicant = Applicant::new();
        let code = centre.invite("bench");
        let _ = program::run(&mut link.near(&applicant.command(["enrol", &code]))).expect(0);
        let folder = applicant.sample("0000", 40, self.mebibytes << 20);
        let traffic = self.beside_tcp.then(|| Traffic::start(&link)).transpose()?;
        if traffic.is_some() {
            std::thread::sleep(HEAD_START);
        }
        let sent = self.submit(&link, &applicant, &folder, traffic.as_ref())?;
        let receiver_memory = peak_memory(serving.pid());
        drop((serving, traffic));
        fs::remove_dir_all(folder)?;
        Ok(Measured { counters: link.down()?, receiver_memory, ..sent })
    }

    fn submit(
        &self,
        link: &Link,
        applicant: &Applicant,
        folder: &std::path::Path,
        traffic: Option<&Traffic>,
    ) -> Result<Measured, Box<dyn Error>> {
        let mut submitting = applicant.submitting(folder, "x202600001", "0000");
        submitting.arg("--no-wait");
        let mut child = link.near(&submitting).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let (mut begun, mut ended, mut bytes, mut client_memory) = (None, None, 0, 0);
        let arrived = || (Instant::now(), traffic.map_or(0, Traffic::arrived));
        for line in BufReader::new(child.stdout.take().ok_or("no output")?).lines() {
            client_memory = client_memory.max(peak_memory(child.id()));
            let object: serde_json::Value = serde_json::from_str(&line?)?;
            match object["kind"].as_str() {
                Some("offer") => begun = Some(arrived()),
                Some("delivered") => ended = Some(arrived()),
                _ => {}
            }
            bytes = object["bytes_sent"].as_u64().unwrap_or(bytes);
        }
        child.wait()?;
        let ((begun, before), (ended, after)) = (begun.ok_or("no R0")?, ended.ok_or("no R1")?);
        let seconds = (ended - begun).as_secs_f64();
        let of_line = |bytes: u64| bytes as f64 * 8.0 / seconds / (f64::from(self.shape.megabits) * 1e6);
        Ok(Measured {
            share: of_line(bytes),
            tcp: traffic.map(|_| of_line(after - before)),
            seconds,
            counters: Counters { carried: 0, lost: 0, dropped: 0 },
            client_memory,
            receiver_memory: 0,
        })
    }

    fn row(&self, round: u32, measured: &Measured) -> String {
        let Measured { share, seconds, counters, .. } = measured;
        format!(
            "| {} | {} MiB | {round} | {share:.2} | {:.2} | {} | {:.2} % | {seconds:.1} | {} | {} |",
            self.shape,
            self.mebibytes,
            self.goal,
            measured.tcp.map_or("–".into(), |tcp| format!("{tcp:.2}")),
            counters.extra_loss() * 100.0,
            measured.client_memory >> 20,
            measured.receiver_memory >> 20,
        )
    }
}

const HEAD: &str = "\
| line | package | round | share | goal | TCP Cubic beside it | extra loss | s | client MiB | receiver MiB |
|---|---|---|---|---|---|---|---|---|---|
";
const PORT: u16 = 47_024;
/// What TCP has before the submission begins.
const HEAD_START: Duration = Duration::from_secs(5);
