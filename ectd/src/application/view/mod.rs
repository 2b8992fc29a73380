//! The current view: what an authority's reader sees when all sequences are laid on top of each other.
//!
//! A leaf stands until another replaces or deletes it; what was appended stands below the leaf that it belongs to. In
//! v4.0 the contexts of use stand, each until it is replaced or suspended.

use std::path::Path;

use serde::Serialize;

use super::history::{HistoryError, Sequence};
use super::life::{Address, Filed, Life, Modified};
use crate::backbone::leaf::{Leaf, Operation};
use crate::backbone::source::is_regional;
use crate::backbone::target;
use crate::finding::{Finding, Severity};
use crate::xml::XmlFault;

mod message;
mod section;

pub use section::{Section, Standing};

/// The leaves that stand, below their headings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct View {
    /// Names of the sequences, in their order.
    pub sequences: Vec<String>,
    /// Everything that stands; the topmost section has no name.
    pub contents: Section,
    /// The backbone files that could not be read to their ends: what they do to others is missing from the view.
    pub faults: Vec<Finding>,
}

impl View {
    /// Lays the sequences below `folder` on top of each other.
    ///
    /// # Errors
    /// [`HistoryError`].
    pub fn read(folder: &Path) -> Result<Self, HistoryError> {
        let sequences = Sequence::read_all(folder)?;
        let filed =
            sequences.iter().map(|sequence| Filed { name: &sequence.name, backbone: &sequence.backbone });
        Ok(Self::of(&Life::over(filed.collect())))
    }

    /// Lays the sequences of a life cycle on top of each other.
    pub fn of(life: &Life<'_>) -> Self {
        let mut contents = Section::default();
        for address in life.addresses() {
            let Some((filed, leaf)) = life.at(address) else { continue };
            if filed.backbone.message.is_none()
                && stands_alone(life, address, leaf)
                && !is_backbone(filed, leaf)
            {
                let path = Section::path(&filed.backbone.headings, leaf.heading);
                contents.at(path).leaves.push(standing(life, address, filed, leaf));
            }
        }
        message::lay(life, &mut contents);
        contents.sort();
        let sequences = life.sequences().iter().map(|filed| filed.name.to_owned()).collect();
        Self { sequences, contents, faults: faults(life) }
    }
}

/// One finding for each backbone file with a fault; its place begins with the sequence.
fn faults(life: &Life<'_>) -> Vec<Finding> {
    let mut faults = Vec::new();
    for filed in life.sequences() {
        for document in &filed.backbone.documents {
            let place = format!("{}/{}", filed.name, document.path);
            faults.extend(document.fault.as_ref().map(|fault| finding(place, fault)));
        }
    }
    faults
}

fn finding(place: String, fault: &XmlFault) -> Finding {
    let (text, values) = fault.words();
    Finding {
        rule: "IDX-01".to_owned(),
        authority: String::new(),
        severity: Severity::Error,
        place,
        text: text.to_owned(),
        arguments: values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
    }
}

/// Whether a leaf stands for itself: not withdrawn, not replaced, and not below another one that stands.
fn stands_alone(life: &Life<'_>, address: Address, leaf: &Leaf) -> bool {
    let belongs = || {
        leaf.operation == Some(Operation::Append)
            && matches!(life.modified(address), Some(Modified::Leaf(target)) if has_place(life, target))
    };
    is_left(life, address) && !belongs()
}

/// Whether a leaf has a place of its own, so that what is appended to it is shown there.
fn has_place(life: &Life<'_>, target: Address) -> bool {
    let appends = life.at(target).is_some_and(|(_, leaf)| leaf.operation == Some(Operation::Append));
    is_left(life, target) && !appends
}

/// Whether a leaf has a file that nobody replaced or deleted.
fn is_left(life: &Life<'_>, address: Address) -> bool {
    let ends = |operation: Operation| matches!(operation, Operation::Replace | Operation::Delete);
    life.at(address).is_some_and(|(_, leaf)| !leaf.deletes())
        && !life.events(address).iter().any(|event| ends(event.operation) && event.by != address)
}

/// Whether a leaf only brings the regional file, which each sequence has anew; the file itself need not be there.
fn is_backbone(filed: Filed<'_>, leaf: &Leaf) -> bool {
    let path = leaf.link().and_then(|link| target::path(filed.backbone.path_of(leaf), link));
    path.as_deref().is_some_and(is_regional)
}

fn standing(life: &Life<'_>, address: Address, filed: Filed<'_>, leaf: &Leaf) -> Standing {
    let appends = life.events(address).iter().filter(|event| event.operation == Operation::Append);
    let left = appends.map(|event| event.by).filter(|by| is_left(life, *by));
    let appended = left.filter_map(|by| life.at(by).map(|(filed, leaf)| alone(life, by, filed, leaf)));
    Standing { appended: appended.collect(), ..alone(life, address, filed, leaf) }
}

fn alone(life: &Life<'_>, address: Address, filed: Filed<'_>, leaf: &Leaf) -> Standing {
    let path = leaf.link().and_then(|link| target::path(filed.backbone.path_of(leaf), link));
    Standing {
        sequence: filed.name.to_owned(),
        id: leaf.id.clone(),
        title: leaf.title.as_deref().unwrap_or_default().trim().to_owned(),
        path: path.map(|path| format!("{}/{path}", filed.name)),
        operation: leaf.operation_text.as_deref().unwrap_or_default().to_owned(),
        replaced: replaced(life, address),
        appended: Vec::new(),
    }
}

/// What a leaf replaced, and what that had replaced; a circle ends where it closes.
fn replaced(life: &Life<'_>, address: Address) -> Vec<(String, String)> {
    let mut chain = vec![address];
    while let Some(before) = chain.last().and_then(|last| replaced_by(life, *last)) {
        if chain.contains(&before) {
            break;
        }
        chain.push(before);
    }
    let named =
        |address: &Address| life.at(*address).map(|(filed, leaf)| (filed.name.to_owned(), leaf.id.clone()));
    chain.iter().skip(1).filter_map(named).collect()
}

fn replaced_by(life: &Life<'_>, address: Address) -> Option<Address> {
    let (_, leaf) = life.at(address)?;
    match life.modified(address) {
        Some(Modified::Leaf(target)) if leaf.operation == Some(Operation::Replace) => Some(target),
        _ => None,
    }
}
