//! A buffered reader that gives out only so many bytes: in the whole, and between two refills. It counts lines.
//!
//! The parser collects a tag, a comment or a text whole before it hands it over. Without a ration, a file that never
//! closes a tag would be collected whole.

use std::io::{self, BufRead, BufReader, Read};

use super::Limit;

pub(super) struct Ration<R> {
    source: BufReader<R>,
    whole: u64,
    portion: usize,
    left: usize,
    lines: u64,
}

impl<R: Read> Ration<R> {
    pub(super) fn new(source: R, whole: u64, portion: usize) -> Self {
        Self { source: BufReader::with_capacity(1 << 16, source), whole, portion, left: portion, lines: 1 }
    }

    /// Allows the next event its portion.
    pub(super) fn refill(&mut self) {
        self.left = self.portion;
    }

    /// Returns the number of the line that is being read, counted from 1.
    pub(super) fn line(&self) -> u64 {
        self.lines
    }
}

impl<R: Read> BufRead for Ration<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.whole == 0 {
            return Err(Limit::File.into());
        }
        if self.left == 0 {
            return Err(Limit::Event.into());
        }
        self.source.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        let ends = self.source.buffer()[..amount].iter().filter(|byte| **byte == b'\n').count();
        self.lines += ends as u64;
        self.source.consume(amount);
        self.left = self.left.saturating_sub(amount);
        self.whole = self.whole.saturating_sub(amount as u64);
    }
}

impl<R: Read> Read for Ration<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let amount = available.len().min(buffer.len());
        buffer[..amount].copy_from_slice(&available[..amount]);
        self.consume(amount);
        Ok(amount)
    }
}
