//! Vectors of 256 bits.

use std::arch::x86_64::__m256i;

use pulp::x86::V3;

use super::Vectors;
use super::x86::{ORDER32, ORDER64};

macro_rules! bits256 {
    ($word:ty, $lanes:literal, $all:ident, $add:ident, $left:ident, $right:ident, $order:ident) => {
        impl Vectors<$word, $lanes> for V3 {
            type Vector = __m256i;

            #[inline(always)]
            fn vector(self, words: [$word; $lanes]) -> __m256i {
                pulp::cast(words)
            }

            #[inline(always)]
            fn words(self, vector: __m256i) -> [$word; $lanes] {
                pulp::cast(vector)
            }

            #[inline(always)]
            fn side_by_side(self, blocks: &[[$word; 16]; $lanes]) -> [__m256i; 16] {
                let mut all = [self.avx._mm256_setzero_si256(); 16];
                for (word, vector) in all.iter_mut().enumerate() {
                    let mut words = [0; $lanes];
                    for lane in 0..$lanes {
                        words[lane] = blocks[lane][word];
                    }
                    *vector = pulp::cast(words);
                }
                all
            }

            #[inline(always)]
            fn swapped(self, a: __m256i) -> __m256i {
                self.avx2._mm256_shuffle_epi8(a, pulp::cast([$order; 2]))
            }

            #[inline(always)]
            fn all(self, word: $word) -> __m256i {
                self.avx.$all(word.cast_signed())
            }

            #[inline(always)]
            fn sum(self, a: __m256i, b: __m256i) -> __m256i {
                self.avx2.$add(a, b)
            }

            #[inline(always)]
            fn xor(self, a: __m256i, b: __m256i, c: __m256i) -> __m256i {
                self.avx2._mm256_xor_si256(self.avx2._mm256_xor_si256(a, b), c)
            }

            #[inline(always)]
            fn choice(self, which: __m256i, yes: __m256i, no: __m256i) -> __m256i {
                let avx2 = self.avx2;
                let differ = avx2._mm256_xor_si256(yes, no);
                avx2._mm256_xor_si256(no, avx2._mm256_and_si256(which, differ))
            }

            #[inline(always)]
            fn majority(self, a: __m256i, b: __m256i, c: __m256i) -> __m256i {
                let avx2 = self.avx2;
                let one = avx2._mm256_or_si256(a, b);
                avx2._mm256_or_si256(avx2._mm256_and_si256(a, b), avx2._mm256_and_si256(c, one))
            }

            #[inline(always)]
            fn last(self, x: __m256i, y: __m256i, z: __m256i) -> __m256i {
                let avx2 = self.avx2;
                let not_z = avx2._mm256_xor_si256(z, Vectors::<$word, $lanes>::all(self, <$word>::MAX));
                avx2._mm256_xor_si256(y, avx2._mm256_or_si256(x, not_z))
            }

            #[inline(always)]
            fn turned(self, a: __m256i, by: u32) -> __m256i {
                let avx2 = self.avx2;
                let right = avx2.$right(a, Vectors::<$word, $lanes>::all(self, by.into()));
                let left = avx2.$left(a, Vectors::<$word, $lanes>::all(self, (<$word>::BITS - by).into()));
                avx2._mm256_or_si256(right, left)
            }

            #[inline(always)]
            fn shifted(self, a: __m256i, by: u32) -> __m256i {
                self.avx2.$right(a, Vectors::<$word, $lanes>::all(self, by.into()))
            }
        }
    };
}

bits256!(u32, 8, _mm256_set1_epi32, _mm256_add_epi32, _mm256_sllv_epi32, _mm256_srlv_epi32, ORDER32);
bits256!(u64, 4, _mm256_set1_epi64x, _mm256_add_epi64, _mm256_sllv_epi64, _mm256_srlv_epi64, ORDER64);
