//! A storage root in a temporary folder, and objects to put into it.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]
#![allow(dead_code, reason = "not every test needs all of it")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use archive::digests::Digests;
use archive::draft::{DraftError, Facts};
use archive::finding::Finding;
use archive::id::ObjectId;
use archive::object::Object;
use archive::root::Root;
use archive::store::local::Local;
use archive::validate;

/// A storage root with its staging folder and a bench beside it.
pub(crate) struct Place {
    pub(crate) top: tempfile::TempDir,
}

/// The files of version 1: two are the same.
pub(crate) const DOSSIER: [(&str, &[u8]); 5] = [
    ("index.xml", b"<ectd/>"),
    ("m1/cn/00/说明函 1.pdf", b"cover"),
    ("m3/empty", b""),
    ("m3/夹/a.pdf", b"the same bytes"),
    ("m3/夹/b.pdf", b"the same bytes"),
];

impl Place {
    pub(crate) fn new() -> Self {
        // In memory where the system has such folders: syncing to a disk would take most of the time.
        let memory = Path::new("/dev/shm");
        let top = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { top: top.unwrap() }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.top.path().join("archive")
    }

    pub(crate) fn open(&self) -> Root {
        open(&self.root())
    }

    /// The path of a file of an object.
    pub(crate) fn file(&self, id: &ObjectId, path: &str) -> PathBuf {
        id.place().below_folder(&self.root()).join(path)
    }

    /// Validates everything.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let store = Local::read_only("archive", &self.root());
        validate::root::validate(&store, &mut (), &mut |finding| findings.push(finding)).unwrap();
        findings
    }

    /// What is found, as `CODE path`.
    pub(crate) fn found(&self, id: &ObjectId) -> Vec<String> {
        let object = format!("{}/", id.place());
        let short = |finding: &Finding| format!("{} {}", finding.code, finding.place.replace(&object, ""));
        self.findings().iter().map(short).collect()
    }
}

pub(crate) fn open(root: &Path) -> Root {
    let store = Local::open("archive", root, &Local::staging_of(root)).unwrap();
    Root::create(Arc::new(store)).unwrap()
}

pub(crate) fn id(sequence: &str) -> ObjectId {
    ObjectId::new("ACME", "新药 x202600001", sequence).unwrap()
}

pub(crate) fn facts(message: &str) -> Facts {
    Facts {
        created: "2026-11-22T05:00:00Z".into(),
        message: message.into(),
        name: "Review Centre (CDE)".into(),
        address: "nih:sha-256;9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into(),
    }
}

/// Files the dossier, as a desk does: opened files are taken over, evidence is written.
pub(crate) fn file(root: &Root, id: &ObjectId, bench: &Path) -> Result<Object, DraftError> {
    let mut draft = root.begin(id)?;
    for (index, (path, bytes)) in DOSSIER.into_iter().enumerate() {
        let opened = bench.join(index.to_string());
        std::fs::write(&opened, bytes).unwrap();
        draft.adopt(&format!("dossier/{path}"), &opened, &Digests::of(bytes))?;
    }
    for (name, bytes) in
        [("statement.cose", &b"statement"[..]), ("receipts/R0-offer.cose", b"R0"), ("twin", b"cover")]
    {
        let mut from = bytes;
        draft.write(&format!("evidence/{name}"), &mut from)?;
    }
    draft.finish(facts("verified"))
}

/// Adds evidence as version 2.
pub(crate) fn amend(root: &Root, id: &ObjectId) -> Result<Object, DraftError> {
    let mut draft = root.amend(id).map_err(|error| match error {
        archive::root::RootError::Store(error) => DraftError::Store(error),
        other => panic!("{other}"),
    })?;
    draft.write("evidence/receipts/R2-verified.cose", &mut &b"R2"[..])?;
    draft.write("evidence/receipts/R3-registered.cose", &mut &b"R3"[..])?;
    // The same bytes under the same path are no news, under another they are kept once.
    draft.write("evidence/statement.cose", &mut &b"statement"[..])?;
    draft.write("evidence/again", &mut &b"cover"[..])?;
    draft.finish(facts("registered"))
}
