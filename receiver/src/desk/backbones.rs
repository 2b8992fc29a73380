//! The backbones of what was registered: against them the rules follow the life cycle of an application.
//!
//! Of each dossier the XML files outside `util` are kept, in clear, for the desk's user alone and from before R2 on. They
//! are no evidence: the sealed package is, and from it they are made again when they are missing.

use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::{copy, folder};
use ectd::dossier::{Dossier, OpenError};

/// The folder of the backbones: one folder for each submission.
#[derive(Debug)]
pub struct Backbones {
    root: PathBuf,
}

/// A backbone that could not be kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BackboneError {
    /// The opened folder cannot be walked.
    #[error(transparent)]
    Folder(#[from] OpenError),
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Backbones {
    /// Opens the folder, which is made when it is not there.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn open(root: PathBuf) -> Result<Self, FileError> {
        folder::create_private(&root)?;
        Ok(Self { root })
    }

    /// Keeps the backbone of an opened dossier, whole and durable on return; one that is there is replaced.
    ///
    /// # Errors
    /// [`BackboneError`].
    pub fn keep(&self, number: &str, dossier: &Path) -> Result<(), BackboneError> {
        let unfinished = self.root.join(format!(".{number}"));
        folder::remove(&unfinished)?;
        folder::create_private(&unfinished)?;
        for entry in Dossier::open(dossier)?.files().iter().filter(|entry| is_backbone(entry.path.as_str())) {
            let target = unfinished.join(entry.path.as_str());
            if let Some(parent) = target.parent() {
                folder::create(parent)?;
            }
            copy::copy(&dossier.join(entry.path.as_str()), &target)?;
        }
        self.forget(number)?;
        Ok(folder::rename(&unfinished, &self.root.join(number))?)
    }

    /// Removes a backbone: its dossier was refused.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn forget(&self, number: &str) -> Result<(), FileError> {
        folder::remove(&self.root.join(number))
    }

    /// Returns where the backbone of a submission lies, if it is there.
    pub fn find(&self, number: &str) -> Option<PathBuf> {
        Some(self.root.join(number)).filter(|folder| folder.is_dir())
    }
}

/// Tells whether a file is kept: what is a backbone file is for the rules to say, and only XML can be one.
pub fn is_backbone(path: &str) -> bool {
    let is_xml = Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
    is_xml && !path.starts_with("util/")
}

#[cfg(test)]
mod tests {
    use super::Backbones;

    #[test]
    fn only_xml_outside_util_is_kept_and_a_second_keeping_replaces_the_first() {
        let top = tempfile::tempdir().unwrap();
        let dossier = top.path().join("0000");
        for name in
            ["index.xml", "m1/cn/cn-regional.xml", "m4/stf-1.XML", "m2/a.pdf", "util/style/valid-values.xml"]
        {
            let path = dossier.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let backbones = Backbones::open(top.path().join("backbones")).unwrap();
        assert_eq!(backbones.find("CDE-1"), None);
        backbones.keep("CDE-1", &dossier).unwrap();
        let kept = backbones.find("CDE-1").unwrap();
        for name in ["index.xml", "m1/cn/cn-regional.xml", "m4/stf-1.XML"] {
            assert_eq!(std::fs::read_to_string(kept.join(name)).unwrap(), name);
        }
        assert!(!kept.join("m2").exists() && !kept.join("util").exists());

        std::fs::remove_file(dossier.join("m4/stf-1.XML")).unwrap();
        backbones.keep("CDE-1", &dossier).unwrap();
        assert!(!kept.join("m4").exists());
        assert_eq!(std::fs::read_dir(top.path().join("backbones")).unwrap().count(), 1);
        backbones.forget("CDE-1").unwrap();
        assert_eq!(backbones.find("CDE-1"), None);
    }
}
