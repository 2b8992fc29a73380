//! Either side makes the other again, bit for bit, whole or in parts; what is not the same is named and never made.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;

use crate::support::{Parties, files, folder, noise, open, package};
use crypto::digest::Sha256Digest;
use crypto::segment::DataKey;
use crypto::wrap::Kem;
use ectd::path::DossierPath;
use package::digests::Digests;
use package::head::Head;
use package::opener::{self, Opener};
use package::plaintext::Files;
use package::remaker::{Listed, RemakeError, Remaker};
use proptest::prelude::*;

/// A sealed package and everything that is kept of it.
struct Kept {
    source: tempfile::TempDir,
    tree: BTreeMap<String, Vec<u8>>,
    bytes: Vec<u8>,
    digests: Digests,
    header: [u8; 40],
    key: DataKey,
}

impl Kept {
    fn of(tree: BTreeMap<String, Vec<u8>>) -> Self {
        let parties = Parties::new(Kem::X25519);
        let source = folder(&tree);
        let bytes = package(&parties.sealer(source.path()), source.path());
        let (opened, _) = open(&bytes, &parties.centre).unwrap();
        let opener = Opener::new(&bytes[..], &parties.centre, &[]).unwrap();
        let key = opener::data_key(opener.head(), &parties.centre, &[]).unwrap();
        let (digests, header) = (opened.digests().clone(), opened.stream_header());
        Self { source, tree, bytes, digests, header, key }
    }

    fn head(&self) -> Head {
        Head::read(&mut &self.bytes[..]).unwrap()
    }

    fn listed(&self) -> Vec<Listed> {
        // In no order: it is the remaker that sorts.
        let listed = self.tree.iter().rev().map(|(path, content)| Listed {
            path: path.parse().unwrap(),
            size: content.len() as u64,
            sha256: Sha256Digest::of(content),
        });
        listed.collect()
    }

    fn remaker(&self) -> Remaker {
        Remaker::new(self.head(), self.header, &self.key, self.listed()).unwrap()
    }

    fn write(&self, path: &str, content: &[u8]) {
        fs::write(self.source.path().join(path), content).unwrap();
    }

    /// The package, but for the one segment that is asked for.
    fn block(&self, index: u32) -> &[u8] {
        let begin = self.head().payload_offset() as usize + ((index as usize) << 20);
        &self.bytes[begin..self.bytes.len().min(begin + (1 << 20))]
    }

    fn range(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        Ok(self.bytes[range.start as usize..range.end as usize].to_vec())
    }
}

/// Counts what is opened.
struct Counted<'a> {
    folder: &'a Path,
    opened: RefCell<Vec<String>>,
}

impl Files for Counted<'_> {
    fn open(&self, path: &DossierPath, offset: u64) -> io::Result<Box<dyn Read + '_>> {
        self.opened.borrow_mut().push(path.to_string());
        (&self.folder).open(path, offset).map(|_| ())?;
        Ok(Box::new(io::Cursor::new(fs::read(self.folder.join(path.as_str()))?.split_off(offset as usize))))
    }
}

#[test]
fn the_files_make_the_package_again_bit_for_bit() {
    let kept = Kept::of(files([
        ("m1/cn/说明函.pdf", noise(1000, 1)),
        ("夹/𠮷 a.txt", noise(3_000_000, 2)),
        ("empty", vec![]),
        ("z", noise(2_500_001, 3)),
    ]));
    let remaker = kept.remaker();
    let mut made = Vec::new();
    let digest = remaker.package(&kept.source.path(), &kept.digests, &mut made).unwrap();
    assert!(made == kept.bytes);
    assert_eq!(digest, kept.digests.package_digest());
    assert_eq!(kept.remaker().digests(&kept.source.path()).unwrap(), kept.digests);
}

#[test]
fn one_segment_is_made_alone_from_the_files_in_it() {
    let tree = files([
        ("a", noise(1_500_000, 1)),
        ("b", noise(2_500_000, 2)),
        ("c", noise(2_500_000, 3)),
        ("d", noise(10, 4)),
    ]);
    let kept = Kept::of(tree);
    let remaker = kept.remaker();
    for index in (0..remaker.segments().count()).rev() {
        assert_eq!(remaker.segment(index, &kept.source.path(), &kept.digests).unwrap(), kept.block(index));
    }
    let past = remaker.segments().count();
    let none = remaker.segment(past, &kept.source.path(), &kept.digests);
    assert!(matches!(none, Err(RemakeError::NoSegment { segment }) if segment == past));

    // Segment 2 lies within b: nothing else is opened, and b only once, its record lying before.
    let counted = Counted { folder: kept.source.path(), opened: RefCell::default() };
    assert_eq!(kept.remaker().segment(2, &counted, &kept.digests).unwrap(), kept.block(2));
    assert_eq!(*counted.opened.borrow(), ["b"]);
}

#[test]
fn a_file_that_is_not_what_was_sealed_is_named_and_nothing_is_made_of_it() {
    type Change = fn(&mut Vec<u8>);
    let changes: [(&str, Change); 4] = [
        ("a", |content| content[1_400_000] ^= 1),
        ("b", |content| content.push(0)),
        ("b", |content| content.truncate(2_499_999)),
        ("c", |content| content.clear()),
    ];
    for (name, change) in changes {
        let kept = Kept::of(files([
            ("a", noise(1_500_000, 1)),
            ("b", noise(2_500_000, 2)),
            ("c", noise(2_500_000, 3)),
        ]));
        let mut content = kept.tree[name].clone();
        change(&mut content);
        kept.write(name, &content);
        let mut made = Vec::new();
        let failed = kept.remaker().package(&kept.source.path(), &kept.digests, &mut made);
        let Err(RemakeError::Altered { segment, path }) = failed else { panic!("{name}: {failed:?}") };
        assert_eq!(path.as_str(), name);
        // What was made is the package up to there.
        assert_eq!(made.len(), kept.head().bytes().len() + ((segment as usize) << 20));
        assert!(kept.bytes.starts_with(&made));
        assert!(kept.remaker().digests(&kept.source.path()).is_err());

        fs::remove_file(kept.source.path().join(name)).unwrap();
        let failed = kept.remaker().package(&kept.source.path(), &kept.digests, &mut Vec::new());
        assert!(matches!(failed, Err(RemakeError::Unreadable { path, .. }) if path.as_str() == name));
    }
}

#[test]
fn bytes_that_change_between_proof_and_sealing_never_leave() {
    let kept = Kept::of(files([("a", noise(3_000_000, 1)), ("b", noise(10, 2))]));
    let remaker = kept.remaker();
    // The proof of `a` is remembered here; then it changes.
    remaker.segment(0, &kept.source.path(), &kept.digests).unwrap();
    let mut content = kept.tree["a"].clone();
    content[2_000_000] ^= 1;
    kept.write("a", &content);
    let failed = remaker.segment(1, &kept.source.path(), &kept.digests);
    assert!(matches!(failed, Err(RemakeError::Altered { segment: 1, path }) if path.as_str() == "a"));
    // A segment without the changed byte is still made.
    assert_eq!(remaker.segment(2, &kept.source.path(), &kept.digests).unwrap(), kept.block(2));
}

#[test]
fn what_is_not_of_this_package_is_refused() {
    let kept = Kept::of(files([("a", noise(1_500_000, 1)), ("b", noise(10, 2))]));
    let other = Kept::of(kept.tree.clone());
    let new = |header, key: &DataKey, listed| Remaker::new(kept.head(), header, key, listed);
    let listed = kept.listed();

    assert!(matches!(new(kept.header, &other.key, listed.clone()), Err(RemakeError::Commitment)));
    assert!(matches!(new(other.header, &kept.key, listed.clone()), Err(RemakeError::Commitment)));
    let mut header = kept.header;
    header[0] = 0;
    assert!(matches!(new(header, &kept.key, listed.clone()), Err(RemakeError::StreamHeader)));

    let missing = listed[1..].to_vec();
    assert!(matches!(new(kept.header, &kept.key, missing), Err(RemakeError::Root { .. })));
    let mut renamed = listed.clone();
    renamed[0].path = "e".parse().unwrap();
    assert!(matches!(new(kept.header, &kept.key, renamed), Err(RemakeError::Root { .. })));
    for size in [11, u64::MAX] {
        let mut resized = listed.clone();
        resized[0].size = size;
        let refused = new(kept.header, &kept.key, resized);
        assert!(matches!(refused, Err(RemakeError::Sizes | RemakeError::Root { .. })), "{size}");
    }
    // Sizes that only trade places keep every sum.
    let mut traded = listed.clone();
    (traded[0].size, traded[1].size) = (listed[1].size, listed[0].size);
    let refused = new(kept.header, &kept.key, traded)
        .and_then(|remaker| remaker.segment(0, &kept.source.path(), &kept.digests));
    assert!(refused.is_err());

    // No commitment covers the nonce prefix, and no signature the digests in hand: the block shows it.
    let mut header = kept.header;
    header[39] ^= 1;
    let remaker = new(header, &kept.key, listed).unwrap();
    let refused = remaker.segment(0, &kept.source.path(), &kept.digests);
    assert!(matches!(refused, Err(RemakeError::Differs { segment: 0, .. })));
    let refused = kept.remaker().segment(1, &kept.source.path(), &other.digests);
    assert!(matches!(refused, Err(RemakeError::Differs { segment: 1, .. })));
}

#[test]
fn the_package_makes_each_file_again_and_reads_no_more_than_it_must() {
    let tree = files([
        ("a", noise(1_500_000, 1)),
        ("b", noise(2_500_000, 2)),
        ("empty", vec![]),
        ("z", noise(10, 3)),
    ]);
    let kept = Kept::of(tree);
    let remaker = kept.remaker();
    for (path, content) in &kept.tree {
        let mut made = Vec::new();
        remaker.file(&path.parse().unwrap(), &mut |range| kept.range(range), &mut made).unwrap();
        assert!(made == *content, "{path}");
    }
    let mut ranges = Vec::new();
    let mut noting = |range: Range<u64>| {
        ranges.push(range.clone());
        kept.range(range)
    };
    remaker.file(&"z".parse().unwrap(), &mut noting, &mut io::sink()).unwrap();
    assert_eq!(ranges.len(), 1);
    let none = remaker.file(&"y".parse().unwrap(), &mut |range| kept.range(range), &mut io::sink());
    assert!(matches!(none, Err(RemakeError::NoFile { .. })));
}

#[test]
fn a_segment_that_rotted_takes_only_the_files_in_it() {
    let mut kept =
        Kept::of(files([("a", noise(1_500_000, 1)), ("b", noise(2_500_000, 2)), ("c", noise(1_500_000, 3))]));
    let place = kept.head().payload_offset() as usize + (2 << 20) + 77;
    kept.bytes[place] ^= 1;
    let remaker = kept.remaker();
    let file = |path: &str| remaker.file(&path.parse().unwrap(), &mut |r| kept.range(r), &mut io::sink());
    assert!(file("a").is_ok() && file("c").is_ok());
    assert!(matches!(file("b"), Err(RemakeError::Forged { segment: 2, path }) if path.as_str() == "b"));
}

fn len() -> impl Strategy<Value = usize> {
    prop_oneof![Just(0usize), 1usize..3000, 1_040_000usize..1_060_000, 2_090_000usize..2_100_000]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_for_any_sizes(lens in proptest::collection::vec(len(), 1..7), seed in any::<u64>()) {
        let tree = lens.iter().enumerate();
        let kept = Kept::of(tree.map(|(n, &len)| (format!("m{n}/f"), noise(len, seed ^ n as u64))).collect());
        let remaker = kept.remaker();
        let mut made = Vec::new();
        remaker.package(&kept.source.path(), &kept.digests, &mut made).unwrap();
        prop_assert!(made == kept.bytes);
        let any = seed as u32 % remaker.segments().count();
        let alone = kept.remaker().segment(any, &kept.source.path(), &kept.digests).unwrap();
        prop_assert!(alone == kept.block(any));
        for (path, content) in &kept.tree {
            let mut made = Vec::new();
            remaker.file(&path.parse().unwrap(), &mut |range| kept.range(range), &mut made).unwrap();
            prop_assert!(made == *content);
        }
    }
}
