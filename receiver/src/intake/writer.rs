//! The two threads that take in one submission's segments: one takes what has come and compares it with its digests, the
//! other makes it durable as one group, and says so.
//!
//! While one group is written and the next one hashed, a third gathers in the queue, so the groups grow with the line and
//! the disk sets the pace. A group is hashed side by side, which is cheaper the larger it is. The queue is as long as what a
//! session may have on the way, and every segment holds its place in the listener's memory budget until it is dropped.

use std::sync::mpsc::{Receiver, SyncSender};
use std::thread;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use transfer::segment::{Checked, Segment, Sound};

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
    /// Their bytes are not those that their heads name; nothing of them was written.
    Damaged(Vec<u32>),
    /// The disk cannot take more now; what is durable stays.
    Paused(EntryError),
    /// Every segment is durable.
    Complete(Complete),
}

/// The queue to the threads, and the way to wait for their end.
#[derive(Debug)]
pub struct Writer {
    queue: mpsc::Sender<Segment>,
    threads: JoinHandle<()>,
}

impl Writer {
    /// Starts the threads. They end when the package is complete, after [`Outcome::Paused`], or with [`Writer::end`].
    pub fn start(entry: Entry) -> (Self, mpsc::UnboundedReceiver<Outcome>) {
        let (queue, incoming) = mpsc::channel(QUEUE);
        // Unbounded, but each message stands for segments that held a place in the budget.
        let (report, outcomes) = mpsc::unbounded_channel();
        // A group is handed over, not laid down: whoever was faster waits, and the next group grows.
        let (hand_over, checked) = std::sync::mpsc::sync_channel(0);
        let checker = Checker { report: report.clone() };
        // Only one of the run-time's threads for each session: it has so many, and both must run for either to go on.
        let threads = tokio::task::spawn_blocking(move || {
            let worker = Worker { received: entry.received(), entry, report, failures: 0 };
            thread::scope(|scope| {
                let checking =
                    thread::Builder::new().spawn_scoped(scope, move || checker.run(incoming, &hand_over));
                match checking {
                    Ok(_) => {
                        worker.run(&checked);
                        // Nobody waits to hand over more.
                        drop(checked);
                    }
                    // Nothing becomes durable: the applicant's watchdog connects again.
                    Err(error) => tracing::error!(%error, "no thread can be had for segments"),
                }
            });
        });
        (Self { queue, threads }, outcomes)
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
        if let Err(error) = self.threads.await {
            tracing::error!(%error, "a thread that takes segments in failed");
        }
    }
}

/// Compares segments with their digests.
struct Checker {
    report: mpsc::UnboundedSender<Outcome>,
}

impl Checker {
    /// Ends with the queue, or when nothing more will be written.
    fn run(self, mut incoming: mpsc::Receiver<Segment>, hand_over: &SyncSender<Vec<Sound>>) {
        loop {
            let mut group = Vec::with_capacity(GROUP);
            if incoming.blocking_recv_many(&mut group, GROUP) == 0 {
                return;
            }
            let sound = self.check(group);
            if !sound.is_empty() && hand_over.send(sound).is_err() {
                return;
            }
        }
    }

    /// Gives those that are sound.
    fn check(&self, group: Vec<Segment>) -> Vec<Sound> {
        let Checked { sound, damaged } = Checked::of(group);
        if !damaged.is_empty() {
            tracing::warn!(?damaged, "segments came with other bytes than their digests name");
            say(&self.report, Outcome::Damaged(damaged));
        }
        sound
    }
}

/// Writes what is sound.
struct Worker {
    entry: Entry,
    report: mpsc::UnboundedSender<Outcome>,
    received: u64,
    failures: u32,
}

impl Worker {
    fn run(mut self, checked: &Receiver<Vec<Sound>>) {
        let mut going = self.finish();
        while going && let Ok(group) = checked.recv() {
            going = self.keep(&group) && self.finish();
        }
    }

    /// Makes a group durable; returns false when nothing more will be written.
    fn keep(&mut self, group: &[Sound]) -> bool {
        match self.entry.keep(group) {
            Ok(durable) => {
                self.failures = 0;
                self.received += group.iter().map(|segment| segment.bytes().len() as u64).sum::<u64>();
                say(
                    &self.report,
                    Outcome::Durable { indices: durable.indices().to_vec(), received: self.received },
                );
                true
            }
            Err(error) => self.failed(group, error),
        }
    }

    fn failed(&mut self, group: &[Sound], error: EntryError) -> bool {
        self.failures += 1;
        tracing::warn!(%error, segments = group.len(), "segments could not be made durable");
        if error.is_full() || self.failures >= PATIENCE {
            say(&self.report, Outcome::Paused(error));
            return false;
        }
        say(&self.report, Outcome::Lost(group.iter().map(|segment| segment.head().index).collect()));
        true
    }

    fn finish(&mut self) -> bool {
        match self.entry.complete() {
            Ok(None) => true,
            Ok(Some(complete)) => {
                say(&self.report, Outcome::Complete(complete));
                false
            }
            Err(error) => {
                tracing::warn!(%error, "the package could not be synced");
                say(&self.report, Outcome::Paused(error));
                false
            }
        }
    }
}

fn say(report: &mpsc::UnboundedSender<Outcome>, outcome: Outcome) {
    // The session may have gone; what is durable stays durable.
    let _ = report.send(outcome);
}

/// Segments that wait, are hashed, or are written: as many as a session may have on the way.
const QUEUE: usize = 16;
/// Segments of one group, at most: while one half is in hand, the other one gathers.
const GROUP: usize = QUEUE / 2;
/// Failed groups in a row after which the session is paused.
const PATIENCE: u32 = 3;

#[cfg(test)]
mod tests {
    use package::layout::Segments;
    use transfer::segment::SegmentHead;

    use super::*;
    use crate::inbox::entry::Found;

    const HEAD: &[u8] = &[7; 4096];

    /// The threads' work without them, on a package of five segments, and what they say.
    fn both(folder: &tempfile::TempDir) -> (Checker, Worker, mpsc::UnboundedReceiver<Outcome>) {
        let segments = Segments::of(5_000_000).unwrap();
        let Found::Arriving(entry) = Found::open(&folder.path().join("n/1"), HEAD, segments).unwrap() else {
            panic!("nothing has arrived yet")
        };
        let (report, outcomes) = mpsc::unbounded_channel();
        (Checker { report: report.clone() }, Worker { received: 0, entry, report, failures: 0 }, outcomes)
    }

    fn segment(index: u32, digest_of: impl FnOnce(&mut Vec<u8>)) -> Segment {
        let block = Segments::of(5_000_000).unwrap().block(index);
        let bytes = vec![u8::try_from(index).unwrap(); usize::try_from(block.end - block.start).unwrap()];
        let mut named = bytes.clone();
        digest_of(&mut named);
        Segment::arrived(SegmentHead::of(1, index, &named), bytes).unwrap()
    }

    fn right(index: u32) -> Segment {
        segment(index, |_| {})
    }

    fn wrong(index: u32) -> Segment {
        segment(index, |bytes| bytes[0] ^= 1)
    }

    #[test]
    fn one_wrong_segment_in_a_group_is_refused_and_the_others_are_durable() {
        let folder = tempfile::tempdir().unwrap();
        let (checker, mut worker, mut outcomes) = both(&folder);
        let sound = checker.check(vec![right(3), right(0), wrong(1), right(4), right(2)]);
        assert!(worker.keep(&sound) && worker.finish());
        assert!(matches!(outcomes.try_recv(), Ok(Outcome::Damaged(indices)) if indices == [1]));
        let Ok(Outcome::Durable { indices, received }) = outcomes.try_recv() else {
            panic!("four are sound")
        };
        assert_eq!(indices, [3, 0, 4, 2]);
        assert_eq!(received, Segments::of(5_000_000).unwrap().ciphertext_len() - (1 << 20));
        assert_eq!(worker.entry.have().collect::<Vec<_>>(), [0, 2, 3, 4]);
        assert!(outcomes.try_recv().is_err());

        assert!(worker.keep(&checker.check(vec![right(1)])) && !worker.finish(), "everything is here");
        assert!(matches!(outcomes.try_recv(), Ok(Outcome::Durable { indices, .. }) if indices == [1]));
        let Ok(Outcome::Complete(complete)) = outcomes.try_recv() else { panic!("everything is here") };
        assert_eq!(complete.digests[1], right(1).head().digest);
    }

    #[test]
    fn a_group_of_wrong_segments_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (checker, worker, mut outcomes) = both(&folder);
        assert!(checker.check(vec![wrong(2), wrong(0)]).is_empty());
        assert!(matches!(outcomes.try_recv(), Ok(Outcome::Damaged(indices)) if indices == [2, 0]));
        assert!(outcomes.try_recv().is_err());
        assert_eq!((worker.received, worker.entry.have().count()), (0, 0));
    }
}
