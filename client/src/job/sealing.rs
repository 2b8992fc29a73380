//! Seals the segments that are asked for, a few together: one blocking thread makes them one after another and hashes
//! them side by side, which on most processors costs a fraction of hashing each alone.
//!
//! Nothing waits for a group to fill: a group is what was asked for when a thread is free. The first ones are small, so
//! that the first bytes leave at once.

use std::path::Path;
use std::sync::Arc;

use crypto::digest::Sha256Digest;
use package::sealer::{SealError, Sealer};
use tokio::sync::oneshot;
use tokio::task::{JoinError, JoinSet};
use transfer::segment::SegmentHead;

/// The sealing of one package for one connection after another.
#[derive(Debug)]
pub struct Sealing {
    sealer: Arc<Sealer>,
    folder: Arc<Path>,
    /// Epoch and index of what was asked for and is not begun.
    asked: Vec<(u32, u32)>,
    groups: JoinSet<Group>,
    together: usize,
}

/// What became of segments that were asked for together.
#[derive(Debug)]
pub struct Group {
    /// Those that were sealed, in the order in which they were asked for.
    pub sealed: Vec<Sealed>,
    /// Why the others were not.
    pub fault: Option<SealError>,
}

/// A segment that can be sent.
#[derive(Debug)]
pub struct Sealed {
    /// What goes before its bytes.
    pub head: SegmentHead,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Sealing {
    /// Nothing was asked for yet.
    pub fn new(sealer: Arc<Sealer>, folder: Arc<Path>) -> Sealing {
        Sealing { sealer, folder, asked: Vec::new(), groups: JoinSet::new(), together: 1 }
    }

    /// Asks for a segment.
    pub fn ask(&mut self, epoch: u32, index: u32) {
        self.asked.push((epoch, index));
    }

    /// Begins what was asked for, as far as threads are free. To be called inside a tokio runtime.
    pub fn begin(&mut self) {
        while !self.asked.is_empty() && self.groups.len() < THREADS {
            let group: Vec<_> = self.asked.drain(..self.together.min(self.asked.len())).collect();
            self.together = (2 * self.together).min(TOGETHER);
            let (sealer, folder) = (Arc::clone(&self.sealer), Arc::clone(&self.folder));
            let (answer, sealed) = oneshot::channel();
            tokio::task::spawn_blocking(move || {
                let group = seal(&sealer, &folder, &group, || !answer.is_closed());
                // Nobody waits for it when the connection is lost, or a stop was wished.
                let _ = answer.send(group);
            });
            self.groups.spawn(async move {
                // A blocking thread ends without an answer only when the runtime ends, and this task with it.
                let Ok(group) = sealed.await else { return std::future::pending().await };
                group
            });
        }
    }

    /// The next group that is sealed; `None` when none is in work.
    ///
    /// # Cancel safety
    /// Cancel safe.
    pub async fn next(&mut self) -> Option<Result<Group, JoinError>> {
        self.groups.join_next().await
    }

    /// Forgets what was asked for. What is in work ends with the segment that is being sealed.
    pub fn forget(&mut self) {
        self.asked.clear();
        self.groups = JoinSet::new();
        self.together = 1;
    }
}

/// Seals segments as long as they are wanted.
fn seal(sealer: &Sealer, folder: &Path, asked: &[(u32, u32)], are_wanted: impl Fn() -> bool) -> Group {
    let (mut blocks, mut fault) = (Vec::with_capacity(asked.len()), None);
    for (_, index) in asked {
        if !are_wanted() {
            break;
        }
        match sealer.segment(*index, folder) {
            Ok(bytes) => blocks.push(bytes),
            Err(error) => {
                fault = Some(error);
                break;
            }
        }
    }
    let digests = Sha256Digest::of_each(&blocks.iter().map(Vec::as_slice).collect::<Vec<_>>());
    let heads =
        asked.iter().zip(digests).map(|(&(epoch, index), digest)| SegmentHead { epoch, index, digest });
    Group { sealed: heads.zip(blocks).map(|(head, bytes)| Sealed { head, bytes }).collect(), fault }
}

/// Threads that seal: more only heat the machine, for AES-GCM and SHA-256 outrun every line.
pub const THREADS: usize = 2;

/// Segments of one group: each is a MiB of memory.
const TOGETHER: usize = 8;

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::path::PathBuf;

    use super::*;
    use crate::home::Home;
    use crate::job::dossier::{Named, Said};
    use crate::job::event::Silent;
    use crate::job::prepare::{Terms, prepare};
    use crate::testing::{Centre, NOW, dossier};

    /// A package of 21 segments, and its folder.
    struct Desk {
        _top: tempfile::TempDir,
        sealer: Arc<Sealer>,
        folder: PathBuf,
    }

    impl Desk {
        fn new() -> Desk {
            let top = tempfile::tempdir().unwrap();
            let home = Home::at(top.path().join("home"));
            let identity = Centre::new().enrol(&home);
            let folder = dossier(top.path());
            for name in ["n1", "n2", "n3"] {
                std::fs::write(folder.join(format!("m1/{name}.txt")), vec![name.as_bytes()[1]; 6 << 20])
                    .unwrap();
            }
            let named = Named::open(&folder, Said::default()).unwrap();
            let terms = Terms { home: &home, identity: &identity, history: None, accepted: None, now: NOW };
            let sealer = Arc::new(prepare(&named, &terms, &mut Silent).unwrap().sealer);
            Desk { _top: top, sealer, folder }
        }

        fn seal(&self, indices: &[u32], are_wanted: impl Fn() -> bool) -> Group {
            let asked: Vec<_> = indices.iter().map(|index| (7, *index)).collect();
            seal(&self.sealer, &self.folder, &asked, are_wanted)
        }

        fn sealing(&self) -> Sealing {
            Sealing::new(Arc::clone(&self.sealer), self.folder.as_path().into())
        }
    }

    fn indices(group: &Group) -> Vec<u32> {
        group.sealed.iter().map(|segment| segment.head.index).collect()
    }

    async fn next(sealing: &mut Sealing) -> Group {
        sealing.next().await.unwrap().unwrap()
    }

    #[test]
    fn a_group_is_what_each_segment_is_alone_in_the_order_asked_for() {
        let desk = Desk::new();
        let asked = [3, 0, 20, 4, 11];
        let group = desk.seal(&asked, || true);
        assert!(group.fault.is_none());
        assert_eq!(indices(&group), asked);
        for Sealed { head, bytes } in group.sealed {
            assert_eq!(head, SegmentHead::of(7, head.index, &bytes));
            assert!(
                bytes == desk.sealer.segment(head.index, &desk.folder).unwrap(),
                "segment {}",
                head.index
            );
        }
    }

    #[test]
    fn a_changed_file_is_named_and_what_was_sealed_before_is_there() {
        let desk = Desk::new();
        std::fs::write(desk.folder.join("m1/n2.txt"), vec![0; 6 << 20]).unwrap();
        let group = desk.seal(&(0..21).collect::<Vec<_>>(), || true);
        let fault = group.fault.as_ref().unwrap();
        assert!(matches!(fault, SealError::Changed { path } if path.to_string() == "m1/n2.txt"), "{fault}");
        let sound = indices(&group);
        assert!(!sound.is_empty() && sound.len() < 21);
        assert_eq!(sound, (0..).take(sound.len()).collect::<Vec<u32>>());
        let Sealed { head, bytes } = group.sealed.last().unwrap();
        assert_eq!(*head, SegmentHead::of(7, head.index, bytes));
    }

    #[test]
    fn what_is_not_wanted_any_more_is_not_sealed() {
        let desk = Desk::new();
        let left = Cell::new(2_u32);
        let group = desk.seal(&[1, 2, 3, 4], || left.replace(left.get().saturating_sub(1)) > 0);
        assert_eq!(indices(&group), [1, 2]);
        assert!(group.fault.is_none());
    }

    #[tokio::test]
    async fn groups_begin_small_and_never_are_more_than_the_threads() {
        let desk = Desk::new();
        let mut sealing = desk.sealing();
        (0..21).for_each(|index| sealing.ask(7, index));
        let (mut sizes, mut all) = (Vec::new(), Vec::new());
        while all.len() < 21 {
            sealing.begin();
            assert!(sealing.groups.len() <= THREADS);
            let group = next(&mut sealing).await;
            sizes.push(group.sealed.len());
            all.extend(indices(&group));
        }
        assert!(sealing.next().await.is_none(), "nothing is in work");
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 2, 4, 6, 8]);
        all.sort_unstable();
        assert_eq!(all, (0..21).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn what_was_forgotten_does_not_come_back() {
        let desk = Desk::new();
        let mut sealing = desk.sealing();
        (0..9).for_each(|index| sealing.ask(7, index));
        sealing.begin();
        sealing.forget();
        assert!(sealing.next().await.is_none());
        (10..12).for_each(|index| sealing.ask(8, index));
        sealing.begin();
        let (one, other) = (next(&mut sealing).await, next(&mut sealing).await);
        assert_eq!((indices(&one).len(), indices(&other).len()), (1, 1), "it begins small again");
        assert!(one.sealed.iter().chain(&other.sealed).all(|segment| segment.head.epoch == 8));
    }
}
