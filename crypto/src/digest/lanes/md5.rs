//! MD5 (RFC 1321), one message in each lane of 32 bits.

use super::vectors::Vectors;
use super::{Kernel, Lane, Turn, Width};
use crate::digest::algorithm::Md5;

/// Takes `count` blocks of each lane.
pub(in crate::digest) fn compress(width: Width, lanes: &mut [Lane<'_, Md5>], count: usize) {
    width.run::<u32, _, 16, 8>(Turn { lanes, count });
}

/// Step `step` of a round that begins with step `first`; it takes word `(by * step + from) % 16` of the block.
macro_rules! step {
    ($of:expr, $mixed:expr, $a:ident, $b:ident, $step:expr, $turn:literal) => {{
        let (vectors, words, first, by, from) = $of;
        let word = vectors.sum(words[(by * $step + from) % 16], vectors.all(SINES[first + $step]));
        let sum = vectors.sum(vectors.sum($a, word), $mixed);
        vectors.sum($b, vectors.turned(sum, 32 - $turn))
    }};
}

/// Makes one word of three, for each round in another way (RFC 1321, section 3.4).
macro_rules! mixed {
    (f, $vectors:expr, $x:ident, $y:ident, $z:ident) => {
        $vectors.choice($x, $y, $z)
    };
    (g, $vectors:expr, $x:ident, $y:ident, $z:ident) => {
        $vectors.choice($z, $x, $y)
    };
    (h, $vectors:expr, $x:ident, $y:ident, $z:ident) => {
        $vectors.xor($x, $y, $z)
    };
    (i, $vectors:expr, $x:ident, $y:ident, $z:ident) => {
        $vectors.last($x, $y, $z)
    };
}

/// The 16 steps of a round.
macro_rules! round {
    ($of:expr, [$a:ident, $b:ident, $c:ident, $d:ident], $mix:ident, [$s0:literal, $s1:literal, $s2:literal, $s3:literal]) => {
        for step in (0..16).step_by(4) {
            $a = step!($of, mixed!($mix, $of.0, $b, $c, $d), $a, $b, step, $s0);
            $d = step!($of, mixed!($mix, $of.0, $a, $b, $c), $d, $a, step + 1, $s1);
            $c = step!($of, mixed!($mix, $of.0, $d, $a, $b), $c, $d, step + 2, $s2);
            $b = step!($of, mixed!($mix, $of.0, $c, $d, $a), $b, $c, step + 3, $s3);
        }
    };
}

impl<const LANES: usize> Kernel<u32, LANES> for Turn<'_, '_, Md5> {
    #[inline(always)]
    fn run<V: Vectors<u32, LANES>>(self, vectors: V) {
        let Some((mut states, blocks)) = super::load(self.lanes) else { return };
        let [mut a, mut b, mut c, mut d] = states.map(
            #[inline(always)]
            |words| vectors.vector(words),
        );
        for at in 0..self.count {
            let words = gather(vectors, &blocks, at);
            let before = [a, b, c, d];
            round!((vectors, &words, 0, 1, 0), [a, b, c, d], f, [7, 12, 17, 22]);
            round!((vectors, &words, 16, 5, 1), [a, b, c, d], g, [5, 9, 14, 20]);
            round!((vectors, &words, 32, 3, 5), [a, b, c, d], h, [4, 11, 16, 23]);
            round!((vectors, &words, 48, 7, 0), [a, b, c, d], i, [6, 10, 15, 21]);
            a = vectors.sum(a, before[0]);
            b = vectors.sum(b, before[1]);
            c = vectors.sum(c, before[2]);
            d = vectors.sum(d, before[3]);
        }
        for (state, after) in states.iter_mut().zip([a, b, c, d]) {
            *state = vectors.words(after);
        }
        super::unload(&states, self.lanes);
    }
}

/// Puts the words of one block of each lane side by side.
#[inline(always)]
fn gather<V: Vectors<u32, LANES>, const LANES: usize>(
    vectors: V,
    blocks: &[&[[u8; 64]]; LANES],
    at: usize,
) -> [V::Vector; 16] {
    let mut words = [[0; 16]; LANES];
    for (words, blocks) in words.iter_mut().zip(blocks) {
        let (bytes, _) = blocks[at].as_chunks();
        for (word, bytes) in words.iter_mut().zip(bytes) {
            *word = u32::from_le_bytes(*bytes);
        }
    }
    vectors.side_by_side(&words)
}

/// The integer part of 2³² · |sin(i + 1)|.
const SINES: [u32; 64] = [
    0xd76a_a478,
    0xe8c7_b756,
    0x2420_70db,
    0xc1bd_ceee,
    0xf57c_0faf,
    0x4787_c62a,
    0xa830_4613,
    0xfd46_9501,
    0x6980_98d8,
    0x8b44_f7af,
    0xffff_5bb1,
    0x895c_d7be,
    0x6b90_1122,
    0xfd98_7193,
    0xa679_438e,
    0x49b4_0821,
    0xf61e_2562,
    0xc040_b340,
    0x265e_5a51,
    0xe9b6_c7aa,
    0xd62f_105d,
    0x0244_1453,
    0xd8a1_e681,
    0xe7d3_fbc8,
    0x21e1_cde6,
    0xc337_07d6,
    0xf4d5_0d87,
    0x455a_14ed,
    0xa9e3_e905,
    0xfcef_a3f8,
    0x676f_02d9,
    0x8d2a_4c8a,
    0xfffa_3942,
    0x8771_f681,
    0x6d9d_6122,
    0xfde5_380c,
    0xa4be_ea44,
    0x4bde_cfa9,
    0xf6bb_4b60,
    0xbebf_bc70,
    0x289b_7ec6,
    0xeaa1_27fa,
    0xd4ef_3085,
    0x0488_1d05,
    0xd9d4_d039,
    0xe6db_99e5,
    0x1fa2_7cf8,
    0xc4ac_5665,
    0xf429_2244,
    0x432a_ff97,
    0xab94_23a7,
    0xfc93_a039,
    0x655b_59c3,
    0x8f0c_cc92,
    0xffef_f47d,
    0x8584_5dd1,
    0x6fa8_7e4f,
    0xfe2c_e6e0,
    0xa301_4314,
    0x4e08_11a1,
    0xf753_7e82,
    0xbd3a_f235,
    0x2ad7_d2bb,
    0xeb86_d391,
];
