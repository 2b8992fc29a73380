//! Hears the bytes of a dossier's files while they are read, so that nobody has to read them again.

use crypto::digest::Sha256Digest;

use crate::reading::Reading;

/// Wants to hear every file of a dossier. Files are read side by side and in any order, each by one thread.
pub trait Witness: Sync {
    /// Tells whether it wants the SHA-256 of each file. Whoever reads may already need it, and takes it of many files at
    /// once.
    fn wants_sha256(&self) -> bool {
        false
    }

    /// Begins a file, by its place in the list of files.
    fn begin(&self, file: usize) -> Box<dyn Hearing + '_>;
}

/// Hears one file, from its first byte to its last.
pub trait Hearing {
    /// The next bytes.
    fn bytes(&mut self, bytes: &[u8]);

    /// The file ends; `reading` says whether that was all of it and whether it stayed as it was. Its SHA-256 is there if
    /// it was wanted and the file was read to its end.
    fn end(self: Box<Self>, reading: &Reading, sha256: Option<&Sha256Digest>);
}

/// Nobody listens.
impl Witness for () {
    fn begin(&self, _: usize) -> Box<dyn Hearing + '_> {
        Box::new(())
    }
}

/// Nobody listens.
impl Hearing for () {
    fn bytes(&mut self, _: &[u8]) {}

    fn end(self: Box<Self>, _: &Reading, _: Option<&Sha256Digest>) {}
}
