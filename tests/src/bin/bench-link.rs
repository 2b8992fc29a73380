//! How much of a line a submission uses ([`tests::link::cell`]), over an emulated line between two network namespaces. Prints
//! a table in Markdown for `docs/measurements.md`; `scripts/bench-link` builds and runs it.

use std::error::Error;
use std::io::Write;

use tests::link::cell::{CELLS, Cell, Measured};
use tests::link::{self, Emulator};

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
            writeln!(out, "{}", row(cell, round, &measured))?;
            out.flush()?;
        }
    }
    Ok(())
}

fn rounds() -> u32 {
    std::env::var("SEALPOST_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(1)
}

fn row(cell: &Cell, round: u32, measured: &Measured) -> String {
    let Measured { share, seconds, counters, .. } = measured;
    format!(
        "| {} | {} MiB | {round} | {share:.2} | {:.2} | {} | {:.2} % | {seconds:.1} | {} | {} |",
        cell.shape,
        cell.mebibytes,
        cell.goal,
        measured.tcp.map_or("–".into(), |tcp| format!("{tcp:.2}")),
        counters.extra_loss() * 100.0,
        measured.client_memory >> 20,
        measured.receiver_memory >> 20,
    )
}

const HEAD: &str = "\
| line | package | round | share | goal | TCP Cubic beside it | extra loss | s | client MiB | receiver MiB |
|---|---|---|---|---|---|---|---|---|---|
";
