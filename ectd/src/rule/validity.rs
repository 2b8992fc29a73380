//! Whether the backbone files keep to their grammars, and name the authority's files for it.
//!
//! Sources: CN 3.2, 3.3, 4.1.2, 4.1.3; EU 7.3-7.6, 9.3-9.6. The grammars are our own tables of the published
//! DTDs, never the file that lies in the dossier.

use super::found::Found;
use super::subject::{Scope, Subject};
use crate::backbone::target::{Joined, folder, join};
use crate::backbone::{Document, Kind};
use crate::grammar::{Breach, What};

/// IDX-02, REG-01: the file keeps to its DTD or Schema. Breaches that have a rule of their own are left to it: IDs
/// (LEAF-01), operations (LEAF-02), the namespace of XLink (IDX-07).
pub(crate) fn valid(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for document in documents(subject, scope) {
        match &document.verdict {
            // that it is no XML is a finding of its own
            Some(_) if document.fault.is_some() => found.skip(),
            None => found.skip(),
            Some(verdict) => {
                for breach in verdict.breaches.iter().filter(|breach| !has_own_rule(breach)) {
                    let arguments = breach.arguments();
                    let arguments: Vec<_> =
                        arguments.iter().map(|(name, value)| (*name, value.as_str())).collect();
                    found.note(&document.path, breach.key(), &arguments);
                }
                if verdict.more > 0 {
                    found.note(&document.path, "grammar-more", &[("count", &verdict.more.to_string())]);
                }
            }
        }
    }
}

/// IDX-03: the DOCTYPE of index.xml names the DTD below util.
pub(crate) fn doctype(subject: &Subject<'_>, found: &mut Found<'_>) {
    reference_to(subject, found, Scope::Index, INDEX_DTD);
}

/// REG-01: the DOCTYPE of eu-regional.xml names the DTD below util.
pub(crate) fn eu_doctype(subject: &Subject<'_>, found: &mut Found<'_>) {
    reference_to(subject, found, Scope::Regional, EU_DTD);
}

/// EU 7.6, 9.6: the style sheet is the one below util.
pub(crate) fn stylesheet(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let expected = if scope == Scope::Index { INDEX_STYLE } else { EU_STYLE };
    for document in readable(subject, scope) {
        let written = document.prolog.stylesheet.as_deref();
        if written.and_then(|written| inside(document, written)).as_deref() != Some(expected) {
            let arguments = [("written", written.unwrap_or("-")), ("expected", expected)];
            found.note(&document.path, "style-reference", &arguments);
        }
    }
}

/// REG-01: cn-regional.xml names the Schema below util.
pub(crate) fn schema(subject: &Subject<'_>, found: &mut Found<'_>) {
    for (position, document) in subject.backbone.documents.iter().enumerate() {
        if document.kind != Kind::Regional || document.fault.is_some() {
            continue;
        }
        let root = subject.backbone.root(position);
        let written = root.and_then(|root| root.attribute("xsi:schemaLocation")).unwrap_or_default();
        let path = written.split_whitespace().last().and_then(|path| inside(document, path));
        let is_schema = |path: String| {
            path.strip_prefix("util/dtd/cn-regional").is_some_and(|rest| rest.ends_with(".xsd"))
        };
        if !path.is_some_and(is_schema) {
            found.note(&document.path, "schema-reference", &[("written", written)]);
        }
    }
}

/// IDX-07: the namespace of XLink is the one of the DTD: ICH, US and EU fix it with a slip of the pen (w3c.org).
pub(crate) fn xlink(subject: &Subject<'_>, found: &mut Found<'_>) {
    for document in subject.backbone.documents.iter() {
        for breach in document.verdict.iter().flat_map(|verdict| &verdict.breaches) {
            if let What::Fixed { attribute: "xmlns:xlink", expected, found: written } = &breach.what {
                let arguments = [("written", written.as_str()), ("expected", *expected)];
                found.note(&document.path, "xlink-namespace", &arguments);
            }
        }
    }
}

fn reference_to(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope, expected: &str) {
    for document in readable(subject, scope) {
        let written = document.prolog.doctype.as_ref().and_then(|doctype| doctype.system.as_deref());
        if written.and_then(|written| inside(document, written)).as_deref() != Some(expected) {
            let arguments = [("written", written.unwrap_or("-")), ("expected", expected)];
            found.note(&document.path, "doctype-reference", &arguments);
        }
    }
}

fn documents<'a>(subject: &Subject<'a>, scope: Scope) -> impl Iterator<Item = &'a Document> + use<'a> {
    subject.backbone.documents.iter().filter(move |document| scope.has(document.kind))
}

fn readable<'a>(subject: &Subject<'a>, scope: Scope) -> impl Iterator<Item = &'a Document> + use<'a> {
    documents(subject, scope).filter(|document| document.fault.is_none())
}

/// The path in the dossier that a document's reference means.
fn inside(document: &Document, written: &str) -> Option<String> {
    match join(folder(&document.path), written) {
        Joined::Inside(path) => Some(path),
        Joined::Above | Joined::Nowhere => None,
    }
}

fn has_own_rule(breach: &Breach) -> bool {
    match &breach.what {
        What::NotName { .. } | What::Duplicate { .. } => breach.element == "leaf",
        What::Unlisted { attribute, .. } => breach.element == "leaf" && *attribute == "operation",
        What::LacksAttribute { attribute } => {
            breach.element == "leaf" && matches!(*attribute, "operation" | "ID")
        }
        What::Fixed { attribute, .. } => *attribute == "xmlns:xlink",
        _ => false,
    }
}

const INDEX_DTD: &str = "util/dtd/ich-ectd-3-2.dtd";
const EU_DTD: &str = "util/dtd/eu-regional.dtd";
const INDEX_STYLE: &str = "util/style/ectd-2-0.xsl";
const EU_STYLE: &str = "util/style/eu-regional.xsl";
