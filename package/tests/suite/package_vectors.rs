//! Every byte form of a package that opens or is refused: `tests/vectors/package/*.vector`.
//!
//! `SEALPOST_WRITE_VECTORS=1` writes those that are missing; a vector that is there is never changed, only read.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crypto::hex;
use crypto::key_file::KeyFile;
use crypto::wrap::PrivateKey;
use package::damage::Fault;
use package::opener::{OpenError, Opened, Opener};

use crate::cases::{Case, Expect};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/package")
}

/// Where a package was refused, as `docs/package-format.md` names the places, the cause, and the offset.
fn verdict(error: &OpenError) -> (&'static str, &'static str, Option<u64>) {
    let place = match error {
        OpenError::Head(_) => return ("clear", error.code(), None),
        OpenError::NoRecipient { .. } | OpenError::Wrap { .. } => return ("key", error.code(), None),
        OpenError::Damage(damage) => damage,
        other => panic!("no verdict on the package: {other}"),
    };
    let in_stream = matches!(
        place.fault,
        Fault::Truncated | Fault::Longer | Fault::StreamHeader | Fault::Commitment | Fault::Forged
    );
    (if in_stream { "stream" } else { "bag" }, error.code(), Some(place.place.offset))
}

fn open(bytes: &[u8], key: &PrivateKey) -> Result<Opened, OpenError> {
    Opener::new(bytes, key, &[])?.open(&mut ())
}

/// A vector as a text.
fn text(case: &Case) -> String {
    let mut out = format!("about: {}\n", case.about);
    let first = open(&case.bytes, &case.keys[0].1);
    match (&case.expect, &first) {
        (Expect::Opens, Ok(opened)) => {
            out.push_str("expect: opens\n");
            writeln!(out, "root: {}", opened.root()).unwrap();
            writeln!(out, "files-root: {}", opened.files_root()).unwrap();
            writeln!(out, "package-digest: {}", opened.digests().package_digest()).unwrap();
            writeln!(out, "ca: {}", hex::encode(&case.authority)).unwrap();
        }
        (Expect::Refused(place, code), Err(error)) => {
            let (found, cause, offset) = verdict(error);
            assert_eq!((found, cause), (*place, *code), "{}: {error}", case.name);
            writeln!(out, "expect: refused {place}\ncode: {code}").unwrap();
            if let Some(offset) = offset {
                writeln!(out, "offset: {offset}").unwrap();
            }
        }
        (_, found) => panic!("{}: {found:?}", case.name),
    }
    for (role, key) in &case.keys {
        let file = KeyFile { role: (*role).to_owned(), key: key.clone() };
        write!(out, "key: {}", *file.to_json()).unwrap();
    }
    out.push('\n');
    for line in hex::encode(&case.bytes).as_bytes().chunks(128) {
        out.push_str(std::str::from_utf8(line).unwrap());
        out.push('\n');
    }
    out
}

#[test]
fn every_case_has_its_vector() {
    let cases = crate::cases::all();
    let names: BTreeSet<String> = cases.iter().map(|case| format!("{}.vector", case.name)).collect();
    assert_eq!(names.len(), cases.len(), "two cases of one name");
    let write = std::env::var_os("SEALPOST_WRITE_VECTORS").is_some();
    for case in &cases {
        let place = folder().join(format!("{}.vector", case.name));
        // Each case is judged anew, whatever the file says.
        let text = text(case);
        if write && !place.exists() {
            fs::write(&place, text).unwrap();
        }
        assert!(place.exists(), "{} is missing", place.display());
    }
}

#[test]
fn every_vector_is_judged_as_it_says() {
    let mut judged = 0;
    for file in fs::read_dir(folder()).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let (head, body) = text.split_once("\n\n").unwrap();
        let line = |name: &str| head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        let bytes = hex::decode(&body.split_whitespace().collect::<String>()).unwrap();
        let keys: Vec<&str> = head.lines().filter_map(|line| line.strip_prefix("key: ")).collect();
        let expect = line("expect").unwrap();
        for key in keys {
            let key = KeyFile::parse(key).unwrap().key;
            match open(&bytes, &key) {
                Ok(opened) => {
                    assert_eq!(expect, "opens", "{}", path.display());
                    assert_eq!(line("root").unwrap(), opened.root().to_string());
                    assert_eq!(line("files-root").unwrap(), opened.files_root().to_string());
                    let digest = opened.digests().package_digest().to_string();
                    assert_eq!(line("package-digest").unwrap(), digest);
                }
                Err(error) => {
                    let (place, code, offset) = verdict(&error);
                    assert_eq!(expect, format!("refused {place}"), "{}: {error}", path.display());
                    assert_eq!(line("code"), Some(code), "{}", path.display());
                    assert_eq!(line("offset").map(str::to_owned), offset.map(|at| at.to_string()));
                }
            }
            judged += 1;
        }
    }
    assert!(judged > 100, "only {judged} judgements");
}

/// The pinned vector: this folder has this root for ever. A change here breaks "filed once" for every dossier filed.
#[test]
fn the_same_folder_has_the_same_root_for_ever() {
    let text = fs::read_to_string(folder().join("manifest-root.vector")).unwrap();
    let lines = |name: &str| {
        let prefix = format!("{name}: ");
        text.lines().filter_map(move |line| line.strip_prefix(&prefix).map(str::to_owned)).collect::<Vec<_>>()
    };
    let mut files = std::collections::BTreeMap::new();
    for file in lines("file") {
        let (content, path) = file.split_once(' ').unwrap();
        files.insert(path.to_owned(), hex::decode(content.trim_matches('-')).unwrap());
    }
    let source = crate::support::folder(&files);
    let dossier = ectd::dossier::Dossier::open(source.path()).unwrap();
    let plan = package::plan::Plan::read(
        source.path(),
        lines("application")[0].parse().unwrap(),
        lines("sequence")[0].parse().unwrap(),
        dossier.sealable().unwrap(),
        &mut (),
    )
    .unwrap();
    assert_eq!(plan.root().to_string(), lines("root")[0]);
    assert_eq!(lines("root")[0], "584fc3da9fb01b5d9a607b0ccff681ccb3fd4c6584c1bd4bb273e9eb22dc680a");
}
