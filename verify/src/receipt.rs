//! `receipt FILE`: signature, certificate at the receipt's time, links, the package it is about, its place in the log, and
//! that one file was in its dossier.

use std::fs::File;
use std::path::Path;

use crypto::tree;
use package::head::Head;
use package::log::proof::{self, Standing};
use package::log::reader::{ReadError, Reader};
use package::receipt::Receipt;
use package::receipt::body::{Body, Kind};
use package::receipt::step::Step;
use package::receipt::verification::Verification;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::key::unusable;
use crate::log::{self, Log};
use crate::options::ReceiptOptions;
use crate::part::Part;
use crate::report::Report;
use crate::{file, receipts};

/// Verifies one receipt.
pub(crate) fn verify(options: &ReceiptOptions, report: &mut Report) -> Result<(), Failure> {
    let place = options.file.display().to_string();
    let Some(receipt) = read(&options.file, report)? else { return Ok(()) };
    let beside = beside(&options.file, report)?;
    links(&place, &receipt, &beside, report);
    match &options.log {
        Some(folder) => stands(folder, &place, &receipt, report)?,
        None if receipt.proofs().is_some() => report.note("log-proof-unchecked", place),
        None => report.note("no-log-proof", place),
    }
    if let Some(package) = &options.package {
        about(package, &receipt, report)?;
    }
    if let Some(member) = &options.member {
        let Some((verified, said)) = verified(&options.file, &receipt, &beside, report)? else {
            return Ok(());
        };
        file::was_in(member, options.proof.as_deref(), &verified.filing().sequence, &said, report)?;
    }
    Ok(())
}

/// Reads the receipt that was named; what is wrong with it becomes a finding.
pub(crate) fn read(path: &Path, report: &mut Report) -> Result<Option<Receipt>, Failure> {
    let bytes = receipts::read(path).map_err(|e| unusable("open", path, &e, report.texts()))?;
    Ok(receipts::judge(&bytes, &path.display().to_string(), report))
}

/// The sound receipts in the same folder.
pub(crate) fn beside(path: &Path, report: &Report) -> Result<Vec<Receipt>, Failure> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = receipts::files(folder).map_err(|e| unusable("open", folder, &e, report.texts()))?;
    Ok(files.iter().filter_map(|file| Receipt::read(&receipts::read(file).ok()?).ok()).collect())
}

/// The receipt R2 of the same package, and what it says: this one, or one in the same folder that is linked to it.
pub(crate) fn verified(
    path: &Path,
    receipt: &Receipt,
    beside: &[Receipt],
    report: &mut Report,
) -> Result<Option<(Receipt, Verification)>, Failure> {
    let same = |other: &&Receipt| other.kind() == Kind::Verified && other.filing() == receipt.filing();
    let found = std::iter::once(receipt).chain(beside).find(same).cloned();
    let Some((found, Body::Verified(said))) = found.map(|found| (found.clone(), found.body().clone())) else {
        let (place, texts) = (path.display().to_string(), report.texts());
        let message = texts.with("error-no-verified", &[("path", place)]);
        return Err(Failure::new(Exit::Failed, "no-verified", message).hint(texts.say("hint-no-verified")));
    };
    if found.digest() != receipt.digest() {
        let place = format!("{}: {}", path.display(), found.kind().file_stem());
        report.checked(Part::Receipt, 1);
        if let Some(Err(error)) = report.anchor().map(|anchor| found.trust(anchor)) {
            report.unsound("not-trusted", &place, error);
            return Ok(None);
        }
        if chain(&found, beside).is_none_or(|chain| Step::of(chain).is_err()) {
            report.unsound("receipt-link", place, "");
            return Ok(None);
        }
    }
    Ok(Some((found, *said)))
}

/// Proves the links from the first receipt to this one, with those that lie in the same folder.
fn links(place: &str, receipt: &Receipt, beside: &[Receipt], report: &mut Report) {
    match chain(receipt, beside).map(Step::of) {
        None => report.note("alone", place),
        Some(Err(error)) => report.unsound("receipt-link", place, error),
        Some(Ok(_)) => {}
    }
}

/// A receipt and all before it; none, when one of them is not there.
fn chain(receipt: &Receipt, beside: &[Receipt]) -> Option<Vec<Receipt>> {
    let mut chain = vec![receipt.clone()];
    while let Some(before) = chain.last().and_then(Receipt::after) {
        chain.push(beside.iter().find(|other| other.digest() == before)?.clone());
    }
    Some(chain)
}

/// Proves that the receipt stands in a log, under the log's own newest checkpoint, and that the tree of the receipt's
/// proof is an earlier state of the same log.
fn stands(folder: &Path, place: &str, receipt: &Receipt, report: &mut Report) -> Result<(), Failure> {
    let Some(log) = log::open(folder, report)? else { return Ok(()) };
    report.checked(Part::Checkpoint, 1);
    let standing = match proof::verify(receipt, Some(&log.keys)) {
        Ok(Some(standing)) => standing,
        Ok(None) => {
            report.unsound("not-in-log", place, "");
            return Ok(());
        }
        Err(error) => {
            report.unsound("log-proof", place, error);
            return Ok(());
        }
    };
    match within(&log, &standing) {
        Ok(true) => {}
        Ok(false) => report.unsound("not-in-log", place, ""),
        Err(ReadError::File(error)) => return Err(unusable("open", folder, &error, report.texts())),
        Err(error) => report.unsound("not-in-log", place, error),
    }
    Ok(())
}

fn within(log: &Log, standing: &Standing) -> Result<bool, ReadError> {
    let (size, root) = (log.newest.size(), log.newest.root());
    let mut reader = Reader::new(&log.folder, size);
    let leaf = tree::leaf(standing.entry.as_bytes());
    let path = reader.inclusion(standing.index)?;
    let earlier = reader.consistency(standing.size)?;
    Ok(crypto::proof::verify_inclusion(&leaf, standing.index, size, &path, root).is_ok()
        && crypto::proof::verify_consistency(standing.size, &standing.root, size, root, &earlier).is_ok())
}

fn about(path: &Path, receipt: &Receipt, report: &mut Report) -> Result<(), Failure> {
    let mut file = File::open(path).map_err(|e| unusable("open", path, &e, report.texts()))?;
    report.checked(Part::Package, 1);
    match Head::read(&mut file).and_then(|head| head.verify().map(|()| head)) {
        Ok(head) => {
            report.read(head.payload_offset());
            if !receipt.filing().is_of(head.statement()) {
                report.unsound("other-package", path.display().to_string(), "");
            }
        }
        Err(error) => report.unsound("clear-part", path.display().to_string(), error),
    }
    Ok(())
}
