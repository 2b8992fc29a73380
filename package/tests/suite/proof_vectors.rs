//! The vectors of `tests/vectors/proof`, written by another hand from `docs/receipts.md`, and every place of small dossiers.

use crypto::digest::Sha256Digest;
use crypto::hex;
use package::bag::Manifest;
use package::file_proof::{FileProof, FileProofError, Prover};
use package::identity::{FilesRoot, FindingsDigest, PackageDigest};
use package::receipt::verification::{FindingsCount, Malware, Verification};

use crate::outcomes::{Lines, compare};

/// What R2 says about the files; the rest plays no part.
fn verified(files_root: FilesRoot, files: u64) -> Verification {
    let digest = Sha256Digest::of(b"");
    Verification {
        package_digest: PackageDigest(digest),
        files,
        bytes: 0,
        files_root,
        findings: FindingsCount { error: 0, warning: 0, info: 0, sha256: FindingsDigest(digest) },
        malware: Malware::not_checked(),
        copies: Vec::new(),
        same_as: Vec::new(),
    }
}

#[test]
fn every_vector_has_the_outcome_that_it_states() {
    let (accepted, refused) = compare("proof", outcome);
    assert!(accepted >= 4 && refused >= 13, "vectors are missing: {accepted}, {refused}");
}

fn outcome(lines: &Lines<'_>) -> Result<(), FileProofError> {
    let bytes = |name: &str| hex::decode(lines[name]).unwrap();
    let proof = FileProof::read(&bytes("proof"))?;
    if bytes("proof").ends_with(b"\n") {
        assert_eq!(proof.to_bytes(), bytes("proof"), "written again as it was");
    }
    let signed = verified(lines["files_root"].parse().unwrap(), lines["files"].parse().unwrap());
    proof.verify(&Sha256Digest::of(&bytes("content")), &lines["sequence"].parse().unwrap(), &signed)
}

#[test]
fn every_file_of_every_small_dossier_is_proven_and_no_other() {
    let (application, sequence) = ("x202600001".parse().unwrap(), "0000".parse().unwrap());
    for count in 1..=9_u8 {
        let files: Vec<(String, Sha256Digest)> =
            (0..count).map(|n| (format!("m{n}/文件.pdf"), Sha256Digest::of(&[n]))).collect();
        let mut manifest = Manifest::new();
        for (path, sha256) in &files {
            manifest.push(&format!("data/0000/{path}"), 1, sha256);
        }
        let signed = verified(manifest.finish(&application, &sequence).files_root, u64::from(count));
        for (path, sha256) in &files {
            let mut prover = Prover::new(&sequence, path.parse().unwrap());
            files.iter().for_each(|(path, sha256)| prover.push(path, sha256));
            let proof = prover.finish().unwrap();
            assert_eq!(FileProof::read(&proof.to_bytes()), Ok(proof.clone()));
            for (other, found) in &files {
                let holds = proof.verify(found, &sequence, &signed).is_ok();
                assert_eq!(holds, found == sha256, "{other} by the proof of {path}");
            }
        }
    }
}

#[test]
fn a_file_that_was_not_in_the_dossier_has_no_proof() {
    let mut prover = Prover::new(&"0000".parse().unwrap(), "b.pdf".parse().unwrap());
    prover.push("a.pdf", &Sha256Digest::of(b""));
    assert!(matches!(prover.finish(), Err(FileProofError::NoSuchFile { path }) if path.as_str() == "b.pdf"));
}
