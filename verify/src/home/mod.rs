//! `home DIR`: everything that a receiver's home or its backup holds: packages, receipts, archive, log. The registry is not
//! needed: the stores are the truth about bytes and evidence.

mod papers;
mod places;
mod submission;

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use ::archive::validate::ValidateError;
use package::log::stamp::StampName;
use terminal::bar::Bar;
use terminal::exit::Exit;
use terminal::failure::Failure;

use self::places::{Place, Places};
use self::submission::Submission;
use crate::archive::{self, below};
use crate::key::{decryption, unusable};
use crate::log::Log;
use crate::object::Held;
use crate::options::HomeOptions;
use crate::report::Report;
use crate::sealed::{DIGESTS, PACKAGE};

/// Verifies one home or backup.
pub(crate) fn verify(options: &HomeOptions, home: Option<&Path>, report: &mut Report) -> Result<(), Failure> {
    let texts = report.texts();
    let Some(home) = options.folder.as_deref().or(home) else {
        return Err(Failure::new(Exit::Usage, "no-home", texts.say("error-no-home")));
    };
    let key = decryption(&options.key, texts)?;
    std::fs::read_dir(home).map_err(|error| unusable("open", home, &error, texts))?;
    let places =
        Places::of(home).map_err(|cause| unusable("open", &home.join("config.toml"), &cause, texts))?;
    if places.is_empty() {
        report.unsound("no-home", home.display().to_string(), "");
        return Ok(());
    }
    for store in &places.elsewhere {
        report.note("elsewhere", store);
    }
    let bar = report.begin(home, || total(&places));
    let numbers = numbers(&places).map_err(|error| unusable("open", home, &error, texts))?;
    for number in &numbers {
        let submission = Submission { number, places: &places, key: key.as_ref(), bar: bar.clone() };
        report.steady(|report| submission.check(report));
    }
    for root in &places.archives {
        archives(root, &places, &bar, report);
    }
    report.steady(|report| logs(&places, !numbers.is_empty(), report));
    if key.is_none() && !numbers.is_empty() {
        report.note("no-key", home.display().to_string());
    }
    Ok(())
}

/// Every number of which a copy holds anything, in order.
fn numbers(places: &Places) -> io::Result<BTreeSet<String>> {
    let mut numbers = BTreeSet::new();
    for copy in &places.copies {
        for entry in copy.sealed.as_ref().map(entries).transpose()?.into_iter().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let stem = [PACKAGE, DIGESTS]
                .iter()
                .find_map(|extension| name.strip_suffix(extension)?.strip_suffix('.'));
            numbers.extend(stem.filter(|stem| !stem.starts_with('.')).map(str::to_owned));
        }
        for entry in entries(&copy.receipts)?.into_iter().filter(|entry| entry.path().is_dir()) {
            let name = entry.file_name().to_string_lossy().into_owned();
            numbers.extend(Some(name).filter(|name| !name.starts_with('.')));
        }
    }
    Ok(numbers)
}

fn entries(folder: &Place) -> io::Result<Vec<std::fs::DirEntry>> {
    match std::fs::read_dir(&folder.path) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

/// Every object and its evidence; each must be of a submission whose receipts are the same in the stores.
fn archives(root: &Place, places: &Places, bar: &Bar, report: &mut Report) {
    let checked = archive::check(&root.path, &root.name, bar, report, &mut |held: Held, report| {
        for copy in &places.copies {
            submission::same(&held, copy, report);
        }
    });
    match checked {
        Ok(()) => {}
        Err(ValidateError::Store(error)) => report.unreadable(&root.name, &error.source),
        Err(error) => report.unsound("unreadable", &root.name, error),
    }
}

/// Each copy of the log, held also against the newest checkpoint of the other.
fn logs(places: &Places, filed: bool, report: &mut Report) {
    if places.logs.is_empty() && filed {
        // A home of an early version has none.
        report.warn("no-log", "log", "");
    }
    for place in &places.lost {
        report.unsound("missing", &place.name, "");
    }
    let mut logs = Vec::new();
    for place in &places.logs {
        match Log::open(&place.path, &place.name, report) {
            Ok(log) => logs.extend(log.map(|log| (place, log))),
            Err(error) => report.unreadable(&place.name, &error),
        }
    }
    for (place, log) in &logs {
        let others = logs.iter().filter(|(other, _)| other.name != place.name);
        for (other, beyond) in others.clone() {
            behind(place, log, other, beyond, report);
        }
        // The desk writes one copy after the other: what the other has more is no damage of this one.
        let kept: Vec<_> = others
            .filter(|(_, other)| other.newest.size() <= log.newest.size())
            .map(|(other, kept)| (format!("{}/checkpoint", other.name), kept.newest.text()))
            .collect();
        if let Err(error) = log.check(&kept, report) {
            report.unreadable(&place.name, &error);
        }
    }
}

/// Whether a copy of the log has all that the other has.
fn behind(place: &Place, log: &Log, other: &Place, beyond: &Log, report: &mut Report) {
    if log.newest.size() < beyond.newest.size() {
        let detail = format!("{} of {} entries", log.newest.size(), beyond.newest.size());
        report.warn("log-behind", format!("{}/checkpoint", place.name), detail);
    }
    let (Ok(kept), Ok(stamps)) = (beyond.folder.earlier(), beyond.folder.stamps()) else { return };
    let names = kept.into_iter().map(|(name, _)| name).chain(stamps.iter().map(StampName::token));
    for name in names.filter(|name| !place.path.join(name).exists()) {
        report.unsound("missing", format!("{}/{name}", place.name), &other.name);
    }
}

/// Bytes that will be read.
fn total(places: &Places) -> Option<u64> {
    let shelves = places.copies.iter().filter_map(|copy| copy.sealed.as_ref());
    shelves.chain(&places.archives).map(|place| below(&place.path)).sum()
}
