//! What is sealed is what is opened, for any tree of files and with either key.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use crate::support::{Parties, files, folder, noise, open, package, plan};
use crypto::segment::{FIRST, REST};
use crypto::wrap::{Kem, PrivateKey};
use package::digests::{self, Digests, Gathering};
use package::opener::folder::{Folder, Form};
use package::opener::{OpenError, Opener};
use package::stanza::{Role, Stanza, line, read_lines};
use proptest::prelude::*;

#[test]
fn both_keys_of_both_kems_open() {
    let tree =
        files([("m1/cn/说明函.pdf", noise(1000, 1)), ("夹/𠮷 a.txt", b"x".to_vec()), ("empty", vec![])]);
    let source = folder(&tree);
    for kem in [Kem::XWing, Kem::X25519] {
        let parties = Parties::new(kem);
        let sealer = parties.sealer(source.path());
        let bytes = package(&sealer, source.path());
        assert_eq!(bytes.len() as u64, sealer.head().package_len());
        for key in [&parties.centre, &parties.applicant] {
            let (opened, memory) = open(&bytes, key).unwrap();
            assert_eq!(memory.files, tree);
            assert_eq!(opened.root(), plan(source.path()).root());
            assert_eq!((opened.files(), opened.bytes()), (3, 1001));
        }
        let stranger = PrivateKey::generate(kem).unwrap();
        assert!(matches!(open(&bytes, &stranger), Err(OpenError::NoRecipient { .. })));
    }
}

#[test]
fn the_bag_is_a_bag() {
    let source = folder(&files([("b", b"two".to_vec()), ("a/c", b"one".to_vec())]));
    let parties = Parties::new(Kem::X25519);
    let bytes = package(&parties.sealer(source.path()), source.path());
    let (_, memory) = open(&bytes, &parties.centre).unwrap();
    let text = |name: &str| String::from_utf8(memory.members[name].clone()).unwrap();
    assert_eq!(text("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
    assert_eq!(
        text("bag-info.txt"),
        "Bag-Group-Identifier: x202600001\nExternal-Identifier: 0000\nPayload-Oxum: 6.2\n"
    );
    assert_eq!(
        text("manifest-sha256.txt"),
        "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed  data/0000/a/c\n\
         3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3  data/0000/b\n"
    );
    assert_eq!(text("tagmanifest-sha256.txt").len(), 241);
}

#[test]
fn every_size_around_a_segment_bound() {
    // Headers of the first member lie before the content, so that content begins inside segment 0.
    let parties = Parties::new(Kem::X25519);
    let overhead = {
        let source = folder(&files([("f", vec![])]));
        parties.sealer(source.path()).segments().plaintext_len()
    };
    for target in [FIRST - 1, FIRST, FIRST + 1, FIRST + REST - 1, FIRST + REST, FIRST + REST + 1] {
        // The decimal length of the file stands in bag-info.txt: six digits more than "0".
        let len = usize::try_from(target - overhead - 6 - u64::from(target - overhead > 1_000_000)).unwrap();
        let tree = files([("f", noise(len, 7))]);
        let source = folder(&tree);
        let sealer = parties.sealer(source.path());
        let near = sealer.segments().plaintext_len().abs_diff(target);
        assert!(near <= 1, "{target} {near}");
        let bytes = package(&sealer, source.path());
        assert_eq!(open(&bytes, &parties.applicant).unwrap().1.files, tree);
    }
}

#[test]
fn segments_are_made_in_any_order_and_again_after_a_break() {
    let tree = files([("a", noise(1_500_000, 1)), ("b", noise(900_000, 2)), ("c", noise(10, 3))]);
    let source = folder(&tree);
    let parties = Parties::new(Kem::XWing);
    let sealer = parties.sealer(source.path());
    let bytes = package(&sealer, source.path());
    let journal = sealer.journal();
    drop(sealer);

    let again = package::sealer::Sealer::resume(&journal, &parties.applicant).unwrap();
    assert_eq!(again.head().bytes(), &bytes[..again.head().bytes().len()]);
    for index in (0..again.segments().count()).rev() {
        let block = again.segment(index, source.path()).unwrap();
        let begin = again.head().bytes().len() + (index as usize) * (1 << 20);
        assert_eq!(block, bytes[begin..begin + block.len()]);
    }
    assert!(again.segment(again.segments().count(), source.path()).is_err());

    for at in (0..journal.len()).step_by(211) {
        let mut bad = journal.clone();
        bad[at] ^= 1;
        assert!(package::sealer::Sealer::resume(&bad, &parties.applicant).is_err());
    }
    let other = PrivateKey::generate(Kem::XWing).unwrap();
    assert!(package::sealer::Sealer::resume(&journal, &other).is_err());
}

#[test]
fn the_escrow_opens_with_the_stanza_beside_the_package() {
    let tree = files([("a", b"secret".to_vec())]);
    let source = folder(&tree);
    let parties = Parties::new(Kem::XWing);
    let bytes = package(&parties.sealer(source.path()), source.path());
    let escrow = PrivateKey::generate(Kem::XWing).unwrap();

    let opener = Opener::new(&bytes[..], &parties.centre, &[]).unwrap();
    let id = opener.head().header().id;
    let stanza = Stanza::seal(Role::Escrow, escrow.public(), &id, opener.data_key()).unwrap();
    let beside = read_lines(&line(&stanza)).unwrap();
    assert_eq!(beside, [stanza]);
    let mut memory = crate::support::Memory::default();
    Opener::new(&bytes[..], &escrow, &beside).unwrap().open(&mut memory).unwrap();
    assert_eq!(memory.files, tree);
    assert!(read_lines(b"{}\n").is_err());
}

#[test]
fn digests_are_the_same_from_every_side() {
    let source = folder(&files([("a", noise(3_000_000, 5))]));
    let parties = Parties::new(Kem::XWing);
    let sealer = parties.sealer(source.path());
    let bytes = package(&sealer, source.path());
    let head = sealer.head();
    let (opened, _) = open(&bytes, &parties.centre).unwrap();

    let blind = digests::check(&bytes[head.bytes().len()..], head, Some(opened.digests())).unwrap();
    assert_eq!(blind.damages, []);
    assert_eq!(blind.digests, *opened.digests());

    let mut gathering = Gathering::new(&sealer.segments());
    for index in (0..sealer.segments().count()).rev() {
        assert_eq!(gathering.missing(), index as usize + 1);
        let block = sealer.segment(index, source.path()).unwrap();
        assert!(gathering.note(index, crypto::digest::Sha256Digest::of(&block)));
    }
    assert!(!gathering.note(sealer.segments().count(), crypto::digest::Sha256Digest::of(b"")));
    let gathered = gathering.finish().unwrap();
    assert_eq!(gathered.package_digest(), opened.digests().package_digest());
    assert_eq!(Digests::from_bytes(&gathered.to_bytes(), &sealer.segments()), Some(gathered.clone()));
    assert_eq!(Digests::from_bytes(&gathered.to_bytes()[32..], &sealer.segments()), None);
}

#[test]
fn a_folder_takes_out_the_bag_or_the_dossier() {
    let tree = files([("m1/a", b"1".to_vec()), ("m1/b/c", b"22".to_vec()), ("empty", vec![])]);
    let source = folder(&tree);
    let parties = Parties::new(Kem::X25519);
    let bytes = package(&parties.sealer(source.path()), source.path());
    for (form, prefix) in [(Form::Dossier, ""), (Form::Bag, "data/0000/")] {
        let target = tempfile::tempdir().unwrap();
        let mut sink = Folder::new(target.path(), form).unwrap();
        Opener::new(&bytes[..], &parties.centre, &[]).unwrap().open(&mut sink).unwrap();
        for (path, content) in &tree {
            assert_eq!(std::fs::read(target.path().join(format!("{prefix}{path}"))).unwrap(), *content);
        }
        assert_eq!(target.path().join("bagit.txt").exists(), form == Form::Bag);
        assert!(Folder::new(target.path(), form).is_err(), "not empty");
    }
}

#[test]
fn another_zip_reader_sees_the_same() {
    let tree = files([("夹/𠮷.txt", noise(70_000, 1)), ("m1/a b.pdf", noise(5, 2)), ("z", vec![])]);
    let source = folder(&tree);
    let parties = Parties::new(Kem::X25519);
    let sealer = parties.sealer(source.path());
    let plaintext = plaintext(&sealer, source.path(), &parties);
    let mut archive = zip::ZipArchive::new(Cursor::new(plaintext)).unwrap();
    assert_eq!(archive.len(), tree.len() + 4);
    for (path, content) in &tree {
        let mut found = Vec::new();
        archive.by_name(&format!("data/0000/{path}")).unwrap().read_to_end(&mut found).unwrap();
        assert_eq!(found, *content);
    }
    let names: Vec<String> =
        (0..archive.len()).map(|i| archive.by_index(i).unwrap().name().to_owned()).collect();
    assert!(names.is_sorted());
}

/// Decrypts the stream by hand, one segment here.
fn plaintext(sealer: &package::sealer::Sealer, folder: &std::path::Path, parties: &Parties) -> Vec<u8> {
    let block = sealer.segment(0, folder).unwrap();
    let (header, sealed) = block.split_first_chunk::<40>().unwrap();
    let (salt, prefix) = crypto::segment::parse_header(header).unwrap();
    let bytes = package(sealer, folder);
    let opener = Opener::new(&bytes[..], &parties.centre, &[]).unwrap();
    let digest = opener.head().header_digest().0;
    let mut segment = sealed.to_vec();
    crypto::segment::Stream::new(opener.data_key(), &salt, &prefix, &digest)
        .open(0, true, &mut segment)
        .unwrap();
    segment
}

fn component() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z0-9_-]{1,12}", "[夹中文𠮷é]{1,6}", "[A-Z] [a-z]{1,3}"]
        .prop_filter("names that cannot be carried", |name| name.parse::<ectd::path::DossierPath>().is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_comes_back(
        tree in proptest::collection::btree_map(
            (proptest::collection::vec(component(), 0..3), component())
                .prop_map(|(folders, name)| format!("{}f-{name}", folders.iter().map(|f| format!("d-{f}/")).collect::<String>())),
            prop_oneof![Just(0usize), 1usize..3000, 1_040_000usize..1_060_000],
            1..8,
        ),
        seed in any::<u64>(),
    ) {
        let mut names = ectd::fold::Names::default();
        let tree: BTreeMap<String, Vec<u8>> = tree
            .into_iter()
            .filter(|(path, _)| names.take(&path.parse().unwrap()).is_ok())
            .map(|(path, len)| { let content = noise(len, seed); (path, content) })
            .collect();
        let source = folder(&tree);
        let parties = Parties::new(Kem::X25519);
        let sealer = parties.sealer(source.path());
        let bytes = package(&sealer, source.path());
        let (opened, memory) = open(&bytes, &parties.centre).unwrap();
        prop_assert_eq!(&memory.files, &tree);
        prop_assert_eq!(opened.root(), sealer.plan().root());
        let decoded = package::plan::Plan::decode(&sealer.plan().encode()).unwrap();
        prop_assert_eq!(&decoded, sealer.plan());
    }
}
