//! Entry bundles: the entries below a tile of level 0 in one file (C2SP tlog-tiles, "Log Entries").
//!
//! ```text
//! 0    2   u16 big-endian length of the entry, here always 32
//! 2   32   the entry
//! …        the next one; 256 of them, or as many as the `.p/<W>` of the name says
//! ```

use super::Entry;

/// Writes the bundle of `entries`.
#[must_use]
pub fn write(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * (PREFIX.len() + 32));
    for entry in entries {
        bytes.extend_from_slice(&PREFIX);
        bytes.extend_from_slice(entry.as_bytes());
    }
    bytes
}

/// Reads a bundle of `width` entries.
///
/// # Errors
/// When the bytes are not exactly that.
pub fn read(bytes: &[u8], width: u64) -> Result<Vec<Entry>, NoBundle> {
    let (records, rest) = bytes.as_chunks::<34>();
    if !rest.is_empty() || records.len() as u64 != width {
        return Err(NoBundle);
    }
    records.iter().map(one).collect()
}

/// The bytes are not the bundle that their name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not as many entries of 32 bytes as the name says")]
pub struct NoBundle;

fn one(record: &[u8; 34]) -> Result<Entry, NoBundle> {
    match record.split_first_chunk::<2>() {
        Some((&PREFIX, entry)) => entry.try_into().map(Entry::from_bytes).map_err(|_| NoBundle),
        _ => Err(NoBundle),
    }
}

/// Length of an entry.
const PREFIX: [u8; 2] = [0, 32];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let entries = [Entry::of(b"a"), Entry::of(b"b")];
        let bytes = write(&entries);
        assert_eq!(bytes.len(), 68);
        assert_eq!(&bytes[..2], &[0, 32]);
        assert_eq!(read(&bytes, 2), Ok(entries.to_vec()));
        assert_eq!(read(&bytes, 1), Err(NoBundle));
        assert_eq!(read(&bytes[..67], 2), Err(NoBundle));
        let mut other = bytes;
        other[35] = 31;
        assert_eq!(read(&other, 2), Err(NoBundle));
    }
}
