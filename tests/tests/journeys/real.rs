//! Real dossiers go through, and what the centre stores opens to byte-identical trees.

use std::collections::BTreeMap;

use crypto::digest::{Sha256, Sha256Digest};
use crypto::key_file;
use ectd::path::DossierPath;
use package::head::Head;
use package::opener::{Opener, Sink};
use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::sample::shared;
use tests::tree;

use crate::support::{number, sealed};

const DOSSIERS: [(&str, &str, &str); 6] = [
    ("fda-ectd-v4/Life Cycle Content/NDA111886/1", "NDA111886", "1"),
    ("fda-ectd-v4/Life Cycle Content/NDA111886/2", "NDA111886", "2"),
    ("fda-ectd-v4/Study Data/NDA111888/1", "NDA111888", "1"),
    ("fda-pilot3", "pilot3", "0001"),
    ("lifecycle-v322/0000", "lifecycle", "0000"),
    ("lifecycle-v322/0003", "lifecycle", "0003"),
];

#[test]
fn real_dossiers_go_through_and_open_to_identical_trees() {
    let Some(samples) = shared("real dossiers", "samples") else { return };
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    for (folder, application, sequence) in DOSSIERS {
        let folder = samples.join(folder);
        let run = applicant.submit(&folder, application, sequence).expect(0);
        let opened = open(&centre, &number(&run));
        assert!(opened == tree::digests(&folder), "{}", folder.display());
    }
}

/// Opens a stored package with the centre's key and returns each file's digest.
pub fn open(centre: &Centre, number: &str) -> BTreeMap<String, Sha256Digest> {
    let key = std::fs::read(centre.home().join("keys/centre-decrypt.json")).expect("key");
    let key = key_file::parse(&key).expect("key file");
    let mut package = std::fs::File::open(sealed(centre, number)).expect("package");
    let head = Head::read(&mut package).expect("head");
    let mut found = Found::default();
    Opener::new(&head, &key).expect("opens").open(package, &mut found).expect("sound");
    found.files
}
