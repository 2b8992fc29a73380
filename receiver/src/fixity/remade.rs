//! Either side made again from the other: blocks of the sealed package from the archive's files, files of the dossier from the
//! package's blocks. What is made is compared with what was signed before anybody gets it.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Read};
use std::ops::Range;

use archive::key::Key;
use archive::store::Store;
use crypto::digest::Sha256Digest;
use crypto::segment::HEADER;
use ectd::path::DossierPath;
use package::digests::Digests;
use package::head::Head;
use package::layout::BLOCK_LEN;
use package::opener;
use package::plaintext::Files;
use package::remaker::{Listed, Remaker};

use super::examination::Examination;
use super::list;
use super::mend::Blocks;
use super::object::{DOSSIER, Shown};
use super::shelf::Shelves;
use crate::desk::bench::Place;
use crate::desk::state::Desk;
use crate::receipts::FILES;
use crate::store::{Name, Stored};

/// A package of which everything is known but some bytes.
pub struct Remade<'a> {
    found: &'a Examination,
    /// One for each stream header that may be the right one: salt and nonce prefix are in no other file.
    makers: Vec<Remaker>,
    digests: Digests,
}

impl<'a> Remade<'a> {
    /// Takes up a package; none when clear part, stream header, list of files or data key is lost.
    pub fn new(desk: &Desk, found: &'a Examination) -> Option<Self> {
        let head = Head::parse(found.head.as_deref()?).ok()?;
        let key = opener::data_key(&head, &desk.key, &[]).ok()?;
        let list = found.papers.iter().find(|paper| paper.is_evidence(FILES)).and_then(|paper| paper.good());
        let list: Vec<Listed> = list::read(list?)?;
        let digests = Digests::from_iter(found.digests.iter().flatten().copied());
        let headers: BTreeSet<[u8; HEADER]> =
            found.stream_headers.iter().filter_map(|header| header.as_slice().try_into().ok()).collect();
        let maker = |header| Remaker::new(head.clone(), header, &key, list.clone()).ok();
        let makers: Vec<Remaker> = headers.into_iter().filter_map(maker).collect();
        (!makers.is_empty()).then_some(Self { found, makers, digests })
    }

    /// The blocks, made from the files of the archive.
    pub fn blocks(&self, store: &'a dyn Store) -> Option<impl Blocks + '_> {
        let files = Archive::new(store, self.found.object.as_ref()?)?;
        Some(Made { remade: self, files })
    }

    /// Lays out files of the dossier on the bench, made from the blocks of whichever sealed copy is good there. What cannot be
    /// made is left out.
    pub fn lay_out(&self, desk: &Desk, wanted: &BTreeSet<String>) -> Option<Place> {
        let number = self.found.truth.number();
        let place = Place::clear(&desk.bench, &format!("{number}-repair")).ok()?;
        let sealed = Sealed::open(desk, self.found);
        for path in wanted {
            if let Err(error) = self.file(path, &sealed, &place) {
                tracing::warn!(%error, number, path, "the file cannot be made from the package");
            }
        }
        Some(place)
    }

    fn file(&self, path: &str, sealed: &Sealed<'_>, place: &Place) -> io::Result<()> {
        let target = place.path().join(path);
        let path: DossierPath = path.parse().map_err(io::Error::other)?;
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut last = Err(io::ErrorKind::NotFound.into());
        for maker in &self.makers {
            let mut out = std::fs::File::create(&target)?;
            last = maker.file(&path, &mut |range| sealed.read(range), &mut out).map_err(io::Error::other);
            if last.is_ok() {
                return Ok(());
            }
        }
        std::fs::remove_file(&target)?;
        last
    }
}

/// Blocks made from the archive.
struct Made<'a> {
    remade: &'a Remade<'a>,
    files: Archive<'a>,
}

impl Blocks for Made<'_> {
    fn block(&mut self, index: u32) -> Option<Vec<u8>> {
        let remade = self.remade;
        let make = |maker: &Remaker| match maker.segment(index, &self.files, &remade.digests) {
            Ok(block) => Some(block),
            Err(error) => {
                tracing::warn!(%error, number = remade.found.truth.number(), "the archive does not give the segment");
                None
            }
        };
        remade.makers.iter().find_map(make)
    }
}

/// The dossier's files as the archive holds them.
struct Archive<'a> {
    store: &'a dyn Store,
    keys: HashMap<&'a str, Key>,
}

impl<'a> Archive<'a> {
    fn new(store: &'a dyn Store, shown: &'a Shown) -> Option<Self> {
        let inventory = shown.inventory.as_ref()?;
        let place = shown.id.place();
        let contents: HashMap<_, _> =
            inventory.contents.iter().map(|content| (content.sha512, &*content.path)).collect();
        let state = &inventory.versions.first()?.state;
        let files = state.iter().filter_map(|file| {
            let path = file.path.strip_prefix(DOSSIER)?;
            Some((path, place.join(contents.get(&file.sha512)?).ok()?))
        });
        Some(Self { store, keys: files.collect() })
    }
}

impl Files for Archive<'_> {
    fn open(&self, path: &DossierPath, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        let key = self.keys.get(path.as_str()).ok_or(io::ErrorKind::NotFound)?;
        Ok(self.store.read(key, offset)?)
    }
}

/// The sealed copies as they are now, block by block.
struct Sealed<'a> {
    copies: Vec<Box<dyn Stored>>,
    found: &'a Examination,
}

impl<'a> Sealed<'a> {
    fn open(desk: &Desk, found: &'a Examination) -> Self {
        let name = Name::package(found.truth.number());
        let shelves = Shelves::of(desk);
        let open = |shelf: &super::shelf::Shelf| shelf.store.read_back(&name).ok();
        Self { copies: shelves.sealed.iter().filter_map(open).collect(), found }
    }

    /// A stretch within one block, from the first copy in which that block is good.
    fn read(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let within = range.start.saturating_sub(self.found.truth.payload_offset) / BLOCK_LEN;
        let index = u32::try_from(within).map_err(io::Error::other)?;
        let block = self.found.truth.block(index);
        let expected =
            self.found.digests.as_ref().and_then(|digests| digests.get(usize::try_from(index).ok()?));
        let mut bytes = vec![0; usize::try_from(block.end - block.start).map_err(io::Error::other)?];
        let good = self.copies.iter().any(|copy| {
            copy.read_at(&mut bytes, block.start).is_ok() && Some(&Sha256Digest::of(&bytes)) == expected
        });
        if !good || range.end > block.end {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!("segment {index} is good in no copy"),
            ));
        }
        let skip = usize::try_from(range.start - block.start).map_err(io::Error::other)?;
        bytes.drain(..skip);
        bytes.truncate(usize::try_from(range.end - range.start).map_err(io::Error::other)?);
        Ok(bytes)
    }
}
