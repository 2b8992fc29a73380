//! The name under which a role holds leases: kept in a file of its own folder, so that after a crash the same folder is
//! the same holder, and need not wait for its own lease to lapse.

use std::path::Path;

use durable::error::FileError;
use durable::file::File;
use durable::whole::{self, Existing};

/// Returns the holder's name that belongs to a folder; the caller has the folder's lock.
///
/// # Errors
/// What the system answers, with the path.
pub fn of(folder: &Path) -> Result<String, FileError> {
    let path = folder.join(FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.is_missing() => {
            let name = uuid::Uuid::now_v7().to_string();
            let _ = whole::write(&path, name.as_bytes(), Existing::Replace)?;
            File::open(&path)?
        }
        Err(error) => return Err(error),
    };
    let mut name = vec![0; usize::try_from(file.length()?).unwrap_or_default().min(LONGEST)];
    file.read_at(&mut name, 0)?;
    Ok(String::from_utf8_lossy(&name).into_owned())
}

const FILE: &str = ".holder";
const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    #[test]
    fn a_folder_keeps_its_name() {
        let top = tempfile::tempdir().unwrap();
        let name = super::of(top.path()).unwrap();
        assert_eq!(name.len(), 36);
        assert_eq!(super::of(top.path()).unwrap(), name);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(super::of(other.path()).unwrap(), name);
    }
}
