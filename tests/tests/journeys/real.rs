//! Real dossiers go through, and what the centre stores opens to byte-identical trees.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;

use crypto::digest::Sha256Digest;
use crypto::key_file::KeyFile;
use crypto::wrap::PrivateKey;
use package::opener::{Member, Opener, Sink};
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
pub(crate) fn open(centre: &Centre, number: &str) -> BTreeMap<String, Sha256Digest> {
    let package = File::open(sealed(centre, number)).expect("package");
    let mut found = Found::default();
    Opener::new(package, &centre_key(centre), &[]).expect("opens").open(&mut found).expect("sound");
    found.files
}

/// The centre's decryption key.
pub(crate) fn centre_key(centre: &Centre) -> PrivateKey {
    let text = std::fs::read_to_string(centre.home().join("keys/centre-decrypt.json")).expect("key");
    KeyFile::parse(&text).expect("key file").key
}

/// Notes the digest of each file of the dossier.
#[derive(Default)]
struct Found {
    path: Option<String>,
    files: BTreeMap<String, Sha256Digest>,
}

impl Sink for Found {
    fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        self.path = member.path.map(ToString::to_string);
        Ok(())
    }

    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, sha256: &Sha256Digest) -> io::Result<()> {
        if let Some(path) = self.path.take() {
            self.files.insert(path, *sha256);
        }
        Ok(())
    }
}
