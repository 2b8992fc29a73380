//! What the backbone says of each leaf: its operation, link, checksum type, title.
//!
//! Sources: CN 3.7-3.8, 3.12-3.13, 3.18, 3.20, 3.23, 3.29 and their twins in 4.1; EU 11.1, 11.3, 11.4; FDA 1034.

use std::collections::HashMap;

use super::found::Found;
use super::subject::{Scope, Subject};
use crate::application::reference::{Reference, ReferenceFault};
use crate::backbone::leaf::{Leaf, Operation};
use crate::backbone::target::{Joined, folder, join, unescape};

/// LEAF-01: the ID is there, is an XML name (XML 1.0, section 2.3), and no other leaf of its document has it.
pub(crate) fn id(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let mut first: HashMap<(usize, &str), u64> = HashMap::new();
    for (_, leaf) in subject.addressed(scope) {
        if leaf.id.is_empty() {
            found.note(subject.backbone.path_of(leaf), "leaf-no-id", &[("line", &leaf.line.to_string())]);
        } else if !is_name(&leaf.id) {
            found.note(subject.entry(leaf), "leaf-id-no-name", &[("id", &leaf.id)]);
        } else if let Some(line) = first.insert((leaf.document, &leaf.id), leaf.line) {
            found.note(
                subject.entry(leaf),
                "leaf-id-twice",
                &[("id", &leaf.id), ("line", &line.to_string())],
            );
        }
    }
}

/// LEAF-02: the operation is one of the four.
pub(crate) fn operation(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope).filter(|(_, leaf)| leaf.operation.is_none()) {
        match &leaf.operation_text {
            None => found.note(subject.entry(leaf), "leaf-no-operation", &[]),
            Some(written) => found.note(subject.entry(leaf), "leaf-operation", &[("operation", written)]),
        }
    }
}

/// LEAF-03: the type of the checksum is MD5.
pub(crate) fn checksum_type(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        let written = leaf.checksum_type.as_deref().unwrap_or_default();
        let is_md5 = matches!(written, "md5" | "MD5");
        let needs_none = written.is_empty() && has_no_checksum(leaf);
        if !is_md5 && !needs_none {
            found.note(subject.entry(leaf), "leaf-checksum-type", &[("written", written)]);
        }
    }
}

/// LEAF-06: a leaf that brings a file has a link to it.
pub(crate) fn has_link(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        if let Some(operation) = leaf.operation.filter(|operation| *operation != Operation::Delete)
            && leaf.link().is_none()
        {
            found.note(subject.entry(leaf), "leaf-no-link", &[("operation", operation.name())]);
        }
    }
}

/// LEAF-07: a leaf that deletes has none.
pub(crate) fn deletes_without_link(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope).filter(|(_, leaf)| leaf.deletes()) {
        if let Some(href) = leaf.link() {
            found.note(subject.entry(leaf), "leaf-delete-link", &[("href", href)]);
        }
    }
}

/// LEAF-08: links and `modified-file` are relative paths with `/`.
pub(crate) fn relative(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        for (attribute, written) in paths(leaf) {
            if matches!(follow(subject, leaf, written), Joined::Nowhere) {
                let arguments = [("attribute", attribute), ("written", written)];
                found.note(subject.entry(leaf), "leaf-not-relative", &arguments);
            }
        }
    }
}

/// LEAF-08: they stay inside the application.
pub(crate) fn inside(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        for (attribute, written) in paths(leaf) {
            if matches!(follow(subject, leaf, written), Joined::Above) {
                let arguments = [("attribute", attribute), ("written", written)];
                found.note(subject.entry(leaf), "leaf-outside", &arguments);
            }
        }
        let target = leaf.modifies().map(|written| (written, reference(subject, leaf, written)));
        if let Some((written, Err(ReferenceFault::NoLeaf))) = target {
            found.note(subject.entry(leaf), "leaf-no-fragment", &[("written", written)]);
        }
    }
}

/// LEAF-08 as one rule.
pub(crate) fn paths_sound(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    relative(subject, found, scope);
    inside(subject, found, scope);
}

/// LEAF-09: the title is not empty.
pub(crate) fn title(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        if leaf.title.as_deref().unwrap_or_default().trim().is_empty() {
            found.note(subject.entry(leaf), "leaf-no-title", &[]);
        }
    }
}

/// LEAF-09: it has no blank at its ends.
pub(crate) fn title_blanks(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        let title = leaf.title.as_deref().unwrap_or_default();
        if title.trim() != title && !title.trim().is_empty() {
            found.note(subject.entry(leaf), "leaf-title-blanks", &[("title", title)]);
        }
    }
}

/// The DTDs of ICH and China ask for a checksum, that of the US does not; a leaf without it needs no type.
fn has_no_checksum(leaf: &Leaf) -> bool {
    leaf.checksum.as_deref().unwrap_or_default().trim().is_empty()
}

fn paths(leaf: &Leaf) -> impl Iterator<Item = (&'static str, &str)> {
    let link = leaf.link().map(|link| ("xlink:href", link));
    link.into_iter().chain(leaf.modifies().map(|target| ("modified-file", target)))
}

/// Follows a path from the application's folder, in which the sequence is one folder.
fn follow(subject: &Subject<'_>, leaf: &Leaf, written: &str) -> Joined {
    let bare = written.trim().split('#').next().unwrap_or_default();
    if bare.is_empty() {
        return Joined::Inside(String::new());
    }
    let base = format!("sequence/{}", folder(subject.backbone.path_of(leaf)));
    join(&base, &unescape(bare))
}

fn reference(subject: &Subject<'_>, leaf: &Leaf, written: &str) -> Result<Reference, ReferenceFault> {
    Reference::read("sequence", subject.backbone.path_of(leaf), written)
}

fn is_name(id: &str) -> bool {
    let starts = |first: char| first.is_alphabetic() || matches!(first, '_' | ':');
    let goes_on = |next: char| next.is_alphanumeric() || matches!(next, '_' | ':' | '-' | '.' | '\u{b7}');
    id.starts_with(starts) && id.chars().all(goes_on)
}
