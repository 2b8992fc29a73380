//! The canonical zip as a file of its own: the plaintext of a package, written member after member.
//!
//! Specified in `docs/package-format.md`, "Zip". Whoever hands over a dossier writes it; length and CRC-32 of a member are
//! known only at its end, and are put into its local header then.

use durable::error::FileError;
use durable::file::File;

use crate::zip;

/// A zip in the making. It is the canonical one if its members come in the order of the format.
#[derive(Debug)]
pub struct ZipFile {
    file: File,
    written: u64,
    open: Option<Open>,
    directory: Vec<u8>,
    members: u64,
}

#[derive(Debug)]
struct Open {
    name: String,
    offset: u64,
    size: u64,
    crc: crc32fast::Hasher,
}

impl ZipFile {
    /// Writes into an empty file.
    #[must_use]
    pub fn new(file: File) -> Self {
        Self { file, written: 0, open: None, directory: Vec::new(), members: 0 }
    }

    /// Begins a member.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn begin(&mut self, name: &str) -> Result<(), FileError> {
        let open =
            Open { name: name.to_owned(), offset: self.written, size: 0, crc: crc32fast::Hasher::new() };
        let mut header = Vec::new();
        zip::local(&mut header, name, 0, 0);
        self.open = Some(open);
        self.write(&header)
    }

    /// Adds bytes to the member.
    ///
    /// # Errors
    /// As [`ZipFile::begin`].
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        if let Some(open) = &mut self.open {
            open.size += bytes.len() as u64;
            open.crc.update(bytes);
        }
        self.write(bytes)
    }

    /// Ends the member.
    ///
    /// # Errors
    /// As [`ZipFile::begin`].
    pub fn end(&mut self) -> Result<(), FileError> {
        let Some(Open { name, offset, size, crc }) = self.open.take() else { return Ok(()) };
        let crc = crc.finalize();
        zip::central(&mut self.directory, &name, size, crc, offset);
        self.members += 1;
        let mut header = Vec::new();
        zip::local(&mut header, &name, size, crc);
        self.file.write_at(&header, offset)
    }

    /// Writes the directory, and gives the length of the zip in bytes. Nothing is durable yet.
    ///
    /// # Errors
    /// As [`ZipFile::begin`].
    pub fn finish(mut self) -> Result<u64, FileError> {
        let offset = self.written;
        let mut directory = std::mem::take(&mut self.directory);
        let size = directory.len() as u64;
        zip::end(&mut directory, self.members, size, offset);
        self.write(&directory)?;
        Ok(self.written)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.file.write_at(bytes, self.written)?;
        self.written += bytes.len() as u64;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::ZipFile;
    use crate::zip;
    use durable::file::File;

    #[test]
    fn records_stand_where_the_format_has_them() {
        let top = tempfile::tempdir().unwrap();
        let place = top.path().join("zip");
        let mut file = ZipFile::new(File::open_or_create(&place).unwrap());
        let (mut expected, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in [("bagit.txt", &b"one"[..]), ("data/0000/夹/a.pdf", b""), ("z", b"two")] {
            let (offset, crc) = (expected.len() as u64, crc32fast::hash(content));
            zip::local(&mut expected, name, content.len() as u64, crc);
            expected.extend_from_slice(content);
            zip::central(&mut directory, name, content.len() as u64, crc, offset);
            file.begin(name).unwrap();
            content.chunks(2).for_each(|part| file.bytes(part).unwrap());
            file.end().unwrap();
        }
        let (offset, size) = (expected.len() as u64, directory.len() as u64);
        expected.append(&mut directory);
        zip::end(&mut expected, 3, size, offset);
        assert_eq!(file.finish().unwrap(), expected.len() as u64);
        assert!(std::fs::read(&place).unwrap() == expected);
    }
}
