//! `sealpost history`: what was submitted from this home.

use package::receipt::Receipt;
use package::receipt::body::Kind;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::clock;
use crate::command::context::Context;
use crate::job::place;
use crate::job::record::{Ending, Record};
use crate::job::shelf::{Shelf, numbers};

/// Lists submissions by number, then jobs that have no number yet.
///
/// # Errors
/// The failure to end with.
pub fn run(context: &Context) -> Result<Exit, Failure> {
    let mut lines = submitted(context)?;
    lines.extend(unfinished(context, &lines)?);
    if lines.is_empty() {
        context.output.note(&context.texts.say("history-empty"));
    }
    for line in &lines {
        context.print(line, &line.text(context))?;
    }
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "submission")]
struct Line {
    number: Option<String>,
    state: &'static str,
    application: String,
    sequence: String,
    manifest_root: String,
    offered_at: Option<String>,
    delivered_at: Option<String>,
    closed_at: Option<String>,
    folder: Option<String>,
    #[serde(skip)]
    time: u64,
}

fn submitted(context: &Context) -> Result<Vec<Line>, Failure> {
    let numbers = numbers(&context.home).map_err(|error| context.fail(&error))?;
    let of = |number: &String| {
        let receipts: Vec<_> =
            Shelf::of(&context.home, number).read().into_iter().map(|(receipt, _)| receipt).collect();
        line_of(&receipts)
    };
    Ok(numbers.iter().filter_map(of).collect())
}

fn line_of(receipts: &[Receipt]) -> Option<Line> {
    let (first, last) = (receipts.first()?, receipts.last()?);
    let time = |kinds: &[Kind]| {
        receipts
            .iter()
            .find(|receipt| kinds.contains(&receipt.kind()))
            .map(|receipt| receipt.time().to_string())
    };
    let filing = last.filing();
    Some(Line {
        number: Some(filing.number.to_string()),
        state: state(last.kind()),
        application: filing.application.to_string(),
        sequence: filing.sequence.to_string(),
        manifest_root: filing.manifest_root.to_string(),
        offered_at: time(&[Kind::Offer]),
        delivered_at: time(&[Kind::Delivered]),
        closed_at: time(&[Kind::Registered, Kind::Refused]),
        folder: None,
        time: first.time().seconds(),
    })
}

fn state(kind: Kind) -> &'static str {
    match kind {
        Kind::Offer => "offered",
        Kind::Delivered => "delivered",
        Kind::Verified => "verified",
        Kind::Registered => "registered",
        Kind::Refused => "refused",
    }
}

/// Jobs that are not over; those with a number complete its line instead of adding one.
fn unfinished(context: &Context, known: &[Line]) -> Result<Vec<Line>, Failure> {
    let jobs = place::all(&context.home).map_err(|error| context.fail(&error))?;
    let mut lines = Vec::new();
    for job in jobs {
        let Some(record) = Record::peek(&job.join("journal")) else { continue };
        let listed = record.number.is_some() && known.iter().any(|line| line.number == record.number);
        if matches!(record.ending, Some(Ending::Registered | Ending::Refused)) || listed {
            continue;
        }
        lines.push(Line {
            number: record.number,
            state: "incomplete",
            application: record.facts.application,
            sequence: record.facts.sequence,
            manifest_root: record.facts.manifest_root,
            offered_at: None,
            delivered_at: None,
            closed_at: None,
            folder: Some(record.facts.folder),
            time: record.facts.made_at,
        });
    }
    lines.sort_by_key(|line| line.time);
    Ok(lines)
}

impl Line {
    fn text(&self, context: &Context) -> String {
        let texts = context.texts;
        let values = [
            ("number", self.number.clone().unwrap_or_else(|| "–".to_owned()).into()),
            ("state", texts.say(&format!("state-{}", self.state)).into()),
            ("application", self.application.clone().into()),
            ("sequence", self.sequence.clone().into()),
        ];
        let line = format!("{}  {}", clock::time(self.time), texts.with("status-line", &values));
        match &self.folder {
            Some(folder) => {
                format!("{line}\n  {}", texts.with("history-unfinished", &[("dir", folder.clone().into())]))
            }
            None => line,
        }
    }
}
