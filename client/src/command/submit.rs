//! `sealpost submit`: from a folder to the centre's receipts, and always one last sentence.

use std::path::Path;
use std::time::Instant;

use package::statement::Remark;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::size::human;
use transfer::carrier::proxy::NotAProxy;
use transfer::carrier::transport::Transport;
use transfer::sender::Milestone;

use crate::clock;
use crate::command::context::{Context, environment};
use crate::failure::{Explain, Explanation};
use crate::interrupt;
use crate::job::dossier::Said;
use crate::job::submit::{Filed, Request, State, stands, submit};
use crate::network::Network;
use crate::network::proxies::Proxies;
use crate::network::rate::NotARate;
use crate::options::{Filing, Submit};
use crate::report::Findings;
use crate::stop::Stop;

/// Files the dossier.
///
/// # Errors
/// A failure of usage. Every other end is said here, with the last sentence.
pub fn run(options: &Submit, context: &Context) -> Result<Exit, Failure> {
    match file(options, context) {
        Err(failure) if failure.exit != Exit::Usage => broken(&failure, false, options, context),
        ended => ended,
    }
}

/// Says an error and how things stand in spite of it.
fn broken(failure: &Failure, delivered: bool, options: &Submit, context: &Context) -> Result<Exit, Failure> {
    context.output.failure("sealpost", failure);
    let mut certain = stands(&context.home, &options.filing.dir, said(&options.filing, context)?);
    if delivered {
        certain = Filed { state: State::Delivered, safe_to_resend: false, ..certain };
    }
    say(&certain, 0.0, context)?;
    Ok(failure.exit)
}

fn file(options: &Submit, context: &Context) -> Result<Exit, Failure> {
    let said = said(&options.filing, context)?;
    let accepted = accepted(&options.filing, context)?;
    let mut identity = context.identity()?;
    let stop = Stop::new();
    interrupt::watch(&stop, last_words(&options.filing.dir, &said, context));
    let request = Request {
        folder: &options.filing.dir,
        said,
        history: options.filing.history.as_deref(),
        accepted,
        until: if options.no_wait { Milestone::Delivered } else { Milestone::Closed },
        network: network(options, context)?,
        language: context.texts.language().tag(),
    };
    let begun = Instant::now();
    let mut events = context.report(Findings::Notes);
    let filed = submit(request, &context.home, &mut identity, clock::now, &mut events, &stop);
    events.finish();
    match filed {
        Ok(filed) => conclude(&filed, begun, context),
        Err(error) if error.is_after_delivery() => broken(&context.fail(&error), true, options, context),
        Err(error) => Err(context.fail(&error)),
    }
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

/// How the centre is reached.
///
/// # Errors
/// A failure of usage.
fn network(options: &Submit, context: &Context) -> Result<Network, Failure> {
    let only = match options.transport.as_str() {
        "quic" => Some(Transport::Quic),
        "tcp" => Some(Transport::Tcp),
        _ => None,
    };
    let said = options.proxy.as_deref().map(str::parse).transpose();
    let said = said.map_err(|error: NotAProxy| context.fail(&error))?;
    if only == Some(Transport::Quic) && said.is_some() {
        return Err(Explanation::new("proxy-without-tcp", Exit::Usage).in_words(context.texts));
    }
    let limit = options.limit.as_deref().map(str::parse).transpose();
    let limit = limit.map_err(|error: NotARate| context.fail(&error))?;
    Ok(Network { only, proxies: Proxies::new(said, environment), limit, congestion: options.congestion })
}

fn conclude(filed: &Filed, begun: Instant, context: &Context) -> Result<Exit, Failure> {
    if filed.stopped {
        context.output.note(&context.texts.say("notice-interrupted"));
    }
    if let Some(reason) = &filed.reason {
        context.output.failure("sealpost", &context.fail(reason));
    }
    let seconds = begun.elapsed().as_secs_f64();
    context.output.note(&summary(filed, seconds, context));
    say(filed, seconds, context)?;
    Ok(exit(filed))
}

/// The last sentence, and for programs the result line.
fn say(filed: &Filed, seconds: f64, context: &Context) -> Result<(), Failure> {
    let line = ResultLine {
        state: state(filed.state),
        number: filed.number.as_deref(),
        safe_to_resend: filed.safe_to_resend,
        files: filed.files,
        bytes: filed.bytes,
        bytes_sent: filed.bytes_sent,
        seconds,
        transport: filed.transport.map(Transport::name),
    };
    context.print(&line, &sentence(filed, context))
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

fn summary(filed: &Filed, seconds: f64, context: &Context) -> String {
    context.texts.with(
        "submit-summary",
        &[
            ("files", filed.files.into()),
            ("bytes", human(filed.bytes).into()),
            ("sent", human(filed.bytes_sent).into()),
            ("duration", format!("{seconds:.1} s").into()),
            ("transport", filed.transport.map_or("–", Transport::name).into()),
        ],
    )
}

/// What is said when the program is ended before the job could end by itself.
fn last_words(folder: &Path, said: &Said, context: &Context) -> impl Fn() + Send + 'static {
    let (folder, said, context) = (folder.to_owned(), said.clone(), context.clone());
    move || {
        context.output.note(&context.texts.say("notice-interrupted"));
        // The program ends with this; there is nobody left to tell that nothing can be printed.
        let _ = say(&stands(&context.home, &folder, said.clone()), 0.0, &context);
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
    transport: Option<&'static str>,
}
