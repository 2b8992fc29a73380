//! The evidence log against other hands: ct-merkle proves the tree, tlog_tiles the tiles and the checkpoint. And every
//! attack on a log, caught by an old checkpoint.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crypto::digest::Sha256Digest;
use crypto::inclusion::Inclusion;
use crypto::secret::Secret;
use crypto::signature::SigningKey;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use durable::error::FileError;
use package::log::Entry;
use package::log::audit::{LogDamage, LogFault, Witness, audit};
use package::log::builder::{Builder, File};
use package::log::checkpoint::{Checkpoint, LogKeys, SignedCheckpoint};
use package::log::proof;
use package::log::reader::{Files, Reader};
use package::log::tile::Tile;

/// The files of a log in memory.
#[derive(Clone, Debug, Default)]
struct Shelf(BTreeMap<String, Vec<u8>>);

impl Files for Shelf {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, FileError> {
        Ok(self.0.get(path).cloned())
    }
}

impl Shelf {
    /// The log of these entries as a centre writes it that signs at each of the sizes.
    fn of(entries: &[Entry], sizes: &[usize]) -> Self {
        let (mut shelf, mut builder) = (Self::default(), Builder::new());
        for (index, entry) in entries.iter().enumerate() {
            let whole = builder.push(*entry);
            shelf.keep(whole);
            if sizes.contains(&(index + 1)) || index + 1 == entries.len() {
                shelf.keep(builder.partial());
            }
        }
        shelf
    }

    fn keep(&mut self, files: Vec<File>) {
        self.0.extend(files.into_iter().map(|file| (file.path, file.bytes)));
    }
}

fn entries(count: u64) -> Vec<Entry> {
    (0..count).map(|n| Entry::of(&n.to_be_bytes())).collect()
}

fn key() -> SigningKey {
    SigningKey::from_seed(&Secret::from_bytes([5; 32]))
}

const ORIGIN: &str = "sealpost-log/CDE/0123456789abcdef";

fn signed(entries: &[Entry]) -> SignedCheckpoint {
    let size = entries.len() as u64;
    let root = crypto::tree::root(entries);
    Checkpoint { origin: ORIGIN.into(), size, root }.sign(&key()).unwrap()
}

#[test]
fn roots_and_proofs_are_those_of_ct_merkle() {
    let all = entries(700);
    let shelf = Shelf::of(&all, &(1..=700).collect::<Vec<_>>());
    for size in [1, 2, 3, 7, 8, 255, 256, 257, 300, 511, 512, 513, 600, 700_usize] {
        let mut theirs = MemoryBackedTree::<sha2::Sha256, Vec<u8>>::new();
        all[..size].iter().for_each(|entry| theirs.push(entry.as_bytes().to_vec()));
        let mut ours = Reader::new(&shelf, size as u64);
        assert_eq!(ours.root().unwrap().as_bytes().as_slice(), theirs.root().as_bytes().as_slice(), "{size}");
        for index in [0, 1, size / 2, size - 1] {
            let index = index.min(size - 1);
            let path = ours.inclusion(index as u64).unwrap();
            assert_eq!(joined(&path), theirs.prove_inclusion(index).as_bytes(), "{index} of {size}");
            assert_eq!(ours.entry(index as u64).unwrap(), all[index]);
        }
        for old in [1, 2, size / 3 + 1, size - 1] {
            let old = old.clamp(1, size);
            let proof = ours.consistency(old as u64).unwrap();
            if old < size {
                let theirs = theirs.prove_consistency(size - old);
                assert_eq!(joined(&proof), theirs.as_bytes(), "{old} to {size}");
            }
        }
        assert!(ours.inclusion(size as u64).is_err() && ours.consistency(0).is_err());
    }
}

fn joined(hashes: &[Sha256Digest]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

/// Gives our tiles to the other implementation, which asks for them by its own paths.
struct Tiles<'a>(&'a Shelf);

impl tlog_tiles::TileReader for Tiles<'_> {
    fn height(&self) -> u8 {
        8
    }

    fn read_tiles(&self, tiles: &[tlog_tiles::Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
        let path = |tile: &tlog_tiles::Tile| tile.path().replacen("tile/8/", "tile/", 1);
        Ok(tiles.iter().map(|tile| self.0.0[&path(tile)].clone()).collect())
    }

    fn save_tiles(&self, _: &[tlog_tiles::Tile], _: &[Vec<u8>]) {}
}

#[test]
fn another_implementation_reads_our_tiles_and_checkpoint() {
    use tlog_tiles::{Hash, TileHashReader, check_record, check_tree, prove_record, prove_tree, tree_hash};
    let all = entries(70_000);
    let shelf = Shelf::of(&all, &[1000]);
    let (newest, old) = (signed(&all), signed(&all[..1000]));
    let text = newest.text();
    let read = tlog_tiles::Checkpoint::from_bytes(
        text.split("\n\n").next().map(|t| format!("{t}\n")).unwrap().as_bytes(),
    );
    let read = read.unwrap();
    assert_eq!((read.origin(), read.size(), read.hash().0), (ORIGIN, 70_000, *newest.root().as_bytes()));
    let (tiles, root) = (Tiles(&shelf), Hash(*newest.root().as_bytes()));
    let reader = TileHashReader::new(70_000, root, &tiles);
    assert_eq!(tree_hash(70_000, &reader).unwrap(), root);
    let mut ours = Reader::new(&shelf, 70_000);
    for index in [0, 255, 256, 65_535, 65_536, 69_999_u64] {
        let theirs = prove_record(70_000, index, &reader).unwrap();
        let same: Vec<Hash> =
            ours.inclusion(index).unwrap().iter().map(|hash| Hash(*hash.as_bytes())).collect();
        assert_eq!(theirs, same, "{index}");
        let leaf = tlog_tiles::record_hash(all[usize::try_from(index).unwrap()].as_bytes());
        check_record(&same, 70_000, root, index, leaf).unwrap();
    }
    let theirs = prove_tree(70_000, 1000, &reader).unwrap();
    let same: Vec<Hash> = ours.consistency(1000).unwrap().iter().map(|hash| Hash(*hash.as_bytes())).collect();
    assert_eq!(theirs, same);
    check_tree(&same, 70_000, root, 1000, Hash(*old.root().as_bytes())).unwrap();
}

#[test]
fn a_proof_of_any_receipt_is_made_without_the_key() {
    let all = entries(300);
    let shelf = Shelf::of(&all, &[]);
    let keys = LogKeys::new(ORIGIN.into(), vec![key().public()]);
    let newest = SignedCheckpoint::read(&signed(&all).text(), &keys).unwrap();
    let proofs = proof::of(&shelf, &newest, 277, &[1; 16]).unwrap();
    let inclusion = Inclusion::parse(&proofs.receipts[0]).unwrap();
    assert_eq!(inclusion.verify(&key().public(), all[277].as_bytes()), Ok(*newest.root()));
    assert!(proof::of(&shelf, &newest, 300, &[1; 16]).is_err());
}

/// Audits a log under its newest checkpoint, with one old checkpoint in hand.
fn found(shelf: &Shelf, newest: &SignedCheckpoint, old: Option<&SignedCheckpoint>) -> Vec<LogDamage> {
    let witnesses: Vec<Witness> = old
        .into_iter()
        .map(|old| Witness { place: "old".into(), checkpoint: old.checkpoint().clone() })
        .collect();
    let found = RefCell::new(Vec::new());
    audit(shelf, newest, &witnesses, &mut |damage| found.borrow_mut().push(damage)).unwrap();
    found.into_inner()
}

#[test]
fn a_sound_log_is_found_sound() {
    for size in [1, 255, 256, 257, 900] {
        let all = entries(size);
        let shelf = Shelf::of(&all, &[1, 100, 256, 500]);
        for old in [1, 100, 256, 500_usize] {
            let old = signed(&all[..old.min(all.len())]);
            assert_eq!(found(&shelf, &signed(&all), Some(&old)), [], "{size}");
        }
    }
}

/// The centre itself is the attacker: it has the key, and makes every file anew so that the new log is sound in itself.
#[test]
fn whoever_rewrites_the_log_is_caught_by_an_old_checkpoint() {
    let all = entries(600);
    let old = signed(&all[..400]);
    type Attack = (&'static str, fn(Vec<Entry>) -> Vec<Entry>);
    let attacks: [Attack; 5] = [
        ("edited", |mut log| {
            log[123] = Entry::of(b"edited");
            log
        }),
        ("dropped", |mut log| {
            log.remove(123);
            log
        }),
        ("reordered", |mut log| {
            log.swap(123, 124);
            log
        }),
        ("forked", |log| {
            log[..300]
                .iter()
                .copied()
                .chain((0..350_u64).map(|n| Entry::of(&[n.to_be_bytes(), [9; 8]].concat())))
                .collect()
        }),
        ("inserted", |mut log| {
            log.insert(5, Entry::of(b"inserted"));
            log
        }),
    ];
    for (what, attack) in attacks {
        let forged = attack(all.clone());
        let shelf = Shelf::of(&forged, &[]);
        assert_eq!(found(&shelf, &signed(&forged), None), [], "{what}: sound in itself");
        let caught = found(&shelf, &signed(&forged), Some(&old));
        assert_eq!(
            caught,
            [LogDamage { place: "old".into(), fault: LogFault::Forked { size: 400 } }],
            "{what}"
        );
    }
    let back = &all[..399];
    let caught = found(&Shelf::of(back, &[]), &signed(back), Some(&old));
    assert_eq!(
        caught,
        [LogDamage { place: "old".into(), fault: LogFault::RolledBack { signed: 400, found: 399 } }]
    );
}

/// The attacker has no key: what is changed in the files no longer fits the checkpoint.
#[test]
fn every_file_that_is_changed_or_gone_is_named() {
    let all = entries(600);
    let (sound, newest) = (Shelf::of(&all, &[]), signed(&all));
    for path in sound.0.keys() {
        let changes: [fn(&mut Vec<u8>); 3] = [|bytes| bytes[40] ^= 1, |bytes| bytes.truncate(41), Vec::clear];
        for change in changes {
            let mut shelf = sound.clone();
            change(shelf.0.get_mut(path).unwrap());
            let caught = found(&shelf, &newest, None);
            assert!(caught.iter().any(|damage| damage.place == *path), "{path}: {caught:?}");
        }
        let mut shelf = sound.clone();
        shelf.0.remove(path);
        let caught = found(&shelf, &newest, None);
        assert!(caught.iter().any(|damage| damage.place == *path), "{path}: {caught:?}");
    }
}

#[test]
fn a_lost_bundle_is_named_and_the_rest_still_proven() {
    let all = entries(600);
    let mut shelf = Shelf::of(&all, &[]);
    shelf.0.remove("tile/entries/001");
    let caught = found(&shelf, &signed(&all), Some(&signed(&all[..400])));
    assert_eq!(caught.len(), 1, "{caught:?}");
    assert_eq!((caught[0].place.as_str(), caught[0].fault.code()), ("tile/entries/001", "log-entries"));
    assert_eq!(Tile::of(600, 0, 1).unwrap().entries_path(), "tile/entries/001");
}
