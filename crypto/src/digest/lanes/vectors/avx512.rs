//! Vectors of 512 bits.

use std::arch::x86_64::__m512i;

use pulp::x86::V4;

use super::Vectors;
use super::x86::{ORDER32, ORDER64};

macro_rules! bits512 {
    (
        $word:ty, $lanes:literal, $all:ident, $add:ident, $logic:ident, $turn:ident, $shift:ident, $transposed:ident,
        $order:ident
    ) => {
        impl Vectors<$word, $lanes> for V4 {
            type Vector = __m512i;

            #[inline(always)]
            fn vector(self, words: [$word; $lanes]) -> __m512i {
                pulp::cast(words)
            }

            #[inline(always)]
            fn words(self, vector: __m512i) -> [$word; $lanes] {
                pulp::cast(vector)
            }

            #[inline(always)]
            fn side_by_side(self, blocks: &[[$word; 16]; $lanes]) -> [__m512i; 16] {
                $transposed(self, blocks)
            }

            #[inline(always)]
            fn swapped(self, a: __m512i) -> __m512i {
                self.avx512bw._mm512_shuffle_epi8(a, pulp::cast([$order; 4]))
            }

            #[inline(always)]
            fn all(self, word: $word) -> __m512i {
                self.avx512f.$all(word.cast_signed())
            }

            #[inline(always)]
            fn sum(self, a: __m512i, b: __m512i) -> __m512i {
                self.avx512f.$add(a, b)
            }

            // The last number of `$logic` is its truth table, for (a, b, c) from (0, 0, 0) in its lowest bit.
            #[inline(always)]
            fn xor(self, a: __m512i, b: __m512i, c: __m512i) -> __m512i {
                self.avx512f.$logic::<0b1001_0110>(a, b, c)
            }

            #[inline(always)]
            fn choice(self, which: __m512i, yes: __m512i, no: __m512i) -> __m512i {
                self.avx512f.$logic::<0b1100_1010>(which, yes, no)
            }

            #[inline(always)]
            fn majority(self, a: __m512i, b: __m512i, c: __m512i) -> __m512i {
                self.avx512f.$logic::<0b1110_1000>(a, b, c)
            }

            #[inline(always)]
            fn last(self, x: __m512i, y: __m512i, z: __m512i) -> __m512i {
                self.avx512f.$logic::<0b0011_1001>(x, y, z)
            }

            #[inline(always)]
            fn turned(self, a: __m512i, by: u32) -> __m512i {
                self.avx512f.$turn(a, Vectors::<$word, $lanes>::all(self, by.into()))
            }

            #[inline(always)]
            fn shifted(self, a: __m512i, by: u32) -> __m512i {
                self.avx512f.$shift(a, Vectors::<$word, $lanes>::all(self, by.into()))
            }
        }
    };
}

bits512!(
    u32,
    16,
    _mm512_set1_epi32,
    _mm512_add_epi32,
    _mm512_ternarylogic_epi32,
    _mm512_rorv_epi32,
    _mm512_srlv_epi32,
    transposed16,
    ORDER32
);
bits512!(
    u64,
    8,
    _mm512_set1_epi64,
    _mm512_add_epi64,
    _mm512_ternarylogic_epi64,
    _mm512_rorv_epi64,
    _mm512_srlv_epi64,
    transposed8,
    ORDER64
);

/// Rows of 16 words become columns: first inside quarters of two and of four rows, then the quarters themselves.
#[inline(always)]
fn transposed16(v4: V4, blocks: &[[u32; 16]; 16]) -> [__m512i; 16] {
    let f = v4.avx512f;
    let mut rows = [f._mm512_setzero_si512(); 16];
    let mut next = rows;
    for row in 0..16 {
        rows[row] = pulp::cast(blocks[row]);
    }
    for pair in 0..8 {
        next[2 * pair] = f._mm512_unpacklo_epi32(rows[2 * pair], rows[2 * pair + 1]);
        next[2 * pair + 1] = f._mm512_unpackhi_epi32(rows[2 * pair], rows[2 * pair + 1]);
    }
    for four in (0..16).step_by(4) {
        rows[four] = f._mm512_unpacklo_epi64(next[four], next[four + 2]);
        rows[four + 1] = f._mm512_unpackhi_epi64(next[four], next[four + 2]);
        rows[four + 2] = f._mm512_unpacklo_epi64(next[four + 1], next[four + 3]);
        rows[four + 3] = f._mm512_unpackhi_epi64(next[four + 1], next[four + 3]);
    }
    for row in 0..4 {
        for half in [row, row + 8] {
            next[half] = f._mm512_shuffle_i32x4::<EVEN>(rows[half], rows[half + 4]);
            next[half + 4] = f._mm512_shuffle_i32x4::<ODD>(rows[half], rows[half + 4]);
        }
    }
    for row in 0..8 {
        rows[row] = f._mm512_shuffle_i32x4::<EVEN>(next[row], next[row + 8]);
        rows[row + 8] = f._mm512_shuffle_i32x4::<ODD>(next[row], next[row + 8]);
    }
    rows
}

/// The same of 8 rows, whose first and last 8 words are two squares.
#[inline(always)]
fn transposed8(v4: V4, blocks: &[[u64; 16]; 8]) -> [__m512i; 16] {
    let f = v4.avx512f;
    let mut all = [f._mm512_setzero_si512(); 16];
    let halves: [[[u64; 8]; 2]; 8] = pulp::cast(*blocks);
    for half in 0..2 {
        let mut rows = [f._mm512_setzero_si512(); 8];
        let mut next = rows;
        for row in 0..8 {
            rows[row] = pulp::cast(halves[row][half]);
        }
        for pair in 0..4 {
            next[2 * pair] = f._mm512_unpacklo_epi64(rows[2 * pair], rows[2 * pair + 1]);
            next[2 * pair + 1] = f._mm512_unpackhi_epi64(rows[2 * pair], rows[2 * pair + 1]);
        }
        for row in 0..2 {
            for quarter in [row, row + 4] {
                rows[quarter] = f._mm512_shuffle_i64x2::<EVEN>(next[quarter], next[quarter + 2]);
                rows[quarter + 2] = f._mm512_shuffle_i64x2::<ODD>(next[quarter], next[quarter + 2]);
            }
        }
        for row in 0..4 {
            all[8 * half + row] = f._mm512_shuffle_i64x2::<EVEN>(rows[row], rows[row + 4]);
            all[8 * half + row + 4] = f._mm512_shuffle_i64x2::<ODD>(rows[row], rows[row + 4]);
        }
    }
    all
}

/// Quarters 0 and 2 of both.
const EVEN: i32 = 0b10_00_10_00;
/// Quarters 1 and 3 of both.
const ODD: i32 = 0b11_01_11_01;
