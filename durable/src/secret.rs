//! Files that hold keys: made with mode 0600, refused when others can read them.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::FileError;
use crate::{fault, folder, os};

/// A key file that could not be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// Others than the owner may read or write it.
    #[error("{} can be used by others than its owner (mode {mode:04o}); run: chmod 600 {}", path.display(), path.display())]
    OpenToOthers {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// It could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Reads a key file after checking that only its owner can.
///
/// The bytes are the caller's to wipe.
///
/// # Errors
/// [`SecretError::OpenToOthers`], or what the system answers.
pub fn read(path: &Path) -> Result<Vec<u8>, SecretError> {
    let mut file = fs::File::open(path).map_err(|e| FileError::new("open", path, e))?;
    let metadata = file.metadata().map_err(|e| FileError::new("stat", path, e))?;
    let others = os::open_to_others(&metadata);
    if others != 0 {
        return Err(SecretError::OpenToOthers { path: path.to_owned(), mode: 0o600 | others });
    }
    let length = usize::try_from(metadata.len()).unwrap_or(0);
    // The whole buffer at once: growing it would leave unwiped copies of the key behind.
    let mut bytes = Vec::with_capacity(length + 1);
    std::io::Read::read_to_end(&mut file, &mut bytes).map_err(|e| FileError::new("read", path, e))?;
    Ok(bytes)
}

/// Writes a new key file, mode 0600, durable on return; a file that is there is never overwritten.
///
/// # Errors
/// What the system answers; see [`FileError::is_present`].
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let write = || {
        fault::check()?;
        let mut options = OpenOptions::new();
        let mut file = os::private(options.write(true).create_new(true)).open(path)?;
        fault::check()?;
        file.write_all(bytes)?;
        fault::check()?;
        file.sync_all()
    };
    write().map_err(|e| FileError::new("create", path, e))?;
    folder::sync_parent(path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{SecretError, create, read};

    #[test]
    fn a_key_file_is_private_and_never_overwritten() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("key");
        create(&path, b"secret").unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&path).unwrap(), b"secret");
        assert!(create(&path, b"other").unwrap_err().is_present());
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused_with_the_remedy() {
        let top = tempfile::tempdir().unwrap();
        let path = top.path().join("key");
        create(&path, b"secret").unwrap();
        for mode in [0o640, 0o604, 0o620, 0o777] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let error = read(&path).unwrap_err();
            assert!(matches!(error, SecretError::OpenToOthers { .. }), "{mode:o}");
            assert!(error.to_string().contains("chmod 600"));
        }
    }
}
