//! The desk's archive: what was verified becomes an object before R2 is given, the last receipts its second version.
//!
//! At R2 the object is durable, visible and read back. One that no R2 speaks of, because the desk was killed or another
//! root took the place, is withdrawn by whoever comes to the same place next.

use std::path::PathBuf;

use archive::damage::Damage;
use archive::digests::Digests;
use archive::draft::{DraftError, Facts};
use archive::id::{NotAnObjectId, ObjectId};
use archive::root::{Root, RootError};
use archive::store::StoreError;
use archive::validate::{self, ValidateError};
use package::evidence::Signer;
use package::receipt::{Receipt, ReceiptError};
use package::time::UtcTime;

use super::progress::{Progress, Stopped};
use crate::config::places::Config;
use crate::registry::database::Registry;
use crate::registry::entity::receipt::{self, Kind};
use crate::registry::error::RegistryError;
use crate::store;
use crate::store::archive::OpenError;

/// The archive, and the name under which the desk writes it.
pub struct Archive {
    root: Root,
    name: String,
    address: String,
}

/// Something that could not be archived.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ArchivingError {
    /// The storage root cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// It is no storage root of this archive, or an object in it cannot be read.
    #[error(transparent)]
    Root(#[from] RootError),
    /// A version could not be made.
    #[error(transparent)]
    Draft(#[from] DraftError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The submission has no name in the archive.
    #[error(transparent)]
    Id(#[from] NotAnObjectId),
    /// What was read back is not what was written.
    #[error("the archive was read back with damage: {0}")]
    Damaged(Box<Damage>),
    /// It could not be read back.
    #[error(transparent)]
    Validate(#[from] ValidateError),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The registry's receipts cannot be read.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// The work is no longer wanted.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// A file that was opened, and its digests.
#[derive(Debug)]
pub struct Taken {
    /// Its path in the dossier.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// What was taken while it was written.
    pub digests: Digests,
}

/// What version 1 holds.
#[derive(Debug)]
pub struct Contents {
    /// The folder of the opened dossier.
    pub dossier: PathBuf,
    /// Its files; they are moved.
    pub files: Vec<Taken>,
    /// The evidence: path below `evidence/`, and bytes.
    pub evidence: Vec<(String, Vec<u8>)>,
}

impl Archive {
    /// Opens the archive for writing, makes it where it is missing, and makes good what a crash left.
    ///
    /// # Errors
    /// [`ArchivingError`].
    pub fn open(config: &Config, signer: &Signer) -> Result<Self, ArchivingError> {
        let root = create(config)?;
        for recovered in root.recover()? {
            tracing::warn!(?recovered, "the archive was made good after a crash");
        }
        let centre = &config.settings.centre;
        Ok(Self {
            root,
            name: format!("{} ({})", centre.name, centre.code),
            // RFC 6920: the key that signs the receipts.
            address: format!("nih:sha-256;{}", signer.certificate().spki_sha256),
        })
    }

    /// The name under which R2 speaks of it.
    pub fn label(&self) -> &str {
        self.root.store().label()
    }

    /// The storage root.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Makes the object with its first version, and reads all of it back. One that is there already has no R2: it goes.
    ///
    /// # Errors
    /// [`ArchivingError`]; then there is no object, or one without R2.
    pub fn keep(
        &self,
        id: &ObjectId,
        contents: &Contents,
        now: UtcTime,
        progress: &Progress,
    ) -> Result<(), ArchivingError> {
        let kept = self.file(id, contents, now, progress);
        if kept.is_err() {
            // What was staged is plain text: it does not wait for the next attempt.
            self.root.recover()?;
        }
        kept
    }

    fn file(
        &self,
        id: &ObjectId,
        contents: &Contents,
        now: UtcTime,
        progress: &Progress,
    ) -> Result<(), ArchivingError> {
        if self.root.holds(id)? {
            self.withdraw(id)?;
        }
        let mut draft = self.root.begin(id)?;
        for file in &contents.files {
            draft.adopt(
                &format!("dossier/{}", file.path),
                &contents.dossier.join(&file.path),
                &file.digests,
            )?;
        }
        for (name, bytes) in &contents.evidence {
            draft.write(&format!("evidence/{name}"), &mut &bytes[..])?;
        }
        let object = draft.finish(self.facts("verified", now))?;
        match object.read_back(&mut Reading(progress)) {
            Ok(damages) => damages
                .into_iter()
                .next()
                .map_or(Ok(()), |damage| Err(ArchivingError::Damaged(Box::new(damage)))),
            Err(ValidateError::Stopped(_)) => Err(Stopped.into()),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes an object of which no R2 speaks.
    ///
    /// # Errors
    /// When the store fails.
    pub fn withdraw(&self, id: &ObjectId) -> Result<(), StoreError> {
        self.root.danger_withdraw(id)
    }

    /// Adds R2 and R3; asked again, it adds nothing.
    ///
    /// # Errors
    /// [`ArchivingError`].
    pub fn close(
        &self,
        id: &ObjectId,
        receipts: &[receipt::Model],
        now: UtcTime,
    ) -> Result<(), ArchivingError> {
        if !self.root.holds(id)? {
            // Registered by a version of this program that had no archive.
            tracing::warn!(%id, "there is no object for this submission");
            return Ok(());
        }
        let mut draft = self.root.amend(id)?;
        for (name, bytes) in evidence_of(receipts, &[Kind::Verified, Kind::Registered]) {
            draft.write(&format!("evidence/{name}"), &mut &bytes[..])?;
        }
        draft.finish(self.facts("registered", now))?;
        Ok(())
    }

    /// Makes good what a crash left: adds last receipts that are missing, removes objects that got no R2 and whose
    /// submission has given way since.
    ///
    /// # Errors
    /// [`ArchivingError`].
    pub async fn mend(&self, registry: &Registry, now: UtcTime) -> Result<(), ArchivingError> {
        for row in registry.displaced().await? {
            let id = ObjectId::new(&row.organisation, &row.application, &row.sequence)?;
            if registry.holder(&row).await?.is_none() && self.root.holds(&id)? {
                self.withdraw(&id)?;
                tracing::info!(number = row.number, "its object, which never got R2, was removed");
            }
        }
        self.close_all(registry, now).await
    }

    async fn close_all(&self, registry: &Registry, now: UtcTime) -> Result<(), ArchivingError> {
        let mut position = 0;
        loop {
            let rows = registry.receipts_from(position, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            position = last.position + 1;
            for row in rows.iter().filter(|row| row.kind == Kind::Registered) {
                let receipt = Receipt::read(&row.cose)?;
                let filing = receipt.filing();
                let id = ObjectId::new(
                    filing.organisation.as_str(),
                    filing.application.as_str(),
                    filing.sequence.as_str(),
                )?;
                if self.root.newest(&id)? == Some(FIRST) {
                    self.close(&id, &registry.receipts(&row.number).await?, now)?;
                }
            }
        }
    }

    fn facts(&self, message: &str, now: UtcTime) -> Facts {
        Facts {
            created: now.to_string(),
            message: message.to_owned(),
            name: self.name.clone(),
            address: self.address.clone(),
        }
    }
}

/// Opens the storage root for writing; makes it where it is missing.
///
/// # Errors
/// [`ArchivingError`].
pub fn create(config: &Config) -> Result<Root, ArchivingError> {
    Ok(Root::create(store::archive::writer(config)?)?)
}

/// Receipts of these kinds, as evidence.
pub fn evidence_of(receipts: &[receipt::Model], kinds: &[Kind]) -> impl Iterator<Item = (String, Vec<u8>)> {
    let rows = receipts.iter().filter(|row| kinds.contains(&row.kind));
    rows.map(|row| (format!("receipts/{}.cose", row.kind.file_stem()), row.cose.clone()))
}

struct Reading<'a>(&'a Progress);

impl validate::Progress for Reading<'_> {
    fn read(&mut self, bytes: u64) -> Result<(), validate::Stopped> {
        self.0.verified(bytes).map_err(|Stopped| validate::Stopped)
    }
}

/// The version without the last receipts.
const FIRST: u32 = 1;
/// Receipts that are looked at in one go.
const BATCH: u64 = 500;
