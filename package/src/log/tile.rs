//! Tiles: 256 neighbouring hashes of one level of the tree in one file (C2SP tlog-tiles, "Merkle Tree").
//!
//! | file | content |
//! |---|---|
//! | `tile/<L>/<N>` | 256 hashes of 32 bytes: nodes 256·N … of height 8·L, each over 256 hashes of the level below |
//! | `tile/<L>/<N>.p/<W>` | the first W of them, 1 … 255, while the tree has no more |
//! | `tile/entries/<N>`, `….p/<W>` | the entries below tile 0/N, see [`bundle`](super::bundle) |
//!
//! `N` in groups of three digits, all but the last with an `x` before them: 1234067 is `x001/x234/067`. Only perfect
//! subtrees stand in tiles: such a hash never changes.

use std::fmt;

use crypto::digest::Sha256Digest;

/// Hashes of a whole tile.
pub const WIDTH: u64 = 256;
/// Levels of the tree that one tile spans.
pub const HEIGHT: u32 = 8;

/// The place of a tile, and how much of it there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tile {
    /// Level of tiles, 0 for the leaves.
    pub level: u32,
    /// Place in its level, from 0.
    pub index: u64,
    /// Hashes in it, 1 … 256.
    pub width: u64,
}

impl Tile {
    /// The tile at this place in a tree of `size` leaves; none if the tree has no hash there.
    #[must_use]
    pub fn of(size: u64, level: u32, index: u64) -> Option<Self> {
        let hashes = size.checked_shr(level * HEIGHT).unwrap_or(0);
        let width = hashes.saturating_sub(index.checked_mul(WIDTH)?).min(WIDTH);
        (width > 0).then_some(Self { level, index, width })
    }

    /// All tiles of a tree of `size` leaves, from the leaves up.
    pub fn all(size: u64) -> impl Iterator<Item = Self> {
        let levels = (0..).take_while(move |level| size.checked_shr(level * HEIGHT).unwrap_or(0) > 0);
        levels.flat_map(move |level| (0..).map_while(move |index| Self::of(size, level, index)))
    }

    /// Whether all 256 hashes are there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.width == WIDTH
    }

    /// The same tile once it is whole.
    #[must_use]
    pub fn whole(self) -> Self {
        Self { width: WIDTH, ..self }
    }

    /// Its file, relative to the log's folder.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, Number(self))
    }

    /// The file of the entries below it; only a tile of level 0 has one.
    #[must_use]
    pub fn entries_path(&self) -> String {
        format!("tile/entries/{}", Number(self))
    }
}

/// The hashes of a tile file.
///
/// # Errors
/// When the bytes are not `width` hashes.
pub fn hashes(bytes: &[u8], width: u64) -> Result<Vec<Sha256Digest>, WrongLength> {
    if bytes.len() as u64 != width * HASH {
        return Err(WrongLength { expected: width * HASH, found: bytes.len() as u64 });
    }
    let (hashes, _) = bytes.as_chunks::<32>();
    Ok(hashes.iter().copied().map(Sha256Digest::from_bytes).collect())
}

/// A tile file of another length than its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{found} bytes where {expected} are expected")]
pub struct WrongLength {
    /// Bytes that its name demands.
    pub expected: u64,
    /// Bytes that it has.
    pub found: u64,
}

/// Writes `<N>` with the width of a partial tile.
struct Number<'a>(&'a Tile);

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut groups = vec![self.0.index % GROUP];
        let mut rest = self.0.index / GROUP;
        while rest > 0 {
            groups.push(rest % GROUP);
            rest /= GROUP;
        }
        for group in groups.iter().skip(1).rev() {
            write!(f, "x{group:03}/")?;
        }
        write!(f, "{:03}", groups[0])?;
        if self.0.is_whole() { Ok(()) } else { write!(f, ".p/{}", self.0.width) }
    }
}

/// Bytes of a hash.
const HASH: u64 = 32;
/// Three digits.
const GROUP: u64 = 1000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_specification() {
        let tile = |level, index, width| Tile { level, index, width };
        assert_eq!(tile(0, 0, 256).path(), "tile/0/000");
        assert_eq!(tile(0, 273, 256).path(), "tile/0/273");
        assert_eq!(tile(1, 1, 17).path(), "tile/1/001.p/17");
        assert_eq!(tile(3, 1_234_067, 256).path(), "tile/3/x001/x234/067");
        assert_eq!(tile(0, 1000, 1).entries_path(), "tile/entries/x001/000.p/1");
    }

    #[test]
    fn a_tree_has_the_tiles_that_its_size_gives() {
        // The example of the specification: a tree of 70,000 leaves.
        let widths = |level, index| Tile::of(70_000, level, index).map(|tile| tile.width);
        assert_eq!((widths(0, 272), widths(0, 273), widths(0, 274)), (Some(256), Some(112), None));
        assert_eq!((widths(1, 0), widths(1, 1), widths(1, 2)), (Some(256), Some(17), None));
        assert_eq!((widths(2, 0), widths(2, 1), widths(3, 0)), (Some(1), None, None));
        assert_eq!(Tile::all(70_000).count(), 274 + 2 + 1);
        assert_eq!(
            Tile::all(256).map(|tile| tile.path()).collect::<Vec<_>>(),
            ["tile/0/000", "tile/1/000.p/1"]
        );
        assert_eq!(Tile::of(0, 0, 0), None);
        assert_eq!(Tile::of(u64::MAX, 9, u64::MAX), None);
    }

    #[test]
    fn a_tile_file_has_exactly_its_hashes() {
        assert_eq!(hashes(&[1; 64], 2).unwrap().len(), 2);
        assert_eq!(hashes(&[1; 63], 2), Err(WrongLength { expected: 64, found: 63 }));
    }
}
