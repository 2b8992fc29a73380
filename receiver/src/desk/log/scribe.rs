//! The evidence log's files, made from the table of events after each commit: in the log's folder and in the backup.
//!
//! They are a pure function of the table and the log's key. So a crash at any point leaves nothing to mend: the next
//! start makes everything again and finds the same bytes there. Where it finds others, or a checkpoint that signs
//! another beginning, the table was rolled back or forged, and the desk does not go on.
//!
//! Before any of these files the registry's copy in the backup has the events: whatever a checkpoint signs, `rebuild` can
//! make again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crypto::digest::Sha256Digest;
use crypto::signature::SigningKey;
use durable::error::FileError;
use durable::folder;
use durable::lock::{Lock, LockError};
use package::log::Entry;
use package::log::builder::{Builder, File};
use package::log::checkpoint::{Checkpoint, CheckpointError, LogKeys, NoLogKey, SignedCheckpoint};
use package::log::folder::{CARD, CHECKPOINT, EARLIER, Folder, KeepError};

use crate::authority::keyring::{self, KeyringError};
use crate::authority::log;
use crate::clock::Moment;
use crate::config::places::{Config, REGISTRY_COPY, key};
use crate::registry::database::Registry;
use crate::registry::error::RegistryError;
use crate::registry::mirror::MirrorError;

/// Writes the log of one centre.
pub struct Scribe {
    registry: Registry,
    copy: Registry,
    place: PathBuf,
    /// The backup first: what was shown to anybody is in it already.
    folders: Arc<Vec<Folder>>,
    card: PathBuf,
    origin: String,
    key: SigningKey,
    builder: Builder,
    /// Roots that were signed, by size, and where: what the table must lead to again.
    signed: BTreeMap<u64, Vec<(Sha256Digest, String)>>,
    published: Option<Arc<Published>>,
    _lock: Lock,
}

/// The newest checkpoint, as it lies in the log.
#[derive(Debug)]
pub struct Published {
    /// Entries under it.
    pub size: u64,
    /// Its file's content.
    pub text: String,
}

/// The log cannot be written, or must not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogError {
    /// Another process writes this log.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The registry.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The registry's copy in the backup does not follow.
    #[error("{}: {source}", place.display())]
    Copy {
        /// The copy.
        place: PathBuf,
        /// Why.
        source: MirrorError,
    },
    /// The key of the log.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The key cannot sign a log.
    #[error(transparent)]
    Key(#[from] NoLogKey),
    /// A file or folder.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file could not be kept, or has another content already.
    #[error(transparent)]
    Keep(#[from] KeepError),
    /// A checkpoint that is there was not signed by this centre's log.
    #[error("the evidence log was changed: {place}: {source}")]
    Checkpoint {
        /// The file.
        place: String,
        /// What is wrong with it.
        source: CheckpointError,
    },
    /// More was signed than the registry has: it was rolled back.
    #[error("{place} signed {signed} events, the registry has {found}: it was rolled back")]
    RolledBack {
        /// The checkpoint's file.
        place: String,
        /// Events that were signed.
        signed: u64,
        /// Events in the registry.
        found: u64,
    },
    /// Another beginning was signed than the registry has: it was forged.
    #[error("the registry's first {size} events are not those that {place} signed: they were changed")]
    Forked {
        /// The checkpoint's file.
        place: String,
        /// Events that were signed.
        size: u64,
    },
    /// A position is missing in the table.
    #[error("the registry has no event {position}: it was removed")]
    Gap {
        /// The position.
        position: u64,
    },
    /// A thread failed.
    #[error(transparent)]
    Thread(#[from] tokio::task::JoinError),
}

impl Scribe {
    /// Takes the log up, makes all of it again from the table, and compares.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn open(config: &Config, registry: Registry) -> Result<Self, LogError> {
        let roots = [config.log_backup(), config.log()];
        roots.iter().try_for_each(|root| folder::create(root))?;
        let lock = Lock::acquire(&config.log().join(".lock"))?;
        let folders: Vec<Folder> = roots.into_iter().map(Folder::at).collect();
        let keys = log::with_earlier(log::keys(config)?, keyring::card(config)?.face().log.as_ref());
        let shelf = config.registry_backup();
        folder::create_private(&shelf)?;
        let place = shelf.join(REGISTRY_COPY);
        let copy = Registry::open_mirror(&place).await;
        let mut scribe = Self {
            registry,
            copy: copy.map_err(|error| LogError::Copy { place: place.clone(), source: error.into() })?,
            place,
            signed: signed(&folders, &keys)?,
            folders: Arc::new(folders),
            card: config.public(key::CARD_DOCUMENT),
            origin: keys.origin,
            key: log::signing_key(config)?,
            builder: Builder::new(),
            published: None,
            _lock: lock,
        };
        scribe.follow().await?;
        scribe.demand_all_signed()?;
        for (one, other) in [(0, 1), (1, 0)] {
            scribe.folders[one].take_over(&scribe.folders[other])?;
        }
        scribe.publish().await?;
        Ok(scribe)
    }

    /// Writes what has been committed since. Gives the log's size if there was anything.
    ///
    /// # Errors
    /// [`LogError`].
    pub async fn advance(&mut self) -> Result<Option<u64>, LogError> {
        if self.registry.log_size().await? == self.builder.size() {
            return Ok(None);
        }
        self.follow().await?;
        self.publish().await?;
        Ok(Some(self.builder.size()))
    }

    /// The newest checkpoint; none while there is no event.
    #[must_use]
    pub fn published(&self) -> Option<Arc<Published>> {
        self.published.clone()
    }

    /// Brings the registry's copy forward, and follows the table as far, keeping whole files as they come.
    async fn follow(&mut self) -> Result<(), LogError> {
        let saved = self.registry.mirror_to(&self.copy).await;
        let end = saved.map_err(|source| LogError::Copy { place: self.place.clone(), source })?;
        while self.builder.size() < end {
            let position = self.builder.size();
            let rows = self.registry.entries_from(position, PAGE.min(end - position)).await?;
            if rows.is_empty() {
                return Err(LogError::Gap { position });
            }
            let mut files = Vec::new();
            for (position, entry) in rows {
                files.extend(self.push(position, entry)?);
            }
            self.keep(files).await?;
        }
        Ok(())
    }

    fn push(&mut self, position: u64, entry: Entry) -> Result<Vec<File>, LogError> {
        if position != self.builder.size() {
            return Err(LogError::Gap { position: self.builder.size() });
        }
        let files = self.builder.push(entry);
        let size = self.builder.size();
        for (root, place) in self.signed.remove(&size).unwrap_or_default() {
            if root != self.builder.root() {
                return Err(LogError::Forked { place, size });
            }
        }
        Ok(files)
    }

    fn demand_all_signed(&self) -> Result<(), LogError> {
        match self.signed.last_key_value().and_then(|(size, places)| Some((*size, places.first()?))) {
            Some((signed, (_, place))) if signed > self.builder.size() => {
                Err(LogError::RolledBack { place: place.clone(), signed, found: self.builder.size() })
            }
            _ => Ok(()),
        }
    }

    /// Keeps the partial files, then the checkpoint over all.
    async fn publish(&mut self) -> Result<(), LogError> {
        if self.builder.size() == 0 {
            return Ok(());
        }
        self.keep(self.builder.partial()).await?;
        let (size, root) = (self.builder.size(), self.builder.root());
        let text = Checkpoint { origin: self.origin.clone(), size, root }.sign(&self.key)?.text();
        let published = Arc::new(Published { size, text });
        let checkpoint = Arc::clone(&published);
        let card = std::fs::read(&self.card).unwrap_or_default();
        let today = Moment::now().to_string();
        let today = format!("{EARLIER}/{}", today.split('T').next().unwrap_or_default());
        let folders = Arc::clone(&self.folders);
        tokio::task::spawn_blocking(move || {
            for folder in folders.iter() {
                folder.replace(CARD, &card)?;
                if folder.text(&today)?.is_none() {
                    folder.replace(&today, checkpoint.text.as_bytes())?;
                }
                folder.replace(CHECKPOINT, checkpoint.text.as_bytes())?;
            }
            Ok::<_, LogError>(())
        })
        .await??;
        self.published = Some(published);
        Ok(())
    }

    async fn keep(&self, files: Vec<File>) -> Result<(), LogError> {
        let folders = Arc::clone(&self.folders);
        tokio::task::spawn_blocking(move || {
            let keep = |folder: &Folder| files.iter().try_for_each(|file| folder.keep(file));
            Ok(folders.iter().try_for_each(keep)?)
        })
        .await?
    }
}

/// All checkpoints in the folders, proven to be the log's own.
fn signed(
    folders: &[Folder],
    keys: &LogKeys,
) -> Result<BTreeMap<u64, Vec<(Sha256Digest, String)>>, LogError> {
    let mut signed: BTreeMap<u64, Vec<_>> = BTreeMap::new();
    for folder in folders {
        for (name, text) in folder.checkpoints()? {
            let place = folder.root().join(name).display().to_string();
            match SignedCheckpoint::read(&text, keys) {
                Ok(read) => signed.entry(read.size()).or_default().push((*read.root(), place)),
                Err(source) => return Err(LogError::Checkpoint { place, source }),
            }
        }
    }
    Ok(signed)
}

/// Events that are read in one go.
const PAGE: u64 = 4096;
