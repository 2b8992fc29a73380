//! Which vectors an x86-64 processor has.

use std::arch::is_x86_feature_detected;

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

/// All vectors there are, for tests of each.
#[cfg(test)]
pub(in crate::digest) fn available() -> Vec<Width> {
    let wide = V4::try_new().map(Width::Bits512);
    wide.into_iter().chain(V3::try_new().map(Width::Bits256)).collect()
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

/// Where in a quarter the bytes of each word of 32 bits come from.
pub(super) const ORDER32: u128 = 0x0c0d_0e0f_0809_0a0b_0405_0607_0001_0203;
/// The same of words of 64 bits.
pub(super) const ORDER64: u128 = 0x0809_0a0b_0c0d_0e0f_0001_0203_0405_0607;
