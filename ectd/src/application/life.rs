//! The life cycle of the leaves over the sequences of an application: who replaces, appends to or deletes whom.
//!
//! Source: ICH eCTD specification 3.2.2, appendix 6, operation attribute. Leaf IDs are unique in one document only, so a
//! leaf is known by its sequence, its document and its ID.

use std::collections::HashMap;

use super::history::number;
use super::reference::{Reference, ReferenceFault};
use crate::backbone::Backbone;
use crate::backbone::leaf::{Leaf, Operation};

/// The sequences of an application in their order, and the relations between their leaves.
#[derive(Debug)]
pub struct Life<'a> {
    sequences: Vec<Filed<'a>>,
    leaves: HashMap<Key<'a>, usize>,
    events: HashMap<Address, Vec<Event>>,
}

/// A sequence in hand.
#[derive(Clone, Copy, Debug)]
pub struct Filed<'a> {
    /// Name of its folder.
    pub name: &'a str,
    /// Its backbone.
    pub backbone: &'a Backbone,
}

/// A leaf: position of its sequence, and its position there in [`Backbone::leaves`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The sequence.
    pub sequence: usize,
    /// The leaf.
    pub leaf: usize,
}

/// Something done to a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// What was done.
    pub operation: Operation,
    /// By which leaf.
    pub by: Address,
}

/// What a leaf works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Modified {
    /// This leaf.
    Leaf(Address),
    /// Its sequence is in hand and readable, but there is no such leaf.
    Missing(Reference),
    /// Its sequence is not in hand.
    NotInHand(Reference),
    /// Its sequence is in hand, but the document cannot be read to its end.
    Unreadable(Reference),
    /// What is written is no address of a leaf.
    Fault(ReferenceFault),
}

type Key<'a> = (usize, &'a str, &'a str);

impl<'a> Life<'a> {
    /// Relates the leaves of sequences that are given in their order.
    pub fn over(sequences: Vec<Filed<'a>>) -> Self {
        let mut life = Self { sequences, leaves: HashMap::new(), events: HashMap::new() };
        life.index();
        for address in life.addresses().collect::<Vec<_>>() {
            life.note(address);
        }
        life
    }

    /// Returns the sequences.
    pub fn sequences(&self) -> &[Filed<'a>] {
        &self.sequences
    }

    /// Iterates over all leaves, sequence by sequence, in document order.
    pub fn addresses(&self) -> impl Iterator<Item = Address> + use<'a> {
        let counts: Vec<usize> = self.sequences.iter().map(|filed| filed.backbone.leaves.len()).collect();
        let leaves = |(sequence, count)| (0..count).map(move |leaf| Address { sequence, leaf });
        counts.into_iter().enumerate().flat_map(leaves)
    }

    /// Returns a leaf with its sequence.
    pub fn at(&self, address: Address) -> Option<(Filed<'a>, &'a Leaf)> {
        let filed = *self.sequences.get(address.sequence)?;
        Some((filed, filed.backbone.leaves.get(address.leaf)?))
    }

    /// Finds what a leaf works on; nothing where it says nothing.
    pub fn modified(&self, address: Address) -> Option<Modified> {
        let (filed, leaf) = self.at(address)?;
        let written = leaf.modifies()?;
        Some(match Reference::read(filed.name, filed.backbone.path_of(leaf), written) {
            Ok(reference) => self.find(reference),
            Err(fault) => Modified::Fault(fault),
        })
    }

    /// Returns what was done to a leaf in sequences before the one at `sequence`, in their order.
    pub fn before(&self, target: Address, sequence: usize) -> impl Iterator<Item = Event> {
        self.events(target).iter().copied().filter(move |event| event.by.sequence < sequence)
    }

    /// Returns all that was done to a leaf.
    pub fn events(&self, target: Address) -> &[Event] {
        self.events.get(&target).map_or(&[], Vec::as_slice)
    }

    fn index(&mut self) {
        for address in self.addresses() {
            let Some((filed, leaf)) = self.at(address) else { continue };
            let key = (address.sequence, filed.backbone.path_of(leaf), leaf.id.as_str());
            // of two leaves with one ID, which the grammar objects to, the first is meant
            self.leaves.entry(key).or_insert(address.leaf);
        }
    }

    fn note(&mut self, by: Address) {
        let Some((_, leaf)) = self.at(by) else { return };
        let Some(operation) = leaf.operation.filter(|operation| *operation != Operation::New) else { return };
        if let Some(Modified::Leaf(target)) = self.modified(by) {
            self.events.entry(target).or_default().push(Event { operation, by });
        }
    }

    fn find(&self, reference: Reference) -> Modified {
        let Some(sequence) = self.position(&reference.sequence) else {
            return Modified::NotInHand(reference);
        };
        let key = (sequence, reference.document.as_str(), reference.leaf.as_str());
        match self.leaves.get(&key) {
            Some(&leaf) => Modified::Leaf(Address { sequence, leaf }),
            None if self.is_readable(sequence, &reference.document) => Modified::Missing(reference),
            None => Modified::Unreadable(reference),
        }
    }

    /// A folder named `0003` is also the sequence 3.
    fn position(&self, name: &str) -> Option<usize> {
        let exact = self.sequences.iter().position(|filed| filed.name == name);
        let alike = || {
            let wanted = number(name)?;
            self.sequences.iter().position(|filed| number(filed.name) == Some(wanted))
        };
        exact.or_else(alike)
    }

    fn is_readable(&self, sequence: usize, document: &str) -> bool {
        let documents = self.sequences.get(sequence).map_or(&[][..], |filed| &filed.backbone.documents);
        documents.iter().find(|known| known.path == document).is_none_or(|known| known.fault.is_none())
    }
}
