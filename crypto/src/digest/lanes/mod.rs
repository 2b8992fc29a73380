//! Several messages hashed at once, one in each lane of the processor's vectors.
//!
//! A hash of one message is a chain in which each step waits for the one before, so most of a core stands idle; with a
//! message in each lane a core does 16 such chains (8 of SHA-512) in hardly more time, half as many without AVX-512. A lane
//! whose message has run out is given the next; when too few are left, each goes on alone. On a processor without AVX2
//! all do.

pub(super) mod md5;
mod sha2;
pub(super) mod sha256;
pub(super) mod sha512;
mod vectors;

use super::algorithm::Algorithm;
use vectors::Vectors;
pub(super) use vectors::Width;

/// One message in work: its state, and the blocks that are still to be taken.
pub(super) struct Lane<'a, A: Algorithm> {
    pub(super) state: &'a mut A::State,
    pub(super) blocks: &'a [A::Block],
}

/// Compresses the blocks of all messages into their states.
pub(super) fn compress<A: Algorithm>(mut waiting: Vec<Lane<'_, A>>) {
    let (Some(fewest), Some(width)) = (A::fewest(), vectors::widest()) else {
        return waiting.into_iter().for_each(alone);
    };
    let most = width.bytes() / A::WORD;
    waiting.retain(|lane| !lane.blocks.is_empty());
    // The longest first, so that none is left alone at the end.
    waiting.sort_unstable_by_key(|lane| lane.blocks.len());
    let mut lanes = Vec::with_capacity(most);
    loop {
        let next = waiting.len().saturating_sub(most - lanes.len());
        lanes.extend(waiting.drain(next..));
        if lanes.len() < fewest {
            return lanes.into_iter().for_each(alone);
        }
        let count = lanes.iter().map(|lane| lane.blocks.len()).min().unwrap_or_default();
        A::compress_lanes(width, &mut lanes, count);
        lanes.iter_mut().for_each(|lane: &mut Lane<'_, A>| lane.blocks = &lane.blocks[count..]);
        lanes.retain(|lane| !lane.blocks.is_empty());
    }
}

/// The next `count` blocks of each message.
struct Turn<'a, 'b, A: Algorithm> {
    lanes: &'a mut [Lane<'b, A>],
    count: usize,
}

fn alone<A: Algorithm>(Lane { state, blocks }: Lane<'_, A>) {
    A::compress(state, blocks);
}

/// The states of some messages, word by word, and their blocks. A lane without a message has those of the first, and
/// nobody asks for what it does.
type Loaded<'a, W, B, const WORDS: usize, const LANES: usize> = ([[W; LANES]; WORDS], [&'a [B]; LANES]);

/// Puts the messages side by side; none if there are none.
#[inline(always)]
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
#[inline(always)]
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

/// Work on `LANES` messages at once, that is compiled for each kind of vectors.
pub(super) trait Kernel<W, const LANES: usize> {
    fn run<V: Vectors<W, LANES>>(self, vectors: V);
}

/// The fewest messages that are quicker side by side: `wide` with AVX-512, `narrow` with AVX2; none if none ever are.
pub(super) fn fewest(wide: usize, narrow: usize) -> Option<usize> {
    vectors::widest().map(|width| if width.bytes() == 64 { wide } else { narrow })
}

/// Tells whether this processor has instructions for SHA-256.
pub(super) fn hashes_alone() -> bool {
    vectors::sha256()
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use super::super::algorithm::{Algorithm, Md5, Sha256, Sha512};
    use super::{Lane, vectors};

    /// Each width of vectors, also one that a wider one hides, does what one message after another does.
    fn agree<A: Algorithm>(initial: A::State)
    where
        A::State: PartialEq + Debug,
    {
        for width in vectors::available() {
            let most = width.bytes() / A::WORD;
            for messages in 1..=most {
                let bytes: Vec<Vec<u8>> = (0..messages)
                    .map(|message| (0..640).map(|at| (at * 7 + message * 31).to_le_bytes()[0]).collect())
                    .collect();
                let blocks = || bytes.iter().map(|bytes| A::blocks(bytes).0);
                let mut expected = vec![initial; messages];
                expected.iter_mut().zip(blocks()).for_each(|(state, blocks)| A::compress(state, blocks));
                let mut states = vec![initial; messages];
                let lanes = states.iter_mut().zip(blocks());
                let mut lanes: Vec<_> = lanes.map(|(state, blocks)| Lane::<A> { state, blocks }).collect();
                let count = lanes[0].blocks.len();
                A::compress_lanes(width, &mut lanes, count);
                assert_eq!(states, expected, "{messages} in {} bytes", width.bytes());
            }
        }
    }

    #[test]
    fn every_width_of_vectors_gives_the_same() {
        agree::<Md5>(Md5::INITIAL);
        agree::<Sha256>(Sha256::INITIAL);
        agree::<Sha512>(Sha512::INITIAL);
    }
}
