//! `sealpost submit`: from a folder to the centre's receipts, and always one last sentence.

use std::time::Instant;

use package::statement::Remark;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::size::human;
use transfer::sender::Milestone;

use crate::clock;
use crate::command::Context;
use crate::failure::Explain;
use crate::identity::Identity;
use crate::interrupt;
use crate::job::dossier::Said;
use crate::job::submit::{Filed, Request, State, submit};
use crate::options::{Filing, Submit};
use crate::report::Findings;
use crate::stop::Stop;

/// Files the dossier.
///
/// # Errors
/// A failure of usage. Every other end is said here, with the last sentence.
pub fn run(options: &Submit, context: &Context) -> Result<Exit, Failure> {
    match file(options, context) {
        Err(failure) if failure.exit != Exit::Usage => {
            context.output.failure("sealpost", &failure);
            // Nothing was delivered that R1 does not prove, so running again is safe.
            context.print(&ResultLine::incomplete(), &context.texts.say("sentence-incomplete"))?;
            Ok(failure.exit)
        }
        ended => ended,
    }
}

fn file(options: &Submit, context: &Context) -> Result<Exit, Failure> {
    context.not_yet(&[
        (options.transport.is_some(), "--transport"),
        (options.limit.is_some(), "--limit"),
        (options.proxy.is_some(), "--proxy"),
    ])?;
    let said = said(&options.filing, context)?;
    let accepted = accepted(&options.filing, context)?;
    let mut identity = context.identity()?;
    let stop = Stop::new();
    interrupt::watch(&stop, last_words(context));
    let request = Request {
        folder: &options.filing.dir,
        said,
        accepted,
        until: if options.no_wait { Milestone::Delivered } else { Milestone::Closed },
        language: context.texts.language().tag(),
    };
    let begun = Instant::now();
    let mut events = context.report(Findings::Notes { told: 0 });
    let filed = submit(request, &context.home, &mut identity, clock::now, &mut events, &stop);
    events.finish();
    conclude(&filed.map_err(|error| context.fail(&error))?, begun, context)
}

/// What the applicant says on the command line about the dossier.
///
/// # Errors
/// A failure of usage.
pub(super) fn said(filing: &Filing, context: &Context) -> Result<Said, Failure> {
    Ok(Said {
        application: filing
            .application
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|e| context.fail(&e))?,
        sequence: filing.sequence.as_deref().map(str::parse).transpose().map_err(|e| context.fail(&e))?,
        profile: filing.profile.as_deref().map(str::parse).transpose().map_err(|e| context.fail(&e))?,
    })
}

/// The reason for accepting findings.
///
/// # Errors
/// A failure of usage.
pub(super) fn accepted(filing: &Filing, context: &Context) -> Result<Option<Remark>, Failure> {
    filing.accept_findings.as_deref().map(str::parse).transpose().map_err(|error| context.fail(&error))
}

fn conclude(filed: &Filed, begun: Instant, context: &Context) -> Result<Exit, Failure> {
    let line = ResultLine {
        state: state(filed.state),
        number: filed.number.as_deref(),
        safe_to_resend: filed.safe_to_resend,
        files: filed.files,
        bytes: filed.bytes,
        bytes_sent: filed.bytes_sent,
        seconds: begun.elapsed().as_secs_f64(),
        transport: "quic",
    };
    if filed.stopped {
        context.output.note(&context.texts.say("notice-interrupted"));
    }
    let refusal = filed.reason.as_ref().map(|reason| reason.explain().in_words(context.texts));
    if let Some(failure) = &refusal {
        context.output.failure("sealpost", failure);
    }
    context.output.note(&summary(&line, context));
    context.print(&line, &sentence(filed, context))?;
    Ok(exit(filed))
}

fn exit(filed: &Filed) -> Exit {
    match filed.state {
        State::Registered => Exit::Done,
        State::Refused => Exit::Refused,
        _ if filed.stopped => Exit::Interrupted,
        State::Delivered => Exit::Unfinished,
        State::Incomplete => filed.reason.as_ref().map_or(Exit::Unfinished, |reason| reason.explain().exit),
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Registered => "registered",
        State::Refused => "refused",
        State::Delivered => "delivered",
        State::Incomplete => "incomplete",
    }
}

/// One of the four sentences with which every submission ends.
fn sentence(filed: &Filed, context: &Context) -> String {
    let texts = context.texts;
    let number = filed.number.clone().unwrap_or_default();
    match filed.state {
        State::Refused if filed.number.is_none() => texts.say("sentence-refused-offer"),
        State::Incomplete => texts.say("sentence-incomplete"),
        known => texts.with(&format!("sentence-{}", state(known)), &[("number", number.into())]),
    }
}

fn summary(line: &ResultLine<'_>, context: &Context) -> String {
    context.texts.with(
        "submit-summary",
        &[
            ("files", line.files.into()),
            ("bytes", human(line.bytes).into()),
            ("sent", human(line.bytes_sent).into()),
            ("duration", format!("{:.1} s", line.seconds).into()),
            ("transport", line.transport.into()),
        ],
    )
}

/// What is said when the program is ended while it reads files.
fn last_words(context: &Context) -> impl Fn() + Send + 'static {
    let context = context.clone();
    move || {
        context.output.note(&context.texts.say("notice-interrupted"));
        let _ = context.print(&ResultLine::incomplete(), &context.texts.say("sentence-incomplete"));
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    state: &'static str,
    number: Option<&'a str>,
    safe_to_resend: bool,
    files: u64,
    bytes: u64,
    bytes_sent: u64,
    seconds: f64,
    transport: &'static str,
}

impl ResultLine<'_> {
    fn incomplete() -> Self {
        ResultLine {
            state: "incomplete",
            number: None,
            safe_to_resend: true,
            files: 0,
            bytes: 0,
            bytes_sent: 0,
            seconds: 0.0,
            transport: "quic",
        }
    }
}

impl Context {
    /// Reads the identity and says what will run out.
    pub(super) fn identity(&self) -> Result<Identity, Failure> {
        let identity = Identity::read(&self.home).map_err(|error| self.fail(&error))?;
        for expiry in identity.warnings(clock::now()) {
            self.warn(&expiry);
        }
        Ok(identity)
    }
}
