//! A store on a local disk: one folder.

use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::file::File;
use durable::whole::{self, Existing, Whole};
use durable::{copy, folder, passing};

use super::{Name, Store, Stored, Stretch};

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
        Ok(Self::at(label, root))
    }

    /// Takes the store at `root` as it is, for reading.
    pub fn at(label: &str, root: &Path) -> Self {
        Self { label: label.to_owned(), root: root.to_owned() }
    }

    /// Returns the store's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Takes a file over by renaming it: no byte is copied. The file must be synced; it is durable under its name on
    /// return. A file that has that name already is replaced.
    ///
    /// # Errors
    /// What the system answers; across file systems that is an error.
    pub fn adopt(&self, file: &Path, name: &Name) -> Result<(), FileError> {
        folder::rename(file, &self.prepared(name)?)
    }

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn remove(&self, name: &Name) -> Result<(), FileError> {
        folder::remove_file(&self.place(name))
    }

    fn prepared(&self, name: &Name) -> Result<PathBuf, FileError> {
        let path = self.place(name);
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

    fn put(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError> {
        whole::write(&self.prepared(name)?, bytes, Existing::Replace).map(drop)
    }

    fn put_private(&self, name: &Name, bytes: &[u8]) -> Result<(), FileError> {
        whole::write_private(&self.prepared(name)?, bytes, Existing::Replace).map(drop)
    }

    fn copy(&self, from: &mut dyn Read, _length: u64, name: &Name) -> Result<(), FileError> {
        copy::pour(from, &self.prepared(name)?).map(drop)
    }

    fn mends_in_place(&self) -> bool {
        true
    }

    fn mend(
        &self,
        name: &Name,
        length: u64,
        stretches: &mut dyn Iterator<Item = Result<Stretch, FileError>>,
    ) -> Result<(), FileError> {
        let place = self.prepared(name)?;
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
        let folder = self.root.join(number);
        if folder.is_dir() { whole::sweep(&folder) } else { Ok(()) }
    }

    /// Those of packages lie at the top, under names that say nothing. In the folders of submissions [`Store::tidy`] looks.
    fn tidy_all(&self) -> Result<(), FileError> {
        whole::sweep(&self.root)
    }

    fn open(&self, name: &Name) -> Result<Box<dyn Stored>, FileError> {
        Ok(Box::new(File::open(&self.place(name))?))
    }

    fn read_back(&self, name: &Name) -> Result<Box<dyn Stored>, FileError> {
        Ok(Box::new(Passing(copy::read_back(&self.place(name))?)))
    }

    fn read(&self, name: &Name) -> Result<Vec<u8>, FileError> {
        let file = File::open(&self.place(name))?;
        let mut bytes = vec![0; usize::try_from(file.length()?).unwrap_or(usize::MAX)];
        file.read_at(&mut bytes, 0)?;
        Ok(bytes)
    }

    fn holds(&self, name: &Name) -> Result<bool, FileError> {
        let path = self.place(name);
        match path.metadata() {
            Ok(found) => Ok(found.is_file()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
            Err(source) => Err(FileError { operation: "stat", path, source }),
        }
    }

    fn place(&self, name: &Name) -> PathBuf {
        self.root.join(name.as_path())
    }
}

impl Stored for File {
    fn length(&self) -> Result<u64, FileError> {
        self.length()
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<(), FileError> {
        self.read_at(bytes, offset)
    }

    fn reader(self: Box<Self>, from: u64) -> Result<Box<dyn Read + Send>, FileError> {
        Ok(Box::new(standing_at(from, *self)?))
    }
}

/// A file that is read from the disk, and then leaves no more in the cache than there was.
struct Passing(File);

impl Stored for Passing {
    fn length(&self) -> Result<u64, FileError> {
        self.0.length()
    }

    fn read_at(&self, bytes: &mut [u8], offset: u64) -> Result<(), FileError> {
        self.0.read_at(bytes, offset)
    }

    fn reader(self: Box<Self>, from: u64) -> Result<Box<dyn Read + Send>, FileError> {
        Ok(Box::new(passing::Reader::of(standing_at(from, self.0)?, from)))
    }
}

fn standing_at(from: u64, file: File) -> Result<std::fs::File, FileError> {
    let path = file.path().to_owned();
    let mut file = file.into_reader();
    file.seek(SeekFrom::Start(from)).map_err(|source| FileError { operation: "seek", path, source })?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::{Local, Name, Store};

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
        assert_eq!(std::fs::read_dir(store.root()).unwrap().count(), 3, "the top is looked through with all");
        store.tidy_all().unwrap();
        assert!(store.holds(&package).unwrap() && store.holds(&receipt).unwrap());
        assert_eq!(std::fs::read_dir(store.root()).unwrap().count(), 2);
        assert_eq!(std::fs::read_dir(store.root().join(number)).unwrap().count(), 1);
    }

    #[test]
    fn adopting_moves_a_file_and_removing_it_leaves_nothing() {
        let top = tempfile::tempdir().unwrap();
        let store = Local::open("delivered", &top.path().join("delivered")).unwrap();
        let arrived = top.path().join("package");
        std::fs::write(&arrived, b"sealed bytes").unwrap();
        let name = Name::package("CDE-2026-000001");
        store.adopt(&arrived, &name).unwrap();
        assert!(!arrived.exists());
        assert_eq!(store.read(&name).unwrap(), b"sealed bytes");
        store.remove(&name).unwrap();
        store.remove(&name).unwrap();
        assert_eq!(std::fs::read_dir(store.root()).unwrap().count(), 0);
    }
}
