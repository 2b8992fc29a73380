//! The few calls that differ between systems, so that another system is one more file.

#[cfg(unix)]
pub(crate) use unix::{confine, name_bytes, open, stamp};

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::fs::{File, Metadata, OpenOptions};
    use std::io;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    use std::path::Path;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

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

    /// Limits this process before it reads what may be hostile: memory, processor time, no file written, no core dump; it
    /// ends with the thread that started it.
    pub(crate) fn confine(memory: u64) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        let limits = [
            (Resource::As, memory),
            (Resource::Cpu, CPU_SECONDS),
            (Resource::Nofile, OPEN_FILES),
            (Resource::Fsize, 0),
            (Resource::Core, 0),
        ];
        for (resource, most) in limits {
            // a limit inherited from the process before may be lower, and cannot be raised
            let most = getrlimit(resource).maximum.map_or(most, |maximum| most.min(maximum));
            setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
        }
        Ok(())
    }

    /// Processor time of a worker for all its files; a file has a time of its own, which its master watches.
    const CPU_SECONDS: u64 = 3600;

    const OPEN_FILES: u64 = 16;

    /// The bytes of a name, whatever they are.
    pub(crate) fn name_bytes(name: &OsStr) -> &[u8] {
        name.as_bytes()
    }
}
