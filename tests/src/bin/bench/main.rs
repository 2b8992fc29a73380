//! The goals of a filing, each with today's figure beside the programs that people use instead, as medians of interleaved
//! runs. `scripts/bench` builds and runs it:
//!
//! ```text
//! bench [--rounds N] [--quick] [--json FILE]      the goals; a smaller and rougher table in about a minute; for keeping
//! bench --growth                                  wall time, CPU and memory as files and bytes grow
//! ```
//!
//! Without `--rounds` there are three rounds, or as many as end within ten minutes, one at least; `--quick` is one round
//! without the emulated lines.
//!
//! All of it runs on one machine, both ends share its cores, and only ratios within one run mean anything elsewhere. scp and
//! rsync do less: no encryption of the payload, no stored digests, no sync, no second copy, no receipt. Who does all that by
//! hand packs, digests, encrypts (age), copies (scp), compares, decrypts, unpacks, compares again, and makes a second copy.

mod filing;
mod goal;
mod growth;
mod line;
mod peer;
mod plain;
mod ssh;

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use filing::Filing;
use goal::{Goal, Goals};
use peer::Peers;
use tests::applicant::Applicant;
use tests::centre::Centre;

type Failure = Box<dyn Error>;

/// A dossier to file.
#[derive(Debug, Clone, Copy)]
struct Dossier {
    name: &'static str,
    files: u64,
    bytes: u64,
}

const FULL: [Dossier; 2] = [
    Dossier { name: "dossier", files: 5_000, bytes: 700_000_000 },
    Dossier { name: "large", files: 8, bytes: 2 << 30 },
];
const QUICK: [Dossier; 2] = [
    Dossier { name: "dossier", files: 1_000, bytes: 140_000_000 },
    Dossier { name: "large", files: 8, bytes: 256 << 20 },
];

/// What all rounds may take, unless their number is given: with the emulated lines ten minutes.
const TIME: Duration = Duration::from_secs(420);

#[derive(Debug, Default)]
struct Wishes {
    rounds: Option<u32>,
    quick: bool,
    growth: bool,
    json: Option<PathBuf>,
}

fn main() -> Result<(), Failure> {
    let wishes = Wishes::read(std::env::args().skip(1))?;
    let text = if wishes.growth { growth::measure()? } else { goals(&wishes)? };
    Ok(std::io::stdout().lock().write_all(text.as_bytes())?)
}

impl Wishes {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let mut wishes = Self::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => wishes.quick = true,
                "--growth" => wishes.growth = true,
                "--rounds" => wishes.rounds = Some(arguments.next().ok_or("--rounds N")?.parse()?),
                "--json" => wishes.json = Some(arguments.next().ok_or("--json FILE")?.into()),
                other => {
                    return Err(
                        format!("{other} is no option: --rounds N, --quick, --growth, --json FILE").into()
                    );
                }
            }
        }
        Ok(wishes)
    }
}

fn goals(wishes: &Wishes) -> Result<String, Failure> {
    let start = Instant::now();
    let (dossiers, most) = if wishes.quick { (QUICK, 1) } else { (FULL, 3) };
    let place = tempfile::tempdir()?;
    let peers = Peers::start(place.path())?;
    let centre = Centre::init_in(place.path(), &[]);
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "bench");
    let mut goals = Goals::default();
    for round in 0..wishes.rounds.unwrap_or(most) {
        let begun = start.elapsed();
        // As long as the rounds before it, on average.
        let fits = round == 0 || begun + begun / round <= TIME;
        if wishes.rounds.is_none() && !fits {
            break;
        }
        for dossier in dossiers {
            let (name, after) = (dossier.name, start.elapsed().as_secs());
            writeln!(std::io::stderr(), "round {}, {name}, after {after} s", round + 1)?;
            let application = format!("{}-{round}", dossier.name);
            let folder = applicant.sample(&format!("{application}/0000"), dossier.files, dossier.bytes);
            let beside = peers.measure(&folder, &place.path().join("peers"))?;
            let filing = Filing::measure(&applicant, serving.pid(), &folder, &application)?;
            let plain = plain::seconds(filing.bytes);
            add(&mut goals, dossier.name, &filing, &beside, plain);
            fs::remove_dir_all(&folder)?;
        }
    }
    let skipped =
        if wishes.quick { Err("--quick leaves them out".into()) } else { line::measure(&mut goals)? };
    if let Some(file) = &wishes.json {
        fs::write(file, goals.to_json(&peers.versions()).to_string())?;
    }
    let mut text = goals.to_table(&peers.versions());
    if let Err(missing) = skipped {
        text.push_str(&format!("\nThe emulated lines were skipped: {missing}.\n"));
    }
    Ok(text)
}

fn add(goals: &mut Goals, name: &str, filing: &Filing, beside: &peer::Beside, plain: Option<f64>) {
    let large = name == "large";
    let row = |what: &str| format!("{what}, {name}");
    let both = filing.client_memory.max(filing.receiver_memory) as f64 / f64::from(1 << 20);
    goals.add(row("R1 ÷ scp -r"), Goal::AtMost(if large { 1.3 } else { 0.45 }), Some(filing.r1 / beside.scp));
    let rsync = if large { Goal::None } else { Goal::AtMost(1.0) };
    goals.add(row("R1 ÷ rsync -aW"), rsync, beside.rsync.map(|rsync| filing.r1 / rsync));
    let hand = Goal::AtMost(if large { 0.22 } else { 0.25 });
    goals.add(row("R3 ÷ by hand"), hand, beside.by_hand.map(|hand| filing.r3 / hand));
    let check = if large { Goal::None } else { Goal::AtMost(1.0) };
    goals.add(row("check and plan ÷ (md5sum ‖ sha256sum)"), check, Some(filing.checked / beside.sums));
    goals.add(row("CPU-s/GB of both sides to R1"), Goal::AtMost(5.5), Some(filing.cpu_to_r1));
    goals.add(row("CPU-s/GB of both sides to R3"), Goal::AtMost(9.0), Some(filing.cpu_to_r3));
    goals.add(row("last byte received to R1, s"), Goal::AtMost(1.0), Some(filing.r1 - filing.sent));
    let after = (filing.r3 - filing.sent) / (filing.sent - filing.checked);
    goals.add(row("last byte received to R3 ÷ transfer"), Goal::AtMost(0.3), Some(after));
    if large {
        let share = plain.map(|plain| plain / filing.r1);
        goals.add(row("speed to R1 ÷ plain quinn"), Goal::AtLeast(0.45), share);
    }
    goals.add(row("greatest memory of a side, MiB"), Goal::AtMost(64.0), Some(both));
    for (what, seconds) in [("check", filing.checked), ("R1", filing.r1), ("R3", filing.r3)] {
        goals.add(row(&format!("{what}, s")), Goal::None, Some(seconds));
    }
    goals.add(row("scp -r, s"), Goal::None, Some(beside.scp));
    goals.add(row("rsync -aW, s"), Goal::None, beside.rsync);
    goals.add(row("by hand, s"), Goal::None, beside.by_hand);
}
