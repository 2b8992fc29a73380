//! What differs between operating systems, in one place, so that another system needs one more file and no search.

use std::fs::Metadata;

/// What tells that a file is still the one that was read: its size, the time of its last change and its number in
/// the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Length in bytes.
    pub size: u64,
    /// Time of the last change, nanoseconds since the epoch.
    pub changed: i128,
    /// Inode, or 0 where the system has none.
    pub file_id: u64,
}

/// Takes the stamp of a file from its metadata.
#[cfg(unix)]
pub fn stamp(metadata: &Metadata) -> Stamp {
    use std::os::unix::fs::MetadataExt;
    let changed = i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec());
    Stamp { size: metadata.size(), changed, file_id: metadata.ino() }
}

/// Takes the stamp of a file from its metadata.
#[cfg(not(unix))]
pub fn stamp(metadata: &Metadata) -> Stamp {
    use std::time::UNIX_EPOCH;
    let changed = metadata
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|age| i128::try_from(age.as_nanos()).ok())
        .unwrap_or(0);
    Stamp { size: metadata.len(), changed, file_id: 0 }
}
