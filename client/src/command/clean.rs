//! `sealpost clean`: removes jobs that are over; receipts are never touched.

use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::command::context::Context;
use crate::job::place::{self, Place, PlaceError};
use crate::job::record::Record;
use crate::options::Clean;

/// Removes finished jobs, and with `--abandon` interrupted ones; a job that runs is left alone.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &Clean, context: &Context) -> Result<Exit, Failure> {
    let (mut removed, mut kept) = (0u64, 0u64);
    for job in place::all(&context.home).map_err(|error| context.fail(&error))? {
        let place = match Place::enter(job) {
            Ok(place) => place,
            Err(PlaceError::Busy) => {
                kept += 1;
                continue;
            }
            Err(error) => return Err(context.fail(&error)),
        };
        let record = Record::peek(&place.journal());
        let interrupted = record.as_ref().filter(|record| record.ending.is_none());
        if interrupted.is_some() && !options.abandon {
            kept += 1;
            continue;
        }
        if let Some(facts) = interrupted.and_then(|record| record.number.as_ref().map(|_| &record.facts)) {
            let values = [("dir", facts.folder.clone().into())];
            context.output.note(&context.texts.with("clean-warning", &values));
        }
        place.remove().map_err(|error| context.fail(&error))?;
        removed += 1;
    }
    conclude(removed, kept, context)
}

fn conclude(removed: u64, kept: u64, context: &Context) -> Result<Exit, Failure> {
    let texts = context.texts;
    let mut text = texts.with("clean-done", &[("removed", removed.into())]);
    if kept > 0 {
        text = format!("{text}\n{}", texts.with("clean-kept", &[("kept", kept.into())]));
    }
    context.print(&ResultLine { removed, kept }, &text)?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine {
    removed: u64,
    kept: u64,
}
