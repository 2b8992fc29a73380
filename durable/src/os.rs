//! The calls that differ between systems. Everything else in this crate is plain `std`.

#[cfg(unix)]
mod system {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::num::NonZero;
    use std::ops::Range;
    use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub(crate) fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
        file.write_all_at(bytes, offset)
    }

    pub(crate) fn read_exact_at(file: &File, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        file.read_exact_at(bytes, offset)
    }

    pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    pub(crate) fn sync_any(path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn sync_file_system(path: &Path) -> io::Result<()> {
        Ok(rustix::fs::syncfs(File::open(path)?)?)
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn sync_file_system(_path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) const CAN_SYNC_FILE_SYSTEM: bool = cfg!(target_os = "linux");

    pub(crate) fn drop_cache(file: &File) -> io::Result<()> {
        Ok(rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed)?)
    }

    pub(crate) fn fetch(file: &File, bytes: NonZero<u64>) -> io::Result<()> {
        Ok(rustix::fs::fadvise(file, 0, Some(bytes), rustix::fs::Advice::WillNeed)?)
    }

    pub(crate) fn forget(file: &File, stretch: &Range<u64>) -> io::Result<()> {
        match NonZero::new(stretch.end.saturating_sub(stretch.start)) {
            None => Ok(()),
            length => Ok(rustix::fs::fadvise(file, stretch.start, length, rustix::fs::Advice::DontNeed)?),
        }
    }

    pub(crate) fn free_bytes(path: &Path) -> io::Result<u64> {
        let found = rustix::fs::statvfs(path)?;
        Ok(found.f_bavail.saturating_mul(found.f_frsize))
    }

    pub(crate) fn device(metadata: &Metadata) -> Option<u64> {
        Some(metadata.dev())
    }

    pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        options.mode(0o600)
    }

    /// Permission bits that let others than the owner at the file.
    pub(crate) fn open_to_others(metadata: &Metadata) -> u32 {
        metadata.permissions().mode() & 0o077
    }

    pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
    }
}

#[cfg(windows)]
mod system {
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::num::NonZero;
    use std::ops::Range;
    use std::os::windows::fs::FileExt;
    use std::path::Path;

    pub(crate) fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = file.seek_write(bytes, offset)?;
            bytes = &bytes[written..];
            offset += written as u64;
        }
        Ok(())
    }

    pub(crate) fn read_exact_at(file: &File, mut bytes: &mut [u8], mut offset: u64) -> io::Result<()> {
        while !bytes.is_empty() {
            let read = file.seek_read(bytes, offset)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            bytes = &mut bytes[read..];
            offset += read as u64;
        }
        Ok(())
    }

    // NTFS journals renames itself; a folder cannot be opened for syncing.
    pub(crate) fn sync_folder(_path: &Path) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn sync_any(path: &Path) -> io::Result<()> {
        if path.is_dir() { Ok(()) } else { File::options().write(true).open(path)?.sync_all() }
    }

    pub(crate) fn sync_file_system(_path: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) const CAN_SYNC_FILE_SYSTEM: bool = false;

    pub(crate) fn drop_cache(_file: &File) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn fetch(_file: &File, _bytes: NonZero<u64>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn forget(_file: &File, _stretch: &Range<u64>) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn free_bytes(_path: &Path) -> io::Result<u64> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(crate) fn device(_metadata: &Metadata) -> Option<u64> {
        None
    }

    pub(crate) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
        options
    }

    pub(crate) fn open_to_others(_metadata: &Metadata) -> u32 {
        0
    }

    pub(crate) fn create_private_folder(path: &Path) -> io::Result<()> {
        std::fs::create_dir_all(path)
    }
}

pub(crate) use system::*;
