//! That one file was in the dossier of a receipt: by a proof, or by the dossier around the file.

use std::fs::File;
use std::path::{Path, PathBuf};

use ectd::name::SequenceNumber;
use package::file_proof::{FileProof, FileProofError, Prover};
use package::receipt::verification::Verification;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::key::unusable;
use crate::part::Part;
use crate::report::Report;
use crate::source::{self, Source};

/// Proves that a file was in the dossier that R2 speaks of; otherwise that is a finding.
pub(crate) fn was_in(
    member: &Path,
    proof: Option<&Path>,
    sequence: &SequenceNumber,
    verified: &Verification,
    report: &mut Report,
) -> Result<(), Failure> {
    let texts = report.texts();
    let place = member.display().to_string();
    let file = File::open(member).map_err(|error| unusable("open", member, &error, texts))?;
    let bar = report.begin(member, || file.metadata().ok().map(|metadata| metadata.len()));
    let (sha256, bytes) =
        source::digest(bar.reading(file)).map_err(|error| unusable("open", member, &error, texts))?;
    report.checked(Part::Member, 1);
    report.read(bytes);
    let written = proof.map(Path::to_owned).or_else(|| Some(beside(member)).filter(|path| path.is_file()));
    let proof = match written {
        Some(path) => read(&path, report)?,
        None => around(member, sequence, verified, report)?,
    };
    let proof = match proof {
        Ok(proof) => proof,
        Err((place, error)) => {
            report.unsound("file-proof", place, error);
            return Ok(());
        }
    };
    report.checked(Part::Proof, 1);
    if let Err(error) = proof.verify(&sha256, sequence, verified) {
        report.unsound("not-in-dossier", place, error);
    }
    Ok(())
}

type Proof = Result<FileProof, (String, FileProofError)>;

fn read(path: &Path, report: &Report) -> Result<Proof, Failure> {
    let bytes = std::fs::read(path).map_err(|error| unusable("open", path, &error, report.texts()))?;
    Ok(FileProof::read(&bytes).map_err(|error| (path.display().to_string(), error)))
}

/// Makes the proof from the dossier in which the file lies.
fn around(
    member: &Path,
    sequence: &SequenceNumber,
    verified: &Verification,
    report: &mut Report,
) -> Result<Proof, Failure> {
    let texts = report.texts();
    let found = Source::around(member, sequence, verified.files, verified.bytes);
    let Some((source, path)) = found else {
        let message = texts.with("error-no-proof", &[("path", member.display().to_string())]);
        return Err(Failure::new(Exit::Failed, "no-proof", message).hint(texts.say("hint-no-proof")));
    };
    let refused = |error: &dyn std::fmt::Display| unusable("open", member, error, texts);
    let path = path.parse().map_err(|error| refused(&error))?;
    let mut prover = Prover::new(sequence, path);
    let bar = report.begin(member, || Some(verified.bytes));
    source.list(sequence, None, &bar, &mut prover).map_err(|error| refused(&error))?;
    Ok(prover.finish().map_err(|error| (member.display().to_string(), error)))
}

/// Where the proof of a file lies when none is named: `<file>.proof`.
fn beside(member: &Path) -> PathBuf {
    let mut name = member.as_os_str().to_owned();
    name.push(".proof");
    name.into()
}
