//! The steps of a job that write the archive.

use std::path::PathBuf;
use std::sync::Arc;

use archive::id::ObjectId;
use package::stanza;
use package::time::UtcTime;

use super::error::JobError;
use super::{Job, now};
use crate::desk::archiving::{ArchivingError, Contents};
use crate::desk::findings::Findings;
use crate::desk::opening::Opening;

impl Job {
    /// Makes the object, and returns when it was read back; none, when another has the place and this is to be refused.
    pub(super) async fn archive(
        &self,
        dossier: PathBuf,
        opening: &mut Opening,
        findings: &Findings,
    ) -> Result<Option<UtcTime>, JobError> {
        let row = &self.claim.submission;
        if self.desk.registry.holder(row).await?.is_some_and(|holder| holder != row.number) {
            return Ok(None);
        }
        let receipts = self.desk.registry.receipts(&row.number).await?;
        let evidence = opening.evidence(stanza::line(&opening.escrow), findings.bytes().to_vec(), &receipts);
        let contents = Contents { dossier, files: std::mem::take(&mut opening.files), evidence };
        let (id, progress) = (self.object()?, Arc::clone(&self.progress));
        match self.blocking(move |desk, _| desk.archive.keep(&id, &contents, now(), &progress)).await? {
            Ok(()) => Ok(Some(now())),
            Err(ArchivingError::Stopped(stopped)) => Err(stopped.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes the object again: no R2 speaks of it.
    pub(super) async fn withdraw(&self) -> Result<(), JobError> {
        let id = self.object()?;
        Ok(self.blocking(move |desk, _| desk.archive.withdraw(&id)).await?.map_err(ArchivingError::from)?)
    }

    /// Adds the last receipts to the object.
    pub(super) async fn close_object(&self) -> Result<(), JobError> {
        let receipts = self.desk.registry.receipts(&self.claim.submission.number).await?;
        let id = self.object()?;
        Ok(self.blocking(move |desk, _| desk.archive.close(&id, &receipts, now())).await??)
    }

    /// The name of this submission in the archive.
    fn object(&self) -> Result<ObjectId, ArchivingError> {
        let row = &self.claim.submission;
        Ok(ObjectId::new(&row.organisation, &row.application, &row.sequence)?)
    }
}
