//! The rows of the emulated lines.

use std::io::Write;

use tests::link::cell::CELLS;
use tests::link::{self, Emulator};

use crate::Failure;
use crate::goal::{Goal, Goals};

/// Adds a row or two for each line; says what is missing where there can be none.
pub(crate) fn measure(goals: &mut Goals) -> Result<Result<(), String>, Failure> {
    let emulator = match Emulator::find() {
        Ok(emulator) => emulator,
        Err(missing) => return Ok(Err(missing)),
    };
    link::clear();
    for cell in &CELLS {
        let beside = if cell.beside_tcp { " beside TCP Cubic" } else { "" };
        let line = format!("{}, {} MiB{beside}", cell.shape, cell.mebibytes);
        writeln!(std::io::stderr(), "{line}")?;
        let measured = cell.measure(&emulator)?;
        goals.add(format!("share of {line}"), Goal::AtLeast(cell.goal), Some(measured.share));
        let (what, goal, figure) = match measured.tcp {
            Some(tcp) => ("share of TCP Cubic on", Goal::AtLeast(cell.goal), tcp),
            None => ("extra loss in percent on", Goal::AtMost(1.0), measured.counters.extra_loss() * 100.0),
        };
        goals.add(format!("{what} {line}"), goal, Some(figure));
    }
    Ok(Ok(()))
}
