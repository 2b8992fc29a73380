//! The thread that writes one submission's segments: it takes what has come, makes it durable as one group, and says so.
//!
//! While a group is being synced the next one gathers in the queue, so the groups grow with the line and the disk sets
//! the pace. The queue is as long as what a session may have on the way, and every segment in it holds its place in the
//! listener's memory budget until it is dropped.

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use transfer::segment::Segment;

use crate::inbox::entry::{Complete, Entry, EntryError};

/// What became of segments.
#[derive(Debug)]
pub enum Outcome {
    /// They are durable, with so many bytes of the package's stream in all.
    Durable {
        /// Indices of the segments.
        indices: Vec<u32>,
        /// Durable bytes so far.
        received: u64,
    },
    /// A write or a sync failed: they must come again.
    Lost(Vec<u32>),
    /// The disk cannot take more now; what is durable stays.
    Paused(EntryError),
    /// Every segment is durable.
    Complete(Complete),
}

/// The queue to a writing thread, and the way to wait for its end.
#[derive(Debug)]
pub struct Writer {
    queue: mpsc::Sender<Segment>,
    thread: JoinHandle<()>,
}

impl Writer {
    /// Starts the thread. It ends when the package is complete, after [`Outcome::Paused`], or with [`Writer::end`].
    pub fn start(entry: Entry) -> (Self, mpsc::UnboundedReceiver<Outcome>) {
        let (queue, incoming) = mpsc::channel(QUEUE);
        // Unbounded, but each message stands for segments that held a place in the budget.
        let (report, outcomes) = mpsc::unbounded_channel();
        let thread = tokio::task::spawn_blocking(move || {
            Worker { received: entry.received(), entry, report, failures: 0 }.run(incoming);
        });
        (Self { queue, thread }, outcomes)
    }

    /// Queues a segment; the session's machine never has more on the way than the queue is long. Once the thread has
    /// ended the segment is dropped: whoever sent it was told why.
    pub fn write(&self, segment: Segment) {
        if self.queue.try_send(segment).is_err() {
            tracing::debug!("a segment came after the writing had ended");
        }
    }

    /// Waits until what was queued is written and the entry is closed.
    pub async fn end(self) {
        drop(self.queue);
        if let Err(error) = self.thread.await {
            tracing::error!(%error, "a writing thread failed");
        }
    }
}

struct Worker {
    entry: Entry,
    report: mpsc::UnboundedSender<Outcome>,
    received: u64,
    failures: u32,
}

impl Worker {
    fn run(mut self, mut incoming: mpsc::Receiver<Segment>) {
        let mut going = self.finish();
        while going {
            let Some(first) = incoming.blocking_recv() else { return };
            let mut group = vec![first];
            while let Ok(next) = incoming.try_recv() {
                group.push(next);
            }
            going = self.keep(&group) && self.finish();
        }
    }

    /// Makes one group durable; returns false when nothing more will be written.
    fn keep(&mut self, group: &[Segment]) -> bool {
        match self.entry.keep(group) {
            Ok(durable) => {
                self.failures = 0;
                self.received += group.iter().map(|segment| segment.bytes().len() as u64).sum::<u64>();
                self.say(Outcome::Durable { indices: durable.indices().to_vec(), received: self.received });
                true
            }
            Err(error) => self.failed(group, error),
        }
    }

    fn failed(&mut self, group: &[Segment], error: EntryError) -> bool {
        self.failures += 1;
        tracing::warn!(%error, segments = group.len(), "segments could not be made durable");
        if error.is_full() || self.failures >= PATIENCE {
            self.say(Outcome::Paused(error));
            return false;
        }
        self.say(Outcome::Lost(group.iter().map(|segment| segment.head().index).collect()));
        true
    }

    fn finish(&mut self) -> bool {
        match self.entry.complete() {
            Ok(None) => true,
            Ok(Some(complete)) => {
                self.say(Outcome::Complete(complete));
                false
            }
            Err(error) => {
                tracing::warn!(%error, "the package could not be synced");
                self.say(Outcome::Paused(error));
                false
            }
        }
    }

    fn say(&self, outcome: Outcome) {
        // The session may have gone; what is durable stays durable.
        let _ = self.report.send(outcome);
    }
}

/// Segments that wait for the thread: as many as a session may have on the way, and so many are synced together.
const QUEUE: usize = 16;
/// Failed groups in a row after which the session is paused.
const PATIENCE: u32 = 3;
