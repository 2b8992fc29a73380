//! Samples: always the same bytes, of the size asked for, and sound by our own check.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::written::grave;
use crypto::digest::{Sha256, Sm3Digest};
use ectd::check::Check;
use ectd::compose::write::{ComposeError, Written};
use ectd::dossier::Dossier;
use ectd::profile::Profile;
use ectd::sample::{SampleError, Shape, first_sequence, write};
use tempfile::TempDir;

fn shape(files: u64, bytes: u64, profile: Profile) -> Shape {
    Shape { files, bytes, profile, sequence: first_sequence(profile).parse().unwrap(), util: None }
}

fn written(shape: &Shape) -> (TempDir, PathBuf, Written) {
    let top = tempfile::tempdir().unwrap();
    // China compares the folder with the envelope
    let application = if shape.profile == Profile::Cn { "x202600001" } else { "sample" };
    let folder = top.path().join(application).join(shape.sequence.as_str());
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

const PINNED: &str = "25cdac28968c73e0d696cd997d5ac5ce3fd630a7217d4eef23a5b0a177b51fe0";

#[test]
fn ich_is_sound_by_our_own_check() {
    for (files, bytes) in [(1, 2_048), (12, 3_000_000), (1_200, 4_800_000)] {
        let (_top, folder, written) = written(&shape(files, bytes, Profile::Ich));
        let dossier = Dossier::open(&folder).unwrap();
        assert_eq!(Profile::detect(&dossier), Profile::Ich);
        let report = Check::under(Profile::Ich).run(&dossier, &mut ());
        assert_eq!(grave(&report), UTIL_OF_ICH);
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

/// Without a folder of the authority's files, these are missing.
const UTIL_OF_ICH: [(&str, &str, &str); 2] =
    [("UTL-01", "", "util/dtd/ich-ectd-3-2.dtd"), ("UTL-02", "", "util/style/ectd-2-0.xsl")];

#[test]
fn generic_has_files_and_their_sm3() {
    let (_top, folder, written) = written(&shape(5, 50_000, Profile::Generic));
    let dossier = Dossier::open(&folder).unwrap();
    assert_eq!((dossier.files().len(), written.files), (6, 6));
    assert_eq!(Profile::detect(&dossier), Profile::Generic);
    assert_eq!(Check::under(Profile::Generic).run(&dossier, &mut ()).errors(), 0);
    let list = fs::read_to_string(folder.join("index-sm3.txt")).unwrap();
    let lines: Vec<(&str, &str)> = list.lines().map(|line| line.split_once("  ").unwrap()).collect();
    assert_eq!(lines.len(), 5);
    for (sum, path) in lines {
        assert_eq!(sum, Sm3Digest::of(&fs::read(folder.join(path)).unwrap()).to_string());
    }
}

#[test]
fn every_profile_has_the_files_and_bytes_asked_for() {
    for profile in Profile::ALL {
        for (files, bytes) in [(60, 2_000_000), (300, 5_000_000)] {
            let (_top, folder, _) = written(&shape(files, bytes, profile));
            let dossier = Dossier::open(&folder).unwrap();
            assert_eq!(Profile::detect(&dossier), profile);
            let is_content = |path: &str| {
                let name = path.rsplit('/').next().unwrap();
                !["index", "sha256", "submissionunit", "stf-"].iter().any(|start| name.starts_with(start))
                    && !name.ends_with("-regional.xml")
            };
            let content: Vec<u64> = dossier
                .files()
                .iter()
                .filter(|entry| is_content(entry.path.as_str()))
                .map(ectd::dossier::Entry::size)
                .collect();
            assert_eq!(content.len() as u64, files, "{profile}");
            assert!(content.iter().sum::<u64>().abs_diff(bytes) <= bytes / 100, "{profile}");
            let report = Check::under(profile).run(&dossier, &mut ());
            let grave: Vec<_> = grave(&report).into_iter().filter(|it| !it.0.starts_with("UTL-")).collect();
            assert_eq!(grave, [], "{profile}");
        }
    }
}

#[test]
fn later_sequences_follow_the_first() {
    for (profile, sequence) in
        [(Profile::Cn, "0002"), (Profile::Us, "0007"), (Profile::Eu, "0001"), (Profile::V4, "5")]
    {
        let later = Shape { sequence: sequence.parse().unwrap(), ..shape(40, 1_000_000, profile) };
        let (_top, folder, _) = written(&later);
        let report = Check::under(profile).run(&Dossier::open(&folder).unwrap(), &mut ());
        assert_eq!(report.filing.sequence.unwrap().as_str(), sequence);
    }
}

#[test]
fn brings_those_of_the_authority_s_files_that_are_there() {
    let util = tempfile::tempdir().unwrap();
    fs::create_dir(util.path().join("style")).unwrap();
    fs::write(util.path().join("style/ectd-2-0.xsl"), "xsl").unwrap();
    let shape = Shape { util: Some(util.path().to_owned()), ..shape(2, 5_000, Profile::Ich) };
    let top = tempfile::tempdir().unwrap();
    assert_eq!(write(&top.path().join("a"), &shape, &mut ()).unwrap().files, 5);
    fs::write(util.path().join("ich-ectd-3-2.dtd"), "dtd").unwrap();
    let folder = top.path().join("b");
    assert_eq!(write(&folder, &shape, &mut ()).unwrap().files, 6);
    assert_eq!(fs::read(folder.join("util/dtd/ich-ectd-3-2.dtd")).unwrap(), b"dtd");
    assert_eq!(fs::read(folder.join("util/style/ectd-2-0.xsl")).unwrap(), b"xsl");
}

#[test]
fn refuses_what_it_cannot_write() {
    let (_top, folder, _) = written(&shape(1, 2_048, Profile::Generic));
    assert!(matches!(
        write(&folder, &shape(1, 2_048, Profile::Generic), &mut ()),
        Err(SampleError::Compose(ComposeError::NotEmpty(_)))
    ));
    let top = tempfile::tempdir().unwrap();
    let none = write(top.path(), &shape(0, 2_048, Profile::Ich), &mut ());
    assert!(matches!(none, Err(SampleError::Files { files: 0, least: 1 })));
    let few = write(top.path(), &shape(10, 1_000_000, Profile::Cn), &mut ());
    assert!(matches!(few, Err(SampleError::Files { files: 10, least: 11.. })));
    let few = write(top.path(), &shape(3, 3_000, Profile::Ich), &mut ());
    assert!(matches!(few, Err(SampleError::TooFewBytes { least: 6_144, .. })));
    let file = top.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(
        write(&file, &shape(1, 2_048, Profile::Ich), &mut ()),
        Err(SampleError::Compose(ComposeError::Write { .. }))
    ));
}
