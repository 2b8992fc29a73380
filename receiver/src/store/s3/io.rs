//! Threads that wait for the network, for callers that block: these may be anywhere, also inside another runtime.

use std::io;
use std::sync::mpsc;

use tokio::runtime::{Builder, Runtime};

/// A small runtime of its own.
#[derive(Debug)]
pub struct Io {
    runtime: Option<Runtime>,
}

/// Something that was started.
#[derive(Debug)]
pub struct Waiting<T>(mpsc::Receiver<T>);

impl Io {
    /// Starts the threads.
    ///
    /// # Errors
    /// What the system answers.
    pub fn new() -> io::Result<Self> {
        let runtime =
            Builder::new_multi_thread().worker_threads(THREADS).thread_name("s3").enable_all().build()?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// Starts some work.
    pub fn start<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Waiting<T> {
        let (done, waiting) = mpsc::sync_channel(1);
        if let Some(runtime) = &self.runtime {
            runtime.spawn(async move {
                // Nobody may wait any more.
                let _ = done.send(work.await);
            });
        }
        Waiting(waiting)
    }

    /// Does some work and waits for its end.
    ///
    /// # Errors
    /// When the thread ended early.
    pub fn wait<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> io::Result<T> {
        self.start(work).end()
    }
}

impl<T> Waiting<T> {
    /// Waits for the end.
    ///
    /// # Errors
    /// When the thread ended early.
    pub fn end(self) -> io::Result<T> {
        self.0.recv().map_err(|_| io::Error::other("the thread that speaks with S3 ended early"))
    }
}

impl Drop for Io {
    fn drop(&mut self) {
        // Inside another runtime it must not be waited for.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// They only wait; digests and files are the callers'.
const THREADS: usize = 2;

#[cfg(test)]
mod tests {
    use super::Io;

    #[tokio::test]
    async fn work_is_waited_for_inside_another_runtime_and_a_lost_thread_is_an_error() {
        let io = Io::new().unwrap();
        assert_eq!(io.wait(async { 7 }).unwrap(), 7);
        let lost = io.start(async {
            if std::hint::black_box(true) {
                panic!("lost");
            }
        });
        assert!(lost.end().is_err());
    }
}
