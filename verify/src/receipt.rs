//! `receipt FILE`: signature, certificate at the receipt's time, links, and the package it is about.

use std::fs::File;
use std::path::Path;

use crypto::chain::Anchor;
use crypto::tree;
use package::head::Head;
use package::log::proof::{self, Standing};
use package::log::reader::{ReadError, Reader};
use package::receipt::Receipt;
use package::receipt::step::Step;
use terminal::failure::Failure;

use crate::command::ReceiptOptions;
use crate::evidence;
use crate::key::{anchor, unusable};
use crate::log::{self, Log};
use crate::report::Report;
use crate::text::Texts;

/// Verifies one receipt.
pub(crate) fn verify(options: &ReceiptOptions, texts: Texts) -> Result<Report, Failure> {
    let anchor = anchor(options.trust.as_deref(), texts)?;
    let mut report = Report::new(anchor.is_some());
    let Some(receipt) = evidence::receipt(&options.file, anchor.as_ref(), &mut report, texts)? else {
        return Ok(report);
    };
    links(&options.file, &receipt, &mut report, texts)?;
    match &options.log {
        Some(folder) => stands(folder, &options.file, &receipt, anchor.as_ref(), &mut report, texts)?,
        None if receipt.proofs().is_some() => {
            report.note(texts, "log-proof-unchecked", options.file.display().to_string());
        }
        None => {}
    }
    if let Some(package) = &options.package {
        about(package, &receipt, &mut report, texts)?;
    }
    Ok(report)
}

/// Proves the links from the first receipt to this one, with those that lie in the same folder.
fn links(path: &Path, receipt: &Receipt, report: &mut Report, texts: Texts) -> Result<(), Failure> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut chain = vec![receipt.clone()];
    let beside: Vec<Receipt> = evidence::files(folder, texts)?
        .iter()
        .filter_map(|file| Receipt::read(&std::fs::read(file).ok()?).ok())
        .collect();
    while let Some(before) = chain.last().and_then(Receipt::after) {
        let Some(found) = beside.iter().find(|r| r.digest() == before) else {
            report.note(texts, "alone", path.display().to_string());
            return Ok(());
        };
        chain.push(found.clone());
    }
    if let Err(error) = Step::of(chain) {
        report.unsound(texts, "receipt-link", path.display().to_string(), error);
    }
    Ok(())
}

/// Proves that the receipt stands in a log, under the log's own newest checkpoint, and that the tree of the receipt's
/// proof is an earlier state of the same log.
fn stands(
    folder: &Path,
    path: &Path,
    receipt: &Receipt,
    anchor: Option<&Anchor>,
    report: &mut Report,
    texts: Texts,
) -> Result<(), Failure> {
    let Some(log) = log::open(folder, anchor, report, texts)? else { return Ok(()) };
    report.checked(1);
    let place = path.display().to_string();
    let standing = match proof::verify(receipt, Some(&log.keys)) {
        Ok(Some(standing)) => standing,
        Ok(None) => {
            report.unsound(texts, "not-in-log", place, "");
            return Ok(());
        }
        Err(error) => {
            report.unsound(texts, "log-proof", place, error);
            return Ok(());
        }
    };
    match within(&log, &standing) {
        Ok(true) => {}
        Ok(false) => report.unsound(texts, "not-in-log", place, ""),
        Err(ReadError::File(error)) => return Err(unusable("open", folder, &error, texts)),
        Err(error) => report.unsound(texts, "not-in-log", place, error),
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

fn about(path: &Path, receipt: &Receipt, report: &mut Report, texts: Texts) -> Result<(), Failure> {
    let mut file = File::open(path).map_err(|e| unusable("open", path, &e, texts))?;
    report.checked(1);
    match Head::read(&mut file).and_then(|head| head.verify().map(|()| head)) {
        Ok(head) => {
            report.read(head.payload_offset());
            if !receipt.filing().is_of(head.statement()) {
                report.unsound(texts, "other-package", path.display().to_string(), "");
            }
        }
        Err(error) => report.unsound(texts, "clear-part", path.display().to_string(), error),
    }
    Ok(())
}
