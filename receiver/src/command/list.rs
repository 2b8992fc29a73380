//! `list`: the submissions, one line each.

use super::context::Context;
use super::failure;
use super::record::Submission;
use crate::registry::query::Filter;
use crate::registry::state::State;
use clap::Args;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// Which submissions.
#[derive(Debug, Args)]
pub struct Options {
    /// Only those in this state
    #[arg(long, value_parser = state)]
    pub state: Option<State>,
    /// Only those of this application
    #[arg(long, value_name = "ID")]
    pub application: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When the registry fails.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    let filter =
        Filter { state: options.state, application: options.application.clone(), organisation: None };
    let rows = context.block_on(async {
        let registry = context.registry(&config).await?;
        registry.submissions(&filter).await.map_err(|error| failure::of_registry(context.lang, &error))
    })?;
    for row in &rows {
        let line = Submission::from(row);
        context.result(&line, &text(&line))?;
    }
    Ok(Exit::Done)
}

fn text(line: &Submission) -> String {
    let size = line.bytes.and_then(|bytes| u64::try_from(bytes).ok());
    format!(
        "{}\t{}\t{}\t{}\t{}\t{}\t{}",
        line.number,
        line.state,
        line.organisation,
        line.application,
        line.sequence,
        size.map(terminal::size::human).unwrap_or_default(),
        line.offered_at.as_deref().unwrap_or_default(),
    )
}

fn state(name: &str) -> Result<State, String> {
    let names = || State::ALL.map(State::name).join(", ");
    State::named(name).ok_or_else(|| format!("one of: {}", names()))
}
