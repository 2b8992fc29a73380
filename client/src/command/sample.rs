//! `sealpost sample`: writes a synthetic dossier.

use ectd::name::SequenceNumber;
use ectd::profile::Profile;
use ectd::sample::{Shape, first_sequence, write};
use serde::Serialize;
use std::path::Path;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::size::human;

use crate::command::context::Context;
use crate::job::dossier::Counted;
use crate::job::event::Phase;
use crate::options::Sample;
use crate::report::Findings;

/// Fills the folder.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &Sample, context: &Context) -> Result<Exit, Failure> {
    let profile: Profile = options.profile.parse().map_err(|error| context.fail(&error))?;
    let sequence = options.sequence.as_deref().unwrap_or(first_sequence(profile));
    let sequence: SequenceNumber = sequence.parse().map_err(|error| context.fail(&error))?;
    let shape =
        Shape { files: options.files, bytes: options.bytes, profile, sequence, util: options.util.clone() };
    let mut events = context.report(Findings::Results);
    let written = write(&options.dir, &shape, &mut Counted::new(Phase::Sample, &mut events))
        .map_err(|error| context.fail(&error))?;
    events.finish();
    let line = ResultLine { dir: &options.dir, files: written.files, bytes: written.bytes };
    let dir = options.dir.display().to_string();
    let values = [("dir", dir.into()), ("files", line.files.into()), ("bytes", human(line.bytes).into())];
    context.print(&line, &context.texts.with("sample-done", &values))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    dir: &'a Path,
    files: u64,
    bytes: u64,
}
