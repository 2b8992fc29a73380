//! Samples: always the same bytes, of the size asked for, and sound by our own check.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::found;
use crypto::digest::Sha256;
use ectd::check::Check;
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use ectd::sample::{SampleError, Shape, Written, write};
use tempfile::TempDir;

fn shape(files: u64, bytes: u64, profile: Profile) -> Shape {
    Shape { files, bytes, profile, sequence: "0000".parse().unwrap(), util: None }
}

fn written(shape: &Shape) -> (TempDir, PathBuf, Written) {
    let top = tempfile::tempdir().unwrap();
    let folder = top.path().join("sample/0000");
    let written = write(&folder, shape, &mut ()).unwrap();
    (top, folder, written)
}

/// One digest over all names and contents.
fn fingerprint(folder: &Path) -> String {
    let mut hasher = Sha256::new();
    for entry in Dossier::open(folder).unwrap().files() {
        hasher.update(entry.path.as_str().as_bytes());
        hasher.update(&entry.size().to_be_bytes());
        hasher.update(&fs::read(folder.join(entry.path.as_str())).unwrap());
    }
    hasher.finish().to_string()
}

#[test]
fn is_the_same_for_ever() {
    let (_top, folder, _) = written(&shape(30, 600_000, Profile::Ich));
    assert_eq!(fingerprint(&folder), PINNED);
    let (_top, again, _) = written(&shape(30, 600_000, Profile::Ich));
    assert_eq!(fingerprint(&again), PINNED);
    let other = Shape { sequence: "0001".parse().unwrap(), ..shape(30, 600_000, Profile::Ich) };
    let (_top, other, _) = written(&other);
    assert_ne!(fingerprint(&other), PINNED);
}

const PINNED: &str = "4ba3153becd8eb5bca039512809fc09bda1a8dc97e59e219563c303d36b115e4";

#[test]
fn ich_is_sound_by_our_own_check() {
    for (files, bytes) in [(1, 2_000), (12, 3_000_000), (1_200, 2_400_000)] {
        let (_top, folder, written) = written(&shape(files, bytes, Profile::Ich));
        let dossier = Dossier::open(&folder).unwrap();
        assert_eq!(Profile::detect(&dossier), Profile::Ich);
        let report = Check::under(Profile::Ich).run(&dossier, &mut ());
        assert_eq!(found(&report), []);
        assert_eq!((report.files, report.bytes), (written.files, written.bytes));
        assert_eq!(report.files, files + 2);
        let leaves: u64 = dossier
            .files()
            .iter()
            .filter(|entry| entry.path.extension() == "pdf")
            .map(ectd::dossier::Entry::size)
            .sum();
        assert!(leaves.abs_diff(bytes) <= bytes / 100, "{leaves} for {bytes}");
        assert_eq!(report.filing.sequence.unwrap().as_str(), "0000");
        assert_eq!(report.filing.application.unwrap().as_str(), "sample");
    }
}

#[test]
fn generic_has_files_only() {
    let (_top, folder, written) = written(&shape(5, 50_000, Profile::Generic));
    let dossier = Dossier::open(&folder).unwrap();
    assert_eq!((dossier.files().len(), written.files), (5, 5));
    assert_eq!(Profile::detect(&dossier), Profile::Generic);
    assert_eq!(Check::under(Profile::Generic).run(&dossier, &mut ()).findings, []);
}

#[test]
fn brings_the_authority_s_files_when_told_where_they_are() {
    let util = tempfile::tempdir().unwrap();
    fs::create_dir(util.path().join("style")).unwrap();
    fs::write(util.path().join("style/ectd-2-0.xsl"), "xsl").unwrap();
    let shape = Shape { util: Some(util.path().to_owned()), ..shape(2, 5_000, Profile::Ich) };
    let top = tempfile::tempdir().unwrap();
    let missing = write(&top.path().join("a"), &shape, &mut ()).unwrap_err();
    assert!(matches!(missing, SampleError::Util { name: "util/dtd/ich-ectd-3-2.dtd", .. }));
    fs::write(util.path().join("ich-ectd-3-2.dtd"), "dtd").unwrap();
    let folder = top.path().join("b");
    assert_eq!(write(&folder, &shape, &mut ()).unwrap().files, 6);
    assert_eq!(fs::read(folder.join("util/dtd/ich-ectd-3-2.dtd")).unwrap(), b"dtd");
    assert_eq!(fs::read(folder.join("util/style/ectd-2-0.xsl")).unwrap(), b"xsl");
}

#[test]
fn refuses_what_it_cannot_write() {
    let (_top, folder, _) = written(&shape(1, 2_000, Profile::Generic));
    assert!(matches!(
        write(&folder, &shape(1, 2_000, Profile::Generic), &mut ()),
        Err(SampleError::NotEmpty(_))
    ));
    let top = tempfile::tempdir().unwrap();
    let profile = write(top.path(), &shape(1, 2_000, Profile::Cn), &mut ());
    assert!(matches!(profile, Err(SampleError::Profile(Profile::Cn))));
    let few = write(top.path(), &shape(3, 3_000, Profile::Ich), &mut ());
    assert!(matches!(few, Err(SampleError::TooFewBytes { least: 3_072, .. })));
    let file = top.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(write(&file, &shape(1, 2_000, Profile::Ich), &mut ()), Err(SampleError::Write { .. })));
}
