//! Space for a submission, reckoned at its offer: sealed package, second copy, opened and archived dossier, beside what
//! is already promised to others.

use std::path::{Path, PathBuf};

use durable::error::FileError;
use durable::{folder, space};

use crate::registry::offer::{Reserved, Shortage};

/// The places that a submission will take space in.
#[derive(Debug, Clone)]
pub struct Places {
    /// Inbox, and where whole packages go: one file system, since they are renamed between them.
    pub sealed: PathBuf,
    /// The second copy; none when it goes to a server, whose space nobody here knows.
    pub backup: Option<PathBuf>,
    /// Where the desk opens packages.
    pub work: PathBuf,
    /// Where it keeps the opened files; none when they go to a server.
    pub archive: Option<PathBuf>,
    /// Bytes that one organisation may have on their way; none is no limit.
    pub quota: Option<u64>,
}

/// What an offer will take.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// Length of the package.
    pub package: u64,
    /// Length of the opened dossier.
    pub bag: u64,
}

/// Free bytes of each device of the places, measured once for an offer.
#[derive(Debug, Clone)]
pub struct Room {
    devices: Vec<Device>,
    quota: Option<u64>,
}

#[derive(Debug, Clone)]
struct Device {
    free: u64,
    holds: Vec<Use>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Use {
    Sealed,
    Backup,
    Work,
    Archive,
}

impl Places {
    /// Measures the free bytes of each device.
    ///
    /// # Errors
    /// What the system answers, with the path.
    pub fn measure(&self) -> Result<Room, FileError> {
        let uses = [
            (Use::Sealed, Some(&self.sealed)),
            (Use::Backup, self.backup.as_ref()),
            (Use::Work, Some(&self.work)),
            (Use::Archive, self.archive.as_ref()),
        ];
        let mut devices: Vec<(&Path, Device)> = Vec::new();
        for (what, path) in uses.into_iter().filter_map(|(what, path)| Some((what, path?))) {
            match devices.iter_mut().find(|(other, _)| folder::same_device(other, path)) {
                Some((_, device)) => device.holds.push(what),
                None => devices.push((path, Device { free: space::free(path)?, holds: vec![what] })),
            }
        }
        let devices = devices.into_iter().map(|(_, device)| device).collect();
        Ok(Room { devices, quota: self.quota })
    }
}

impl Room {
    /// Judges whether an offer fits beside what is reserved.
    ///
    /// # Errors
    /// [`Shortage`], with the missing bytes.
    pub fn judge(&self, need: Need, reserved: &Reserved) -> Result<(), Shortage> {
        if let Some(quota) = self.quota {
            let wanted = reserved.organisation.saturating_add(need.package);
            if wanted > quota {
                return Err(Shortage { missing: wanted - quota, quota: true });
            }
        }
        let missing = self.devices.iter().map(|device| device.missing(need, reserved)).max().unwrap_or(0);
        if missing == 0 { Ok(()) } else { Err(Shortage { missing, quota: false }) }
    }
}

impl Device {
    fn missing(&self, need: Need, reserved: &Reserved) -> u64 {
        let take = |what: &Use| match what {
            Use::Sealed => reserved.packages.saturating_add(need.package),
            // A bag is as long as its package but for tags and head.
            Use::Backup => reserved.bags.saturating_add(need.package),
            // On one device the opened files are moved, not copied.
            Use::Archive if self.holds.contains(&Use::Work) => 0,
            Use::Work | Use::Archive => reserved.bags.saturating_add(need.bag),
        };
        let wanted = self.holds.iter().map(take).fold(MARGIN, u64::saturating_add);
        wanted.saturating_sub(self.free)
    }
}

/// Bytes that stay free for registry, receipts and journals.
const MARGIN: u64 = 8 << 20;

#[cfg(test)]
mod tests {
    use super::{Device, Need, Room, Use};
    use crate::registry::offer::{Reserved, Shortage};

    const MIB: u64 = 1 << 20;

    fn room(devices: Vec<Device>) -> Room {
        Room { devices, quota: Some(1000 * MIB) }
    }

    #[test]
    fn everything_on_one_device_counts_three_times() {
        let need = Need { package: 10 * MIB, bag: 9 * MIB };
        let device = |free| Device { free, holds: vec![Use::Sealed, Use::Backup, Use::Work, Use::Archive] };
        let fits = room(vec![device(37 * MIB)]);
        assert_eq!(fits.judge(need, &Reserved::default()), Ok(()));
        let short = room(vec![device(30 * MIB)]);
        let shortage = Shortage { missing: 7 * MIB, quota: false };
        assert_eq!(short.judge(need, &Reserved::default()), Err(shortage));
        let reserved = Reserved { packages: MIB, bags: MIB, organisation: 0 };
        assert_eq!(fits.judge(need, &reserved), Err(Shortage { missing: 3 * MIB, quota: false }));
    }

    #[test]
    fn the_fullest_device_decides_and_the_quota_before_it() {
        let need = Need { package: 10 * MIB, bag: 9 * MIB };
        let wide = Device { free: 1000 * MIB, holds: vec![Use::Sealed, Use::Work] };
        let narrow = Device { free: 12 * MIB, holds: vec![Use::Backup] };
        let room = room(vec![wide, narrow]);
        assert_eq!(room.judge(need, &Reserved::default()), Err(Shortage { missing: 6 * MIB, quota: false }));
        let reserved = Reserved { organisation: 995 * MIB, ..Reserved::default() };
        assert_eq!(room.judge(need, &reserved), Err(Shortage { missing: 5 * MIB, quota: true }));
    }
}
