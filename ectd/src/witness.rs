//! Hears the bytes of a dossier's files while they are read, so that nobody has to read them again.

use crate::reading::Reading;

/// Wants to hear every file of a dossier. Files are read side by side, each by one thread.
pub trait Witness: Sync {
    /// Begins a file, by its place in the list of files.
    fn begin(&self, file: usize) -> Box<dyn Hearing + '_>;
}

/// Hears one file, from its first byte to its last.
pub trait Hearing {
    /// The next bytes.
    fn bytes(&mut self, bytes: &[u8]);

    /// The file ends; `reading` says whether that was all of it and whether it stayed as it was.
    fn end(self: Box<Self>, reading: &Reading);
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

    fn end(self: Box<Self>, _: &Reading) {}
}
