//! The regional file as such: there, and made for a DTD that the authority still takes.

use super::found::{Because, Found};
use super::related::US_REGIONAL;
use super::subject::Subject;
use crate::backbone::Kind;

/// us-regional.xml is there (FDA 2).
pub(crate) fn present_in_us(subject: &Subject<'_>, found: &mut Found<'_>) {
    if subject.dossier.find(US_REGIONAL).is_none() {
        found.note(US_REGIONAL, "regional-missing", &[]);
    }
}

/// It is made for the DTD 3.3; FDA refuses 2.01 since 2022-03-01 (FDA 1463).
pub(crate) fn supported_in_us(subject: &Subject<'_>, found: &mut Found<'_>) {
    let backbone = subject.backbone;
    let documents = backbone.documents.iter().enumerate();
    for (position, document) in documents.filter(|(_, document)| document.kind == Kind::Regional) {
        let Some(root) = backbone.root(position) else {
            found.not_evaluated(&document.path, Because::Backbone);
            continue;
        };
        let version = root.attribute("dtd-version").unwrap_or_default().trim();
        if version != US_VERSION {
            let arguments = [("version", version), ("expected", US_VERSION)];
            found.note(&document.path, "regional-version", &arguments);
        }
    }
}

/// The DTD that FDA takes.
const US_VERSION: &str = "3.3";
