//! What every [`Store`] must do, as one suite: the local store and the one on S3 run it in their tests.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a suite of tests fails by panicking"
)]

use std::io::{self, Read};

use crate::key::Key;
use crate::store::{Batch, Entry, Kind, Pending, Store};

/// Runs the suite on a store that is empty.
///
/// # Panics
/// At the first thing that is not as it must be.
pub fn run(store: &dyn Store) {
    nothing_is_there_at_first(store);
    a_batch_appears_whole_and_only_once(store);
    a_batch_that_is_dropped_is_pending_until_it_is_settled(store);
    names_are_put_once_and_can_be_taken_back(store);
    files_are_taken_over_from_a_disk(store);
    reading_begins_anywhere(store);
    a_file_is_replaced_whole(store);
    what_is_removed_leaves_no_empty_folder(store);
}

fn nothing_is_there_at_first(store: &dyn Store) {
    assert_eq!(store.list(&Key::root()).unwrap(), []);
    assert_eq!(store.pending().unwrap(), []);
    assert!(store.read(&key("nothing"), 0).err().unwrap().is_missing());
    assert_eq!(store.list(&key("no/folder")).unwrap(), []);
}

fn a_batch_appears_whole_and_only_once(store: &dyn Store) {
    let into = key("abc/一个 %文件夹");
    let mut batch = store.begin(&into).unwrap();
    put(&mut *batch, "v1/content/m1/夹/a b.pdf", b"one");
    put(&mut *batch, "declaration", b"");
    assert_eq!(store.pending().unwrap(), [Pending { into: into.clone(), published: false }]);
    batch.publish().unwrap();
    assert_eq!(store.pending().unwrap(), [Pending { into: into.clone(), published: true }]);
    store.settle(&into).unwrap();
    assert_eq!(store.pending().unwrap(), []);
    assert_eq!(read(store, "abc/一个 %文件夹/v1/content/m1/夹/a b.pdf"), b"one");
    let entries = [
        Entry { name: "declaration".into(), kind: Kind::File { length: 0 } },
        Entry { name: "v1".into(), kind: Kind::Folder },
    ];
    assert_eq!(store.list(&into).unwrap(), entries);
    assert!(store.begin(&into).err().unwrap().is_present());
    store.remove(&key("abc")).unwrap();
}

fn a_batch_that_is_dropped_is_pending_until_it_is_settled(store: &dyn Store) {
    let into = key("abc/def/object");
    let mut batch = store.begin(&into).unwrap();
    put(&mut *batch, "x/y", b"half");
    assert!(batch.put(&key("broken"), &mut Broken::default()).is_err());
    drop(batch);
    assert_eq!(store.pending().unwrap(), [Pending { into: into.clone(), published: false }]);
    // Begun again, it starts from nothing.
    let mut batch = store.begin(&into).unwrap();
    put(&mut *batch, "x/y", b"whole");
    batch.publish().unwrap();
    store.settle(&into).unwrap();
    store.settle(&into).unwrap();
    assert_eq!(read(store, "abc/def/object/x/y"), b"whole");
    assert_eq!(store.list(&into).unwrap().len(), 1);
    store.remove(&key("abc")).unwrap();
    // Settled unpublished, it leaves nothing.
    let mut batch = store.begin(&into).unwrap();
    put(&mut *batch, "x/y", b"half");
    drop(batch);
    store.settle(&into).unwrap();
    assert_eq!(store.pending().unwrap(), []);
    assert_eq!(store.list(&Key::root()).unwrap(), []);
}

fn names_are_put_once_and_can_be_taken_back(store: &dyn Store) {
    let into = key("once");
    let mut batch = store.begin(&into).unwrap();
    put(&mut *batch, "a", b"first");
    assert!(batch.put(&key("a"), &mut &b"second"[..]).unwrap_err().is_present());
    put(&mut *batch, "b/c/d", b"not wanted");
    batch.take_back(&key("b/c/d")).unwrap();
    batch.publish().unwrap();
    store.settle(&into).unwrap();
    assert_eq!(read(store, "once/a"), b"first");
    assert_eq!(store.list(&into).unwrap(), [Entry { name: "a".into(), kind: Kind::File { length: 5 } }]);
    store.remove(&into).unwrap();
}

fn files_are_taken_over_from_a_disk(store: &dyn Store) {
    let bench = std::env::temp_dir().join(format!("sealpost-conformance-{}", std::process::id()));
    std::fs::create_dir_all(&bench).unwrap();
    std::fs::write(bench.join("file"), b"opened").unwrap();
    let mut batch = store.begin(&key("adopted")).unwrap();
    batch.adopt(&key("m1/a.pdf"), &bench.join("file")).unwrap();
    batch.publish().unwrap();
    store.settle(&key("adopted")).unwrap();
    assert!(!bench.join("file").exists());
    assert_eq!(read(store, "adopted/m1/a.pdf"), b"opened");
    store.remove(&key("adopted")).unwrap();
    std::fs::remove_dir_all(&bench).unwrap();
}

fn reading_begins_anywhere(store: &dyn Store) {
    let bytes: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    let mut batch = store.begin(&key("long")).unwrap();
    assert_eq!(batch.put(&key("file"), &mut &bytes[..]).unwrap(), bytes.len() as u64);
    batch.publish().unwrap();
    store.settle(&key("long")).unwrap();
    for from in [0, 1, 999_999, bytes.len() - 1, bytes.len()] {
        let mut part = Vec::new();
        store.read(&key("long/file"), from as u64).unwrap().take(10).read_to_end(&mut part).unwrap();
        assert_eq!(part, bytes[from..].iter().copied().take(10).collect::<Vec<_>>(), "{from}");
    }
    let mut back = Vec::new();
    store.read_back(&key("long/file")).unwrap().read_to_end(&mut back).unwrap();
    assert!(back == bytes);
    store.remove(&key("long")).unwrap();
}

fn a_file_is_replaced_whole(store: &dyn Store) {
    let mut batch = store.begin(&key("object")).unwrap();
    put(&mut *batch, "inventory.json", b"a longer one");
    batch.publish().unwrap();
    store.settle(&key("object")).unwrap();
    store.replace(&key("object/inventory.json"), &mut &b"new"[..]).unwrap();
    assert_eq!(read(store, "object/inventory.json"), b"new");
    assert!(store.replace(&key("object/inventory.json"), &mut Broken::default()).is_err());
    assert_eq!(read(store, "object/inventory.json"), b"new");
    store.replace(&key("object/sidecar"), &mut &b"made"[..]).unwrap();
    assert_eq!(store.list(&key("object")).unwrap().len(), 2);
    store.remove(&key("object")).unwrap();
}

fn what_is_removed_leaves_no_empty_folder(store: &dyn Store) {
    for name in ["a/b/one", "a/b/two"] {
        let mut batch = store.begin(&key(name)).unwrap();
        put(&mut *batch, "file", name.as_bytes());
        batch.publish().unwrap();
        store.settle(&key(name)).unwrap();
    }
    store.remove(&key("a/b/one/file")).unwrap();
    assert_eq!(store.list(&key("a/b")).unwrap(), [Entry { name: "two".into(), kind: Kind::Folder }]);
    store.remove(&key("a/b/two")).unwrap();
    store.remove(&key("a/b/two")).unwrap();
    assert_eq!(store.list(&Key::root()).unwrap(), []);
}

/// A reader that fails after some bytes.
#[derive(Default)]
struct Broken {
    begun: bool,
}

impl Read for Broken {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if std::mem::replace(&mut self.begun, true) {
            return Err(io::Error::other("broken"));
        }
        buffer.fill(0);
        Ok(buffer.len())
    }
}

fn key(path: &str) -> Key {
    Key::new(path).expect("a key")
}

fn put(batch: &mut dyn Batch, name: &str, bytes: &[u8]) {
    let mut from = bytes;
    assert_eq!(batch.put(&key(name), &mut from).expect("put"), bytes.len() as u64);
}

fn read(store: &dyn Store, name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    store.read(&key(name), 0).expect("there").read_to_end(&mut bytes).expect("readable");
    bytes
}
