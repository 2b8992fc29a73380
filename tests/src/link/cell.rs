//! One measurement on a line: real client and real centre, real UDP.
//!
//! The share is the bytes of the package, from the centre's first receipt to the one that says that everything is durable,
//! over what the line could have carried meanwhile: start, acknowledgements and headers count against us. Extra loss is what
//! the queue dropped, beyond what the line lost by itself.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use super::{Counters, Emulator, FAR, Link, Shape, Traffic};
use crate::applicant::Applicant;
use crate::centre::{Centre, Serving};
use crate::measure::peak_memory;
use crate::program;

/// A line, what is sent over it, and what is wanted.
#[derive(Debug)]
pub struct Cell {
    /// By which it is asked for.
    pub name: &'static str,
    /// The line.
    pub shape: Shape,
    /// Size of the dossier.
    pub mebibytes: u64,
    /// Whether a TCP flow with CUBIC is there first.
    pub beside_tcp: bool,
    /// The share that is wanted.
    pub goal: f64,
}

const fn cell(name: &'static str, megabits: u32, round_trip: u32, loss: f64, goal: f64) -> Cell {
    let shape = Shape { megabits, round_trip, loss };
    Cell { name, shape, mebibytes: 100, beside_tcp: false, goal }
}

/// All of them.
pub const CELLS: [Cell; 6] = [
    cell("clean", 100, 100, 0.0, 0.88),
    cell("lossy-0.1", 100, 100, 0.1, 0.85),
    cell("lossy-1", 100, 100, 1.0, 0.82),
    cell("lossy-3", 100, 100, 3.0, 0.70),
    Cell { beside_tcp: true, ..cell("beside-cubic", 100, 100, 0.0, 0.25) },
    Cell { mebibytes: 1024, ..cell("fat", 1000, 200, 0.1, 0.6) },
];

/// What a cell has shown.
#[derive(Debug)]
pub struct Measured {
    /// The share of the line that was used.
    pub share: f64,
    /// The share that the TCP flow had meanwhile, if there was one.
    pub tcp: Option<f64>,
    /// From R0 to R1.
    pub seconds: f64,
    /// What became of the packets on the way to the centre.
    pub counters: Counters,
    /// Most bytes of memory of the client.
    pub client_memory: u64,
    /// Most bytes of memory of the receiver.
    pub receiver_memory: u64,
}

impl Cell {
    /// Files a dossier over the line.
    ///
    /// # Errors
    /// When the system refuses, or the submission does.
    pub fn measure(&self, emulator: &Emulator) -> Result<Measured, Box<dyn Error>> {
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
        folder: &Path,
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
}

const PORT: u16 = 47_024;
/// What TCP has before the submission begins.
const HEAD_START: Duration = Duration::from_secs(5);
