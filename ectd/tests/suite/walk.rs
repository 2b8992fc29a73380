//! What the walk over a folder sees, keeps and refuses.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use crate::common::Folder;
use ectd::dossier::{Dossier, OpenError, Refusal, Stamp, Unsealable};
use ectd::path::PathRefusal;
use ectd::profile::Profile;

#[test]
fn sees_files_in_the_order_of_their_bytes() {
    let folder = Folder::new();
    folder.file("m2/b.pdf", "22").file("m10/a.pdf", "1").file("m2-a.pdf", "").file("m5/夹/𠮷 x.pdf", "1234");
    let dossier = folder.open();
    let names: Vec<_> = dossier.files().iter().map(|entry| (entry.path.as_str(), entry.size())).collect();
    assert_eq!(names, [("m10/a.pdf", 1), ("m2-a.pdf", 0), ("m2/b.pdf", 2), ("m5/夹/𠮷 x.pdf", 4)]);
    assert_eq!(dossier.bytes(), 7);
    assert_eq!((dossier.name(), dossier.parent_name()), (Some("0000"), Some("x202600001")));
    assert_eq!(dossier.sealable().unwrap().len(), 4);
    assert!(dossier.find("m2/b.pdf").is_some() && dossier.find("m2/B.pdf").is_none());
    assert!(dossier.has_under("m2/") && dossier.has_under("m5/夹/") && !dossier.has_under("m3/"));
}

#[test]
fn stamps_tell_of_a_change() {
    let folder = Folder::new();
    folder.file("a.pdf", "1");
    let before = folder.open().files()[0].stamp;
    assert_eq!(before, folder.open().files()[0].stamp);
    assert_eq!(before, Stamp::of(&fs::metadata(folder.path().join("a.pdf")).unwrap()));
    fs::remove_file(folder.path().join("a.pdf")).unwrap();
    folder.file("b.pdf", "keeps the inode taken").file("a.pdf", "12");
    assert_ne!(before, folder.open().files()[0].stamp);
}

#[test]
fn names_empty_folders_only_at_their_end() {
    let folder = Folder::new();
    folder.file("m1/a.pdf", "").folder("m3/32/leer").folder("m4");
    assert_eq!(folder.open().empty_folders(), ["m3/32/leer", "m4"]);
    assert!(folder.open().sealable().is_ok());
}

#[test]
fn refuses_all_that_cannot_be_carried_and_says_each() {
    let folder = Folder::new();
    folder
        .file("m1/good.pdf", "")
        .file("m1/bad:name.pdf", "")
        .file("m1/aux/below.pdf", "")
        .file("m1/GOOD.pdf", "");
    fs::write(folder.path().join(OsStr::from_bytes(b"m1/\xff.pdf")), "").unwrap();
    symlink("good.pdf", folder.path().join("m1/link.pdf")).unwrap();
    symlink("..", folder.path().join("m1/up")).unwrap();
    let _socket = UnixListener::bind(folder.path().join("m1/socket")).unwrap();
    let dossier = folder.open();
    let mut refused: Vec<_> = dossier.refusals().to_vec();
    refused.sort_by(|one, other| one.place.cmp(&other.place));
    let places: Vec<_> = refused.iter().map(|refused| refused.place.as_str()).collect();
    assert_eq!(
        places,
        ["m1/aux", "m1/bad:name.pdf", "m1/good.pdf", "m1/link.pdf", "m1/socket", "m1/up", "m1/\u{fffd}.pdf"]
    );
    assert!(matches!(refused[0].refusal, Refusal::Name(PathRefusal::DeviceName { .. })));
    assert!(matches!(refused[1].refusal, Refusal::Name(PathRefusal::Character { character: ':' })));
    assert_eq!(refused[2].refusal, Refusal::Clash { other: "m1/GOOD.pdf".to_owned() });
    assert_eq!(
        (&refused[3].refusal, &refused[4].refusal, &refused[5].refusal),
        (&Refusal::Link, &Refusal::Device, &Refusal::Link)
    );
    assert_eq!(refused[6].refusal, Refusal::Name(PathRefusal::NotUtf8));
    assert!(matches!(dossier.sealable(), Err(Unsealable::Refused(all)) if all.len() == 7));
}

#[test]
fn a_file_may_not_be_a_folder_of_another() {
    let folder = Folder::new();
    folder.file("m1/A", "").file("m1/a/b.pdf", "");
    let dossier = folder.open();
    assert_eq!(dossier.refusals()[0].refusal, Refusal::Clash { other: "m1/A".to_owned() });
}

#[test]
fn a_folder_without_a_file_is_refused() {
    let folder = Folder::new();
    folder.folder("m1/us");
    assert_eq!(folder.open().refusals()[0].refusal, Refusal::NoFile);
}

#[test]
fn needs_a_folder() {
    let folder = Folder::new();
    folder.file("a.pdf", "");
    assert!(matches!(Dossier::open(&folder.path().join("a.pdf")), Err(OpenError::NotFolder { .. })));
    assert!(matches!(Dossier::open(&folder.path().join("b")), Err(OpenError::Unreadable { .. })));
}

#[test]
fn a_link_to_the_folder_itself_is_followed() {
    let folder = Folder::new();
    folder.file("a.pdf", "");
    let link = folder.path().parent().unwrap().join("current");
    symlink("0000", &link).unwrap();
    assert_eq!(Dossier::open(&link).unwrap().name(), Some("0000"));
}

#[test]
fn the_profile_follows_from_what_lies_there() {
    let detect = |names: &[&str]| {
        let folder = Folder::new();
        for name in names {
            folder.file(name, "");
        }
        Profile::detect(&folder.open())
    };
    assert_eq!(detect(&["submissionunit.xml", "index.xml"]), Profile::V4);
    assert_eq!(detect(&["m1/cn/cn-regional.xml"]), Profile::Generic);
    assert_eq!(detect(&["index.xml", "m1/cn/00/a.pdf"]), Profile::Cn);
    assert_eq!(detect(&["index.xml", "m1/us/us-regional.xml"]), Profile::Us);
    assert_eq!(detect(&["index.xml", "m1/eu/eu-regional.xml"]), Profile::Eu);
    assert_eq!(detect(&["index.xml", "m1/jp/jp-regional.xml", "m1/usa/x"]), Profile::Ich);
}
