//! Whole folders that are being made: files moved into them, and all made durable in one go.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::FileError;
use crate::{fault, os};

/// Moves a file to a place below a folder that is being made; folders in between are made too.
///
/// Nothing is durable before [`sync`]. Within one file system this is a rename; across two the bytes are copied.
///
/// # Errors
/// What the system answers, with the source path.
pub fn take(from: &Path, to: &Path) -> Result<(), FileError> {
    let moved = fault::check().and_then(|()| match fs::rename(from, to) {
        Err(e) if e.kind() == io::ErrorKind::NotFound && from.exists() => {
            to.parent().map_or(Ok(()), fs::create_dir_all)?;
            fs::rename(from, to)
        }
        other => other,
    });
    match moved {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            if let Some(parent) = to.parent() {
                fs::create_dir_all(parent).map_err(|e| FileError::new("create folder", parent, e))?;
            }
            crate::copy::copy(from, to)?;
            crate::folder::remove_file(from)
        }
        moved => moved.map_err(|e| FileError::new("rename", from, e)),
    }
}

/// Makes a folder durable with everything below it.
///
/// A few files are synced one by one. Many are synced by one `syncfs` of their file system: one journal commit for each of
/// tens of thousands of files would take minutes. It reports failed writes since Linux 5.8.
///
/// # Errors
/// What the system answers, with the path. After a failure all bytes below must be taken as lost.
pub fn sync(root: &Path) -> Result<(), FileError> {
    let Some(paths) = few(root)? else {
        return fault::check()
            .and_then(|()| os::sync_file_system(root))
            .map_err(|e| FileError::new("sync the file system of", root, e));
    };
    paths.iter().try_for_each(|path| {
        fault::check().and_then(|()| os::sync_any(path)).map_err(|e| FileError::new("sync", path, e))
    })
}

/// Returns everything below a folder, files before the folders that hold them; none when there are many.
fn few(root: &Path) -> Result<Option<Vec<PathBuf>>, FileError> {
    let mut paths = vec![root.to_owned()];
    let mut next = 0;
    while let Some(path) = paths.get(next).cloned() {
        next += 1;
        if !path.is_dir() {
            continue;
        }
        let entries = fs::read_dir(&path).map_err(|e| FileError::new("read folder", &path, e))?;
        for entry in entries {
            paths.push(entry.map_err(|e| FileError::new("read folder", &path, e))?.path());
            if paths.len() > SINGLY && os::CAN_SYNC_FILE_SYSTEM {
                return Ok(None);
            }
        }
    }
    paths.reverse();
    Ok(Some(paths))
}

/// So many files and folders are synced one by one.
const SINGLY: usize = 128;

#[cfg(test)]
mod tests {
    use super::{SINGLY, few, sync, take};

    #[test]
    fn files_are_taken_into_folders_that_are_made_on_the_way() {
        let top = tempfile::tempdir().unwrap();
        let from = top.path().join("from");
        std::fs::write(&from, b"bytes").unwrap();
        let to = top.path().join("tree/m1/cn/a.pdf");
        take(&from, &to).unwrap();
        assert!(!from.exists());
        assert_eq!(std::fs::read(&to).unwrap(), b"bytes");
        assert!(take(&from, &to).unwrap_err().is_missing());
        sync(&top.path().join("tree")).unwrap();
    }

    #[test]
    fn files_are_synced_before_their_folders_and_many_at_once() {
        let top = tempfile::tempdir().unwrap();
        let deep = top.path().join("m1/cn");
        std::fs::create_dir_all(&deep).unwrap();
        std::fs::write(deep.join("a"), b"").unwrap();
        let paths = few(top.path()).unwrap().unwrap();
        assert_eq!(paths, [deep.join("a"), deep.clone(), top.path().join("m1"), top.path().to_owned()]);
        for index in 0..SINGLY {
            std::fs::write(deep.join(index.to_string()), b"").unwrap();
        }
        #[cfg(target_os = "linux")]
        assert!(few(top.path()).unwrap().is_none());
        sync(top.path()).unwrap();
    }
}
