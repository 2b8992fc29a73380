//! Receipts as files: the signed bytes, a page for people in each language, and the findings beside them.
//!
//! The registry's row is the truth; a file is made from it after the commit, and made again when it is missing.

pub mod proof;

use std::sync::Arc;

use durable::error::FileError;
use ectd::language::Language;
use package::page::{self, TimeZone};
use package::receipt::{Receipt, ReceiptError};

use crate::registry::database::Registry;
use crate::registry::entity::receipt;
use crate::registry::error::RegistryError;
use crate::store::{Name, Store};

/// The store of receipts.
#[derive(Clone)]
pub struct Receipts {
    store: Arc<dyn Store>,
}

/// A receipt that could not be put into the store.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeepError {
    /// The store failed.
    #[error(transparent)]
    File(#[from] FileError),
    /// The registry's bytes are no receipt.
    #[error("the registry holds a receipt that cannot be read")]
    Receipt(#[from] ReceiptError),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
}

impl Receipts {
    /// Keeps receipts in this store.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// The store itself.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// Puts a receipt with its pages into the store, durable on return.
    ///
    /// # Errors
    /// [`KeepError`].
    pub fn keep(&self, row: &receipt::Model) -> Result<(), KeepError> {
        let receipt = Receipt::read(&row.cose)?;
        let stem = row.kind.file_stem();
        for language in Language::ALL {
            let text = page::render(&receipt, language, &TimeZone::system());
            let file = format!("{stem}.{}.html", language.tag());
            self.store.put(&Name::receipt(&row.number, &file), text.as_bytes())?;
        }
        // The signed bytes last: where they are, the pages are too.
        Ok(self.store.put(&signed(row), &row.cose)?)
    }

    /// Puts the findings file into the store, durable on return.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn keep_findings(&self, number: &str, bytes: &[u8]) -> Result<(), FileError> {
        self.store.put(&Name::receipt(number, FINDINGS), bytes)
    }

    /// Puts the list of the dossier's files into the store, durable on return, for the desk's user alone: intake is to
    /// know nothing of what is in a package.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn keep_list(&self, number: &str, bytes: &[u8]) -> Result<(), FileError> {
        self.store.put_private(&Name::receipt(number, FILES), bytes)
    }

    /// Reads the findings file; none where the desk has not come so far.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn findings(&self, number: &str) -> Result<Option<Vec<u8>>, FileError> {
        match self.store.read(&Name::receipt(number, FINDINGS)) {
            Err(error) if error.is_missing() => Ok(None),
            read => read.map(Some),
        }
    }

    /// Makes the files that a crash kept from being made, of the given kinds.
    ///
    /// # Errors
    /// [`KeepError`].
    pub async fn mend(&self, registry: &Registry, kinds: &[receipt::Kind]) -> Result<(), KeepError> {
        let mut position = 0;
        loop {
            let rows = registry.receipts_from(position, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            position = last.position + 1;
            for row in rows.iter().filter(|row| kinds.contains(&row.kind)) {
                if !self.store.holds(&signed(row))? {
                    self.keep(row)?;
                }
            }
        }
    }
}

fn signed(row: &receipt::Model) -> Name {
    Name::receipt(&row.number, &format!("{}.cose", row.kind.file_stem()))
}

/// Name of the findings file beside the receipts.
pub const FINDINGS: &str = "findings.json";
/// Name of the list of the dossier's files beside the receipts.
pub const FILES: &str = "files.json";
/// Receipts that are looked at in one go.
const BATCH: u64 = 500;
