//! `sealpost check`: what the centre would object to.

use ectd::check::Report;
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::size::human;

use crate::command::context::Context;
use crate::job::dossier::checked;
use crate::options::Check;
use crate::report::Findings;

/// Checks the folder and prints every finding.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &Check, context: &Context) -> Result<Exit, Failure> {
    context.not_yet(&[(options.history.is_some(), "--history"), (options.report.is_some(), "--report")])?;
    let dossier = Dossier::open(&options.dir).map_err(|error| context.fail(&error))?;
    let profile = options.profile.as_deref().and_then(|name| name.parse().ok());
    let profile = profile.unwrap_or_else(|| Profile::detect(&dossier));
    let mut events = context.report(Findings::Results);
    let report = checked(&dossier, profile, &mut events);
    events.finish();
    conclude(&report, context)
}

fn conclude(report: &Report, context: &Context) -> Result<Exit, Failure> {
    let line = ResultLine {
        profile: report.profile.name(),
        edition: report.profile.edition(),
        files: report.files,
        bytes: report.bytes,
        errors: report.errors(),
        warnings: report.warnings(),
    };
    let summary = context.texts.with(
        "check-result",
        &[
            ("files", line.files.into()),
            ("bytes", human(line.bytes).into()),
            ("profile", line.profile.into()),
            ("edition", line.edition.into()),
            ("errors", line.errors.into()),
            ("warnings", line.warnings.into()),
        ],
    );
    let verdict = context.texts.say(if line.errors == 0 { "check-good" } else { "check-bad" });
    context.print(&line, &format!("{summary}\n{verdict}"))?;
    Ok(if line.errors == 0 { Exit::Done } else { Exit::Unsound })
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    profile: &'a str,
    edition: &'a str,
    files: u64,
    bytes: u64,
    errors: u64,
    warnings: u64,
}
