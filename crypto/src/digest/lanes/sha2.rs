//! SHA-256 and SHA-512 differ only in their words, constants and number of rounds (FIPS 180-4, sections 4 to 6).

/// Writes `compress` and its kernel. `$s0` and `$s1` are the turns and the shift of σ0 and σ1, `$t0` and `$t1` the turns
/// of Σ0 and Σ1.
macro_rules! lanes {
    (
        $algorithm:ident, $word:ty, $vector:ident, $bytes:literal, $rounds:literal, $constants:ident,
        $s0:expr, $s1:expr, $t0:expr, $t1:expr
    ) => {
        use fearless_simd::{Simd, SimdInto, $vector};

        use super::{Kernel, Lane};
        use crate::digest::algorithm::{$algorithm, Algorithm};

        const LANES: usize = $algorithm::LANES;
        const BITS: u32 = <$word>::BITS;

        /// Takes `count` blocks of each lane.
        pub(in crate::digest) fn compress(lanes: &mut [Lane<'_, $algorithm>], count: usize) {
            let Some((mut states, blocks)) = super::load(lanes) else { return };
            super::run(Blocks { states: &mut states, blocks: &blocks, count });
            super::unload(&states, lanes);
        }

        /// The states of all lanes, word by word, and their blocks.
        struct Blocks<'a> {
            states: &'a mut [[$word; LANES]; 8],
            blocks: &'a [&'a [[u8; $bytes]]; LANES],
            count: usize,
        }

        /// Round `$round` of 16, with the variables in the order in which they stand before it.
        macro_rules! round {
            ($simd:ident, $words:ident, $first:ident, $round:expr, $a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident) => {{
                let word: $vector<S> = $words[$round].simd_into($simd);
                let choice = $g ^ ($e & ($f ^ $g));
                let majority = ($a & $b) | ($c & ($a | $b));
                let sum = $h + (word + $constants[$first + $round]) + choice + turned($e, $t1);
                $d += sum;
                $h = sum + majority + turned($a, $t0);
            }};
        }

        impl Kernel for Blocks<'_> {
            #[inline(always)]
            fn run<S: Simd>(self, simd: S) {
                let mut a: $vector<S> = self.states[0].simd_into(simd);
                let mut b: $vector<S> = self.states[1].simd_into(simd);
                let mut c: $vector<S> = self.states[2].simd_into(simd);
                let mut d: $vector<S> = self.states[3].simd_into(simd);
                let mut e: $vector<S> = self.states[4].simd_into(simd);
                let mut f: $vector<S> = self.states[5].simd_into(simd);
                let mut g: $vector<S> = self.states[6].simd_into(simd);
                let mut h: $vector<S> = self.states[7].simd_into(simd);
                let mut words = [[0; LANES]; 16];
                for at in 0..self.count {
                    gather(self.blocks, at, &mut words);
                    let before = [a, b, c, d, e, f, g, h];
                    for first in (0..$rounds).step_by(16) {
                        if first > 0 {
                            expand(simd, &mut words);
                        }
                        for round in [0, 8] {
                            round!(simd, words, first, round, a b c d e f g h);
                            round!(simd, words, first, round + 1, h a b c d e f g);
                            round!(simd, words, first, round + 2, g h a b c d e f);
                            round!(simd, words, first, round + 3, f g h a b c d e);
                            round!(simd, words, first, round + 4, e f g h a b c d);
                            round!(simd, words, first, round + 5, d e f g h a b c);
                            round!(simd, words, first, round + 6, c d e f g h a b);
                            round!(simd, words, first, round + 7, b c d e f g h a);
                        }
                    }
                    a += before[0];
                    b += before[1];
                    c += before[2];
                    d += before[3];
                    e += before[4];
                    f += before[5];
                    g += before[6];
                    h += before[7];
                }
                let after = [a, b, c, d, e, f, g, h];
                for (state, word) in self.states.iter_mut().zip(after) {
                    *state = word.into();
                }
            }
        }

        /// Puts the words of one block of each lane side by side.
        #[inline(always)]
        fn gather(blocks: &[&[[u8; $bytes]]; LANES], at: usize, words: &mut [[$word; LANES]; 16]) {
            for (lane, blocks) in blocks.iter().enumerate() {
                let (bytes, _) = blocks[at].as_chunks();
                for (word, bytes) in words.iter_mut().zip(bytes) {
                    word[lane] = <$word>::from_be_bytes(*bytes);
                }
            }
        }

        /// The next 16 words of the message schedule, in the place of the last.
        #[inline(always)]
        fn expand<S: Simd>(simd: S, words: &mut [[$word; LANES]; 16]) {
            for word in 0..16 {
                let old: $vector<S> = words[word].simd_into(simd);
                let second: $vector<S> = words[(word + 1) % 16].simd_into(simd);
                let tenth: $vector<S> = words[(word + 9) % 16].simd_into(simd);
                let newest: $vector<S> = words[(word + 14) % 16].simd_into(simd);
                words[word] = (old + shifted(second, $s0) + tenth + shifted(newest, $s1)).into();
            }
        }

        /// Σ: three turns to the right.
        #[inline(always)]
        fn turned<S: Simd>(word: $vector<S>, [one, two, three]: [u32; 3]) -> $vector<S> {
            turn(word, one) ^ turn(word, two) ^ turn(word, three)
        }

        /// σ: two turns and a shift to the right.
        #[inline(always)]
        fn shifted<S: Simd>(word: $vector<S>, [one, two, shift]: [u32; 3]) -> $vector<S> {
            turn(word, one) ^ turn(word, two) ^ (word >> shift)
        }

        #[inline(always)]
        fn turn<S: Simd>(word: $vector<S>, by: u32) -> $vector<S> {
            (word >> by) | (word << (BITS - by))
        }
    };
}

pub(super) use lanes;
