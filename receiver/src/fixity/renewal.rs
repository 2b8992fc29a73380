//! An object made anew from the sealed package: when its inventories are lost, or it is not there at all.

use archive::id::ObjectId;
use archive::key::Key;
use archive::store::{Kind, Store, StoreError};
use durable::error::FileError;
use package::digests::Digests;
use package::stanza;

use super::aside::Aside;
use super::beside::Small;
use super::examination::Examination;
use super::object::Shown;
use super::repair::Repair;
use super::shelf::Shelf;
use crate::desk::archiving::{ArchivingError, Contents};
use crate::desk::bench::{Place, Tree};
use crate::desk::opening::{self, OpeningError};
use crate::desk::progress::Progress;
use crate::receipts::FINDINGS;

/// An object that could not be made anew.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenewalError {
    /// The package does not open.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// The object could not be written.
    #[error(transparent)]
    Archiving(#[from] ArchivingError),
    /// What was there could not be kept aside.
    #[error(transparent)]
    File(#[from] FileError),
    /// What was there could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What the archive must have is lost everywhere.
    #[error("no good copy of {0} is left")]
    Lost(&'static str),
}

/// Keeps what is there aside, and makes the object again as the desk does.
///
/// # Errors
/// [`RenewalError`]; then the object is as before, or it is missing and the next sweep begins here.
pub fn renew(
    repair: &Repair<'_>,
    shown: &Shown,
    found: &Examination,
    shelf: &Shelf,
) -> Result<(), RenewalError> {
    let (desk, truth) = (repair.desk, &found.truth);
    let place = Place::clear(&desk.bench, &format!("{}-renewal", truth.number()))?;
    let digests = found.digests.iter().flatten().copied();
    let progress = Progress::new(0, 0);
    let dossier = place.path().join("dossier");
    std::fs::create_dir_all(&dossier)
        .map_err(|error| OpeningError::Io(package::opener::OpenError::Sink(error)))?;
    let mut opening = opening::open(
        &truth.row,
        &*shelf.store,
        &Digests::from_iter(digests),
        (&desk.key, &desk.escrow),
        Tree::new(&dossier, &progress),
    )?;
    let held = |name: &str| {
        let papers = found.papers.iter().filter(|paper| paper.is_evidence(name));
        papers.filter_map(Small::good).next().map(<[u8]>::to_vec)
    };
    let findings = held(FINDINGS).ok_or(RenewalError::Lost(FINDINGS))?;
    // Lost everywhere, the stanza is a new one, and the stores take it from here.
    let wraps = held("package.wraps").unwrap_or_else(|| stanza::line(&opening.escrow));
    let evidence = opening.evidence(wraps, findings, &truth.receipts);
    let contents = Contents { dossier, files: opening.files, evidence };
    keep_aside(&**desk.archive.root().store(), &shown.id, &shown.copy, repair.aside)?;
    desk.archive.keep(&shown.id, &contents, repair.now, &progress)?;
    Ok(desk.archive.close(&shown.id, &truth.receipts, repair.now)?)
}

/// Keeps every file of an object aside.
fn keep_aside(store: &dyn Store, id: &ObjectId, copy: &str, aside: &Aside) -> Result<(), RenewalError> {
    let mut open: Vec<Key> = vec![id.place()];
    while let Some(folder) = open.pop() {
        for entry in store.list(&folder)? {
            let Ok(key) = folder.join(&entry.name) else { continue };
            match entry.kind {
                Kind::Folder => open.push(key),
                Kind::File { .. } => aside.keep(copy, key.as_str(), &mut store.read(&key, 0)?)?,
                Kind::Other => {}
            }
        }
    }
    Ok(())
}
