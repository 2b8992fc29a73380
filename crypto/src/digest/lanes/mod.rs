//! Several messages hashed at once, one in each lane of the processor's vectors.
//!
//! A hash of one message is a chain in which each step waits for the one before, so most of a core stands idle; with a
//! message in each lane a core does 16 such chains (8 of SHA-512) in hardly more time. A lane whose message has run
//! out is given the next; when too few are left, each goes on alone. On a processor without AVX2 all do.

pub(super) mod md5;
mod sha2;
pub(super) mod sha256;
pub(super) mod sha512;

use fearless_simd::{Level, Simd};

use super::algorithm::Algorithm;

/// One message in work: its state, and the blocks that are still to be taken.
pub(super) struct Lane<'a, A: Algorithm> {
    pub(super) state: &'a mut A::State,
    pub(super) blocks: &'a [A::Block],
}

/// Compresses the blocks of all messages into their states.
pub(super) fn compress<A: Algorithm>(mut waiting: Vec<Lane<'_, A>>) {
    let fewest = A::fewest().filter(|&fewest| waiting.len() >= fewest);
    let Some(fewest) = fewest else { return waiting.into_iter().for_each(alone) };
    waiting.retain(|lane| !lane.blocks.is_empty());
    // The longest first, so that none is left alone at the end.
    waiting.sort_unstable_by_key(|lane| lane.blocks.len());
    let mut lanes = Vec::with_capacity(A::LANES);
    loop {
        let next = waiting.len().saturating_sub(A::LANES - lanes.len());
        lanes.extend(waiting.drain(next..));
        if lanes.len() < fewest {
            return lanes.into_iter().for_each(alone);
        }
        let count = lanes.iter().map(|lane| lane.blocks.len()).min().unwrap_or_default();
        A::compress_lanes(&mut lanes, count);
        lanes.iter_mut().for_each(|lane: &mut Lane<'_, A>| lane.blocks = &lane.blocks[count..]);
        lanes.retain(|lane| !lane.blocks.is_empty());
    }
}

fn alone<A: Algorithm>(Lane { state, blocks }: Lane<'_, A>) {
    A::compress(state, blocks);
}

/// The states of some messages, word by word, and their blocks. A lane without a message has those of the first, and
/// nobody asks for what it does.
type Loaded<'a, W, B, const WORDS: usize, const LANES: usize> = ([[W; LANES]; WORDS], [&'a [B]; LANES]);

/// Puts the messages side by side; none if there are none.
fn load<'a, A, W, const WORDS: usize, const LANES: usize>(
    lanes: &[Lane<'a, A>],
) -> Option<Loaded<'a, W, A::Block, WORDS, LANES>>
where
    A: Algorithm<State = [W; WORDS]>,
    W: Copy + Default,
{
    let mut blocks = [lanes.first()?.blocks; LANES];
    let mut states = [[W::default(); LANES]; WORDS];
    for (number, lane) in lanes.iter().enumerate() {
        blocks[number] = lane.blocks;
        for (word, state) in lane.state.iter().zip(&mut states) {
            state[number] = *word;
        }
    }
    Some((states, blocks))
}

/// Gives each message its state back.
fn unload<A, W, const WORDS: usize, const LANES: usize>(
    states: &[[W; LANES]; WORDS],
    lanes: &mut [Lane<'_, A>],
) where
    A: Algorithm<State = [W; WORDS]>,
    W: Copy,
{
    for (number, lane) in lanes.iter_mut().enumerate() {
        for (word, state) in lane.state.iter_mut().zip(states) {
            *word = state[number];
        }
    }
}

/// Work that is compiled for each kind of vectors.
trait Kernel {
    fn run<S: Simd>(self, simd: S);
}

/// Tells whether this processor has vectors wide enough.
pub(super) fn are_there() -> bool {
    vectors::are_there(Level::new())
}

/// Tells whether this processor has instructions for SHA-256.
pub(super) fn hashes_alone() -> bool {
    vectors::sha256()
}

/// Runs a kernel on the widest vectors; to be called only where they are.
fn run(kernel: impl Kernel) {
    vectors::run(Level::new(), kernel);
}

#[cfg(target_arch = "x86_64")]
mod vectors {
    use fearless_simd::{Level, Simd};

    use super::Kernel;

    pub(super) fn are_there(level: Level) -> bool {
        level.as_avx2().is_some()
    }

    pub(super) fn sha256() -> bool {
        std::arch::is_x86_feature_detected!("sha")
    }

    pub(super) fn run(level: Level, kernel: impl Kernel) {
        if let Some(simd) = level.as_avx512() {
            simd.vectorize(
                #[inline(always)]
                || kernel.run(simd),
            );
        } else if let Some(simd) = level.as_avx2() {
            simd.vectorize(
                #[inline(always)]
                || kernel.run(simd),
            );
        }
    }
}

/// Vectors of four words gain nothing.
#[cfg(not(target_arch = "x86_64"))]
mod vectors {
    use fearless_simd::Level;

    use super::Kernel;

    pub(super) fn are_there(_: Level) -> bool {
        false
    }

    pub(super) fn sha256() -> bool {
        true
    }

    pub(super) fn run(_: Level, _: impl Kernel) {}
}
