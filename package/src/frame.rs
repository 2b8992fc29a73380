//! The frame around header and statement: magic, two lengths, zero padding up to the payload.
//!
//! ```text
//! 0        8   magic "SEALPST" 0x01
//! 8        4   u32 header length HL (1 … 1 MiB)
//! 12      HL   header
//! 12+HL    4   u32 statement length SL (1 … 64 KiB)
//! 16+HL   SL   statement
//! ..           zero padding up to PO = 16+HL+SL rounded up to 4096
//! ```
//! Integers are big-endian. Specified in `docs/package-format.md`, "Frame".

use std::io::{self, Read};
use std::ops::Range;

/// Where header, statement and payload lie in a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The header's bytes.
    pub header: Range<usize>,
    /// The statement's bytes.
    pub statement: Range<usize>,
    /// Where the stream begins: PO.
    pub payload: usize,
}

/// Why bytes are not the frame of a package.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The magic is another one.
    #[error("this is not a sealed package: it does not begin with the magic of version 1")]
    Magic,
    /// The header length is outside 1 … 1 MiB.
    #[error("the header length at offset 8 is {found}, outside 1 … {MOST_HEADER}")]
    HeaderLength {
        /// The length found.
        found: u32,
    },
    /// The statement length is outside 1 … 64 KiB.
    #[error("the statement length at offset {offset} is {found}, outside 1 … {MOST_STATEMENT}")]
    StatementLength {
        /// Where the length stands.
        offset: usize,
        /// The length found.
        found: u32,
    },
    /// The bytes end inside the frame.
    #[error("the package ends at byte {len}, inside its clear part")]
    Truncated {
        /// The bytes there are.
        len: usize,
    },
    /// More bytes than the frame has.
    #[error("{extra} bytes follow the clear part")]
    Longer {
        /// How many too many.
        extra: usize,
    },
    /// A padding byte is not zero.
    #[error("the padding byte at offset {offset} is not zero")]
    Padding {
        /// Where it stands.
        offset: usize,
    },
    /// The reader failed.
    #[error("the package could not be read")]
    Read(#[source] io::Error),
}

impl Frame {
    /// Finds the parts of a clear part that is wholly in `head`, from byte 0 to PO.
    ///
    /// # Errors
    /// Names the first length or padding byte that is not as specified.
    pub fn parse(head: &[u8]) -> Result<Self, FrameError> {
        let mut rest = head;
        let (read, frame) = read(&mut rest)?;
        debug_assert_eq!(read.len(), frame.payload);
        if rest.is_empty() { Ok(frame) } else { Err(FrameError::Longer { extra: rest.len() }) }
    }
}

/// Reads the clear part of a package, bytes 0 to PO, and no byte more.
///
/// # Errors
/// Names the first length or padding byte that is not as specified, or says where the bytes end.
pub fn read(from: &mut impl Read) -> Result<(Vec<u8>, Frame), FrameError> {
    let mut head = Vec::with_capacity(ALIGN);
    grow(from, &mut head, MAGIC.len())?;
    if head != MAGIC {
        return Err(FrameError::Magic);
    }
    let header = part(from, &mut head, MOST_HEADER, |_, found| FrameError::HeaderLength { found })?;
    let statement =
        part(from, &mut head, MOST_STATEMENT, |offset, found| FrameError::StatementLength { offset, found })?;
    let payload = statement.end.next_multiple_of(ALIGN);
    grow(from, &mut head, payload - statement.end)?;
    match head[statement.end..].iter().position(|&byte| byte != 0) {
        Some(at) => Err(FrameError::Padding { offset: statement.end + at }),
        None => Ok((head, Frame { header, statement, payload })),
    }
}

/// What the keys and the statement are bound to: magic, header length and header, the first 12 + HL bytes.
#[must_use]
pub fn bound(header: &[u8]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    push(&mut out, header);
    out
}

/// Writes the clear part, bytes 0 to PO.
#[must_use]
pub fn write(header: &[u8], statement: &[u8]) -> Vec<u8> {
    let mut out = bound(header);
    push(&mut out, statement);
    out.resize(out.len().next_multiple_of(ALIGN), 0);
    out
}

fn push(out: &mut Vec<u8>, part: &[u8]) {
    // Both parts are far below 4 GiB; a longer one would be refused by every reader.
    out.extend_from_slice(&u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(part);
}

fn part(
    from: &mut impl Read,
    head: &mut Vec<u8>,
    most: u32,
    refused: impl Fn(usize, u32) -> FrameError,
) -> Result<Range<usize>, FrameError> {
    let offset = head.len();
    grow(from, head, 4)?;
    let found = head[offset..].iter().fold(0, |number, &byte| number << 8 | u32::from(byte));
    if found == 0 || found > most {
        return Err(refused(offset, found));
    }
    let start = head.len();
    grow(from, head, usize::try_from(found).unwrap_or(usize::MAX))?;
    Ok(start..head.len())
}

fn grow(from: &mut impl Read, head: &mut Vec<u8>, by: usize) -> Result<(), FrameError> {
    let got = from.take(by as u64).read_to_end(head).map_err(FrameError::Read)?;
    if got == by { Ok(()) } else { Err(FrameError::Truncated { len: head.len() }) }
}

/// The first bytes of every package of version 1.
pub const MAGIC: &[u8; 8] = b"SEALPST\x01";
/// The longest header in bytes.
pub const MOST_HEADER: u32 = 1 << 20;
/// The longest statement in bytes.
pub const MOST_STATEMENT: u32 = 64 << 10;
/// The payload begins at a multiple of this many bytes.
pub const ALIGN: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let head = write(b"header", &[7; 4096]);
        assert_eq!(head.len(), 8192);
        let frame = Frame::parse(&head).unwrap();
        assert_eq!(&head[frame.header], b"header");
        assert_eq!(frame.statement.len(), 4096);
        assert_eq!(frame.payload, head.len());
        assert!(head.starts_with(&bound(b"header")));
    }

    #[test]
    fn no_padding_when_already_aligned() {
        let head = write(&[1; 4080], &[2]);
        assert_eq!(head.len(), 8192);
        assert_eq!(write(&[1; 4079], &[2]).len(), 4096);
    }

    #[test]
    fn every_length_is_held_to_its_bounds() {
        let mut head = write(b"header", b"statement");
        head[8..12].copy_from_slice(&0u32.to_be_bytes());
        assert!(matches!(Frame::parse(&head), Err(FrameError::HeaderLength { found: 0 })));
        head[8..12].copy_from_slice(&(MOST_HEADER + 1).to_be_bytes());
        assert!(matches!(Frame::parse(&head), Err(FrameError::HeaderLength { .. })));

        let mut head = write(b"header", b"statement");
        head[18..22].copy_from_slice(&(MOST_STATEMENT + 1).to_be_bytes());
        assert!(matches!(Frame::parse(&head), Err(FrameError::StatementLength { offset: 18, .. })));
    }

    #[test]
    fn padding_is_zero_and_whole_and_the_last() {
        let mut head = write(b"header", b"statement");
        assert!(matches!(Frame::parse(&head[..4095]), Err(FrameError::Truncated { len: 4095 })));
        head[4095] = 1;
        assert!(matches!(Frame::parse(&head), Err(FrameError::Padding { offset: 4095 })));
        head[4095] = 0;
        head.push(0);
        assert!(matches!(Frame::parse(&head), Err(FrameError::Longer { extra: 1 })));
        assert!(matches!(Frame::parse(b"PK\x03\x04____"), Err(FrameError::Magic)));
    }
}
