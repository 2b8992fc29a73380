//! Files become proofs: roots, inclusion and consistency of any size that the log has had, from few tiles.

use std::collections::HashMap;

use crypto::digest::Sha256Digest;
use crypto::proof::ProofError;
use crypto::tree::node;
use durable::error::FileError;

use super::Entry;
use super::builder::subtree;
use super::bundle::{self, NoBundle};
use super::tile::{self, HEIGHT, Tile, WIDTH, WrongLength};

/// Where the files of a log lie.
pub trait Files {
    /// Reads the file at `path`, relative to the log; none if there is none.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, FileError>;
}

/// Why a file of the log gives nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// It cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not there.
    #[error("{path} is not there")]
    Missing {
        /// The file, relative to the log.
        path: String,
    },
    /// A tile of another length.
    #[error("{path}: {source}")]
    Length {
        /// The file, relative to the log.
        path: String,
        /// Which length.
        source: WrongLength,
    },
    /// A bundle that is none.
    #[error("{path}: {source}")]
    Bundle {
        /// The file, relative to the log.
        path: String,
        /// What is wrong with it.
        source: NoBundle,
    },
    /// The log has no such entry or size.
    #[error(transparent)]
    Range(#[from] ProofError),
}

/// Reads the log as it was at one size.
pub struct Reader<'a> {
    files: &'a dyn Files,
    size: u64,
    seen: HashMap<Tile, Vec<Sha256Digest>>,
}

impl<'a> Reader<'a> {
    /// Reads the log at `size` entries.
    #[must_use]
    pub fn new(files: &'a dyn Files, size: u64) -> Self {
        Self { files, size, seen: HashMap::new() }
    }

    /// The entry at `index`.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn entry(&self, index: u64) -> Result<Entry, ReadError> {
        let tile = Tile::of(self.size, 0, index / WIDTH).ok_or(self.no(index))?;
        let entries = entries(self.files, tile)?;
        let at = usize::try_from(index % WIDTH).unwrap_or(usize::MAX);
        entries.get(at).copied().ok_or(self.no(index).into())
    }

    /// Root of the tree.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn root(&mut self) -> Result<Sha256Digest, ReadError> {
        match self.size {
            0 => Ok(Sha256Digest::of(&[])),
            size => self.range(0, size),
        }
    }

    /// Path from the leaf at `index` to the root (RFC 9162 section 2.1.3.1).
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn inclusion(&mut self, index: u64) -> Result<Vec<Sha256Digest>, ReadError> {
        if index >= self.size {
            return Err(self.no(index).into());
        }
        let (mut from, mut to, mut beside) = (0, self.size, Vec::new());
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                beside.push((middle, to));
                to = middle;
            } else {
                beside.push((from, middle));
                from = middle;
            }
        }
        beside.into_iter().rev().map(|(from, to)| self.range(from, to)).collect()
    }

    /// Proof that this tree only added to that of `old` entries (RFC 9162 section 2.1.4.1).
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn consistency(&mut self, old: u64) -> Result<Vec<Sha256Digest>, ReadError> {
        if old == 0 || old > self.size {
            return Err(self.no(old).into());
        }
        // SUBPROOF(old, D[from:to], known), from the top down; its hashes stand from the bottom up.
        let (mut from, mut to, mut known, mut ranges) = (0, self.size, true, Vec::new());
        while old != to {
            let middle = from + split(to - from);
            if old <= middle {
                ranges.push((middle, to));
                to = middle;
            } else {
                ranges.push((from, middle));
                (from, known) = (middle, false);
            }
        }
        if !known {
            ranges.push((from, to));
        }
        ranges.into_iter().rev().map(|(from, to)| self.range(from, to)).collect()
    }

    /// The root over the leaves `from .. to`; `from` is a multiple of every perfect subtree in it.
    fn range(&mut self, from: u64, to: u64) -> Result<Sha256Digest, ReadError> {
        let count = to - from;
        if count.is_power_of_two() {
            let height = count.trailing_zeros();
            return self.perfect(height, from >> height);
        }
        let middle = from + split(count);
        Ok(node(&self.range(from, middle)?, &self.range(middle, to)?))
    }

    /// The node at `height` over leaves and `index` in its row, which is the root over hashes of one tile.
    fn perfect(&mut self, height: u32, index: u64) -> Result<Sha256Digest, ReadError> {
        let (level, within) = (height / HEIGHT, height % HEIGHT);
        let first = index << within;
        let tile = Tile::of(self.size, level, first / WIDTH).ok_or(self.no(first))?;
        let hashes = self.tile(tile)?;
        let at = usize::try_from(first % WIDTH).unwrap_or(usize::MAX);
        let hashes = hashes.get(at..at.saturating_add(1 << within));
        hashes.map(subtree).ok_or(ProofError::Range { index, size: tile.width }.into())
    }

    fn tile(&mut self, tile: Tile) -> Result<&[Sha256Digest], ReadError> {
        if !self.seen.contains_key(&tile) {
            let hashes = hashes(self.files, tile)?;
            self.seen.insert(tile, hashes);
        }
        Ok(self.seen.get(&tile).map(Vec::as_slice).unwrap_or_default())
    }

    fn no(&self, index: u64) -> ProofError {
        ProofError::Range { index, size: self.size }
    }
}

/// The hashes of a tile. A partial one may have become whole since.
///
/// # Errors
/// [`ReadError`].
pub fn hashes(files: &dyn Files, tile: Tile) -> Result<Vec<Sha256Digest>, ReadError> {
    let (path, bytes, width) = one_of(files, tile, Tile::path)?;
    let mut hashes = tile::hashes(&bytes, width).map_err(|source| ReadError::Length { path, source })?;
    hashes.truncate(usize::try_from(tile.width).unwrap_or(usize::MAX));
    Ok(hashes)
}

/// The entries below a tile of level 0.
///
/// # Errors
/// [`ReadError`].
pub fn entries(files: &dyn Files, tile: Tile) -> Result<Vec<Entry>, ReadError> {
    let (path, bytes, width) = one_of(files, tile, Tile::entries_path)?;
    let mut entries = bundle::read(&bytes, width).map_err(|source| ReadError::Bundle { path, source })?;
    entries.truncate(usize::try_from(tile.width).unwrap_or(usize::MAX));
    Ok(entries)
}

/// The file of this very width, or the whole one: partial files go when the whole one is there.
fn one_of(
    files: &dyn Files,
    tile: Tile,
    path: fn(&Tile) -> String,
) -> Result<(String, Vec<u8>, u64), ReadError> {
    for tile in [tile, tile.whole()] {
        let path = path(&tile);
        if let Some(bytes) = files.read(&path)? {
            return Ok((path, bytes, tile.width));
        }
    }
    Err(ReadError::Missing { path: path(&tile) })
}

/// The largest power of two below `count`, which is at least 2.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}
