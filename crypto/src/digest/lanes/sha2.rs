//! SHA-256 and SHA-512 differ only in their words, constants and number of rounds (FIPS 180-4, sections 4 to 6).

/// Writes `compress` and its kernel. `$wide` and `$narrow` are the words of a vector of 512 and of 256 bits, `$s0` and `$s1`
/// the turns and the shift of σ0 and σ1, `$t0` and `$t1` the turns of Σ0 and Σ1.
macro_rules! lanes {
    (
        $algorithm:ident, $word:ty, $wide:literal, $narrow:literal, $bytes:literal, $rounds:literal, $constants:ident,
        $s0:expr, $s1:expr, $t0:expr, $t1:expr
    ) => {
        use super::vectors::Vectors;
        use super::{Kernel, Lane, Turn, Width};
        use crate::digest::algorithm::$algorithm;

        /// Takes `count` blocks of each lane.
        pub(in crate::digest) fn compress(
            width: Width,
            lanes: &mut [Lane<'_, $algorithm>],
            count: usize,
        ) {
            width.run::<$word, _, $wide, $narrow>(Turn { lanes, count });
        }

        /// Round `$round` of 16, with the variables in the order in which they stand before it.
        macro_rules! round {
            ($vectors:ident, $words:ident, $first:ident, $round:expr, $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {{
                let word = $vectors.sum($words[$round], $vectors.all($constants[$first + $round]));
                let choice = $vectors.choice($e, $f, $g);
                let majority = $vectors.majority($a, $b, $c);
                let sum = $vectors.sum($vectors.sum($h, word), $vectors.sum(choice, turned($vectors, $e, $t1)));
                $d = $vectors.sum($d, sum);
                $h = $vectors.sum($vectors.sum(sum, majority), turned($vectors, $a, $t0));
            }};
        }

        impl<const LANES: usize> Kernel<$word, LANES> for Turn<'_, '_, $algorithm> {
            #[inline(always)]
            fn run<V: Vectors<$word, LANES>>(self, vectors: V) {
                let Some((mut states, blocks)) = super::load(self.lanes) else { return };
                let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = states.map(
                    #[inline(always)]
                    |words| vectors.vector(words),
                );
                for at in 0..self.count {
                    let mut words = gather(vectors, &blocks, at);
                    let before = [a, b, c, d, e, f, g, h];
                    for first in (0..$rounds).step_by(16) {
                        if first > 0 {
                            expand(vectors, &mut words);
                        }
                        for round in [0, 8] {
                            round!(vectors, words, first, round, a b c d e f g h);
                            round!(vectors, words, first, round + 1, h a b c d e f g);
                            round!(vectors, words, first, round + 2, g h a b c d e f);
                            round!(vectors, words, first, round + 3, f g h a b c d e);
                            round!(vectors, words, first, round + 4, e f g h a b c d);
                            round!(vectors, words, first, round + 5, d e f g h a b c);
                            round!(vectors, words, first, round + 6, c d e f g h a b);
                            round!(vectors, words, first, round + 7, b c d e f g h a);
                        }
                    }
                    a = vectors.sum(a, before[0]);
                    b = vectors.sum(b, before[1]);
                    c = vectors.sum(c, before[2]);
                    d = vectors.sum(d, before[3]);
                    e = vectors.sum(e, before[4]);
                    f = vectors.sum(f, before[5]);
                    g = vectors.sum(g, before[6]);
                    h = vectors.sum(h, before[7]);
                }
                for (state, after) in states.iter_mut().zip([a, b, c, d, e, f, g, h]) {
                    *state = vectors.words(after);
                }
                super::unload(&states, self.lanes);
            }
        }

        /// Puts the words of one block of each lane side by side.
        #[inline(always)]
        fn gather<V: Vectors<$word, LANES>, const LANES: usize>(
            vectors: V,
            blocks: &[&[[u8; $bytes]]; LANES],
            at: usize,
        ) -> [V::Vector; 16] {
            let mut words = [[0; 16]; LANES];
            for (words, blocks) in words.iter_mut().zip(blocks) {
                let (bytes, _) = blocks[at].as_chunks();
                for (word, bytes) in words.iter_mut().zip(bytes) {
                    *word = <$word>::from_le_bytes(*bytes);
                }
            }
            let mut words = vectors.side_by_side(&words);
            for word in &mut words {
                *word = vectors.swapped(*word);
            }
            words
        }

        /// The next 16 words of the message schedule, in the place of the last.
        #[inline(always)]
        fn expand<V: Vectors<$word, LANES>, const LANES: usize>(vectors: V, words: &mut [V::Vector; 16]) {
            for word in 0..16 {
                let second = shifted(vectors, words[(word + 1) % 16], $s0);
                let newest = shifted(vectors, words[(word + 14) % 16], $s1);
                let old = vectors.sum(words[word], second);
                words[word] = vectors.sum(old, vectors.sum(words[(word + 9) % 16], newest));
            }
        }

        /// Σ: three turns to the right.
        #[inline(always)]
        fn turned<V: Vectors<$word, LANES>, const LANES: usize>(
            vectors: V,
            word: V::Vector,
            [one, two, three]: [u32; 3],
        ) -> V::Vector {
            vectors.xor(vectors.turned(word, one), vectors.turned(word, two), vectors.turned(word, three))
        }

        /// σ: two turns and a shift to the right.
        #[inline(always)]
        fn shifted<V: Vectors<$word, LANES>, const LANES: usize>(
            vectors: V,
            word: V::Vector,
            [one, two, shift]: [u32; 3],
        ) -> V::Vector {
            vectors.xor(vectors.turned(word, one), vectors.turned(word, two), vectors.shifted(word, shift))
        }
    };
}

pub(super) use lanes;
