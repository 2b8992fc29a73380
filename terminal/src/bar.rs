//! A progress bar: one line on standard error with bytes, rate and the time that is left, on a terminal only.

use std::io::{self, Read};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A line that counts bytes; one that is not shown counts nothing and costs nothing.
#[derive(Debug, Clone, Default)]
pub struct Bar(Option<ProgressBar>);

impl Bar {
    /// Begins a line; it is drawn if standard error is a terminal. Without a total it says only how much was done.
    pub fn begin(prefix: String, done: u64, total: Option<u64>) -> Self {
        let target = ProgressDrawTarget::stderr_with_hz(10);
        let bar = ProgressBar::with_draw_target(total, target);
        if let Ok(style) = ProgressStyle::with_template(if total.is_some() { KNOWN } else { OPEN }) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(prefix);
        bar.set_position(done);
        // What an earlier session did must not count as the speed of this one.
        bar.reset_eta();
        bar.enable_steady_tick(TICK);
        Self(Some(bar))
    }

    /// A line that nobody sees.
    pub fn hidden() -> Self {
        Self(None)
    }

    /// Says how much is done, and of how much.
    pub fn set(&self, done: u64, total: u64) {
        if let Some(bar) = &self.0 {
            bar.set_length(total);
            bar.set_position(done);
        }
    }

    /// Says that so many more bytes are done.
    pub fn advance(&self, bytes: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(bytes);
        }
    }

    /// Lets `say` write to the terminal without the line in its way.
    pub fn aside<T>(&self, say: impl FnOnce() -> T) -> T {
        match &self.0 {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// Ends the line and leaves it: full if all was done, else as far as it came.
    pub fn finish(&self) {
        if let Some(bar) = &self.0 {
            if Some(bar.position()) == bar.length() {
                bar.finish();
            } else {
                bar.abandon();
            }
        }
    }

    /// Ends the line and takes it away.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }

    /// Counts what is read through a reader.
    pub fn reading<R: Read>(&self, inner: R) -> Reading<R> {
        Reading { inner, bar: self.clone() }
    }
}

/// A reader whose bytes move a [`Bar`].
#[derive(Debug)]
pub struct Reading<R> {
    inner: R,
    bar: Bar,
}

impl<R: Read> Read for Reading<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.bar.advance(read as u64);
        Ok(read)
    }
}

const KNOWN: &str = "{prefix:20} [{wide_bar}] {percent:>3}% {binary_bytes:>10} / {binary_total_bytes:<10} \
                     {binary_bytes_per_sec:>12} {eta:>4}";
const OPEN: &str = "{prefix:20} {spinner} {binary_bytes:>10} {binary_bytes_per_sec:>12} {elapsed:>4}";

/// The line is drawn again at least this often, so that the time left keeps counting.
const TICK: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::Bar;

    #[test]
    fn a_reader_gives_its_bytes_whether_the_line_is_shown_or_not() {
        for bar in [Bar::hidden(), Bar::begin("x".into(), 0, Some(5)), Bar::begin("x".into(), 0, None)] {
            let mut read = Vec::new();
            bar.reading(&b"hello"[..]).read_to_end(&mut read).unwrap();
            assert_eq!(read, b"hello");
            bar.clear();
        }
    }
}
