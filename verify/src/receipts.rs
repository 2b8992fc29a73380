//! Receipts, read from files and judged each at its own time.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use package::receipt::Receipt;
use package::receipt::body::Kind;
use package::receipt::step::Step;

use crate::part::Part;
use crate::report::Report;

/// Receipts of one package with the files they came from, in the order of the steps.
#[derive(Debug, Default)]
pub(crate) struct Receipts(pub(crate) Vec<Receipt>);

impl Receipts {
    /// Reads all receipts of a folder and proves their links. `place` is how findings name the folder.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub(crate) fn in_folder(folder: &Path, place: &str, report: &mut Report) -> io::Result<Self> {
        let mut receipts = Vec::new();
        for file in files(folder)? {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let place = format!("{place}/{name}");
            match read(&file) {
                Ok(bytes) => receipts.extend(named(&bytes, &name, &place, report)),
                Err(error) => report.unreadable(place, &error),
            }
        }
        let receipts = Self(receipts);
        receipts.follow(place, report);
        Ok(receipts)
    }

    /// Proves that each follows the one before it, and that there is a first.
    pub(crate) fn follow(&self, place: &str, report: &mut Report) {
        if let Err(error) = Step::of(self.0.clone()) {
            report.unsound("receipt-link", place, error);
        }
    }

    /// Says of each receipt without a proof of the log that it has none.
    pub(crate) fn without_proof(&self, report: &mut Report) {
        for receipt in self.0.iter().filter(|receipt| receipt.proofs().is_none()) {
            report.note("no-log-proof", format!("{}.cose", receipt.kind().file_stem()));
        }
    }

    /// The receipt of a kind.
    pub(crate) fn of_kind(&self, kind: Kind) -> Option<&Receipt> {
        self.0.iter().find(|receipt| receipt.kind() == kind)
    }
}

/// Reads a receipt that must be of the kind that its file's name says.
pub(crate) fn named(bytes: &[u8], name: &str, place: &str, report: &mut Report) -> Option<Receipt> {
    let receipt = judge(bytes, place, report)?;
    if name != format!("{}.cose", receipt.kind().file_stem()) {
        report.unsound("receipt-misplaced", place, format!("the receipt is a \"{}\"", receipt.kind()));
    }
    Some(receipt)
}

/// Reads one receipt and judges its certificate at its own time; what is wrong becomes a finding.
pub(crate) fn judge(bytes: &[u8], place: &str, report: &mut Report) -> Option<Receipt> {
    report.checked(Part::Receipt, 1);
    report.read(bytes.len() as u64);
    let receipt = match Receipt::read(bytes) {
        Ok(receipt) => receipt,
        Err(error) => {
            report.unsound("receipt", place, error);
            return None;
        }
    };
    if let Some(Err(error)) = report.anchor().map(|anchor| receipt.trust(anchor)) {
        report.unsound("not-trusted", place, error);
    }
    Some(receipt)
}

/// The receipt files of a folder, in the order of their names, which is that of the steps.
///
/// # Errors
/// When the folder cannot be listed.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let file = entry?.path();
        if file.extension().is_some_and(|extension| extension == "cose") {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads a receipt's file.
///
/// # Errors
/// What the system answers.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte more than a receipt may have: a longer file is refused by the reader, not read into memory.
    std::fs::File::open(path)?.take(LONGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// No receipt is longer than this, in bytes.
const LONGEST: u64 = 16 << 20;
