//! What MD5, SHA-256 and SHA-512 have in common: a state that takes one block after another, and the padding of the last.

use super::lanes::{self, Lane, Width};
use crate::native::{self, Running};

/// A hash function of this kind.
pub(super) trait Algorithm: Sized {
    /// 64 or 128 bytes.
    type Block: AsRef<[u8]> + AsMut<[u8]> + Copy;
    /// The words between two blocks.
    type State: Copy;
    /// The bytes of the digest.
    type Output: AsMut<[u8]>;
    /// The state before the first block.
    const INITIAL: Self::State;
    /// A block of zeros.
    const ZEROS: Self::Block;
    /// Bytes of the last block that give the length of the message.
    const LENGTH: usize;
    /// Bytes of a word.
    const WORD: usize;

    /// Cuts bytes into blocks, and what is left.
    fn blocks(bytes: &[u8]) -> (&[Self::Block], &[u8]);

    /// Takes blocks of one message.
    fn compress(state: &mut Self::State, blocks: &[Self::Block]);

    /// The fewest messages for which this processor is quicker side by side; none if it never is.
    fn fewest() -> Option<usize>;

    /// Takes `count` blocks of each lane, of which there are no more than vectors of this width hold.
    fn compress_lanes(width: Width, lanes: &mut [Lane<'_, Self>], count: usize);

    /// Writes the length of the message, in bits, into [`Algorithm::LENGTH`] bytes.
    fn put_length(bits: u128, field: &mut [u8]);

    /// The digest that the last state is.
    fn output(state: &Self::State) -> Self::Output;

    /// Begins a message that is hashed alone by what the program has brought along, where that is quicker.
    fn native() -> Option<Box<dyn Running>>;
}

/// MD5, RFC 1321.
#[derive(Clone, Debug)]
pub(super) struct Md5;

impl Algorithm for Md5 {
    type Block = [u8; 64];
    type State = [u32; 4];
    type Output = [u8; 16];
    const INITIAL: Self::State = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476];
    const ZEROS: Self::Block = [0; 64];
    const LENGTH: usize = 8;
    const WORD: usize = 4;

    fn blocks(bytes: &[u8]) -> (&[Self::Block], &[u8]) {
        bytes.as_chunks()
    }

    fn compress(state: &mut Self::State, blocks: &[Self::Block]) {
        md5::block_api::compress(state, blocks);
    }

    fn fewest() -> Option<usize> {
        lanes::fewest(2, 2)
    }

    fn compress_lanes(width: Width, lanes: &mut [Lane<'_, Self>], count: usize) {
        lanes::md5::compress(width, lanes, count);
    }

    fn put_length(bits: u128, field: &mut [u8]) {
        field.copy_from_slice(&bits.to_le_bytes()[..Self::LENGTH]);
    }

    fn output(state: &Self::State) -> Self::Output {
        let mut output = [0; 16];
        let (bytes, _) = output.as_chunks_mut();
        bytes.iter_mut().zip(state).for_each(|(bytes, word)| *bytes = word.to_le_bytes());
        output
    }

    fn native() -> Option<Box<dyn Running>> {
        None
    }
}

macro_rules! sha2 {
    (
        $algorithm:ident, $what:literal, $module:ident, $word:ty, $block:literal, $output:literal, $compress:ident,
        $fewest:expr, $native:expr, $initial:expr
    ) => {
        #[doc = $what]
        #[derive(Clone, Debug)]
        pub(super) struct $algorithm;

        impl Algorithm for $algorithm {
            type Block = [u8; $block];
            type State = [$word; 8];
            type Output = [u8; $output];
            const INITIAL: Self::State = $initial;
            const ZEROS: Self::Block = [0; $block];
            const LENGTH: usize = $block / 8;
            const WORD: usize = $block / 16;

            fn blocks(bytes: &[u8]) -> (&[Self::Block], &[u8]) {
                bytes.as_chunks()
            }

            fn compress(state: &mut Self::State, blocks: &[Self::Block]) {
                sha2::block_api::$compress(state, blocks);
            }

            fn fewest() -> Option<usize> {
                $fewest
            }

            fn compress_lanes(width: Width, lanes: &mut [Lane<'_, Self>], count: usize) {
                lanes::$module::compress(width, lanes, count);
            }

            fn put_length(bits: u128, field: &mut [u8]) {
                field.copy_from_slice(&bits.to_be_bytes()[16 - Self::LENGTH..]);
            }

            fn output(state: &Self::State) -> Self::Output {
                let mut output = [0; $output];
                let (bytes, _) = output.as_chunks_mut();
                bytes.iter_mut().zip(state).for_each(|(bytes, word)| *bytes = word.to_be_bytes());
                output
            }

            fn native() -> Option<Box<dyn Running>> {
                $native
            }
        }
    };
}

// A processor with instructions for SHA-256 is quickest with one message after another.
sha2!(
    Sha256,
    "SHA-256, FIPS 180-4.",
    sha256,
    u32,
    64,
    32,
    compress256,
    if lanes::hashes_alone() { None } else { lanes::fewest(3, 5) },
    native::brought().filter(|_| !lanes::hashes_alone()).map(|native| (native.sha256)()),
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19]
);

sha2!(
    Sha512,
    "SHA-512, FIPS 180-4.",
    sha512,
    u64,
    128,
    64,
    compress512,
    lanes::fewest(2, 3),
    native::brought().map(|native| (native.sha512)()),
    [
        0x6a09_e667_f3bc_c908,
        0xbb67_ae85_84ca_a73b,
        0x3c6e_f372_fe94_f82b,
        0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1,
        0x9b05_688c_2b3e_6c1f,
        0x1f83_d9ab_fb41_bd6b,
        0x5be0_cd19_137e_2179
    ]
);
