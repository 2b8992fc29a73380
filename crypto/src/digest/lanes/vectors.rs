//! The vectors of this processor: AVX-512 (its part that Skylake had, F, BW, CD, DQ and VL) or AVX2, found out at run time.

#[cfg(target_arch = "x86_64")]
pub(in crate::digest) use x86::{Width, sha256, widest};

#[cfg(not(target_arch = "x86_64"))]
pub(in crate::digest) use none::{Width, sha256, widest};

/// What the hash functions need of vectors of `LANES` words.
pub(in crate::digest) trait Vectors<W, const LANES: usize>: Copy {
    /// One word of each message.
    type Vector: Copy;

    /// Words as a vector.
    fn vector(self, words: [W; LANES]) -> Self::Vector;

    /// A vector as words.
    fn words(self, vector: Self::Vector) -> [W; LANES];

    /// The same word in each lane.
    fn all(self, word: W) -> Self::Vector;

    /// The sum modulo 2^32 or 2^64.
    fn sum(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// The exclusive or of three.
    fn xor(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;

    /// Bits of `yes` where `which` has ones, and of `no` elsewhere.
    fn choice(self, which: Self::Vector, yes: Self::Vector, no: Self::Vector) -> Self::Vector;

    /// Bits that at least two have.
    fn majority(self, a: Self::Vector, b: Self::Vector, c: Self::Vector) -> Self::Vector;

    /// y ⊕ (x ∨ ¬z), as RFC 1321 has it in its last round.
    fn last(self, x: Self::Vector, y: Self::Vector, z: Self::Vector) -> Self::Vector;

    /// Turned to the right by so many bits.
    fn turned(self, a: Self::Vector, by: u32) -> Self::Vector;

    /// Shifted to the right by so many bits.
    fn shifted(self, a: Self::Vector, by: u32) -> Self::Vector;
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::is_x86_feature_detected;
    use std::arch::x86_64::{__m256i, __m512i};

    use pulp::NullaryFnOnce;
    use pulp::x86::{V3, V4};

    use super::Vectors;
    use crate::digest::lanes::Kernel;

    /// Vectors that this processor has.
    #[derive(Clone, Copy)]
    pub(in crate::digest) enum Width {
        /// AVX-512.
        Bits512(V4),
        /// AVX2.
        Bits256(V3),
    }

    impl Width {
        /// Bytes of a vector.
        pub(in crate::digest) fn bytes(self) -> usize {
            match self {
                Self::Bits512(_) => 64,
                Self::Bits256(_) => 32,
            }
        }

        /// Runs a kernel: `WIDE` and `NARROW` words are what the vectors hold.
        pub(in crate::digest::lanes) fn run<W, K, const WIDE: usize, const NARROW: usize>(self, kernel: K)
        where
            V4: Vectors<W, WIDE>,
            V3: Vectors<W, NARROW>,
            K: Kernel<W, WIDE> + Kernel<W, NARROW>,
        {
            match self {
                Self::Bits512(v4) => v4.vectorize(On::<_, _, W, WIDE>(v4, kernel, [])),
                Self::Bits256(v3) => v3.vectorize(On::<_, _, W, NARROW>(v3, kernel, [])),
            }
        }
    }

    /// The widest vectors there are.
    pub(in crate::digest) fn widest() -> Option<Width> {
        V4::try_new().map(Width::Bits512).or_else(|| V3::try_new().map(Width::Bits256))
    }

    /// Tells whether there are instructions for SHA-256.
    pub(in crate::digest) fn sha256() -> bool {
        is_x86_feature_detected!("sha")
    }

    /// A kernel with the vectors it is to run on.
    struct On<V, K, W, const LANES: usize>(V, K, [W; 0]);

    impl<V, K, W, const LANES: usize> NullaryFnOnce for On<V, K, W, LANES>
    where
        V: Vectors<W, LANES>,
        K: Kernel<W, LANES>,
    {
        type Output = ();

        #[inline(always)]
        fn call(self) {
            self.1.run(self.0);
        }
    }

    macro_rules! bits512 {
        (
            $word:ty, $signed:ty, $lanes:literal, $all:ident, $add:ident, $logic:ident, $turn:ident, $shift:ident
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
        i32,
        16,
        _mm512_set1_epi32,
        _mm512_add_epi32,
        _mm512_ternarylogic_epi32,
        _mm512_rorv_epi32,
        _mm512_srlv_epi32
    );
    bits512!(
        u64,
        i64,
        8,
        _mm512_set1_epi64,
        _mm512_add_epi64,
        _mm512_ternarylogic_epi64,
        _mm512_rorv_epi64,
        _mm512_srlv_epi64
    );

    macro_rules! bits256 {
        ($word:ty, $lanes:literal, $all:ident, $add:ident, $left:ident, $right:ident) => {
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
                    let left =
                        avx2.$left(a, Vectors::<$word, $lanes>::all(self, (<$word>::BITS - by).into()));
                    avx2._mm256_or_si256(right, left)
                }

                #[inline(always)]
                fn shifted(self, a: __m256i, by: u32) -> __m256i {
                    self.avx2.$right(a, Vectors::<$word, $lanes>::all(self, by.into()))
                }
            }
        };
    }

    bits256!(u32, 8, _mm256_set1_epi32, _mm256_add_epi32, _mm256_sllv_epi32, _mm256_srlv_epi32);
    bits256!(u64, 4, _mm256_set1_epi64x, _mm256_add_epi64, _mm256_sllv_epi64, _mm256_srlv_epi64);
}

/// Vectors of four words gain nothing.
#[cfg(not(target_arch = "x86_64"))]
mod none {
    /// There are none.
    #[derive(Clone, Copy)]
    pub(in crate::digest) enum Width {}

    impl Width {
        pub(in crate::digest) fn bytes(self) -> usize {
            match self {}
        }

        pub(in crate::digest::lanes) fn run<W, K, const WIDE: usize, const NARROW: usize>(self, _: K) {
            match self {}
        }
    }

    pub(in crate::digest) fn widest() -> Option<Width> {
        None
    }

    pub(in crate::digest) fn sha256() -> bool {
        true
    }
}
