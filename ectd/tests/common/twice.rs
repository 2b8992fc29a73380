//! Checks that are made twice: as anybody makes them, and with the digests of all files known.

use std::fs;

use crypto::digest::{Md5Digest, Sha256Digest};
use ectd::check::{Check, Report};
use ectd::dossier::Dossier;
use ectd::reading::known::{Digests, Known};

/// Checks both ways, and finds the same.
#[track_caller]
pub(crate) fn twice(check: &Check, dossier: &Dossier) -> Report {
    let report = check.run(dossier, &mut ());
    let knowing = check.run_knowing(&all_known(dossier), &mut ());
    assert_eq!(knowing.findings, report.findings, "with known digests, and without");
    assert_eq!((knowing.coverage, &knowing.filing), (report.coverage, &report.filing));
    report
}

/// The digests of all files that can be read.
pub(crate) fn all_known(dossier: &Dossier) -> Known<'_> {
    let mut known = Known::nothing(dossier);
    for path in dossier.files().iter().map(|entry| entry.path.as_str()) {
        if let Ok(bytes) = fs::read(dossier.root().join(path)) {
            known.note(path, bytes.len() as u64, of(&bytes));
        }
    }
    known
}

pub(crate) fn of(bytes: &[u8]) -> Digests {
    Digests { md5: Md5Digest::of(bytes), sha256: Sha256Digest::of(bytes) }
}
