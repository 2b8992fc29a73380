//! Digests of files whose bytes come one file after another, as a package gives them.
//!
//! Files wait in a few MiB of memory until there are enough of them to be hashed side by side. The bytes of a large file
//! do not wait; alone, it is hashed alone.

use crypto::digest::{Md5, Md5Digest, Sha512, Sha512Digest};

/// Takes the digests of one file after another.
#[derive(Debug, Default)]
pub struct DigestStream {
    /// Bytes of the files that wait, in the order in which they came.
    bytes: Vec<u8>,
    /// Where in them each file begins that waits. All but the last have ended.
    files: Vec<Waiting>,
    done: Vec<(Sha512Digest, Md5Digest)>,
}

#[derive(Clone, Debug, Default)]
struct Waiting {
    begin: usize,
    sha512: Sha512,
    md5: Md5,
}

impl DigestStream {
    /// A file begins.
    pub fn begin(&mut self) {
        if self.files.len() == MOST_FILES {
            self.hash();
            self.settle();
        }
        self.files.push(Waiting { begin: self.bytes.len(), ..Waiting::default() });
    }

    /// The next bytes of the file.
    pub fn update(&mut self, bytes: &[u8]) {
        if self.bytes.len() + bytes.len() <= MOST_BYTES {
            return self.bytes.extend_from_slice(bytes);
        }
        self.hash();
        if let Some(last) = self.files.pop() {
            self.settle();
            self.files.push(last);
        }
        if bytes.len() <= MOST_BYTES / 2 {
            return self.bytes.extend_from_slice(bytes);
        }
        if let Some(last) = self.files.last_mut() {
            last.sha512.update(bytes);
            last.md5.update(bytes);
        }
    }

    /// Ends with the digests of all files, in the order in which they came.
    #[must_use]
    pub fn finish(mut self) -> Vec<(Sha512Digest, Md5Digest)> {
        self.hash();
        self.settle();
        self.done
    }

    /// Hashes all bytes that wait.
    fn hash(&mut self) {
        let ends = self.files.iter().skip(1).map(|file| file.begin).chain([self.bytes.len()]);
        let pieces: Vec<&[u8]> =
            self.files.iter().zip(ends).map(|(file, end)| &self.bytes[file.begin..end]).collect();
        Sha512::update_each(self.files.iter_mut().map(|file| &mut file.sha512).zip(pieces.iter().copied()));
        Md5::update_each(self.files.iter_mut().map(|file| &mut file.md5).zip(pieces));
        self.bytes.clear();
        self.files.iter_mut().for_each(|file| file.begin = 0);
    }

    /// Ends the files that wait, of which all bytes are hashed.
    fn settle(&mut self) {
        let ended = self.files.drain(..);
        self.done.extend(ended.map(|file| (file.sha512.finish(), file.md5.finish())));
    }
}

/// Bytes that wait at most.
const MOST_BYTES: usize = 4 << 20;
/// Files that wait at most: several times as many as are hashed at once.
const MOST_FILES: usize = 256;

#[cfg(test)]
mod tests {
    use super::{DigestStream, MOST_BYTES, MOST_FILES};
    use crate::digests::Digests;

    /// The digests of files of these lengths, by the stream in pieces, and one by one.
    fn both(lengths: &[usize], piece: usize) {
        let files: Vec<Vec<u8>> = lengths
            .iter()
            .enumerate()
            .map(|(file, length)| (0..*length).map(|at| (at * 31 + file).to_le_bytes()[0]).collect())
            .collect();
        let mut stream = DigestStream::default();
        for file in &files {
            stream.begin();
            file.chunks(piece).for_each(|piece| stream.update(piece));
        }
        let expected: Vec<_> = files.iter().map(|file| Digests::of(file)).collect();
        let expected: Vec<_> = expected.iter().map(|digests| (digests.sha512, digests.md5)).collect();
        assert!(stream.finish() == expected, "{lengths:?} in pieces of {piece}");
    }

    #[test]
    fn files_that_wait_and_files_that_do_not_have_their_own_digests() {
        both(&[], 1);
        both(&[0], 1);
        both(&[0, 1, 0, 127, 128, 129, 0], 7);
        both(&[100_000, 3, MOST_BYTES + 5, 0, 70_000], 1 << 20);
        both(&[MOST_BYTES, 1, MOST_BYTES - 1, 2], MOST_BYTES);
        both(&[MOST_BYTES * 2 + 1], MOST_BYTES - 3);
    }

    #[test]
    fn more_files_than_wait_at_once_have_their_own_digests() {
        let lengths: Vec<usize> = (0..MOST_FILES * 2 + 3).map(|file| file * 7 % 300).collect();
        both(&lengths, 64);
    }
}
