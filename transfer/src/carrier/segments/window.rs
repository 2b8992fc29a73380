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
        self.grow(connection, mebibytes((ROOM * volume).saturating_sub(self.first.into())));
        usize::try_from(mebibytes(volume)).unwrap_or(usize::MAX)
    }

    fn grow(&mut self, connection: &Connection, wanted: u32) {
        let held = self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let spare = self.spare.available_permits();
        let more = usize::try_from(wanted).unwrap_or(usize::MAX).saturating_sub(held).min(spare);
        let Some(more) = u32::try_from(more).ok().filter(|more| *more > 0) else { return };
        let Ok(permit) = Arc::clone(&self.spare).try_acquire_many_owned(more) else { return };
        match &mut self.held {
            Some(held) => held.merge(permit),
            None => self.held = Some(permit),
        }
        let held = self.held.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let window = u64::from(self.first) + (u64::try_from(held).unwrap_or(u64::MAX) << 20);
        connection.set_receive_window(VarInt::from_u64(window).unwrap_or(VarInt::MAX));
    }
}

fn mebibytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX)
}

/// Times the volume of the path: what is lost must come again while the rest goes on, and a rate that a window limits must be
/// able to grow.
const ROOM: u64 = 3;
