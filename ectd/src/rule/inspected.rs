//! The files that were looked into, as far as a rule applies to them; of those that were not, each rule says so once.
//!
//! Exemptions follow a file's place in the backbone. China spares literature (2.7.5, 3.3, 4.3, 5.4) and copies in a foreign
//! language from all of chapter 6 but 6.1 and 6.21, and the application form from 6.23; a leaf whose `xml:lang` is not
//! Chinese is such a copy. FDA spares its own forms (US-eCTD4-531: "Not applicable for FDA Forms"), which are encrypted.

use std::collections::{HashMap, HashSet};

use super::found::{Because, Found};
use super::subject::{Scope, Subject};
use crate::backbone::leaf::Leaf;
use crate::inspect::{Inspection, Kind, Reason};
use crate::pdf;
use crate::profile::Profile;

/// Which PDFs a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All.
    All,
    /// All but the authority's exemptions.
    Judged,
    /// The same, but China's application form, too.
    WithoutForm,
}

/// What a rule must know of a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Header and security, also of a file that does not open.
    Shell,
    /// What is in it.
    Content,
}

/// One file as a rule sees it.
pub(super) struct Seen<'a> {
    /// The place of a finding about it.
    pub(super) place: String,
    /// Its path in the dossier.
    pub(super) path: &'a str,
    /// What looking into it gave.
    pub(super) inspection: &'a Inspection,
}

/// A PDF with what a rule needs to know.
pub(super) struct Document<'a> {
    pub(super) place: String,
    pub(super) path: &'a str,
    pub(super) facts: &'a pdf::Facts,
}

/// Lists the PDFs in extent of which enough is known.
pub(super) fn pdfs<'a>(
    subject: &Subject<'a>,
    found: &mut Found<'_>,
    extent: Extent,
    need: Need,
) -> Vec<Document<'a>> {
    let mut unknown = None;
    let mut documents = Vec::new();
    for Seen { place, path, inspection } in seen(subject, Kind::Pdf, extent) {
        match inspection {
            Inspection::Pdf(facts) if need == Need::Shell || facts.fault.is_none() => {
                documents.push(Document { place, path, facts });
            }
            Inspection::Pdf(_) => unknown = unknown.or(Some((place, "not-opened"))),
            other => unknown = unknown.or_else(|| Some((place, reason(other)?.key()))),
        }
    }
    if let Some((place, key)) = unknown {
        found.not_evaluated(place, Because::Inspection(key));
    }
    documents
}

/// Lists the files of one kind in extent.
pub(super) fn seen<'s, 'a>(
    subject: &'s Subject<'a>,
    kind: Kind,
    extent: Extent,
) -> impl Iterator<Item = Seen<'a>> + use<'s, 'a> {
    let roles = Roles::of(subject);
    subject.inspections.iter().enumerate().filter_map(move |(file, inspection)| {
        let path = subject.path(file);
        if Kind::of(path) != Some(kind) || roles.of_file(file).is_spared(extent, subject.profile) {
            return None;
        }
        let place = roles.leaves.get(&file).map_or(path.to_owned(), |leaf| subject.place(leaf, Some(path)));
        Some(Seen { place, path, inspection })
    })
}

/// Why nothing is known about a file, if so.
pub(super) fn reason(inspection: &Inspection) -> Option<&Reason> {
    match inspection {
        Inspection::NotEvaluated(reason) => Some(reason),
        _ => None,
    }
}

/// What files are for, by what their leaves say.
#[derive(Default)]
struct Roles<'a> {
    leaves: HashMap<usize, &'a Leaf>,
    roles: HashMap<usize, Role>,
}

#[derive(Clone, Copy, Default)]
struct Role {
    literature: bool,
    foreign: bool,
    form: bool,
}

impl Role {
    fn is_spared(self, extent: Extent, profile: Profile) -> bool {
        match (extent, profile) {
            (Extent::All, _) => false,
            (_, Profile::Us | Profile::V4) => self.form,
            (Extent::Judged, Profile::Cn) => self.literature || self.foreign,
            (Extent::WithoutForm, Profile::Cn) => self.literature || self.foreign || self.form,
            (_, Profile::Eu | Profile::Ich | Profile::Generic) => false,
        }
    }
}

impl<'a> Roles<'a> {
    fn of(subject: &Subject<'a>) -> Self {
        let forms = forms(subject);
        let mut roles = Self::default();
        for (leaf, target) in subject.leaves(Scope::Both) {
            let Some(file) = target.file() else { continue };
            roles.leaves.entry(file).or_insert(leaf);
            let role = roles.roles.entry(file).or_default();
            role.foreign |= is_foreign(leaf);
            role.form |= forms.contains(leaf.id.as_str());
            for heading in subject.backbone.headings.up(leaf.heading) {
                role.literature |= LITERATURE.contains(&heading.element.as_str());
                role.form |= FORMS.contains(&heading.element.as_str());
            }
        }
        roles
    }

    fn of_file(&self, file: usize) -> Role {
        self.roles.get(&file).copied().unwrap_or_default()
    }
}

/// A language is stated, and it is not Chinese.
fn is_foreign(leaf: &Leaf) -> bool {
    let language = leaf.lang.as_deref().unwrap_or_default().trim();
    !language.is_empty() && !language.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("zh"))
}

/// The documents of v4.0 that stand in FDA's section of forms.
fn forms<'a>(subject: &Subject<'a>) -> HashSet<&'a str> {
    let contexts = subject.backbone.message.iter().flat_map(|message| &message.contexts);
    let of_forms = contexts
        .filter(|context| context.codes.iter().any(|code| code.code.as_deref() == Some(FORMS_CONTEXT)));
    of_forms.flat_map(|context| &context.documents).filter_map(|id| id.root.as_deref()).collect()
}

const LITERATURE: [&str; 4] = [
    "m2-7-5-literature-references",
    "m3-3-literature-references",
    "m4-3-literature-references",
    "m5-4-literature-references",
];

/// The application form of China, and FDA's section of forms.
const FORMS: [&str; 2] = ["cn-1-2", "m1-1-forms"];

/// The same section in v4.0.
const FORMS_CONTEXT: &str = "us_1.1";
