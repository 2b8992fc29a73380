//! The regional file as such: there, readable, and made for a DTD that the authority still takes.
//!
//! Sources: CN 4.1.1, 4.1.3; FDA 2, 1463; EU 9.1-9.3.

use super::envelope::REGIONAL as CN_REGIONAL;
use super::found::{Because, Found};
use super::identifier::EU_REGIONAL;
use super::index::note_fault;
use super::related::US_REGIONAL;
use super::subject::Subject;
use crate::backbone::Kind;
use crate::profile::Profile;

/// The regional file of the profile is there.
pub(crate) fn present(subject: &Subject<'_>, found: &mut Found<'_>) {
    let path = match subject.profile {
        Profile::Cn => CN_REGIONAL,
        Profile::Us => US_REGIONAL,
        Profile::Eu => EU_REGIONAL,
        Profile::Ich | Profile::V4 | Profile::Generic => return,
    };
    if subject.dossier.find(path).is_none() {
        found.note(path, "regional-missing", &[]);
    }
}

/// It can be read as XML.
pub(crate) fn well_formed(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in subject.backbone.documents_of(Kind::Regional) {
        note_fault(document, found);
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
