//! Segment digests and the package digest: blind fixity and the place of any rot, without a key.
//!
//! Digest i is the SHA-256 of block i of the stream (its mebibyte), so digest 0 covers 0x28, salt and prefix too. The
//! `.digests` file beside a package holds them one after another, 32 raw bytes each. The package digest is the RFC 9162
//! tree hash over them. Specified in `docs/package-format.md`, "Package digest".

use std::io::{self, Read};

use crypto::digest::Sha256Digest;
use crypto::tree::Tree;

use crate::damage::{Damage, Fault, Place};
use crate::gathered::{Block, Gathered};
use crate::head::Head;
use crate::identity::PackageDigest;
use crate::layout::Segments;

/// The digests of all blocks of one package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digests(Vec<Sha256Digest>);

impl Digests {
    /// Reads a `.digests` file; `None` unless it holds exactly one digest for each block.
    #[must_use]
    pub fn from_bytes(bytes: &[u8], segments: &Segments) -> Option<Self> {
        let (whole, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && whole.len() as u64 == u64::from(segments.count());
        fits.then(|| Self(whole.iter().copied().map(Sha256Digest::from_bytes).collect()))
    }

    /// Writes a `.digests` file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|digest| *digest.as_bytes()).collect()
    }

    /// The digest of a block.
    #[must_use]
    pub fn block(&self, index: u32) -> Option<&Sha256Digest> {
        self.0.get(usize::try_from(index).ok()?)
    }

    /// The package digest.
    #[must_use]
    pub fn package_digest(&self) -> PackageDigest {
        let mut tree = Tree::new();
        self.0.iter().for_each(|digest| tree.push(digest.as_bytes()));
        PackageDigest(tree.root())
    }
}

/// The digests of a package whose blocks come in any order.
#[derive(Debug, Clone)]
pub struct Gathering {
    digests: Vec<Option<Sha256Digest>>,
    missing: usize,
}

impl Gathering {
    /// Waits for all blocks.
    #[must_use]
    pub fn new(segments: &Segments) -> Self {
        let missing = usize::try_from(segments.count()).unwrap_or(usize::MAX);
        Self { digests: vec![None; missing], missing }
    }

    /// Notes the digest of a block; a block that comes again replaces its digest. Says whether there is such a block.
    pub fn note(&mut self, index: u32, digest: Sha256Digest) -> bool {
        let Some(place) = usize::try_from(index).ok().and_then(|index| self.digests.get_mut(index)) else {
            return false;
        };
        self.missing -= usize::from(place.replace(digest).is_none());
        true
    }

    /// Forgets a block, which will have to come again.
    pub fn forget(&mut self, index: u32) {
        let place = usize::try_from(index).ok().and_then(|index| self.digests.get_mut(index));
        self.missing += usize::from(place.is_some_and(|place| place.take().is_some()));
    }

    /// Number of blocks still to come.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// The digests, once every block has come.
    #[must_use]
    pub fn finish(self) -> Option<Digests> {
        self.digests.into_iter().collect::<Option<Vec<_>>>().map(Digests)
    }
}

impl FromIterator<Sha256Digest> for Digests {
    fn from_iter<I: IntoIterator<Item = Sha256Digest>>(digests: I) -> Self {
        Self(digests.into_iter().collect())
    }
}

/// What a look at a package without any key showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blind {
    /// The digests of the blocks there are.
    pub digests: Digests,
    /// What is wrong, in the order of offsets; sound if empty.
    pub damages: Vec<Damage>,
}

/// Reads the stream of a package, from byte PO to the end of the file, without a key.
///
/// Finds a wrong length and, where the digests noted at reception are at hand, every block that has changed since.
///
/// # Errors
/// Only when the reader fails.
pub fn check(stream: impl Read, head: &Head, noted: Option<&Digests>) -> io::Result<Blind> {
    let segments = head.header().segments;
    let mut damages = Vec::new();
    let mut digests = Vec::new();
    let mut blocks = Gathered::new(stream, segments, 0);
    for index in 0..segments.count() {
        let place = |within: u64| Place {
            offset: head.payload_offset() + segments.block(index).start + within,
            segment: Some(index),
            file: None,
        };
        let found = match blocks.block()? {
            Block::Whole(_, found) => found,
            Block::Cut(got) => {
                damages.push(Damage { place: place(got), fault: Fault::Truncated });
                return Ok(Blind { digests: Digests(digests), damages });
            }
        };
        digests.push(found);
        if let Some(&expected) = noted.and_then(|noted| noted.block(index)).filter(|&noted| *noted != found) {
            damages.push(Damage { place: place(0), fault: Fault::Digest { expected, found } });
        }
    }
    if blocks.rest().read(&mut [0])? > 0 {
        let place = Place { offset: head.package_len(), segment: None, file: None };
        damages.push(Damage { place, fault: Fault::Longer });
    }
    Ok(Blind { digests: Digests(digests), damages })
}
