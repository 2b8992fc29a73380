//! An object made anew from the sealed package: when its inventories are lost, or it is not there at all.

use archive::id::ObjectId;
use archive::key::Key;
use archive::store::{Kind, Store, StoreError};
use durable::error::FileError;
use package::digests::Digests;

use super::aside::Aside;
use super::examination::Examination;
use super::object::Shown;
use super::repair::{Repair, evidence};
use super::shelf::Shelf;
use crate::desk::archiving::{ArchivingError, Contents};
use crate::desk::bench::{Place, Tree};
use crate::desk::opening::{self, OpeningError};
use crate::desk::progress::Progress;

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
    let opening = opening::open(
        &truth.row,
        &*shelf.store,
        &Digests::from_iter(digests),
        (&desk.key, &desk.escrow),
        Tree::new(&dossier, &progress),
    )?;
    let header = opening.opened.stream_header().to_vec();
    let contents = Contents { dossier, files: opening.files, evidence: first_version(found, header)? };
    keep_aside(&**desk.archive.root().store(), &shown.id, &shown.copy, repair.aside)?;
    desk.archive.keep(&shown.id, &contents, repair.now, &progress)?;
    Ok(desk.archive.close(&shown.id, &truth.receipts, repair.now)?)
}

/// The evidence of version 1: the first good candidate of each.
fn first_version(found: &Examination, header: Vec<u8>) -> Result<Vec<(String, Vec<u8>)>, RenewalError> {
    let mut given = vec![("package.stream-header".to_owned(), header)];
    given.extend(evidence(found));
    let lasts = ["receipts/R2-verified.cose", "receipts/R3-registered.cose"];
    let names = ["package.head", "package.digests", "package.wraps", "statement.cose", "findings.json"];
    let mut first = Vec::new();
    for name in names {
        // A paper that is damaged in one copy says what it must hold.
        let held = found.papers.iter().filter(|paper| paper.is_evidence(name)).find_map(|paper| paper.good());
        let bytes = held
            .map(<[u8]>::to_vec)
            .or_else(|| given.iter().find(|(given, _)| given == name).map(|(_, bytes)| bytes.clone()));
        first.push((name.to_owned(), bytes.ok_or(RenewalError::Lost(name))?));
    }
    let receipts = given.into_iter().filter(|(name, _)| name.starts_with("receipts/"));
    first.extend(receipts.filter(|(name, _)| !lasts.contains(&name.as_str())));
    Ok(first)
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
