//! The few calls that differ between systems, so that another system is one more file.

#[cfg(unix)]
pub(crate) use unix::{name_bytes, open, stamp};

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    use std::path::Path;

    use crate::dossier::Stamp;

    /// Opens a regular file for reading; follows no link and waits for no pipe that took its place.
    pub(crate) fn open(path: &Path) -> io::Result<File> {
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        let flags = i32::try_from(flags.bits()).map_err(io::Error::other)?;
        let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("no longer a regular file")) }
    }

    pub(crate) fn stamp(metadata: &Metadata) -> Stamp {
        let nanoseconds = i128::from(metadata.mtime()) * 1_000_000_000 + i128::from(metadata.mtime_nsec());
        Stamp {
            size: metadata.size(),
            modified: i64::try_from(nanoseconds).unwrap_or(i64::MAX),
            inode: metadata.ino(),
        }
    }

    /// The bytes of a name, whatever they are.
    pub(crate) fn name_bytes(name: &OsStr) -> &[u8] {
        name.as_bytes()
    }
}
