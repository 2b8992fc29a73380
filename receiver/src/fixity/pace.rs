//! How fast a sweep reads, and the wish that it stop: shared by the threads that read.

use std::io::{self, Read};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use archive::validate::{self, Progress};

/// Counts what is read, and holds it back to a rate.
#[derive(Debug)]
pub struct Pace {
    /// Bytes a second; 0 is as fast as it goes.
    rate: u64,
    /// When the next byte may be read.
    next: Mutex<Instant>,
    read: AtomicU64,
    stop: AtomicBool,
}

/// The reading is no longer wanted; it is done again from the start of the submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sweep was asked to stop")]
pub struct Stopped;

impl Pace {
    /// Begins, with so many bytes a second; 0 is as fast as it goes.
    pub fn new(rate: u64) -> Self {
        Self { rate, next: Mutex::new(Instant::now()), read: AtomicU64::new(0), stop: AtomicBool::new(false) }
    }

    /// The same rate, for what must come to its end once it has begun.
    #[must_use]
    pub fn unstoppable(&self) -> Self {
        Self::new(self.rate)
    }

    /// Says that so many more bytes were read, and waits until the next may be.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn read(&self, bytes: u64) -> Result<(), Stopped> {
        self.read.fetch_add(bytes, Ordering::Relaxed);
        let until = self.reserve(bytes);
        loop {
            if self.is_stopped() {
                return Err(Stopped);
            }
            let wait = until.saturating_duration_since(Instant::now());
            if wait.is_zero() {
                return Ok(());
            }
            thread::sleep(wait.min(PATIENCE));
        }
    }

    /// Asks the reading to stop at its next step.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    /// Tells whether it was asked to stop.
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// A reader whose bytes are counted and held back.
    pub fn reader<R>(&self, inner: R) -> Paced<'_, R> {
        Paced { inner, pace: self }
    }

    /// Takes time for so many bytes; what was not used before is not saved up.
    fn reserve(&self, bytes: u64) -> Instant {
        let now = Instant::now();
        if self.rate == 0 {
            return now;
        }
        let nanoseconds = u128::from(bytes) * 1_000_000_000 / u128::from(self.rate);
        let takes = Duration::from_nanos(u64::try_from(nanoseconds).unwrap_or(u64::MAX));
        let mut next = self.next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *next = (*next).max(now) + takes;
        *next
    }
}

/// See [`Pace::reader`].
#[derive(Debug)]
pub struct Paced<'a, R> {
    inner: R,
    pace: &'a Pace,
}

impl<R: Read> Read for Paced<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.pace.read(read as u64)?;
        Ok(read)
    }
}

impl Progress for &Pace {
    fn read(&mut self, bytes: u64) -> Result<(), validate::Stopped> {
        Pace::read(self, bytes).map_err(|Stopped| validate::Stopped)
    }
}

impl From<Stopped> for io::Error {
    fn from(stopped: Stopped) -> Self {
        // Not `Interrupted`: readers take that for a reason to try again.
        Self::other(stopped)
    }
}

/// The longest sleep between two looks at the wish to stop.
const PATIENCE: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use super::{Pace, Stopped};
    use std::time::{Duration, Instant};

    #[test]
    fn a_rate_holds_for_all_threads_together() {
        let (pace, began) = (Pace::new(1_000_000), Instant::now());
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| (0..10).for_each(|_| pace.read(10_000).unwrap()));
            }
        });
        assert_eq!(pace.bytes(), 200_000);
        assert!(began.elapsed() >= Duration::from_millis(200), "{:?}", began.elapsed());
    }

    #[test]
    fn without_a_rate_nothing_waits_and_a_stop_is_heard() {
        let (pace, began) = (Pace::new(0), Instant::now());
        pace.read(u64::MAX >> 1).unwrap();
        assert!(began.elapsed() < Duration::from_secs(1));
        pace.stop();
        assert_eq!(pace.read(1), Err(Stopped));
    }

    #[test]
    fn a_stop_ends_a_long_wait() {
        let (pace, began) = (Pace::new(1), Instant::now());
        std::thread::scope(|scope| {
            let reading = scope.spawn(|| pace.read(3_600));
            std::thread::sleep(Duration::from_millis(20));
            pace.stop();
            assert_eq!(reading.join().unwrap(), Err(Stopped));
        });
        assert!(began.elapsed() < Duration::from_secs(60));
    }
}
