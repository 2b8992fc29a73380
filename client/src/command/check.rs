//! `sealpost check`: what the centre would object to.

use ectd::application::History;
use ectd::book::Book;
use ectd::check::{Check, Report};
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::size::human;

use crate::command::context::Context;
use crate::command::page::Page;
use crate::failure::Explanation;
use crate::job::dossier::{check_under, checked};
use crate::options;
use crate::report::Findings;

/// Checks the folder and prints every finding.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &options::Check, context: &Context) -> Result<Exit, Failure> {
    let dossier = Dossier::open(&options.dir).map_err(|error| context.fail(&error))?;
    let page =
        options.report.as_deref().map(|file| Page::at(file, &dossier, options, context)).transpose()?;
    let profile = options.profile.as_deref().and_then(|name| name.parse().ok());
    let profile = profile.unwrap_or_else(|| Profile::detect(&dossier));
    let check = how(options, profile, &dossier, context)?;
    let mut events = context.report(Findings::Results);
    let report = checked(&dossier, &check, &(), &mut events);
    events.finish();
    if let Some(page) = page {
        page.write(&report, context)?;
    }
    conclude(&report, context)
}

fn how(
    options: &options::Check,
    profile: Profile,
    dossier: &Dossier,
    context: &Context,
) -> Result<Check, Failure> {
    let mut check = check_under(profile);
    if let Some(name) = &options.edition {
        let unknown = || {
            let editions: Vec<_> = Book::of(profile).editions.iter().map(|edition| edition.name).collect();
            Explanation::new("edition-unknown", Exit::Usage)
                .value("edition", name.clone())
                .value("profile", profile.name())
                .value("editions", editions.join(", "))
                .in_words(context.texts)
        };
        check.edition = Book::of(profile).edition(name).ok_or_else(unknown)?;
    }
    if let Some(folder) = &options.history {
        check.history = History::read(folder, dossier, profile).map_err(|error| context.fail(&error))?;
    }
    Ok(check)
}

fn conclude(report: &Report, context: &Context) -> Result<Exit, Failure> {
    let line = ResultLine {
        profile: report.profile.name(),
        edition: report.edition.title,
        files: report.files,
        bytes: report.bytes,
        errors: report.errors(),
        warnings: report.warnings(),
        infos: report.infos(),
        evaluated: report.coverage.whole,
        partly: report.coverage.part,
        not_evaluated: report.coverage.nothing,
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
            ("evaluated", line.evaluated.into()),
            ("partly", line.partly.into()),
            ("not_evaluated", line.not_evaluated.into()),
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
    infos: u64,
    evaluated: u64,
    partly: u64,
    not_evaluated: u64,
}
