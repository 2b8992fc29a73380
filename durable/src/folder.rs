//! Folders, renames and removals, each made durable before the call returns.

use std::fs;
use std::path::Path;

use crate::error::FileError;
use crate::{fault, os};

/// Creates a folder and those above it, and syncs the folder that holds it.
///
/// # Errors
/// What the system answers, with the path.
pub fn create(path: &Path) -> Result<(), FileError> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        create(parent)?;
    }
    let made = fault::check().and_then(|()| match fs::create_dir(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        other => other,
    });
    made.map_err(|e| FileError::new("create folder", path, e))?;
    sync_parent(path)
}

/// Creates a folder (and those above it) that only its owner may enter.
///
/// # Errors
/// What the system answers, with the path.
pub fn create_private(path: &Path) -> Result<(), FileError> {
    fault::check()
        .and_then(|()| os::create_private_folder(path))
        .map_err(|e| FileError::new("create folder", path, e))?;
    sync_parent(path)
}

/// Renames within one file system and syncs both folders. A file at the target is replaced.
///
/// # Errors
/// What the system answers, with the source path; across file systems that is an error.
pub fn rename(from: &Path, to: &Path) -> Result<(), FileError> {
    fault::check().and_then(|()| fs::rename(from, to)).map_err(|e| FileError::new("rename", from, e))?;
    sync_parent(to)?;
    if from.parent() != to.parent() {
        sync_parent(from)?;
    }
    Ok(())
}

/// Removes a file; one that is not there is no error.
///
/// # Errors
/// What the system answers, with the path.
pub fn remove_file(path: &Path) -> Result<(), FileError> {
    absent_is_fine(fault::check().and_then(|()| fs::remove_file(path)))
        .map_err(|e| FileError::new("remove", path, e))
}

/// Removes a folder with all it holds; one that is not there is no error.
///
/// # Errors
/// What the system answers, with the path.
pub fn remove(path: &Path) -> Result<(), FileError> {
    absent_is_fine(fault::check().and_then(|()| fs::remove_dir_all(path)))
        .map_err(|e| FileError::new("remove folder", path, e))
}

/// Removes a folder if it holds nothing, and tells whether it is gone; one that is not there is.
///
/// # Errors
/// What the system answers, with the path.
pub fn remove_empty(path: &Path) -> Result<bool, FileError> {
    match absent_is_fine(fault::check().and_then(|()| fs::remove_dir(path))) {
        Ok(()) => Ok(true),
        Err(e) if e.kind() == std::io::ErrorKind::DirectoryNotEmpty => Ok(false),
        Err(e) => Err(FileError::new("remove folder", path, e)),
    }
}

/// Syncs a folder: names made, renamed or removed in it are durable afterwards.
///
/// # Errors
/// What the system answers, with the path.
pub fn sync(path: &Path) -> Result<(), FileError> {
    fault::check().and_then(|()| os::sync_folder(path)).map_err(|e| FileError::new("sync folder", path, e))
}

/// Returns true if both paths lie on the same device: a "second copy" there is no second copy.
pub fn same_device(one: &Path, other: &Path) -> bool {
    let device = |path: &Path| fs::metadata(path).ok().and_then(|m| os::device(&m));
    matches!((device(one), device(other)), (Some(a), Some(b)) if a == b)
}

pub(crate) fn sync_parent(path: &Path) -> Result<(), FileError> {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync(parent),
        _ => sync(Path::new(".")),
    }
}

fn absent_is_fine(result: std::io::Result<()>) -> std::io::Result<()> {
    match result {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn folders_are_made_renamed_and_removed() {
        let top = tempfile::tempdir().unwrap();
        let deep = top.path().join("a/b/c");
        super::create(&deep).unwrap();
        super::create(&deep).unwrap();
        assert!(super::same_device(top.path(), &deep));
        assert!(!super::remove_empty(&top.path().join("a")).unwrap());
        super::rename(&deep, &top.path().join("moved")).unwrap();
        assert!(super::remove_empty(&top.path().join("a/b")).unwrap());
        assert!(super::remove_empty(&top.path().join("a/b")).unwrap());
        super::remove(&top.path().join("moved")).unwrap();
        super::remove(&top.path().join("moved")).unwrap();
        assert!(!deep.exists());
    }

    #[test]
    fn an_error_names_the_path() {
        let top = tempfile::tempdir().unwrap();
        let missing = top.path().join("missing");
        let error = super::rename(&missing, &top.path().join("x")).unwrap_err();
        assert!(error.is_missing());
        assert!(error.to_string().contains("missing"));
    }
}
