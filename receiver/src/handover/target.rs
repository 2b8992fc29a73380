//! Where a hand-over appears: whole, or not at all.
//!
//! Everything is made in a workshop, a private folder beside the target on the same file system; when all of it is durable
//! it is renamed to its places, the target itself last. What a kill leaves is the hidden workshop, `.sealpost-export-…`.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::file::File;
use durable::{folder, tree};
use tempfile::TempDir;

use super::error::HandoverError;

/// A target where nothing is yet.
#[derive(Debug)]
pub struct Target {
    place: PathBuf,
    workshop: TempDir,
    /// Where each entry of the workshop, named by its number, is to appear.
    places: Vec<PathBuf>,
}

impl Target {
    /// Prepares a target.
    ///
    /// # Errors
    /// [`HandoverError::Present`], or what the system answers, with the path.
    pub fn prepare(place: &Path) -> Result<Self, HandoverError> {
        absent(place)?;
        let above = place.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let workshop = tempfile::Builder::new().prefix(WORKSHOP).tempdir_in(above);
        let workshop = workshop.map_err(|source| failed("create a folder in", above, source))?;
        Ok(Self { place: place.to_owned(), workshop, places: Vec::new() })
    }

    /// The path that was asked for.
    pub fn place(&self) -> PathBuf {
        self.place.clone()
    }

    /// Begins a file that will appear at a place, for its owner alone: a dossier lies in it in clear.
    ///
    /// # Errors
    /// As [`Target::prepare`].
    pub fn file(&mut self, place: &Path) -> Result<File, HandoverError> {
        let made = self.reserve(place)?;
        let file = File::open_or_create(&made)?;
        let permitted = std::fs::set_permissions(&made, Permissions::from_mode(0o600));
        permitted.map_err(|source| failed("permit", &made, source))?;
        Ok(file)
    }

    /// Begins a folder that will appear at a place, and gives where it is until then.
    ///
    /// # Errors
    /// As [`Target::prepare`].
    pub fn folder(&mut self, place: &Path) -> Result<PathBuf, HandoverError> {
        let made = self.reserve(place)?;
        folder::create_private(&made)?;
        Ok(made)
    }

    /// Makes everything durable; nothing is visible yet.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn sync(&self) -> Result<(), FileError> {
        tree::sync(self.workshop.path())
    }

    /// Shows everything, in the order in which it was begun. When something is in the way, what was shown goes again.
    ///
    /// # Errors
    /// [`HandoverError::Present`], or what the system answers, with the path.
    pub fn show(self) -> Result<(), HandoverError> {
        for (number, place) in self.places.iter().enumerate() {
            let shown = absent(place).and_then(|()| Ok(folder::rename(&self.made(number), place)?));
            if shown.is_err() {
                for (number, place) in self.places[..number].iter().enumerate() {
                    folder::rename(place, &self.made(number))?;
                }
            }
            shown?;
        }
        Ok(())
    }

    fn reserve(&mut self, place: &Path) -> Result<PathBuf, HandoverError> {
        absent(place)?;
        self.places.push(place.to_owned());
        Ok(self.made(self.places.len() - 1))
    }

    fn made(&self, number: usize) -> PathBuf {
        self.workshop.path().join(number.to_string())
    }
}

fn absent(place: &Path) -> Result<(), HandoverError> {
    match place.symlink_metadata() {
        Ok(_) => Err(HandoverError::Present(place.to_owned())),
        Err(_) => Ok(()),
    }
}

fn failed(operation: &'static str, path: &Path, source: io::Error) -> FileError {
    FileError { operation, path: path.to_owned(), source }
}

/// How the name of a workshop begins.
const WORKSHOP: &str = ".sealpost-export-";

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn all_of_it_appears_or_nothing() {
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("x.sealpost");
        let make = || {
            let mut target = Target::prepare(&place).unwrap();
            target.folder(&place.with_extension("receipts")).unwrap();
            target.file(&place).unwrap().write_at(b"sealed", 0).unwrap();
            target.sync().unwrap();
            target
        };
        let names = || std::fs::read_dir(top.path()).unwrap().count();
        drop(make());
        assert_eq!(names(), 0);
        // Something comes in the way of the last entry: the first one goes again.
        let target = make();
        std::fs::write(&place, b"another").unwrap();
        assert!(target.show().is_err());
        assert_eq!((names(), std::fs::read(&place).unwrap()), (1, b"another".to_vec()));
        assert!(Target::prepare(&place).is_err());
        std::fs::remove_file(&place).unwrap();
        make().show().unwrap();
        assert_eq!((names(), std::fs::read(&place).unwrap()), (2, b"sealed".to_vec()));
    }
}
