//! Two files read side by side: one hands its bytes on, the other is compared with it.

use std::io::{self, Read};

/// Reads the first; what the second is beside it, [`Pair::finish`] tells.
pub(super) struct Pair<A, B> {
    first: A,
    second: B,
    seen: Second,
    /// Bytes that were equal.
    equal: u64,
    buffer: Vec<u8>,
}

/// What was seen of the second file beside what was read of the first.
#[derive(Debug)]
pub(super) enum Second {
    /// The same bytes and, if the first was read to its end, the same end.
    Equal,
    /// Another byte, or another end, at this offset.
    Differs(u64),
    /// It could not be read.
    Failed(io::Error),
}

impl<A: Read, B: Read> Pair<A, B> {
    pub(super) fn new(first: A, second: B) -> Self {
        Self { first, second, seen: Second::Equal, equal: 0, buffer: Vec::new() }
    }

    pub(super) fn finish(self) -> Second {
        self.seen
    }

    /// No bytes are the end of the first.
    fn compare(&mut self, bytes: &[u8]) -> Second {
        let length = bytes.len().max(1);
        if self.buffer.len() < length {
            self.buffer.resize(length, 0);
        }
        match fill(&mut self.second, &mut self.buffer[..length]) {
            Err(error) => Second::Failed(error),
            Ok(got) if self.buffer[..got] == *bytes => {
                self.equal += got as u64;
                Second::Equal
            }
            Ok(got) => {
                let same = self.buffer[..got].iter().zip(bytes).take_while(|(one, other)| one == other);
                Second::Differs(self.equal + same.count() as u64)
            }
        }
    }
}

impl<A: Read, B: Read> Read for Pair<A, B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.first.read(buffer)?;
        if !buffer.is_empty() && matches!(self.seen, Second::Equal) {
            self.seen = self.compare(&buffer[..read]);
        }
        Ok(read)
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{Pair, Second};

    /// Reads a first file to its end beside a second one, in pieces of any length.
    fn read(first: &[u8], second: impl Read) -> Second {
        let mut pair = Pair::new(first, second);
        let mut found = Vec::new();
        for piece in [1, 0, 7, 4096] {
            let mut buffer = vec![0; piece];
            let read = pair.read(&mut buffer).unwrap();
            found.extend_from_slice(&buffer[..read]);
        }
        pair.read_to_end(&mut found).unwrap();
        assert_eq!(found, first);
        pair.finish()
    }

    #[test]
    fn the_first_difference_is_found_wherever_it_is() {
        let first: Vec<u8> = (0..50_000_u32).flat_map(u32::to_le_bytes).collect();
        assert!(matches!(read(&first, &first[..]), Second::Equal));
        for at in [0, 1, 7, 8, 4103, 100_000, first.len() - 1] {
            let mut second = first.clone();
            second[at] ^= 1;
            assert!(
                matches!(read(&first, &second[..]), Second::Differs(found) if found == at as u64),
                "{at}"
            );
            assert!(
                matches!(read(&first, &first[..at]), Second::Differs(found) if found == at as u64),
                "{at}"
            );
        }
        let longer = [&first[..], b"!"].concat();
        assert!(matches!(read(&first, &longer[..]), Second::Differs(200_000)));
    }

    #[test]
    fn the_first_is_read_on_when_the_second_fails() {
        struct Bad;
        impl Read for Bad {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("a bad sector"))
            }
        }
        let seen = read(b"sealed", (&b"sea"[..]).chain(Bad));
        assert!(matches!(seen, Second::Failed(error) if error.to_string() == "a bad sector"));
    }
}
