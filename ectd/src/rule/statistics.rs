//! What the dossier holds, counted and not judged.
//!
//! Source: CDE 《eCTD验证标准》 1.1 to 1.3. The others have no such rule; Sealpost tells it under theirs, too.

use std::collections::HashSet;

use super::found::{Because, Found};
use super::subject::Subject;
use crate::backbone::{INDEX, Kind};
use crate::grammar::{Heading, ich};

/// Number of files, their sizes, and the headings that are absent.
pub(crate) fn all(subject: &Subject<'_>, found: &mut Found<'_>) {
    files(subject, found);
    bytes(subject, found);
    absent(subject, found);
}

/// Number of files.
pub(crate) fn files(subject: &Subject<'_>, found: &mut Found<'_>) {
    found.note("", "count-files", &[("files", &subject.dossier.files().len().to_string())]);
}

/// Sum of their sizes.
pub(crate) fn bytes(subject: &Subject<'_>, found: &mut Found<'_>) {
    let bytes = subject.dossier.bytes();
    let tenths = u128::from(bytes) * 10 / (1 << 20);
    let size = format!("{}.{}", tenths / 10, tenths % 10);
    found.note("", "count-bytes", &[("bytes", &bytes.to_string()), ("size", &size)]);
}

/// Headings of the ICH table of contents that index.xml does not have; of those below an absent one, nothing is said.
pub(crate) fn absent(subject: &Subject<'_>, found: &mut Found<'_>) {
    let backbone = subject.backbone;
    let Some(index) = backbone.documents.iter().position(|document| document.kind == Kind::Index) else {
        return found.not_evaluated(INDEX, Because::Backbone);
    };
    let headings = backbone.headings.iter().filter(|heading| heading.document == index);
    let present: HashSet<&str> = headings.map(|heading| heading.element.as_str()).collect();
    let mut sections = Vec::new();
    collect(ich::HEADINGS, "", &present, &mut sections);
    if !sections.is_empty() {
        let number = sections.len().to_string();
        found.note(INDEX, "count-absent", &[("number", &number), ("sections", &sections.join(", "))]);
    }
}

fn collect(headings: &[Heading], around: &str, present: &HashSet<&str>, sections: &mut Vec<String>) {
    for heading in headings {
        let section = section(heading.name);
        if present.contains(heading.name) {
            collect(heading.below, &section, present, sections);
        } else {
            // m2-3-introduction has no number of its own
            sections.push(if section == around { heading.name.to_owned() } else { section });
        }
    }
}

/// `m3-2-s-4-1-specification` is 3.2.S.4.1.
fn section(element: &str) -> String {
    let is_number = |part: &&str| {
        part.bytes().all(|byte| byte.is_ascii_digit()) || matches!(*part, "s" | "p" | "a" | "r")
    };
    let parts: Vec<&str> = element.trim_start_matches('m').split('-').take_while(is_number).collect();
    parts.join(".").to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_of_headings() {
        assert_eq!(section("m3-2-s-4-1-specification"), "3.2.S.4.1");
        assert_eq!(section("m2-3-introduction"), "2.3");
        assert_eq!(section("m5-3-1-2-comparative-ba-and-bioequivalence-study-reports"), "5.3.1.2");
    }

    #[test]
    fn below_an_absent_heading_nothing_is_listed() {
        let present =
            HashSet::from(["m2-common-technical-document-summaries", "m2-3-quality-overall-summary"]);
        let mut sections = Vec::new();
        collect(ich::HEADINGS, "", &present, &mut sections);
        let expected = "1 2.2 m2-3-introduction 2.3.S 2.3.P 2.3.A 2.3.R 2.4 2.5 2.6 2.7 3 4 5";
        assert_eq!(sections.join(" "), expected);
    }
}
