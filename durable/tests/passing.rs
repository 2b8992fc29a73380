//! What is read in passing leaves the system's cache; what is read in the ordinary way stays there.

#![cfg(target_os = "linux")]

use std::fs;
use std::io::{IoSliceMut, Read};

use durable::file::File;
use durable::passing::Reader;
use rustix::io::{Errno, ReadWriteFlags, preadv2};

#[test]
fn what_was_read_in_passing_is_not_in_the_cache() {
    // Beside the build, not in /tmp: a file system in memory has no cache to leave.
    let top = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = top.path().join("file");
    let file = File::open_or_create(&path).unwrap();
    file.write_at(&vec![7; LENGTH], 0).unwrap();
    file.sync_all().unwrap();
    assert_eq!(fs::read(&path).unwrap().len(), LENGTH);
    let ordinary = PLACES.map(|at| is_cached(&file, at));
    let mut bytes = Vec::new();
    Reader::of(fs::File::open(&path).unwrap(), 0).read_to_end(&mut bytes).unwrap();
    assert!(bytes.len() == LENGTH && bytes.iter().all(|&byte| byte == 7));
    let passed = PLACES.map(|at| is_cached(&file, at));
    // A file system that does not tell says so of both.
    if ordinary.iter().all(Option::is_some) {
        assert_eq!((ordinary, passed), ([Some(true); 3], [Some(false); 3]));
    }
}

/// Whether a byte can be read without waiting for the disk; none where the system does not say.
fn is_cached(file: &File, at: u64) -> Option<bool> {
    let mut byte = [0];
    match preadv2(file.reader(), &mut [IoSliceMut::new(&mut byte)], at, ReadWriteFlags::NOWAIT) {
        Ok(read) => Some(read == 1),
        Err(Errno::AGAIN) => Some(false),
        Err(_) => None,
    }
}

const LENGTH: usize = 40 << 20;
/// In the first steps, in the middle of one, and in the last, which is shorter.
const PLACES: [u64; 3] = [0, 13 << 20, (39 << 20) + 5];
