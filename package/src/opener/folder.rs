//! Takes a bag, or only the dossier in it, out into a folder.

use std::io;
use std::path::{Path, PathBuf};

use crypto::digest::Sha256Digest;
use durable::file::File;

use super::{Member, Sink};

/// Writes members below a folder that is empty at the beginning.
///
/// What lies there is worth nothing until the opening has succeeded; whoever owns the folder removes it otherwise. It
/// is not made durable: a folder that is to be kept is synced by who keeps it.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    form: Form,
    /// The folder that was made last: members come in order, so the next is mostly in it too.
    made: PathBuf,
    open: Option<Open>,
}

/// What is written of a bag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The whole bag: tag files and `data/<sequence>/…`.
    Bag,
    /// Only the submitted files, by their paths in the submitted folder.
    Dossier,
}

#[derive(Debug)]
struct Open {
    file: File,
    written: u64,
}

impl Folder {
    /// Makes the folder, which may exist if it is empty.
    ///
    /// # Errors
    /// When it cannot be made, or something lies in it.
    pub fn new(root: &Path, form: Form) -> io::Result<Self> {
        std::fs::create_dir_all(root)?;
        if std::fs::read_dir(root)?.next().is_some() {
            return Err(io::ErrorKind::DirectoryNotEmpty.into());
        }
        Ok(Self { root: root.to_owned(), form, made: root.to_owned(), open: None })
    }
}

impl Sink for Folder {
    fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        let inside = match (self.form, member.path) {
            (Form::Bag, _) => member.name,
            (Form::Dossier, Some(path)) => path.as_str(),
            (Form::Dossier, None) => return Ok(()),
        };
        let place = self.root.join(inside);
        let folder = place.parent().unwrap_or(&self.root);
        if folder != self.made {
            std::fs::create_dir_all(folder)?;
            self.made = folder.to_owned();
        }
        self.open = Some(Open { file: File::open_or_create(&place)?, written: 0 });
        Ok(())
    }

    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.file.write_at(bytes, open.written)?;
        open.written += bytes.len() as u64;
        Ok(())
    }

    fn end(&mut self, _: &Sha256Digest) -> io::Result<()> {
        self.open = None;
        Ok(())
    }
}
