//! `prove R2 --file PATH --from DOSSIER --out PROOF`: writes what `receipt --file` checks without the dossier.

use durable::whole::{self, Existing};
use package::file_proof::Prover;
use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::archive::below;
use crate::key::{decryption, unusable};
use crate::options::ProveOptions;
use crate::part::Part;
use crate::receipt;
use crate::report::Report;
use crate::source::Source;

/// Makes the proof of one file, checks it as its readers will, and writes it.
pub(crate) fn prove(options: &ProveOptions, report: &mut Report) -> Result<(), Failure> {
    let texts = report.texts();
    let key = decryption(&options.key, texts)?;
    let path = options.member.parse().map_err(|error| {
        let values = [("path", options.member.clone()), ("cause", format!("{error}"))];
        Failure::new(Exit::Usage, "path", texts.with("error-path", &values)).hint(texts.say("hint-path"))
    })?;
    let Some(given) = receipt::read(&options.receipt, report)? else { return Ok(()) };
    let beside = receipt::beside(&options.receipt, report)?;
    let Some((verified, said)) = receipt::verified(&options.receipt, &given, &beside, report)? else {
        return Ok(());
    };
    let sequence = &verified.filing().sequence;
    let from = &options.from;
    let bar = report
        .begin(from, || if from.is_dir() { below(from) } else { from.metadata().ok().map(|m| m.len()) });
    let mut prover = Prover::new(sequence, path);
    let listed = Source::at(from).list(sequence, key.as_ref(), &bar, &mut prover);
    listed.map_err(|error| unusable("open", from, &error, texts))?;
    report.checked(Part::Member, said.files);
    let place = from.display().to_string();
    let proof = match prover.finish() {
        Ok(proof) => proof,
        Err(error) => {
            report.unsound("not-in-dossier", place, error);
            return Ok(());
        }
    };
    if (proof.files_root, proof.files) != (said.files_root, said.files) {
        let (found, signed) = (proof.files_root, said.files_root);
        report.unsound("files-root", place, format!("found {found}, signed {signed}"));
        return Ok(());
    }
    let written = whole::write(&options.out, &proof.to_bytes(), Existing::Replace);
    let _durable = written.map_err(|error| unusable("write", &options.out, &error, texts))?;
    report.checked(Part::Proof, 1);
    Ok(())
}
