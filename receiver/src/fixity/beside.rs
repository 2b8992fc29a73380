//! The small files beside a package and its receipts: each has bytes that are signed, or can be made again, or that two
//! copies agree about.

use std::sync::Arc;

use durable::error::FileError;

use super::aside::Aside;
use super::damage::{Damage, Fault, Outcome};
use super::pace::{Pace, Stopped};
use super::shelf::Shelf;
use crate::store::{Name, Store, Stored};

/// A small file of one copy.
pub struct Small {
    copy: String,
    file: String,
    store: Arc<dyn Store>,
    name: Name,
    private: bool,
    found: Result<Vec<u8>, Fault>,
    /// What it must hold; none when no copy is known to be good.
    good: Option<Vec<u8>>,
}

/// Reads a file of one copy.
///
/// # Errors
/// [`Stopped`].
pub fn read(shelf: &Shelf, name: Name, pace: &Pace) -> Result<Small, Stopped> {
    let found = match shelf.store.read_back(&name).and_then(|file| contents(&*file)) {
        Ok(bytes) => Ok(bytes),
        Err(error) if error.is_missing() => Err(Fault::Missing),
        Err(error) => Err(Fault::Unreadable { reason: error.to_string() }),
    };
    pace.read(found.as_ref().map_or(0, |bytes| bytes.len() as u64))?;
    let file = shelf.file(&name);
    let (copy, store) = (shelf.label().to_owned(), Arc::clone(&shelf.store));
    Ok(Small { copy, file, store, name, private: false, found, good: None })
}

/// Reads a file of both copies.
///
/// # Errors
/// [`Stopped`].
pub fn pair(shelves: &[Shelf; 2], name: &Name, pace: &Pace) -> Result<[Small; 2], Stopped> {
    Ok([read(&shelves[0], name.clone(), pace)?, read(&shelves[1], name.clone(), pace)?])
}

impl Small {
    /// What was found, when it could be read.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.found.as_deref().ok()
    }

    /// What it must hold; none when that is not known.
    pub fn good(&self) -> Option<&[u8]> {
        self.good.as_deref()
    }

    /// Tells whether it is the file that the archive keeps under this name of the evidence.
    pub fn is_evidence(&self, name: &str) -> bool {
        let suffix = name.replace("package.", ".");
        self.name.to_string().ends_with(&suffix)
    }

    /// Says what it must hold; none when that is not known.
    #[must_use]
    pub fn must_hold(mut self, good: Option<Vec<u8>>) -> Self {
        self.good = good;
        self
    }

    /// Says that only its owner may read it.
    #[must_use]
    pub fn private(mut self) -> Self {
        self.private = true;
        self
    }

    /// Names what is wrong with it, if anything is.
    pub fn damage(&self) -> Option<Damage> {
        let fault = match (&self.found, &self.good) {
            (Ok(found), Some(good)) if found == good => return None,
            (Ok(found), Some(good)) if good.starts_with(found) => Fault::Truncated,
            (Ok(found), Some(good)) if found.starts_with(good) => Fault::Longer,
            (Ok(_), _) => Fault::Altered,
            (Err(fault), _) => fault.clone(),
        };
        let bytes = self.good.as_ref().and_then(|good| differing(self.bytes()?, good));
        Some(Damage { bytes, ..Damage::of(&self.copy, self.file.clone(), fault) })
    }

    /// Writes what it must hold, and reads it back.
    pub fn mend(&self, aside: &Aside) -> Outcome {
        let Some(good) = &self.good else { return Outcome::unrepaired("no good copy is left") };
        match self.write(good, aside) {
            Ok(true) => Outcome::Repaired,
            Ok(false) => Outcome::unrepaired("it was read back with other bytes"),
            Err(error) => Outcome::unrepaired(error),
        }
    }

    fn write(&self, good: &[u8], aside: &Aside) -> Result<bool, FileError> {
        if let Some(mut found) = self.bytes() {
            aside.keep(&self.copy, &self.file, &mut found)?;
        }
        if self.private {
            self.store.put_private(&self.name, good)?;
        } else {
            self.store.put(&self.name, good)?;
        }
        Ok(contents(&*self.store.read_back(&self.name)?)? == good)
    }
}

fn contents(file: &dyn Stored) -> Result<Vec<u8>, FileError> {
    let mut bytes = vec![0; usize::try_from(file.length()?.min(LONGEST)).unwrap_or_default()];
    file.read_at(&mut bytes, 0)?;
    Ok(bytes)
}

/// The bytes from the first that differs to the last.
fn differing(found: &[u8], good: &[u8]) -> Option<std::ops::Range<u64>> {
    let first = found.iter().zip(good).position(|(one, other)| one != other);
    let first = first.unwrap_or(found.len().min(good.len()));
    let alike = |back: &usize| found[found.len() - 1 - back] == good[good.len() - 1 - back];
    let tail = (0..found.len().min(good.len()) - first).take_while(alike).count();
    let end = found.len().max(good.len()) - if found.len() == good.len() { tail } else { 0 };
    (first < end).then_some(first as u64..end as u64)
}

/// Longest file that is read into memory: the digests of a package of 1 TiB have 32 MiB.
const LONGEST: u64 = 1 << 30;

#[cfg(test)]
mod tests {
    use super::differing;

    #[test]
    fn the_bytes_that_differ_are_named() {
        assert_eq!(differing(b"abcdef", b"abXYef"), Some(2..4));
        assert_eq!(differing(b"abc", b"abcdef"), Some(3..6));
        assert_eq!(differing(b"abcdef", b"abc"), Some(3..6));
        assert_eq!(differing(b"Xbc", b"abcdef"), Some(0..6));
        assert_eq!(differing(b"same", b"same"), None);
        assert_eq!(differing(b"", b"x"), Some(0..1));
    }
}
