//! Receipts in a folder, read and judged.

use std::path::{Path, PathBuf};

use crypto::chain::Anchor;
use package::receipt::Receipt;
use package::receipt::step::Step;
use terminal::failure::Failure;

use crate::key::unusable;
use crate::report::Report;
use crate::text::Texts;

/// Reads one receipt and judges its certificate at its own time; what is wrong becomes a finding.
pub(crate) fn receipt(
    path: &Path,
    anchor: Option<&Anchor>,
    report: &mut Report,
    texts: Texts,
) -> Result<Option<Receipt>, Failure> {
    let bytes = read(path, texts)?;
    report.checked(1);
    report.read(bytes.len() as u64);
    let receipt = match Receipt::read(&bytes) {
        Ok(receipt) => receipt,
        Err(error) => {
            report.unsound(texts, "receipt", path.display().to_string(), error);
            return Ok(None);
        }
    };
    if let Some(Err(error)) = anchor.map(|anchor| receipt.trust(anchor)) {
        report.unsound(texts, "not-trusted", path.display().to_string(), error);
    }
    if receipt.proofs().is_none() {
        report.note(texts, "no-log-proof", path.display().to_string());
    }
    Ok(Some(receipt))
}

/// Reads all receipts of a folder and proves their links.
pub(crate) fn folder(
    path: &Path,
    anchor: Option<&Anchor>,
    report: &mut Report,
    texts: Texts,
) -> Result<Vec<Receipt>, Failure> {
    let mut receipts = Vec::new();
    for file in files(path, texts)? {
        receipts.extend(receipt(&file, anchor, report, texts)?);
    }
    match Step::of(receipts.clone()) {
        Ok(Some(_)) => {}
        Ok(None) => report.unsound(texts, "no-receipts", path.display().to_string(), ""),
        Err(error) => report.unsound(texts, "receipt-link", path.display().to_string(), error),
    }
    Ok(receipts)
}

/// The receipt files of a folder, in the order of their names, which is that of the steps.
pub(crate) fn files(path: &Path, texts: Texts) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(path).map_err(|e| unusable("open", path, &e, texts))?;
    let mut found = Vec::new();
    for entry in entries {
        let file = entry.map_err(|e| unusable("open", path, &e, texts))?.path();
        if file.extension().is_some_and(|e| e == "cose") {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

fn read(path: &Path, texts: Texts) -> Result<Vec<u8>, Failure> {
    use std::io::Read;
    let file = std::fs::File::open(path).map_err(|e| unusable("open", path, &e, texts))?;
    let mut bytes = Vec::new();
    // One byte more than a receipt may have: a longer file is refused by the reader, not read into memory.
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|e| unusable("open", path, &e, texts))?;
    Ok(bytes)
}

/// No receipt is longer than this, in bytes.
const LONGEST: u64 = 16 << 20;
