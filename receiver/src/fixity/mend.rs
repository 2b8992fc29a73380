//! Makes a copy of a sealed package whole again, block by block: only what is bad is written, and read back. Where nothing
//! can be written in its place, as on S3, the whole copy is replaced, by one of which every block was proven.

use std::collections::BTreeSet;
use std::io::Read;

use crypto::digest::Sha256Digest;
use durable::error::FileError;

use super::aside::Aside;
use super::damage::{Damage, Outcome};
use super::reading::Reading;
use super::truth::Truth;
use crate::store::{Store, Stored, Stretch};

/// Gives good blocks. What it gives is compared with the signed digests before it is written.
pub trait Blocks {
    /// The bytes of a block; none where this source does not have it whole.
    fn block(&mut self, index: u32) -> Option<Vec<u8>>;
}

/// What a copy is made whole from.
pub struct Good<'a> {
    /// The digests of all blocks, under the signed root.
    pub digests: &'a [Sha256Digest],
    /// The clear part, when it is known.
    pub head: Option<&'a [u8]>,
    /// Sources of blocks, the cheapest first.
    pub sources: Vec<Box<dyn Blocks + 'a>>,
}

/// The blocks of a copy as it was read.
pub struct Twin<'a> {
    file: Option<Box<dyn Stored>>,
    reading: &'a Reading,
    truth: &'a Truth,
}

impl<'a> Twin<'a> {
    /// Takes what was read of a copy.
    pub fn new(store: &dyn Store, reading: &'a Reading, truth: &'a Truth) -> Self {
        Self { file: store.read_back(&reading.name).ok(), reading, truth }
    }
}

impl Blocks for Twin<'_> {
    fn block(&mut self, index: u32) -> Option<Vec<u8>> {
        self.reading.block(index)?;
        let block = self.truth.block(index);
        let mut bytes = vec![0; usize::try_from(block.end - block.start).ok()?];
        self.file.as_ref()?.read_at(&mut bytes, block.start).ok()?;
        Some(bytes)
    }
}

impl Good<'_> {
    fn block(&mut self, index: u32) -> Option<Vec<u8>> {
        let expected = self.digests.get(usize::try_from(index).ok()?)?;
        let mut given = self.sources.iter_mut().filter_map(|source| source.block(index));
        given.find(|block| Sha256Digest::of(block) == *expected)
    }
}

/// Mends a copy, and says what became of each of its damages.
pub fn mend(
    store: &dyn Store,
    (reading, truth): (&Reading, &Truth),
    mut good: Good<'_>,
    damages: &[Damage],
    aside: &Aside,
) -> Vec<Outcome> {
    let done =
        keep_aside(store, reading, damages, aside).and_then(|()| write(store, reading, truth, &mut good));
    match done {
        Ok(left) => {
            let headless = good.head.is_none().then_some(truth.payload_offset);
            let whole = is_replaced(store, reading);
            let outcome = |damage: &Damage| conclude(damage, &left, headless, whole);
            damages.iter().map(outcome).collect()
        }
        Err(error) => damages.iter().map(|_| Outcome::unrepaired(&error)).collect(),
    }
}

/// Writes the good blocks over the bad ones, or all of them where the file appears whole, and reads them back. Gives the
/// blocks that are still bad.
fn write(
    store: &dyn Store,
    reading: &Reading,
    truth: &Truth,
    good: &mut Good<'_>,
) -> Result<BTreeSet<u32>, FileError> {
    let count = truth.segments.count();
    let is_bad = |index: u32| reading.block(index) != digest(good.digests, index);
    let mut bad: Vec<u32> = (0..count).filter(|&index| is_bad(index)).collect();
    let whole = is_replaced(store, reading);
    if whole {
        // It appears whole or not at all: what is still good of a copy is not given up for less.
        if good.head.is_none() || bad.iter().any(|&index| good.block(index).is_none()) {
            return Ok(bad.into_iter().collect());
        }
        bad = (0..count).collect();
    }
    let mut left = BTreeSet::new();
    let head = good.head.filter(|_| whole || reading.head.is_none()).map(<[u8]>::to_vec);
    let head = head.map(|bytes| Ok(Stretch { offset: 0, bytes })).into_iter();
    let mut blocks = bad.iter().filter_map(|&index| match good.block(index) {
        Some(bytes) => Some(Ok(Stretch { offset: truth.block(index).start, bytes })),
        None => {
            left.insert(index);
            None
        }
    });
    store.mend(&reading.name, truth.package_len(), &mut head.chain(&mut blocks))?;
    drop(blocks);
    let written = bad.into_iter().filter(|index| !left.contains(index)).collect::<Vec<_>>();
    let back = store.read_back(&reading.name)?;
    for index in written {
        let block = truth.block(index);
        let mut bytes = vec![0; usize::try_from(block.end - block.start).unwrap_or_default()];
        back.read_at(&mut bytes, block.start)?;
        if Some(Sha256Digest::of(&bytes)) != digest(good.digests, index) {
            left.insert(index);
        }
    }
    Ok(left)
}

/// Tells whether a copy is mended by one that appears whole or not at all.
fn is_replaced(store: &dyn Store, reading: &Reading) -> bool {
    reading.length().is_none() || !store.mends_in_place()
}

/// What became of a damage, when these blocks are left; `headless` is the length of a clear part that no copy has. A copy
/// that is replaced whole keeps all its damages when one is left.
fn conclude(damage: &Damage, left: &BTreeSet<u32>, headless: Option<u64>, whole: bool) -> Outcome {
    let hit = if whole { 0..u32::MAX } else { damage.segments.clone().unwrap_or(0..0) };
    let hits_head = |end| whole || damage.bytes.as_ref().is_none_or(|bytes| bytes.start < end);
    match left.range(hit).next() {
        Some(first) => Outcome::unrepaired(format!("no good copy of segment {first} is left")),
        None if headless.is_some_and(hits_head) => {
            Outcome::unrepaired("no good copy of the clear part is left")
        }
        None => Outcome::Repaired,
    }
}

/// Keeps the bytes of each damage that are there.
fn keep_aside(
    store: &dyn Store,
    reading: &Reading,
    damages: &[Damage],
    aside: &Aside,
) -> Result<(), FileError> {
    let Some(length) = reading.length() else { return Ok(()) };
    for bytes in damages.iter().filter_map(|damage| damage.bytes.clone()) {
        let end = bytes.end.min(length);
        if bytes.start < end {
            let file = store.read_back(&reading.name)?.reader(bytes.start)?;
            let name = format!("{}.{}", reading.file, bytes.start);
            aside.keep(&reading.copy, &name, &mut file.take(end - bytes.start))?;
        }
    }
    Ok(())
}

fn digest(digests: &[Sha256Digest], index: u32) -> Option<Sha256Digest> {
    digests.get(usize::try_from(index).ok()?).copied()
}
