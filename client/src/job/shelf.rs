//! The receipts of one submission as files: the centre's signed bytes, a page for people in each language, and the
//! findings file that R2 names.
//!
//! Files are written whole and replaced by equal bytes when fetched again; nothing here is ever removed.

use std::io::Write;
use std::path::{Path, PathBuf};

use crypto::digest::{Sha256, Sha256Digest};
use durable::error::FileError;
use durable::folder;
use durable::whole::{Existing, Whole, write};
use ectd::language::Language;
use package::page::{self, TimeZone};
use package::receipt::Receipt;
use package::receipt::body::{Body, Kind};

use crate::home::Home;
use crate::job::event::Stored;

/// The folder of one submission's receipts.
#[derive(Debug)]
pub struct Shelf {
    folder: PathBuf,
    zone: TimeZone,
    findings: Option<Arriving>,
}

/// A findings file that is arriving in pieces.
#[derive(Debug)]
struct Arriving {
    file: Whole,
    hasher: Sha256,
    written: u64,
}

impl Shelf {
    /// The folder of submission `number` in the home.
    pub fn of(home: &Home, number: &str) -> Shelf {
        Shelf::at(home.receipts().join(number), home.zone())
    }

    /// Any folder, for a reader in `zone`.
    pub fn at(folder: PathBuf, zone: &TimeZone) -> Shelf {
        Shelf { folder, zone: zone.clone(), findings: None }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Takes a piece of the findings file. Pieces come in order; one that does not fit begins it anew or is ignored.
    ///
    /// # Errors
    /// What the system answers.
    pub fn findings(&mut self, offset: u64, bytes: &[u8]) -> Result<(), FileError> {
        if offset == 0 {
            folder::create(&self.folder)?;
            let file = Whole::create(&self.folder.join(FINDINGS))?;
            self.findings = Some(Arriving { file, hasher: Sha256::new(), written: 0 });
        }
        let Some(arriving) = self.findings.as_mut().filter(|arriving| arriving.written == offset) else {
            return Ok(());
        };
        arriving.hasher.update(bytes);
        arriving.written += bytes.len() as u64;
        let path = self.folder.join(FINDINGS);
        arriving.file.write_all(bytes).map_err(|source| FileError { operation: "write", path, source })
    }

    /// Stores a receipt that is believed, with its pages, and the findings file if the receipt proves it.
    ///
    /// # Errors
    /// What the system answers.
    pub fn keep(&mut self, receipt: &Receipt) -> Result<Stored, FileError> {
        folder::create(&self.folder)?;
        if let Body::Verified(verification) = receipt.body() {
            self.keep_findings(verification.findings.sha256.0)?;
        }
        let stem = receipt.kind().file_stem();
        let file = self.folder.join(format!("{stem}.cose"));
        if holds_proven(&file, receipt) {
            return Ok(stored(receipt, file));
        }
        let _durable = write(&file, receipt.bytes(), Existing::Replace)?;
        for language in Language::ALL {
            let page = self.folder.join(format!("{stem}.{}.html", language.tag()));
            let _durable =
                write(&page, page::render(receipt, language, &self.zone).as_bytes(), Existing::Replace)?;
        }
        Ok(stored(receipt, file))
    }

    /// Reads the receipts that lie here, in order. A file that is no receipt is passed over: what is missing can
    /// always be fetched again.
    pub fn read(&self) -> Vec<(Receipt, PathBuf)> {
        let read = |kind: Kind| {
            let path = self.folder.join(format!("{}.cose", kind.file_stem()));
            let receipt = Receipt::read(&std::fs::read(&path).ok()?).ok()?;
            Some((receipt, path))
        };
        Kind::ALL.into_iter().filter_map(read).collect()
    }

    /// Whether there are receipts, each with a proof of the log.
    pub fn is_proven(&self) -> bool {
        let receipts = self.read();
        !receipts.is_empty() && receipts.iter().all(|(receipt, _)| receipt.proofs().is_some())
    }

    fn keep_findings(&mut self, expected: Sha256Digest) -> Result<(), FileError> {
        match self.findings.take() {
            Some(arriving) if arriving.hasher.clone().finish() == expected => {
                let _durable = arriving.file.commit(Existing::Replace)?;
                Ok(())
            }
            // Not the file that was signed: dropped, and the receipt stands without it.
            _ => Ok(()),
        }
    }
}

/// Whether the same receipt lies there with a proof of the log. It stays: no bare one and no later proof says more.
fn holds_proven(file: &Path, receipt: &Receipt) -> bool {
    let there = std::fs::read(file).ok().and_then(|bytes| Receipt::read(&bytes).ok());
    there.is_some_and(|there| there.proofs().is_some() && there.digest() == receipt.digest())
}

/// Describes a receipt and the file it lies in.
pub fn stored(receipt: &Receipt, file: PathBuf) -> Stored {
    let filing = receipt.filing();
    Stored {
        kind: receipt.kind().word(),
        number: filing.number.to_string(),
        manifest_root: filing.manifest_root.to_string(),
        package_digest: receipt.body().package_digest().map(|digest| digest.to_string()),
        file,
    }
}

/// The numbers of all submissions whose receipts lie in the home, in order.
///
/// # Errors
/// What the system answers.
pub fn numbers(home: &Home) -> Result<Vec<String>, FileError> {
    let path = home.receipts();
    let entries = match std::fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(FileError { operation: "read folder", path, source }),
    };
    let mut numbers: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

const FINDINGS: &str = "findings.json";
