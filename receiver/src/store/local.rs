//! A store on a local disk: one folder.

use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::file::File;
use durable::whole::{self, Existing, Whole};
use durable::{copy, folder, space};

use super::{Name, Store, Stretch};

/// A folder that holds whole files.
#[derive(Debug, Clone)]
pub struct Local {
    label: String,
    root: PathBuf,
}

impl Local {
    /// Opens the store at `root`; the folder is made when it is not there.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn open(label: &str, root: &Path) -> Result<Self, FileError> {
        folder::create(root)?;
        Ok(Self { label: label.to_owned(), root: root.to_owned() })
    }

    /// Returns the store's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn place(&self, name: &Name) -> Result<PathBuf, FileError> {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            folder::create(parent)?;
        }
        Ok(path)
    }
}

impl Store for Local {
    fn label(&self) -> &str {
        &self.label
    }

    fn adopt(&self, file: &Path, name: &Name) -> Result<(), FileError> {
        folder::rename(file, &self.place(name)?)
    }

    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError> {
        whole::write(&self.place(name)?, bytes, Existing::Replace).map(drop)
    }

    fn put_private(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError> {
        whole::write_private(&self.place(name)?, bytes, Existing::Replace).map(drop)
    }

    fn copy(&self, from: &Path, name: &Name) -> Result<(), FileError> {
        copy::copy(from, &self.place(name)?).map(drop)
    }

    fn mend(
        &self,
        name: &Name,
        length: u64,
        stretches: &mut dyn Iterator<Item = Result<Stretch, FileError>>,
    ) -> Result<(), FileError> {
        let place = self.place(name)?;
        let write = |file: File| {
            file.set_length(length)?;
            for stretch in stretches {
                let Stretch { offset, bytes } = stretch?;
                file.write_at(&bytes, offset)?;
            }
            file.sync_all()
        };
        match File::open_to_write(&place) {
            Ok(file) => write(file),
            Err(error) if error.is_missing() => {
                let whole = Whole::create(&place)?;
                whole.share_with_group()?;
                write(whole.by_position()?)?;
                whole.commit(Existing::Refuse).map(drop)
            }
            Err(error) => Err(error),
        }
    }

    fn tidy(&self, number: &str) -> Result<(), FileError> {
        whole::sweep(&self.root)?;
        let folder = self.root.join(number);
        if folder.is_dir() { whole::sweep(&folder) } else { Ok(()) }
    }

    fn read_back(&self, name: &Name) -> Result<File, FileError> {
        copy::read_back(&self.path(name))
    }

    fn read(&self, name: &Name) -> Result<Vec<u8>, FileError> {
        let file = File::open(&self.path(name))?;
        let mut bytes = vec![0; usize::try_from(file.length()?).unwrap_or(usize::MAX)];
        file.read_at(&mut bytes, 0)?;
        Ok(bytes)
    }

    fn holds(&self, name: &Name) -> bool {
        self.path(name).is_file()
    }

    fn free(&self) -> Result<u64, FileError> {
        space::free(&self.root)
    }

    fn path(&self, name: &Name) -> PathBuf {
        self.root.join(name.as_path())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::{Local, Name, Store, Stretch};

    #[test]
    fn a_file_put_is_read_and_replaced() {
        let top = tempfile::tempdir().unwrap();
        let store = Local::open("sealed", &top.path().join("sealed")).unwrap();
        let name = Name::receipt("CDE-2026-000001", "R0-offer.cose");
        assert!(!store.holds(&name));
        assert!(store.read(&name).unwrap_err().is_missing());
        store.put(&name, b"one").unwrap();
        store.put(&name, b"two").unwrap();
        assert_eq!(store.read(&name).unwrap(), b"two");
    }

    #[test]
    fn a_file_that_rotted_is_mended_in_its_place_and_one_that_is_missing_appears_whole() {
        let top = tempfile::tempdir().unwrap();
        let store = Local::open("sealed", &top.path().join("sealed")).unwrap();
        let name = Name::package("CDE-2026-000001");
        let stretch = |offset, bytes: &[u8]| Ok(Stretch { offset, bytes: bytes.to_vec() });
        for found in [Some(&b"GOOD bytes"[..]), Some(b"GO"), Some(b"good bytes and more"), None] {
            match found {
                Some(bytes) => std::fs::write(store.path(&name), bytes).unwrap(),
                None => std::fs::remove_file(store.path(&name)).unwrap(),
            }
            let stretches = [stretch(0, b"good"), stretch(4, b" bytes")];
            store.mend(&name, 10, &mut stretches.into_iter()).unwrap();
            assert_eq!(store.read(&name).unwrap(), b"good bytes");
        }
        assert_eq!(std::fs::read_dir(store.root()).unwrap().count(), 1);
    }

    #[test]
    fn what_a_crash_left_is_tidied_away_and_nothing_else() {
        let top = tempfile::tempdir().unwrap();
        let store = Local::open("sealed", &top.path().join("sealed")).unwrap();
        let number = "CDE-2026-000001";
        store.tidy(number).unwrap();
        let (package, receipt) = (Name::package(number), Name::receipt(number, "R0-offer.cose"));
        store.put(&package, b"sealed").unwrap();
        store.put(&receipt, b"signed").unwrap();
        for folder in [store.root().to_owned(), store.root().join(number)] {
            std::fs::write(folder.join(".sealpost-part-aB3dE6"), b"half").unwrap();
        }
        store.tidy(number).unwrap();
        assert!(store.holds(&package) && store.holds(&receipt));
        assert_eq!(std::fs::read_dir(store.root()).unwrap().count(), 2);
        assert_eq!(std::fs::read_dir(store.root().join(number)).unwrap().count(), 1);
    }

    #[test]
    fn adopting_moves_and_copying_does_not() {
        let top = tempfile::tempdir().unwrap();
        let store = Local::open("sealed", &top.path().join("sealed")).unwrap();
        let backup = Local::open("backup", &top.path().join("backup")).unwrap();
        let arrived = top.path().join("package");
        std::fs::write(&arrived, b"sealed bytes").unwrap();
        let name = Name::package("CDE-2026-000001");
        store.adopt(&arrived, &name).unwrap();
        assert!(!arrived.exists());
        backup.copy(&store.path(&name), &name).unwrap();
        let mut back = Vec::new();
        backup.read_back(&name).unwrap().reader().read_to_end(&mut back).unwrap();
        assert_eq!(back, b"sealed bytes");
        assert!(store.holds(&name));
    }
}
