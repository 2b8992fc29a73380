//! `sealpost receipts`: fetches the receipts of a submission again.

use serde::Serialize;
use std::path::Path;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::ask::{AskError, Session};
use crate::clock;
use crate::command::context::Context;
use crate::identity::Identity;
use crate::job::shelf::Shelf;
use crate::options::Receipts;
use crate::report::{Findings, Report};

/// Fetches, checks and stores the receipts.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &Receipts, context: &Context) -> Result<Exit, Failure> {
    let mut identity = context.identity()?;
    let mut shelf = match &options.out {
        Some(folder) => Shelf::at(folder.clone(), context.home.zone()),
        None => Shelf::of(&context.home, &options.number),
    };
    let mut events = context.report(Findings::Results);
    let fetching = fetch(&options.number, &mut identity, &mut shelf, &mut events, context);
    let state = context.runtime()?.block_on(fetching).map_err(|error| context.fail(&error))?;
    let count = shelf.read().len() as u64;
    let line = ResultLine { number: &options.number, state, receipts: count, folder: shelf.folder() };
    let folder = shelf.folder().display().to_string();
    let name = if count == 0 { "receipts-none" } else { "receipts-done" };
    let values = [("count", count.into()), ("number", options.number.clone().into()), ("dir", folder.into())];
    context.print(&line, &context.texts.with(name, &values))?;
    Ok(Exit::Done)
}

async fn fetch(
    number: &str,
    identity: &mut Identity,
    shelf: &mut Shelf,
    events: &mut Report,
    context: &Context,
) -> Result<String, AskError> {
    let language = context.texts.language().tag();
    let mut session = Session::open(identity, &context.network, language, clock::now(), events).await?;
    let state = session.receipts(number, identity, shelf, events).await?;
    session.close().await;
    Ok(state.state)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    number: &'a str,
    state: String,
    receipts: u64,
    folder: &'a Path,
}
