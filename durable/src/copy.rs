//! A second, real copy: other blocks, synced, and read back from the disk rather than from memory.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use crate::error::FileError;
use crate::file::File;
use crate::passing::Trail;
use crate::whole::{Existing, Whole};

/// Copies a file byte by byte into a new, whole file; a file at the target is replaced.
///
/// Reading and writing, not `std::fs::copy`: that may share the blocks of the original (reflink), and then one bad
/// sector would spoil both.
///
/// # Errors
/// What the system answers, with the path of the file that failed.
pub fn copy(from: &Path, to: &Path) -> Result<u64, FileError> {
    let mut source = fs::File::open(from).map_err(|e| FileError::new("open", from, e))?;
    pour(&mut source, to).map_err(|error| match error {
        FileError { operation: READ, source, .. } => FileError::new(READ, from, source),
        error => error,
    })
}

/// Writes what a reader gives into a new, whole file; a file at the target is replaced. Returns its length in bytes.
///
/// # Errors
/// What the system or the reader answers, with the target's path; then the target is as it was before.
pub fn pour(from: &mut dyn Read, to: &Path) -> Result<u64, FileError> {
    let mut whole = Whole::create(to)?;
    let (file, mut trail) = (whole.by_position()?, Trail::default());
    let mut buffer = vec![0; BLOCK];
    let mut total = 0;
    loop {
        let read = from.read(&mut buffer).map_err(|e| FileError::new(READ, to, e))?;
        if read == 0 {
            break;
        }
        whole.write_all(&buffer[..read]).map_err(|e| FileError::new("write", to, e))?;
        trail.add(&file, total..total + read as u64);
        total += read as u64;
    }
    whole.share_with_group()?;
    let _ = whole.commit(Existing::Replace)?;
    Ok(total)
}

/// Opens a file for reading back what the disk holds: synced, and its cached pages dropped.
///
/// # Errors
/// What the system answers, with the path.
pub fn read_back(path: &Path) -> Result<File, FileError> {
    let file = File::open(path)?;
    file.sync_data()?;
    file.drop_cache()?;
    Ok(file)
}

/// What was tried when a source failed.
const READ: &str = "read";
/// Bytes per read and write.
const BLOCK: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use std::io::Read;

    #[test]
    fn a_copy_is_equal_and_its_own_file() {
        let top = tempfile::tempdir().unwrap();
        let (from, to) = (top.path().join("from"), top.path().join("to"));
        let bytes: Vec<u8> = (0..3_000_000_u32).flat_map(u32::to_le_bytes).collect();
        std::fs::write(&from, &bytes).unwrap();
        assert_eq!(super::copy(&from, &to).unwrap(), bytes.len() as u64);
        std::fs::write(&from, b"changed").unwrap();
        let mut back = Vec::new();
        super::read_back(&to).unwrap().reader().read_to_end(&mut back).unwrap();
        assert!(back == bytes);
    }
}
