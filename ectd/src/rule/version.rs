//! The version of the DTD or Schema that a backbone file is made for.
//!
//! Sources: CDE 《eCTD验证标准》 4.1.4; EU criteria 1.4 and 3.4.

use super::constant::earlier;
use super::found::Found;
use super::subject::{Scope, Subject};
use crate::backbone::Backbone;

/// It is never lower than in an earlier sequence.
pub(crate) fn never_goes_back(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    // a file that is missing or states none is the matter of other rules
    let Some((path, own)) = stated(subject.backbone, scope) else { return };
    let earlier = earlier(subject, found, path, |backbone| stated(backbone, scope));
    let higher = |(_, (_, before)): &&(&str, (&str, &str))| number(before) > number(own);
    if let Some((sequence, (_, before))) = earlier.iter().find(higher) {
        let arguments = [("version", own), ("before", before), ("sequence", sequence)];
        found.note(path, "version-goes-back", &arguments);
    }
}

/// The path of the file and the version that its root element states.
fn stated(backbone: &Backbone, scope: Scope) -> Option<(&str, &str)> {
    let mut documents = backbone.documents.iter().enumerate();
    let (position, document) = documents.find(|(_, document)| scope.has(document.kind))?;
    let root = backbone.root(position)?;
    let version = ["schema-version", "dtd-version"].iter().find_map(|name| root.attribute(name))?;
    Some((&document.path, version.trim()))
}

/// `3.10` is more than `3.9`.
fn number(version: &str) -> Vec<u32> {
    version.split('.').map(|part| part.parse().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(number("3.10") > number("3.9") && number("3.1.1") > number("3.1"));
        assert!(number("2.01") < number("3.3") && number("1.0") == number("1.0"));
    }
}
