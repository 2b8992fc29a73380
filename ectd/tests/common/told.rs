//! A progress that remembers what it was told.

use ectd::progress::Progress;

/// Files and bytes: how many there would be, and how many there were.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) expected: (u64, u64),
    pub(crate) done: (u64, u64),
}

impl Progress for Told {
    fn begin(&mut self, files: u64, bytes: u64) {
        self.expected = (files, bytes);
    }

    fn advance(&mut self, files: u64, bytes: u64) {
        self.done = (self.done.0 + files, self.done.1 + bytes);
    }
}
