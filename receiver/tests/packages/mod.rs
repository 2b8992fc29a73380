//! What every store of whole files must do, as one suite: a folder and a prefix on S3 run it.

use std::io::{self, Read};

use durable::error::FileError;
use sealpost_receiver::store::{Name, Store, Stretch};

/// Runs the suite on a store that is empty.
pub(crate) fn run(store: &dyn Store) {
    nothing_is_there_at_first(store);
    a_small_file_is_put_and_replaced(store);
    a_file_of_any_length_is_copied_and_read_by_position_and_in_order(store);
    half_a_file_is_never_seen(store);
    a_file_that_rotted_is_made_whole_again(store);
    a_file_that_is_missing_appears_whole_or_not_at_all(store);
    tidying_leaves_what_is_there(store);
}

fn nothing_is_there_at_first(store: &dyn Store) {
    let name = Name::package("CDE-2026-000001");
    assert!(!store.holds(&name).unwrap());
    assert!(store.read(&name).unwrap_err().is_missing());
    assert!(store.read_back(&name).err().unwrap().is_missing());
    assert!(store.open(&name).err().unwrap().is_missing());
    assert!(store.place(&name).to_string_lossy().ends_with("/CDE-2026-000001.sealpost"));
}

fn a_small_file_is_put_and_replaced(store: &dyn Store) {
    let name = Name::receipt("CDE-2026-000001", "R0-offer.cose");
    for bytes in [&b"one"[..], b"second", b""] {
        store.put(&name, bytes).unwrap();
        assert_eq!(store.read(&name).unwrap(), bytes);
    }
    store.put_private(&Name::wraps("CDE-2026-000001"), b"{}\n").unwrap();
    assert_eq!(store.read(&Name::wraps("CDE-2026-000001")).unwrap(), b"{}\n");
}

fn a_file_of_any_length_is_copied_and_read_by_position_and_in_order(store: &dyn Store) {
    let (name, bytes) = (Name::package("CDE-2026-000002"), long());
    store.copy(&mut &b"an earlier package"[..], 18, &name).unwrap();
    let earlier = store.read_back(&name).unwrap();
    store.copy(&mut &bytes[..], bytes.len() as u64, &name).unwrap();
    // Who reads the earlier one goes on with it or fails.
    let mut found = [0; 18];
    assert!(earlier.read_at(&mut found, 0).is_err() || found == *b"an earlier package");

    let stored = store.read_back(&name).unwrap();
    assert_eq!(stored.length().unwrap(), bytes.len() as u64);
    // In order, a step back, a jump, across the parts in which it went, up to the end.
    let end = bytes.len();
    for (from, length) in [
        (0, 4096),
        (4096, 40),
        (4096, 1 << 20),
        ((1 << 20) + 4096, 1 << 20),
        (end - 1, 1),
        ((8 << 20) - 1, 2),
        (5, 10 << 20),
        (0, end),
    ] {
        let mut found = vec![0; length];
        stored.read_at(&mut found, from as u64).unwrap();
        assert!(found == bytes[from..from + length], "{length} bytes from {from}");
    }
    assert!(stored.read_at(&mut [0; 2], end as u64 - 1).is_err());
    for from in [0, 4097, (8 << 20) + 1, end] {
        for opened in [store.open(&name), store.read_back(&name)] {
            let mut found = Vec::new();
            opened.unwrap().reader(from as u64).unwrap().read_to_end(&mut found).unwrap();
            assert!(found == bytes[from..], "from {from}");
        }
    }
}

fn half_a_file_is_never_seen(store: &dyn Store) {
    let (there, new) = (Name::package("CDE-2026-000002"), Name::package("CDE-2026-000003"));
    for (name, length) in [(&there, 20 << 20), (&new, 20 << 20), (&new, 10)] {
        let mut broken = Broken { left: length };
        assert!(store.copy(&mut broken, 21 << 20, name).is_err());
    }
    assert!(!store.holds(&new).unwrap());
    assert_eq!(store.read_back(&there).unwrap().length().unwrap(), long().len() as u64);
}

fn a_file_that_rotted_is_made_whole_again(store: &dyn Store) {
    let name = Name::package("CDE-2026-000004");
    for found in [&b"GOOD bytes"[..], b"GO", b"good bytes and more"] {
        store.put(&name, found).unwrap();
        store.mend(&name, 10, &mut stretches(&[(0, b"good"), (4, b" bytes")])).unwrap();
        assert_eq!(store.read(&name).unwrap(), b"good bytes");
    }
    store.put(&name, b"GOOD bytes").unwrap();
    let part = store.mend(&name, 10, &mut stretches(&[(0, b"good")]));
    let after = store.read(&name).unwrap();
    if store.mends_in_place() {
        part.unwrap();
        assert_eq!(after, b"good bytes");
    } else {
        assert!(part.is_err());
        assert_eq!(after, b"GOOD bytes");
    }
}

fn a_file_that_is_missing_appears_whole_or_not_at_all(store: &dyn Store) {
    let (name, bytes) = (Name::package("CDE-2026-000005"), long());
    let lost = || Err(FileError { operation: "read", path: "x".into(), source: io::Error::other("lost") });
    let half = Ok(Stretch { offset: 0, bytes: bytes[..10 << 20].to_vec() });
    let mut broken = [half, lost()].into_iter();
    assert!(store.mend(&name, bytes.len() as u64, &mut broken).is_err());
    assert!(!store.holds(&name).unwrap());
    let (one, two) = bytes.split_at(10 << 20);
    store.mend(&name, bytes.len() as u64, &mut stretches(&[(0, one), (10 << 20, two)])).unwrap();
    assert!(store.read(&name).unwrap() == bytes);
}

fn tidying_leaves_what_is_there(store: &dyn Store) {
    for number in ["CDE-2026-000001", "CDE-2026-000002", "CDE-2026-000009"] {
        store.tidy(number).unwrap();
        store.tidy(number).unwrap();
    }
    assert!(store.holds(&Name::receipt("CDE-2026-000001", "R0-offer.cose")).unwrap());
    assert!(store.holds(&Name::package("CDE-2026-000002")).unwrap());
}

/// More than two of the parts in which S3 gets it.
pub(crate) fn long() -> Vec<u8> {
    (0..4_500_001_u32).flat_map(u32::to_le_bytes).collect()
}

fn stretches(stretches: &[(u64, &[u8])]) -> impl Iterator<Item = Result<Stretch, FileError>> + use<> {
    let stretch = |&(offset, bytes): &(u64, &[u8])| Ok(Stretch { offset, bytes: bytes.to_vec() });
    stretches.iter().map(stretch).collect::<Vec<_>>().into_iter()
}

/// A reader that fails after some bytes.
pub(crate) struct Broken {
    /// So many.
    pub(crate) left: usize,
}

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = buffer.len().min(self.left);
        self.left -= read;
        if read == 0 { Err(io::Error::other("broken")) } else { Ok(read) }
    }
}
