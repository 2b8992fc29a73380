//! Why a job did not come to its end.

use durable::error::FileError;
use package::receipt::ReceiptError;

use crate::desk::archiving::ArchivingError;
use crate::desk::backbones::BackboneError;
use crate::desk::copy::error::CopyError;
use crate::desk::opening::OpeningError;
use crate::desk::progress::Stopped;
use crate::desk::rules::RulesError;
use crate::receipts::KeepError;
use crate::registry::error::RegistryError;
use crate::registry::signing::SigningError;

/// A job that did not come to its end. It is tried again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JobError {
    /// The registry failed, or another has taken over.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The package could not be opened for a reason that may pass.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// There is no second copy.
    #[error(transparent)]
    Copy(#[from] CopyError),
    /// The dossier is not in the archive.
    #[error(transparent)]
    Archive(#[from] ArchivingError),
    /// The rules gave no result.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// The backbone could not be kept for the sequences to come.
    #[error(transparent)]
    Backbone(#[from] BackboneError),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A receipt's file could not be written.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// The registry's receipts cannot be read.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The receipts do not say what the row says.
    #[error("the receipts of {0} do not say what its row says")]
    Contradiction(String),
    /// What has to stand in a refusal is missing.
    #[error("a refusal cannot be signed: {0}")]
    Grounds(SigningError),
    /// R3 is given, but files that follow from it are not all written.
    #[error("what follows R3 is not all written: {0}")]
    Unfinished(#[source] Box<Self>),
    /// The job is no longer wanted.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// A working thread failed.
    #[error("a working thread failed")]
    Thread(#[from] tokio::task::JoinError),
}

impl JobError {
    /// Tells whether another root has taken the place, or another desk the work.
    pub fn is_taken_over(&self) -> bool {
        matches!(self, Self::Registry(RegistryError::MovedOn { .. } | RegistryError::OutOfOrder { .. }))
    }
}
