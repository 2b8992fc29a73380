//! `package FILE`: one sealed package, as far as what was given reaches.

use std::fs::metadata;

use terminal::exit::Exit;
use terminal::failure::Failure;

use crate::key::{decryption, unusable};
use crate::options::PackageOptions;
use crate::receipts::Receipts;
use crate::report::Report;
use crate::sealed::{Sealed, SealedError};

/// Verifies one sealed package.
pub(crate) fn verify(options: &PackageOptions, report: &mut Report) -> Result<(), Failure> {
    let (path, texts) = (&options.file, report.texts());
    let place = path.display().to_string();
    let key = decryption(&options.key, texts)?;
    let length = metadata(path).map_err(|error| unusable("open", path, &error, texts))?.len();
    let receipts = match &options.receipts {
        Some(folder) => {
            let named = folder.display().to_string();
            let receipts = Receipts::in_folder(folder, &named, report)
                .map_err(|error| unusable("open", folder, &error, texts))?;
            if receipts.0.is_empty() {
                report.unsound("no-receipts", named, "");
            }
            receipts.without_proof(report);
            receipts
        }
        None => Receipts::default(),
    };
    let bar = report.begin(path, || Some(length));
    let sealed = Sealed { path, place: place.clone(), receipts: &receipts, key: key.as_ref(), bar };
    sealed.check(report).map_err(|error| match error {
        SealedError::File { path, source } => unusable("open", &path, &source, texts),
        SealedError::NoRecipient { kid } => {
            let message = texts.with("error-no-recipient", &[("kid", kid.to_string())]);
            Failure::new(Exit::Failed, "no-recipient", message).hint(texts.say("hint-no-recipient"))
        }
    })?;
    if key.is_none() {
        report.note("no-key", place);
    }
    Ok(())
}
