//! The files of which receipts speak and that lie beside them: the findings report, the list of the dossier's files.

use std::io::{self, BufRead, BufReader};
use std::path::Path;

use package::bag::{self, Manifest};
use package::identity::ManifestRoot;
use package::receipt::filing::Filing;
use package::receipt::verification::Verification;
use serde::Deserialize;

use super::places::Place;
use crate::part::Part;
use crate::report::Report;
use crate::source;

/// The findings report is the one that R2 signs.
/// `due` says that there must be one.
pub(super) fn findings(folder: &Place, said: &Verification, due: bool, report: &mut Report) {
    let place = folder.join(FINDINGS);
    let digest = match std::fs::File::open(&place.path).and_then(source::digest) {
        Ok((digest, bytes)) => {
            report.checked(Part::Annex, 1);
            report.read(bytes);
            digest
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if due {
                report.unsound("missing", place.name, "");
            }
            return;
        }
        Err(error) => return report.unreadable(place.name, &error),
    };
    if digest != said.findings.sha256.0 {
        report.unsound("findings", place.name, "");
    }
}

/// A line of the list of files.
#[derive(Deserialize)]
struct Listed {
    path: String,
    bytes: u64,
    sha256: String,
}

/// The list of the dossier's files leads to the root that was signed. `due` says that there must be one: homes of early
/// versions have none.
pub(super) fn list(folder: &Place, filing: &Filing, due: bool, report: &mut Report) {
    let place = folder.join(LIST);
    match root(&place.path, filing) {
        Ok(root) => {
            report.checked(Part::Annex, 1);
            if root != filing.manifest_root {
                let detail = format!("it leads to {root}, signed is {}", filing.manifest_root);
                report.unsound("file-list", place.name, detail);
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if due {
                report.unsound("missing", place.name, "");
            }
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            report.unsound("file-list", place.name, error);
        }
        Err(error) => report.unreadable(place.name, &error),
    }
}

fn root(path: &Path, filing: &Filing) -> io::Result<ManifestRoot> {
    let folder = bag::data_folder(&filing.sequence);
    let mut manifest = Manifest::new();
    for line in BufReader::new(std::fs::File::open(path)?).split(b'\n') {
        let listed: Listed = serde_json::from_slice(&line?).map_err(|_| invalid())?;
        let sha256 = listed.sha256.parse().map_err(|_| invalid())?;
        manifest.push(&format!("{folder}{}", listed.path), listed.bytes, &sha256);
    }
    Ok(manifest.finish(&filing.application, &filing.sequence).root)
}

fn invalid() -> io::Error {
    io::ErrorKind::InvalidData.into()
}

/// The findings report beside the receipts.
const FINDINGS: &str = "findings.json";
/// The list of the dossier's files beside the receipts.
pub(super) const LIST: &str = "files.json";
