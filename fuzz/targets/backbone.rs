//! Any bytes as a file of the backbone. The first byte chooses the profile and the file that it stands for.
#![no_main]

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use ectd::backbone::Backbone;
use ectd::profile::Profile;
use fuzz::corpus::Corpus;
use fuzz::dossier;
use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

/// Which file, under which profile.
const PLACES: [(Profile, &str); 6] = [
    (Profile::Ich, "index.xml"),
    (Profile::Cn, "m1/cn/cn-regional.xml"),
    (Profile::Us, "m1/us/us-regional.xml"),
    (Profile::Eu, "m1/eu/eu-regional.xml"),
    (Profile::V4, "submissionunit.xml"),
    (Profile::Us, "m5/stf-x.xml"),
];

/// An index with the one leaf that makes `m5/stf-x.xml` a study tagging file.
const STUDY: &str = "<e xmlns:x='http://www.w3.org/1999/xlink'><leaf ID='a' operation='new' \
    version='stf version 2.2' x:href='m5/stf-x.xml'><title>t</title></leaf></e>";

thread_local! {
    static FOLDER: RefCell<Option<TempDir>> = const { RefCell::new(None) };
}

fuzz_target!(init: seed(), |content: &[u8]| {
    let Some((first, document)) = content.split_first() else { return };
    let (profile, path) = PLACES[usize::from(*first) % PLACES.len()];
    FOLDER.with_borrow_mut(|folder| {
        let root = folder.get_or_insert_with(temporary).path();
        for (_, other) in PLACES {
            let _ = fs::remove_file(root.join(other));
        }
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("below the root")).expect("a folder");
        fs::write(root.join("index.xml"), STUDY).expect("written");
        fs::write(&file, document).expect("written");
        let _ = Backbone::read(&root, profile);
    });
});

/// In memory, where there is such a place: each input is written once.
fn temporary() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.expect("a folder")
}

fn seed() {
    let corpus = Corpus::of("backbone");
    dossier::composed(&mut |path, content| {
        let of_study = path.rsplit('/').next().is_some_and(|name| name.starts_with("stf-"));
        let place = PLACES.iter().position(|(_, known)| *known == path).or(of_study.then_some(5));
        if let Some(place) = place {
            let name = format!("{place}-{}", path.replace('/', "-"));
            corpus.keep(&name, &[&[u8::try_from(place).unwrap_or_default()], content].concat());
        }
    });
}
