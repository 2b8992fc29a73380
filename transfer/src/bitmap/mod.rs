//! Which segments of a package are durable.
//!
//! On the wire a bitmap is the CBOR array `[length, bytes]`. `bytes` starts with its form, and the writer takes the
//! shorter one:
//!
//! | form | then |
//! |---|---|
//! | 0 bits | ⌈length/8⌉ bytes; segment i is bit i mod 8 (lowest first) of byte i/8; unused bits are zero |
//! | 1 runs | unsigned LEB128 numbers: missing, present, missing, … alternating, beginning with missing; their sum is length |

use std::ops::Range;

use minicbor::decode::{self, Decode, Decoder};
use minicbor::encode::{self, Encode, Encoder, Write};

use crate::message::part::Span;

/// A set of segment indices below a fixed length; by default of no segments at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bitmap {
    length: u32,
    present: u32,
    bits: Vec<u8>,
}

impl Bitmap {
    /// An empty set for a package of `length` segments.
    ///
    /// # Errors
    /// When `length` exceeds [`MAX_SEGMENTS`].
    pub fn new(length: u32) -> Result<Self, BitmapError> {
        if length > MAX_SEGMENTS {
            return Err(BitmapError::TooLong { length });
        }
        Ok(Self { length, present: 0, bits: vec![0; bytes_for(length)] })
    }

    /// Number of segments of the package.
    #[must_use]
    pub fn length(&self) -> u32 {
        self.length
    }

    /// Number of segments present.
    #[must_use]
    pub fn present(&self) -> u32 {
        self.present
    }

    /// Whether every segment is present.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.present == self.length
    }

    /// Whether segment `index` is present; false beyond the end.
    #[must_use]
    pub fn contains(&self, index: u32) -> bool {
        let (byte, bit) = place(index);
        index < self.length && self.bits[byte] & bit != 0
    }

    /// Adds a segment; true when it was missing before. An index beyond the end changes nothing.
    pub fn insert(&mut self, index: u32) -> bool {
        if index >= self.length || self.contains(index) {
            return false;
        }
        let (byte, bit) = place(index);
        self.bits[byte] |= bit;
        self.present += 1;
        true
    }

    /// Takes a segment out, because its bytes were lost; true when it was present.
    pub fn remove(&mut self, index: u32) -> bool {
        if !self.contains(index) {
            return false;
        }
        let (byte, bit) = place(index);
        self.bits[byte] &= !bit;
        self.present -= 1;
        true
    }

    /// The first missing segment at or after `from`.
    #[must_use]
    pub fn next_missing(&self, from: u32) -> Option<u32> {
        let mut index = from;
        while index < self.length {
            let (byte, _) = place(index);
            if index.is_multiple_of(8) && self.bits[byte] == u8::MAX {
                index += 8;
            } else if self.contains(index) {
                index += 1;
            } else {
                return Some(index);
            }
        }
        None
    }

    /// The runs of equal state, in order: the range and whether its segments are present.
    fn runs(&self) -> impl Iterator<Item = (Range<u32>, bool)> + '_ {
        let mut start = 0;
        std::iter::from_fn(move || {
            let state = self.contains(start);
            let end = (start..self.length).find(|i| self.contains(*i) != state).unwrap_or(self.length);
            let run = start..end;
            start = end;
            (!run.is_empty()).then_some((run, state))
        })
    }

    fn run_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![FORM_RUNS];
        if self.contains(0) {
            leb128(0, &mut bytes);
        }
        for (run, _) in self.runs() {
            leb128(run.end - run.start, &mut bytes);
        }
        bytes
    }

    fn to_bytes(&self) -> Vec<u8> {
        let runs = self.run_bytes();
        if runs.len() <= self.bits.len() + 1 {
            return runs;
        }
        let mut bytes = vec![FORM_BITS];
        bytes.extend_from_slice(&self.bits);
        bytes
    }

    fn from_bytes(length: u32, bytes: &[u8]) -> Result<Self, BitmapError> {
        let mut bitmap = Self::new(length)?;
        match bytes.split_first() {
            Some((&FORM_BITS, bits)) => bitmap.fill_from_bits(bits)?,
            Some((&FORM_RUNS, runs)) => bitmap.fill_from_runs(runs)?,
            _ => return Err(BitmapError::Form),
        }
        Ok(bitmap)
    }

    fn fill_from_bits(&mut self, bits: &[u8]) -> Result<(), BitmapError> {
        let spare = u32::try_from(bits.len() * 8).unwrap_or(u32::MAX).wrapping_sub(self.length);
        let loose = bits.last().is_some_and(|last| spare > 0 && last.leading_zeros() < spare);
        if bits.len() != self.bits.len() || loose {
            return Err(BitmapError::Length);
        }
        self.bits.copy_from_slice(bits);
        self.present = bits.iter().map(|byte| byte.count_ones()).sum();
        Ok(())
    }

    fn fill_from_runs(&mut self, mut runs: &[u8]) -> Result<(), BitmapError> {
        let (mut start, mut state) = (0_u32, false);
        while !runs.is_empty() {
            let count = take_leb128(&mut runs).ok_or(BitmapError::Length)?;
            let end =
                start.checked_add(count).filter(|end| *end <= self.length).ok_or(BitmapError::Length)?;
            if state {
                (start..end).for_each(|index| {
                    self.insert(index);
                });
            }
            (start, state) = (end, !state);
        }
        if start == self.length { Ok(()) } else { Err(BitmapError::Length) }
    }
}

/// Gathers indices into runs, sorted and without repetition.
#[must_use]
pub fn spans(mut indices: Vec<u32>) -> Vec<Span> {
    indices.sort_unstable();
    indices.dedup();
    let mut spans: Vec<Span> = Vec::new();
    for index in indices {
        match spans.last_mut() {
            Some(last) if last.first + last.count == index => last.count += 1,
            _ => spans.push(Span { first: index, count: 1 }),
        }
    }
    spans
}

/// Cuts runs into pieces that each fit into one message.
pub(crate) fn pieces(spans: &[Span]) -> impl Iterator<Item = Vec<Span>> + '_ {
    spans.chunks(SPANS_AT_ONCE).map(<[Span]>::to_vec)
}

/// The indices of a run, or `None` when it does not lie below `length`.
#[must_use]
pub fn indices(span: Span, length: u32) -> Option<Range<u32>> {
    let end = span.first.checked_add(span.count)?;
    (span.count > 0 && end <= length).then_some(span.first..end)
}

impl<C> Encode<C> for Bitmap {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.array(2)?.u32(self.length)?.bytes(&self.to_bytes())?.ok()
    }
}

impl<C> Decode<'_, C> for Bitmap {
    fn decode(d: &mut Decoder<'_>, _: &mut C) -> Result<Self, decode::Error> {
        let position = d.position();
        if d.array()? != Some(2) {
            return Err(decode::Error::message("a bitmap has two elements").at(position));
        }
        Self::from_bytes(d.u32()?, d.bytes()?).map_err(|error| decode::Error::custom(error).at(position))
    }
}

/// Why bytes are no bitmap.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BitmapError {
    /// More segments than a package can have.
    #[error("{length} segments are more than a package can have")]
    TooLong {
        /// Segments claimed.
        length: u32,
    },
    /// Neither bits nor runs.
    #[error("unknown bitmap form")]
    Form,
    /// The bytes do not describe exactly the length.
    #[error("the bitmap's bytes do not fit its length")]
    Length,
}

fn bytes_for(length: u32) -> usize {
    usize::try_from(length.div_ceil(8)).unwrap_or(usize::MAX)
}

fn place(index: u32) -> (usize, u8) {
    (usize::try_from(index / 8).unwrap_or(usize::MAX), 1 << (index % 8))
}

fn leb128(mut value: u32, into: &mut Vec<u8>) {
    while value >= 0x80 {
        into.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    into.push(value.to_le_bytes()[0]);
}

/// Takes one number of at most five bytes that fits 32 bits.
fn take_leb128(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0_u64;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return u32::try_from(value).ok();
        }
    }
    None
}

/// Greatest number of segments of a package (1 TiB).
pub const MAX_SEGMENTS: u32 = 1 << 20;

/// Runs in one message: far below the limit of `Durable` and `Again`.
const SPANS_AT_ONCE: usize = 4096;

const FORM_BITS: u8 = 0;
const FORM_RUNS: u8 = 1;

#[cfg(test)]
mod tests;
