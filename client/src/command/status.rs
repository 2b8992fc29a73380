//! `sealpost status`: what the centre says now.

use package::time::UtcTime;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use transfer::message::part::{Phase, State};

use crate::ask::{AskError, Session};
use crate::clock;
use crate::command::context::Context;
use crate::identity::Identity;
use crate::job::shelf::numbers;
use crate::options::Status;
use crate::report::Findings;

/// Asks for one submission, or for all that this home knows.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &Status, context: &Context) -> Result<Exit, Failure> {
    let mut identity = context.identity()?;
    let numbers = match &options.number {
        Some(number) => vec![number.clone()],
        None => numbers(&context.home).map_err(|error| context.fail(&error))?,
    };
    if numbers.is_empty() {
        context.output.note(&context.texts.say("status-unknown-to-home"));
        return Ok(Exit::Done);
    }
    let asking = ask(&numbers, &mut identity, context);
    let states = context.runtime()?.block_on(asking).map_err(|error| context.fail(&error))?;
    for state in &states {
        context.print(&Line::of(state), &text(state, context))?;
    }
    Ok(Exit::Done)
}

async fn ask(numbers: &[String], identity: &mut Identity, context: &Context) -> Result<Vec<State>, AskError> {
    let mut events = context.report(Findings::Results);
    let language = context.texts.language().tag();
    let mut session = Session::open(identity, &context.network, language, clock::now(), &mut events).await?;
    let mut states = Vec::new();
    for number in numbers {
        states.push(session.status(number).await?);
    }
    session.close().await;
    Ok(states)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "status")]
struct Line<'a> {
    number: &'a str,
    state: &'a str,
    application: &'a str,
    sequence: &'a str,
    manifest_root: String,
    package_digest: Option<String>,
    files: Option<u64>,
    bytes: Option<u64>,
    offered_at: String,
    delivered_at: Option<String>,
    closed_at: Option<String>,
    segments_durable: u32,
    segments: u32,
    phase: Option<&'static str>,
    safe_to_resend: bool,
}

impl<'a> Line<'a> {
    fn of(state: &'a State) -> Line<'a> {
        let time = |seconds: u64| UtcTime::from_seconds(seconds).to_string();
        Line {
            number: &state.number,
            state: &state.state,
            application: &state.application,
            sequence: &state.sequence,
            manifest_root: crypto::hex::encode(&state.manifest_root),
            package_digest: state.package_digest.map(|digest| crypto::hex::encode(&digest)),
            files: state.files,
            bytes: state.bytes,
            offered_at: time(state.offered_at),
            delivered_at: state.delivered_at.map(time),
            closed_at: state.closed_at.map(time),
            segments_durable: state.segments_durable,
            segments: state.segments,
            phase: state.phase.map(phase),
            safe_to_resend: state.safe_to_resend,
        }
    }
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Waiting => "waiting",
        Phase::Verify => "verify",
        Phase::Backup => "backup",
        Phase::Register => "register",
    }
}

fn text(state: &State, context: &Context) -> String {
    let texts = context.texts;
    // A state this version has no word for is shown as the centre names it.
    let word = texts.find(&format!("state-{}", state.state), &[]).unwrap_or_else(|| state.state.clone());
    let mut lines = vec![texts.with(
        "status-line",
        &[
            ("number", state.number.clone().into()),
            ("state", word.into()),
            ("application", state.application.clone().into()),
            ("sequence", state.sequence.clone().into()),
        ],
    )];
    let times = [
        ("status-offered", Some(state.offered_at)),
        ("status-delivered", state.delivered_at),
        ("status-closed", state.closed_at),
    ];
    for (name, time) in times {
        if let Some(time) = time {
            lines.push(format!("  {}", texts.with(name, &[("time", both(time).into())])));
        }
    }
    if state.state == "receiving" {
        let (have, all) = (u64::from(state.segments_durable), u64::from(state.segments));
        lines.push(format!(
            "  {}",
            texts.with("status-receiving", &[("have", have.into()), ("all", all.into())])
        ));
    }
    let advice = if state.safe_to_resend { "status-safe" } else { "status-not-again" };
    lines.push(format!("  {}", texts.say(advice)));
    lines.join("\n")
}

/// Local time with its zone, and UTC beside it.
fn both(seconds: u64) -> String {
    format!("{} ({})", clock::time(seconds), UtcTime::from_seconds(seconds))
}
