//! The whole log, entry by entry: every file made again and compared, every checkpoint held against what is there.

use std::collections::BTreeMap;

use crypto::tree::{Tree, leaf};
use durable::error::FileError;

use super::Entry;
use super::builder::{Builder, File};
use super::checkpoint::{Checkpoint, SignedCheckpoint};
use super::reader::{Files, ReadError, entries, hashes};
use super::tile::{Tile, WIDTH};

/// A checkpoint that is held against the log, and where it was found.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The file.
    pub place: String,
    /// What it says.
    pub checkpoint: Checkpoint,
}

/// What an audit has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Audited {
    /// Files that were compared.
    pub files: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Entries that were followed.
    pub entries: u64,
}

/// Something in a log that is not as it was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogDamage {
    /// The file, relative to the log, or where the checkpoint was found.
    pub place: String,
    /// What is wrong.
    pub fault: LogFault,
}

/// What is wrong in a log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogFault {
    /// A bundle is missing, or is none.
    #[error("the entries cannot be read: {0}")]
    Entries(String),
    /// A bundle holds other entries than the leaves that were signed.
    #[error("the entries are not those of the leaves that were signed")]
    OtherEntries,
    /// A tile is missing, or is none.
    #[error("the tile cannot be read: {0}")]
    Tile(String),
    /// A tile does not hold the hashes of what is below it.
    #[error("the tile does not hold the hashes of what lies below it")]
    OtherTile,
    /// The entries lead to another root than the one that the checkpoint signs.
    #[error("the entries do not lead to the root that is signed")]
    Root,
    /// An earlier checkpoint signs another root over the first entries: they were edited, dropped, reordered, or it is
    /// another log.
    #[error("the first {size} entries are not those that this checkpoint signed")]
    Forked {
        /// Entries under the earlier checkpoint.
        size: u64,
    },
    /// An earlier checkpoint signs more entries than there are.
    #[error("this checkpoint signed {signed} entries, the log has {found}")]
    RolledBack {
        /// Entries under the earlier checkpoint.
        signed: u64,
        /// Entries of the log.
        found: u64,
    },
}

impl LogFault {
    /// A short stable name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Entries(_) | Self::OtherEntries => "log-entries",
            Self::Tile(_) | Self::OtherTile => "log-tile",
            Self::Root => "log-root",
            Self::Forked { .. } => "log-forked",
            Self::RolledBack { .. } => "log-rolled-back",
        }
    }
}

/// Reads a whole log under its newest checkpoint, and holds every one of `witnesses` against it.
///
/// # Errors
/// When a file cannot be read; that it is missing or wrong is a damage.
pub fn audit(
    files: &dyn Files,
    newest: &SignedCheckpoint,
    witnesses: &[Witness],
    found: &mut dyn FnMut(LogDamage),
) -> Result<Audited, FileError> {
    let newest =
        Witness { place: super::folder::CHECKPOINT.to_owned(), checkpoint: newest.checkpoint().clone() };
    let mut by_size: BTreeMap<u64, Vec<&Witness>> = BTreeMap::new();
    for witness in witnesses {
        by_size.entry(witness.checkpoint.size).or_default().push(witness);
    }
    let mut walk = Walk {
        files,
        newest: &newest,
        witnesses: by_size,
        found,
        audited: Audited::default(),
        tiles: Tree::new(),
        doubtful: Vec::new(),
    };
    walk.all()?;
    Ok(walk.audited)
}

struct Walk<'a> {
    files: &'a dyn Files,
    newest: &'a Witness,
    witnesses: BTreeMap<u64, Vec<&'a Witness>>,
    found: &'a mut dyn FnMut(LogDamage),
    audited: Audited,
    /// The tree over the leaves as the tiles have them, where they can be read.
    tiles: Tree,
    /// Bundles whose entries have other leaves than the tiles.
    doubtful: Vec<String>,
}

impl Walk<'_> {
    fn all(&mut self) -> Result<(), FileError> {
        let (size, mut builder) = (self.newest.checkpoint.size, Builder::new());
        self.witness(&builder);
        for index in 0..size.div_ceil(WIDTH) {
            let Some(tile) = Tile::of(size, 0, index) else { break };
            if !self.tile(tile, &mut builder)? {
                return Ok(());
            }
        }
        for file in builder.partial() {
            self.compare(&file)?;
        }
        if builder.root() != self.newest.checkpoint.root {
            self.say(self.newest.place.clone(), LogFault::Root);
            // The tiles lead to what was signed: it is the entries that changed.
            if self.tiles.root() == self.newest.checkpoint.root {
                for place in std::mem::take(&mut self.doubtful) {
                    self.say(place, LogFault::OtherEntries);
                }
            }
        }
        let longer: Vec<_> =
            self.witnesses.range(size + 1..).flat_map(|(_, beyond)| beyond.clone()).collect();
        for witness in longer {
            let fault = LogFault::RolledBack { signed: witness.checkpoint.size, found: size };
            self.say(witness.place.clone(), fault);
        }
        Ok(())
    }

    /// Follows the entries below a tile; false when neither they nor the tile can be read, so that nothing after
    /// them can be proven.
    fn tile(&mut self, tile: Tile, builder: &mut Builder) -> Result<bool, FileError> {
        match fault(entries(self.files, tile))? {
            Ok(entries) => {
                self.beside(tile, &entries)?;
                for entry in entries {
                    let whole = builder.push(entry);
                    self.step(&whole, builder)?;
                }
            }
            Err(text) => {
                self.say(tile.entries_path(), LogFault::Entries(text));
                match fault(hashes(self.files, tile))? {
                    Ok(leaves) => {
                        for leaf in leaves {
                            self.tiles.push_leaf(leaf);
                            let whole = builder.push_leaf(leaf);
                            self.step(&whole, builder)?;
                        }
                    }
                    Err(text) => {
                        self.say(tile.path(), LogFault::Tile(text));
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    }

    /// Follows the leaves as the tile has them.
    fn beside(&mut self, tile: Tile, entries: &[Entry]) -> Result<(), FileError> {
        let own: Vec<_> = entries.iter().map(|entry| leaf(entry.as_bytes())).collect();
        let leaves = fault(hashes(self.files, tile))?.unwrap_or_else(|_| own.clone());
        if leaves != own {
            self.doubtful.push(tile.entries_path());
        }
        leaves.into_iter().for_each(|leaf| self.tiles.push_leaf(leaf));
        Ok(())
    }

    fn step(&mut self, whole: &[File], builder: &Builder) -> Result<(), FileError> {
        self.audited.entries += 1;
        for file in whole {
            self.compare(file)?;
        }
        self.witness(builder);
        Ok(())
    }

    /// Holds the checkpoints of this size against the tree.
    fn witness(&mut self, builder: &Builder) {
        let size = builder.size();
        let Some(here) = self.witnesses.get(&size).cloned() else { return };
        let root = builder.root();
        for witness in here.into_iter().filter(|witness| witness.checkpoint.root != root) {
            self.say(witness.place.clone(), LogFault::Forked { size });
        }
    }

    fn compare(&mut self, file: &File) -> Result<(), FileError> {
        self.audited.files += 1;
        self.audited.bytes += file.bytes.len() as u64;
        match self.files.read(&file.path)? {
            Some(there) if there == file.bytes => {}
            Some(_) => self.say(file.path.clone(), LogFault::OtherTile),
            // A log may have grown past this checkpoint since it was read.
            None if !file.tile.is_whole() && self.has_grown(file)? => {}
            None => self.say(file.path.clone(), LogFault::Tile(format!("{} is not there", file.path))),
        }
        Ok(())
    }

    fn has_grown(&self, file: &File) -> Result<bool, FileError> {
        let whole = file.path.split_once(".p/").map_or(file.path.as_str(), |(whole, _)| whole);
        Ok(self.files.read(whole)?.is_some_and(|bytes| bytes.starts_with(&file.bytes)))
    }

    fn say(&mut self, place: String, fault: LogFault) {
        (self.found)(LogDamage { place, fault });
    }
}

/// Parts what is wrong with the log from what the system refuses.
fn fault<T>(read: Result<T, ReadError>) -> Result<Result<T, String>, FileError> {
    match read {
        Ok(read) => Ok(Ok(read)),
        Err(ReadError::File(error)) => Err(error),
        Err(other) => Ok(Err(other.to_string())),
    }
}
