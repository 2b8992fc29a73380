//! What the leaves do to earlier ones, over the sequences of the application.
//!
//! Sources: CN 3.5-3.11, 3.19, 3.23-3.24, 3.30-3.36 and their twins in 4.1; EU 11.9; ICH specification 3.2.2, appendix 6.

use std::collections::HashMap;

use super::found::{Because, Found};
use super::subject::{Scope, Subject};
use crate::application::life::{Address, Modified};
use crate::application::reference::Reference;
use crate::application::{History, number};
use crate::backbone::leaf::{Leaf, Operation};

/// LIFE-01: the first sequence has nothing to work on.
pub(crate) fn initial(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let sequence = subject.filing.sequence.as_ref().and_then(|sequence| number(sequence.as_str()));
    if sequence != Some(0) {
        return;
    }
    for (_, leaf) in subject.addressed(scope) {
        if let Some(operation) = leaf.operation.filter(|operation| *operation != Operation::New) {
            found.note(subject.entry(leaf), "life-initial", &[("operation", operation.name())]);
        }
    }
}

/// LIFE-02: who works on an earlier leaf says on which.
pub(crate) fn target_named(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        if let Some(operation) = works(leaf)
            && leaf.modifies().is_none()
        {
            found.note(subject.entry(leaf), "life-no-target", &[("operation", operation.name())]);
        }
    }
}

/// LIFE-03: that leaf was filed in an earlier sequence.
pub(crate) fn target_exists(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let mut missing = Missing::default();
    for (address, leaf) in subject.addressed(scope).filter(|(_, leaf)| works(leaf).is_some()) {
        let written = leaf.modifies().unwrap_or_default();
        match subject.life.modified(address) {
            // no address at all is for LIFE-02 and LEAF-08
            None | Some(Modified::Fault(_)) => {}
            Some(Modified::Leaf(target)) if target.sequence < address.sequence => {}
            Some(Modified::Leaf(_)) => {
                found.note(subject.entry(leaf), "life-own-sequence", &[("target", written)]);
            }
            Some(Modified::Missing(_)) => {
                found.note(subject.entry(leaf), "life-target-missing", &[("target", written)]);
            }
            Some(Modified::Unreadable(_)) => missing.note(Because::EarlierBackbone),
            Some(Modified::NotInHand(reference)) if is_earlier(subject, &reference) => {
                missing.note(Because::History);
            }
            Some(Modified::NotInHand(_)) => {
                found.note(subject.entry(leaf), "life-not-earlier", &[("target", written)]);
            }
        }
    }
    missing.tell(subject, found);
}

/// LIFE-04: one leaf is worked on once in a sequence.
pub(crate) fn target_once(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let mut first: HashMap<Reference, &str> = HashMap::new();
    for (address, leaf) in subject.addressed(scope).filter(|(_, leaf)| works(leaf).is_some()) {
        let Some(reference) = reference(subject, address, leaf) else { continue };
        match first.get(&reference) {
            Some(other) => {
                let target = reference.to_string();
                found.note(subject.entry(leaf), "life-twice", &[("target", &target), ("other", other)]);
            }
            None => drop(first.insert(reference, &leaf.id)),
        }
    }
}

/// LIFE-05: what replaces or is appended has another content.
pub(crate) fn content_differs(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let brings = |leaf: &Leaf| matches!(works(leaf), Some(Operation::Replace | Operation::Append));
    each_target(subject, found, scope, brings, |found, pair| {
        let checksum = |leaf: &Leaf| leaf.checksum.as_deref().map(|text| text.trim().to_ascii_lowercase());
        if checksum(pair.leaf).is_some_and(|sum| !sum.is_empty() && checksum(pair.target) == Some(sum)) {
            found.note(subject.entry(pair.leaf), "life-same-content", &[("target", &pair.name)]);
        }
    });
}

/// LIFE-06: what is replaced already is not worked on again.
pub(crate) fn not_replaced(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope, by: Operation) {
    branches(subject, found, scope, |one| one == by);
}

/// LIFE-06 for all operations.
pub(crate) fn never_replaced(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    branches(subject, found, scope, |_| true);
}

fn branches(
    subject: &Subject<'_>,
    found: &mut Found<'_>,
    scope: Scope,
    is_meant: impl Fn(Operation) -> bool,
) {
    each_target(
        subject,
        found,
        scope,
        |leaf| works(leaf).is_some_and(&is_meant),
        |found, pair| {
            if let (Some(newer), Some(by)) = (pair.done(subject, Operation::Replace), works(pair.leaf)) {
                let arguments = [("target", pair.name.as_str()), ("newer", &newer), ("operation", by.name())];
                found.note(subject.entry(pair.leaf), "life-branch", &arguments);
            }
        },
    );
}

/// LIFE-07: what is deleted stays so.
pub(crate) fn not_deleted(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    each_target(
        subject,
        found,
        scope,
        |leaf| works(leaf).is_some(),
        |found, pair| {
            if let Some(by) = pair.done(subject, Operation::Delete) {
                found.note(subject.entry(pair.leaf), "life-deleted", &[("target", &pair.name), ("by", &by)]);
            }
        },
    );
}

/// LIFE-08: nothing is appended to what was appended itself, study tagging files apart.
pub(crate) fn no_append_on_append(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let appends = |leaf: &Leaf| works(leaf) == Some(Operation::Append) && !leaf.is_study_tagging();
    each_target(subject, found, scope, appends, |found, pair| {
        if pair.target.operation == Some(Operation::Append) {
            found.note(subject.entry(pair.leaf), "life-append-on-append", &[("target", &pair.name)]);
        }
    });
}

/// LIFE-08: a study tagging file is appended to the newest of its study.
pub(crate) fn newest_study(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    let appends = |leaf: &Leaf| works(leaf) == Some(Operation::Append) && leaf.is_study_tagging();
    each_target(subject, found, scope, appends, |found, pair| {
        if let Some(newer) = pair.done(subject, Operation::Append) {
            found.note(
                subject.entry(pair.leaf),
                "life-older-study",
                &[("target", &pair.name), ("newer", &newer)],
            );
        }
    });
}

/// LIFE-09: a leaf stays under its heading, with the same attributes. What stands in m1 of index.xml is only the
/// regional file.
pub(crate) fn same_heading(subject: &Subject<'_>, found: &mut Found<'_>) {
    each_target(
        subject,
        found,
        Scope::Index,
        |leaf| works(leaf).is_some(),
        |found, pair| {
            let (here, there) = (heading(subject, pair.by), heading(subject, pair.at));
            if here != there {
                let last = |key: &str| key.lines().last().unwrap_or_default().to_owned();
                let arguments =
                    [("target", pair.name.as_str()), ("here", &last(&here)), ("there", &last(&there))];
                found.note(subject.entry(pair.leaf), "life-moved", &arguments);
            }
        },
    );
}

/// LIFE-10: who deletes names the title of what is deleted.
pub(crate) fn deleted_title(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    each_target(subject, found, scope, Leaf::deletes, |found, pair| {
        let title = |leaf: &Leaf| leaf.title.as_deref().unwrap_or_default().trim().to_owned();
        if title(pair.leaf) != title(pair.target) {
            let arguments = [("here", title(pair.leaf)), ("there", title(pair.target))];
            let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
            found.note(subject.entry(pair.leaf), "life-title", &arguments);
        }
    });
}

/// LIFE-10: what replaces has the language of what it replaces.
pub(crate) fn same_language(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    each_target(
        subject,
        found,
        scope,
        |leaf| works(leaf) == Some(Operation::Replace),
        |found, pair| {
            let language = |leaf: &Leaf| leaf.lang.as_deref().unwrap_or_default().to_owned();
            if language(pair.leaf) != language(pair.target) {
                let arguments = [("here", language(pair.leaf)), ("there", language(pair.target))];
                let arguments = arguments.each_ref().map(|(name, value)| (*name, value.as_str()));
                found.note(subject.entry(pair.leaf), "life-language", &arguments);
            }
        },
    );
}

/// LIFE-11: only study tagging files are appended.
pub(crate) fn append_sparingly(subject: &Subject<'_>, found: &mut Found<'_>, scope: Scope) {
    for (_, leaf) in subject.addressed(scope) {
        if leaf.operation == Some(Operation::Append) && !leaf.is_study_tagging() {
            found.note(subject.entry(leaf), "life-append", &[]);
        }
    }
}

/// A leaf, and the earlier one that it works on.
struct Pair<'a> {
    leaf: &'a Leaf,
    by: Address,
    target: &'a Leaf,
    at: Address,
    /// The earlier leaf's name, such as `0000/index.xml#a`.
    name: String,
}

impl Pair<'_> {
    /// Names who did this to the target in an earlier sequence.
    fn done(&self, subject: &Subject<'_>, operation: Operation) -> Option<String> {
        let mut events = subject.life.before(self.at, self.by.sequence);
        let event = events.find(|event| event.operation == operation)?;
        Some(name(subject, event.by))
    }
}

/// Hands each leaf that `wants` a look to `judge` with its target; tells once what cannot be looked at.
fn each_target<'a>(
    subject: &Subject<'a>,
    found: &mut Found<'_>,
    scope: Scope,
    wants: impl Fn(&Leaf) -> bool,
    mut judge: impl FnMut(&mut Found<'_>, Pair<'a>),
) {
    let mut missing = Missing::default();
    for (by, leaf) in subject.addressed(scope).filter(|(_, leaf)| wants(leaf)) {
        match subject.life.modified(by) {
            // one of this very sequence is for LIFE-03
            Some(Modified::Leaf(at)) if at.sequence < by.sequence => {
                let Some((_, target)) = subject.life.at(at) else { continue };
                judge(found, Pair { leaf, by, target, at, name: name(subject, at) });
            }
            Some(Modified::NotInHand(reference)) if is_earlier(subject, &reference) => {
                missing.note(Because::History);
            }
            Some(Modified::Unreadable(_)) => missing.note(Because::EarlierBackbone),
            _ => {}
        }
    }
    missing.tell(subject, found);
}

/// Why some leaves could not be looked at; each reason is told once for a rule.
#[derive(Default)]
struct Missing {
    reasons: Vec<Because>,
}

impl Missing {
    fn note(&mut self, because: Because) {
        if !self.reasons.contains(&because) {
            self.reasons.push(because);
        }
    }

    fn tell(self, subject: &Subject<'_>, found: &mut Found<'_>) {
        let place = subject.backbone.documents.first().map_or("", |document| &document.path);
        for because in self.reasons {
            found.not_evaluated(place, because);
        }
    }
}

/// Whether a sequence that is not in hand may be one: without history any may, with it those before this one.
fn is_earlier(subject: &Subject<'_>, reference: &Reference) -> bool {
    let own = subject.filing.sequence.as_ref().and_then(|sequence| number(sequence.as_str()));
    match (number(&reference.sequence), own) {
        (Some(named), Some(own)) => named < own,
        _ => matches!(subject.history, History::NotGiven),
    }
}

/// The operation, if it is one on an earlier leaf.
fn works(leaf: &Leaf) -> Option<Operation> {
    leaf.operation.filter(|operation| *operation != Operation::New)
}

fn reference(subject: &Subject<'_>, address: Address, leaf: &Leaf) -> Option<Reference> {
    let (filed, _) = subject.life.at(address)?;
    Reference::read(filed.name, subject.backbone.path_of(leaf), leaf.modifies()?).ok()
}

fn name(subject: &Subject<'_>, address: Address) -> String {
    subject.life.at(address).map_or_else(String::new, |(filed, leaf)| {
        format!("{}/{}#{}", filed.name, filed.backbone.path_of(leaf), leaf.id)
    })
}

fn heading(subject: &Subject<'_>, address: Address) -> String {
    subject
        .life
        .at(address)
        .map_or_else(String::new, |(filed, leaf)| filed.backbone.headings.key(leaf.heading))
}
