//! Entries become files: the one function that all of a log follows from.

use crypto::digest::Sha256Digest;
use crypto::tree::{self, Tree};

use super::tile::{Tile, WIDTH};
use super::{Entry, bundle};

/// A log that is built from its first entry on. In memory: the unfinished tile of each level.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    tree: Tree,
    /// Entries of the unfinished bundle; a leaf known by its hash alone leaves none.
    entries: Vec<Option<Entry>>,
    /// Per level: the number of whole tiles, and the hashes of the unfinished one.
    levels: Vec<(u64, Vec<Sha256Digest>)>,
}

/// A file of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The tile that it is, or whose entries it holds.
    pub tile: Tile,
    /// Where it lies, relative to the log's folder.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Builder {
    /// Begins with no entry.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Entries so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.tree.count()
    }

    /// Root of the tree over them.
    #[must_use]
    pub fn root(&self) -> Sha256Digest {
        self.tree.root()
    }

    /// Adds the next entry. Gives the files that are whole with it, entries first.
    pub fn push(&mut self, entry: Entry) -> Vec<File> {
        self.entries.push(Some(entry));
        self.grow(tree::leaf(entry.as_bytes()))
    }

    /// Adds the next entry by the hash of its leaf, where the entry itself is lost. The bundle that would hold it is
    /// not among the files.
    pub fn push_leaf(&mut self, leaf: Sha256Digest) -> Vec<File> {
        self.entries.push(None);
        self.grow(leaf)
    }

    /// The partial files that a checkpoint of this size needs, entries first.
    #[must_use]
    pub fn partial(&self) -> Vec<File> {
        let mut files: Vec<File> = self.bundle(self.first_index()).into_iter().collect();
        for (level, (index, hashes)) in (0..).zip(&self.levels) {
            files.extend(file(level, *index, hashes));
        }
        files
    }

    fn grow(&mut self, leaf: Sha256Digest) -> Vec<File> {
        self.tree.push_leaf(leaf);
        let (mut files, mut hash) = (Vec::new(), leaf);
        for level in 0.. {
            let at = level as usize;
            if self.levels.len() == at {
                self.levels.push((0, Vec::new()));
            }
            self.levels[at].1.push(hash);
            if (self.levels[at].1.len() as u64) < WIDTH {
                break;
            }
            if level == 0 {
                files.extend(self.bundle(self.first_index()));
                self.entries.clear();
            }
            let (index, hashes) = &mut self.levels[at];
            files.extend(file(level, *index, hashes));
            hash = subtree(hashes);
            *index += 1;
            hashes.clear();
        }
        files
    }

    fn first_index(&self) -> u64 {
        self.levels.first().map_or(0, |(index, _)| *index)
    }

    fn bundle(&self, index: u64) -> Option<File> {
        let entries: Vec<Entry> = self.entries.iter().copied().collect::<Option<_>>()?;
        let tile = Tile { level: 0, index, width: entries.len() as u64 };
        (tile.width > 0).then(|| File { tile, path: tile.entries_path(), bytes: bundle::write(&entries) })
    }
}

fn file(level: u32, index: u64, hashes: &[Sha256Digest]) -> Option<File> {
    let tile = Tile { level, index, width: hashes.len() as u64 };
    let bytes = hashes.iter().flat_map(|hash| *hash.as_bytes()).collect();
    (tile.width > 0).then(|| File { tile, path: tile.path(), bytes })
}

/// The root over hashes of one level.
pub(super) fn subtree(hashes: &[Sha256Digest]) -> Sha256Digest {
    let mut tree = Tree::new();
    for hash in hashes {
        tree.push_leaf(*hash);
    }
    tree.root()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(size: u64) -> (Builder, Vec<File>) {
        let mut builder = Builder::new();
        let files = (0..size).flat_map(|n| builder.push(Entry::of(&n.to_be_bytes()))).collect();
        (builder, files)
    }

    #[test]
    fn files_are_those_that_the_size_gives() {
        let (builder, whole) = built(600);
        let paths = |files: &[File]| files.iter().map(|file| file.path.clone()).collect::<Vec<_>>();
        assert_eq!(paths(&whole), ["tile/entries/000", "tile/0/000", "tile/entries/001", "tile/0/001"]);
        assert_eq!(paths(&builder.partial()), ["tile/entries/002.p/88", "tile/0/002.p/88", "tile/1/000.p/2"]);
        assert!(whole.iter().chain(&builder.partial()).all(|file| Tile::of(
            600,
            file.tile.level,
            file.tile.index
        ) == Some(file.tile)));
        assert_eq!((whole[0].bytes.len(), whole[1].bytes.len()), (256 * 34, 256 * 32));
    }

    #[test]
    fn the_upper_level_holds_the_roots_of_the_lower() {
        let (builder, whole) = built(512);
        let (lower, _) = whole[1].bytes.as_chunks::<32>();
        let lower: Vec<Sha256Digest> = lower.iter().copied().map(Sha256Digest::from_bytes).collect();
        assert_eq!(&builder.partial()[0].bytes[..32], subtree(&lower).as_bytes());
        assert_eq!(builder.partial().len(), 1, "nothing partial below");
    }

    #[test]
    fn a_leaf_without_its_entry_gives_the_same_tree_and_no_bundle() {
        let (whole, _) = built(300);
        let mut builder = Builder::new();
        let mut files = Vec::new();
        for n in 0..300_u64 {
            let entry = Entry::of(&n.to_be_bytes());
            files.extend(if n == 7 {
                builder.push_leaf(tree::leaf(entry.as_bytes()))
            } else {
                builder.push(entry)
            });
        }
        assert_eq!(builder.root(), whole.root());
        assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), ["tile/0/000"]);
        assert_eq!(builder.partial(), whole.partial());
    }
}
