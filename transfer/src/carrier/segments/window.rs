//! How much of a member's data may be unread: what its path holds, out of what all members share.

use std::sync::Arc;
use std::time::Instant;

use quinn::{Connection, VarInt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::carrier::volume::Volume;

/// The connection window of one member. It begins with a share of its own and grows with the path, as long as there is
/// memory to spare; it never shrinks.
#[derive(Debug)]
pub(in crate::carrier) struct Window {
    first: u32,
    spare: Arc<Semaphore>,
    held: Option<OwnedSemaphorePermit>,
    volume: Volume,
}

impl Window {
    /// Bytes of the first window, and the MiB that all members may have beyond theirs.
    pub(in crate::carrier) fn new(first: u32, spare: Arc<Semaphore>) -> Self {
        Self { first, spare, held: None, volume: Volume::new(Instant::now()) }
    }

    /// Lets the window follow the path, and says how many segments are on their way on it.
    pub(super) fn follow(&mut self, connection: &Connection) -> usize {
        let came = connection.stats().udp_rx.bytes;
        let volume = self.volume.take(Instant::now(), came, connection.rtt());
        if let Some(window) = self.grow(volume) {
            connection.set_receive_window(VarInt::from_u64(window).unwrap_or(VarInt::MAX));
        }
        mebibytes(volume)
    }

    /// The window for a path that holds so much, if it is larger than before.
    fn grow(&mut self, volume: u64) -> Option<u64> {
        let wanted = mebibytes((ROOM * volume).saturating_sub(self.first.into()));
        let more = wanted.saturating_sub(self.held()).min(self.spare.available_permits());
        let more = u32::try_from(more).ok().filter(|more| *more > 0)?;
        // Another member may have been faster; then it is tried again with the next segment.
        let permit = Arc::clone(&self.spare).try_acquire_many_owned(more).ok()?;
        match &mut self.held {
            Some(held) => held.merge(permit),
            None => self.held = Some(permit),
        }
        Some(u64::from(self.first) + ((self.held() as u64) << 20))
    }

    fn held(&self) -> usize {
        self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits)
    }
}

fn mebibytes(bytes: u64) -> usize {
    usize::try_from(bytes.div_ceil(1 << 20)).unwrap_or(usize::MAX)
}

/// Times the volume of the path: what is lost must come again while the rest goes on, and a rate that a window limits must be
/// able to grow.
const ROOM: u64 = 3;

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    #[test]
    fn windows_grow_with_their_paths_out_of_one_memory() {
        let spare = Arc::new(Semaphore::new(40));
        let mut long = Window::new(4 << 20, Arc::clone(&spare));
        let mut longer = Window::new(4 << 20, Arc::clone(&spare));
        assert_eq!(long.grow(MIB), None, "a short path needs no more than its share");
        assert_eq!(long.grow(10 * MIB), Some(30 * MIB));
        assert_eq!(long.grow(5 * MIB), None, "it never shrinks");
        assert_eq!(longer.grow(25 * MIB), Some(18 * MIB), "the 14 MiB that are left");
        assert_eq!(longer.grow(25 * MIB), None);
        drop(long);
        assert_eq!(longer.grow(25 * MIB), Some(44 * MIB), "what the other gave back");
    }
}
