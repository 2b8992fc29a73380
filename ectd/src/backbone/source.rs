//! Where the files of a backbone are opened: in a dossier that was walked, or in the folder of an earlier sequence.

use std::fs::File;
use std::io;
use std::path::Path;

use crate::dossier::{Dossier, open_file};
use crate::path::DossierPath;

/// A place with a backbone in it.
pub trait Source {
    /// Opens a file by its path; nothing where there is none.
    fn open(&self, path: &str) -> Option<io::Result<File>>;

    /// Finds `m1/<cc>/<cc>-regional.xml`.
    fn regional(&self) -> Vec<String>;
}

impl Source for Dossier {
    fn open(&self, path: &str) -> Option<io::Result<File>> {
        self.find(path).map(|entry| self.read(entry))
    }

    fn regional(&self) -> Vec<String> {
        let paths = self.files().iter().map(|entry| entry.path.as_str());
        paths.filter(|path| is_regional(path)).map(str::to_owned).collect()
    }
}

/// The folder of an earlier sequence, of which nothing but the backbone need be there.
impl Source for &Path {
    fn open(&self, path: &str) -> Option<io::Result<File>> {
        let path: DossierPath = path.parse().ok()?;
        match open_file(self, &path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            result => Some(result),
        }
    }

    fn regional(&self) -> Vec<String> {
        let Ok(folders) = self.join("m1").read_dir() else { return Vec::new() };
        let names = folders.flatten().filter_map(|folder| folder.file_name().into_string().ok());
        let mut paths: Vec<String> = names
            .map(|region| format!("m1/{region}/{region}-regional.xml"))
            .filter(|path| self.join(path).is_file())
            .collect();
        paths.sort_unstable();
        paths
    }
}

/// Tells whether a path is `m1/<cc>/<cc>-regional.xml`.
pub fn is_regional(path: &str) -> bool {
    let [module, region, name] = path.split('/').collect::<Vec<_>>()[..] else { return false };
    module == "m1" && name.strip_suffix("-regional.xml") == Some(region)
}
