//! The vectors of this processor: AVX-512 (its part that Skylake had, F, BW, CD, DQ and VL) or AVX2, found out at run time.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
mod x86;

#[cfg(all(test, target_arch = "x86_64"))]
pub(in crate::digest) use x86::available;
#[cfg(target_arch = "x86_64")]
pub(in crate::digest) use x86::{Width, sha256, widest};

#[cfg(all(test, not(target_arch = "x86_64")))]
pub(in crate::digest) use none::available;
#[cfg(not(target_arch = "x86_64"))]
pub(in crate::digest) use none::{Width, sha256, widest};

/// What the hash functions need of vectors of `LANES` words.
pub(in crate::digest) trait Vectors<W, const LANES: usize>: Copy {
    /// One word of each message.
    type Vector: Copy;

    /// Words as a vector.
    fn vector(self, words: [W; LANES]) -> Self::Vector;

    /// The first words of all blocks as a vector, their second words, and so on; `blocks` has one block of each message.
    fn side_by_side(self, blocks: &[[W; 16]; LANES]) -> [Self::Vector; 16];

    /// The bytes of each word in the other order.
    fn swapped(self, a: Self::Vector) -> Self::Vector;

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

    #[cfg(test)]
    pub(in crate::digest) fn available() -> Vec<Width> {
        Vec::new()
    }

    pub(in crate::digest) fn sha256() -> bool {
        true
    }
}
