//! Free space of the file system that holds a path.

use std::path::Path;

use crate::error::FileError;
use crate::os;

/// Returns how many bytes an ordinary user may still write below `path`.
///
/// # Errors
/// What the system answers, with the path.
pub fn free(path: &Path) -> Result<u64, FileError> {
    os::free_bytes(path).map_err(|e| FileError::new("measure", path, e))
}

#[cfg(test)]
mod tests {
    #[test]
    fn free_space_is_measured() {
        let top = tempfile::tempdir().unwrap();
        assert!(super::free(top.path()).unwrap() > 0);
        assert!(super::free(&top.path().join("missing")).unwrap_err().is_missing());
    }
}
