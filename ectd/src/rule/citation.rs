//! Where study tagging files lead: to leaves of this sequence and of earlier ones, and to the STF that they continue.
//!
//! A `doc-content` names the path to an index.xml, relative to the STF, and a leaf's ID in it; the leaf of an STF that
//! adds to an earlier one has the operation `append` (ICH eCTD STF specification 2.6.1).

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::found::Because;
use super::section::Section;
use super::subject::Subject;
use crate::application::History;
use crate::backbone::leaf::{Leaf, Operation};
use crate::backbone::study::{Content, Study};
use crate::backbone::{Backbone, INDEX, Kind, target};

/// The leaves and study tagging files of all sequences in hand; this dossier is the last.
pub(super) struct Citations<'a> {
    sequences: Vec<(&'a str, &'a Backbone)>,
    leaves: HashMap<Key<'a>, &'a Leaf>,
    has_history: bool,
}

/// A leaf of an index.xml: position of its sequence, and its ID.
pub(super) type Key<'a> = (usize, &'a str);

/// The end of a reference.
pub(super) enum End<'a> {
    /// This leaf.
    Leaf(Cited<'a>),
    /// Nobody can tell, for this reason.
    Unknown(Because),
    /// No leaf.
    Nowhere,
}

/// A leaf that is referred to.
#[derive(Clone, Copy)]
pub(super) struct Cited<'a> {
    pub(super) key: Key<'a>,
    pub(super) leaf: &'a Leaf,
}

/// A study tagging file and the sequence that it stands in.
#[derive(Clone, Copy)]
pub(super) struct Tagging<'a> {
    sequence: usize,
    backbone: &'a Backbone,
    pub(super) study: &'a Study,
}

/// What a study holds by its STF and those that it continues, as far as they are in hand.
pub(super) struct Whole<'a> {
    pub(super) contents: Vec<(&'a Content, Cited<'a>)>,
    /// Why there may be more.
    pub(super) unknown: Option<Because>,
}

impl<'a> Citations<'a> {
    pub(super) fn of(subject: &Subject<'a>) -> Self {
        let earlier = subject.history.sequences().iter();
        let own = (subject.dossier.name().unwrap_or("this"), subject.backbone);
        let sequences: Vec<_> =
            earlier.map(|sequence| (sequence.name.as_str(), &sequence.backbone)).chain([own]).collect();
        let mut leaves = HashMap::new();
        for (position, (_, backbone)) in sequences.iter().enumerate() {
            let indexed = backbone.leaves.iter().filter(|leaf| backbone.kind_of(leaf) == Some(Kind::Index));
            leaves.extend(indexed.map(|leaf| ((position, leaf.id.as_str()), leaf)));
        }
        Self { sequences, leaves, has_history: *subject.history != History::NotGiven }
    }

    /// Iterates over the study tagging files of this dossier.
    pub(super) fn own(&self) -> impl Iterator<Item = Tagging<'a>> {
        let last = self.sequences.len() - 1;
        self.taggings().filter(move |tagging| tagging.sequence == last)
    }

    /// Names a leaf of this dossier.
    pub(super) fn own_leaf(&self, leaf: &'a Leaf) -> Cited<'a> {
        Cited { key: (self.sequences.len() - 1, &leaf.id), leaf }
    }

    /// Follows a leaf that replaces another to an earlier sequence; what it says of its own or a later one is no end.
    pub(super) fn replaced(&self, cited: Cited<'a>) -> Option<End<'a>> {
        let (sequence, leaf) = (cited.key.0, cited.leaf);
        let end = self.modified(sequence, leaf).filter(|_| leaf.operation == Some(Operation::Replace))?;
        match end {
            End::Leaf(earlier) if earlier.key.0 >= sequence => None,
            end => Some(end),
        }
    }

    /// Collects the leaves that any study tagging file refers to.
    pub(super) fn cited(&self) -> HashSet<Key<'a>> {
        self.taggings().flat_map(|tagging| self.contents(tagging)).map(|(_, cited)| cited.key).collect()
    }

    /// Collects the leaves that a later one replaces or deletes.
    pub(super) fn superseded(&self) -> HashSet<Key<'a>> {
        let ends = |operation| matches!(operation, Some(Operation::Replace | Operation::Delete));
        let ending = self.leaves.iter().filter(|(_, leaf)| ends(leaf.operation));
        ending
            .filter_map(|(key, leaf)| match self.modified(key.0, leaf) {
                Some(End::Leaf(cited)) => Some(cited.key),
                _ => None,
            })
            .collect()
    }

    /// Collects the leaves that are no longer there: deleted, or replaced by one of these.
    pub(super) fn gone(&self) -> HashSet<Key<'a>> {
        let mut newest_first: Vec<_> = self.leaves.iter().collect();
        newest_first.sort_by_key(|((sequence, _), _)| Reverse(*sequence));
        let mut gone = HashSet::new();
        for (key, leaf) in newest_first {
            let ends = match leaf.operation {
                Some(Operation::Delete) => true,
                Some(Operation::Replace) => gone.contains(key),
                _ => false,
            };
            if let Some(End::Leaf(cited)) = self.modified(key.0, leaf).filter(|_| ends) {
                gone.insert(cited.key);
            }
        }
        gone
    }

    /// Follows a reference of a study tagging file.
    pub(super) fn follow(&self, tagging: Tagging<'a>, href: &'a str) -> End<'a> {
        self.end(tagging.sequence, tagging.path(), href)
    }

    /// Follows what a leaf of an index.xml says that it modifies; nothing when it says nothing.
    pub(super) fn modified(&self, sequence: usize, leaf: &'a Leaf) -> Option<End<'a>> {
        leaf.modifies().map(|target| self.end(sequence, INDEX, target))
    }

    /// Returns the same for a study tagging file.
    pub(super) fn modified_by(&self, tagging: Tagging<'a>) -> Option<End<'a>> {
        self.modified(tagging.sequence, tagging.leaf()?)
    }

    /// Returns the study tagging file that a leaf brings.
    pub(super) fn tagging(&self, cited: Cited<'a>) -> Option<Tagging<'a>> {
        self.taggings().find(|tagging| {
            tagging.sequence == cited.key.0
                && tagging.leaf().is_some_and(|leaf| std::ptr::eq(leaf, cited.leaf))
        })
    }

    /// Collects the contents of a study tagging file and of those that it continues.
    pub(super) fn whole(&self, tagging: Tagging<'a>) -> Whole<'a> {
        let mut whole = Whole { contents: Vec::new(), unknown: None };
        let mut next = Some(tagging);
        while let Some(tagging) = next.take() {
            whole.contents.extend(self.contents(tagging));
            whole.unknown = whole.unknown.or_else(|| self.unknown(tagging));
            next = self.continued(tagging).filter(|earlier| earlier.sequence < tagging.sequence);
        }
        whole
    }

    /// Returns the leaves that the contents of one study tagging file refer to.
    pub(super) fn contents(&self, tagging: Tagging<'a>) -> Vec<(&'a Content, Cited<'a>)> {
        let contents = tagging.study.contents.iter().map(|content| (content, content.href.as_deref()));
        contents
            .filter_map(|(content, href)| match self.follow(tagging, href?) {
                End::Leaf(cited) => Some((content, cited)),
                End::Unknown(_) | End::Nowhere => None,
            })
            .collect()
    }

    /// Tells why something that a study tagging file refers to or continues is not in hand.
    pub(super) fn unknown(&self, tagging: Tagging<'a>) -> Option<Because> {
        let hrefs = tagging.study.contents.iter().filter_map(|content| content.href.as_deref());
        let ends = hrefs.map(|href| self.follow(tagging, href)).chain(self.modified_by(tagging));
        ends.into_iter().find_map(|end| match end {
            End::Unknown(because) => Some(because),
            End::Leaf(_) | End::Nowhere => None,
        })
    }

    fn continued(&self, tagging: Tagging<'a>) -> Option<Tagging<'a>> {
        tagging.leaf().filter(|leaf| leaf.operation == Some(Operation::Append))?;
        match self.modified_by(tagging)? {
            End::Leaf(cited) => self.tagging(cited),
            End::Unknown(_) | End::Nowhere => None,
        }
    }

    fn taggings(&self) -> impl Iterator<Item = Tagging<'a>> {
        self.sequences.iter().enumerate().flat_map(|(sequence, &(_, backbone))| {
            backbone.studies.iter().map(move |study| Tagging { sequence, backbone, study })
        })
    }

    /// A backslash is a finding of its own and read as the slash that was meant.
    fn end(&self, from: usize, document: &str, href: &'a str) -> End<'a> {
        let Some((path, id)) = href.split_once('#') else { return End::Nowhere };
        let document = format!("{}/{document}", self.sequences[from].0);
        let path = target::path(&document, &path.replace('\\', "/"));
        let Some((name, INDEX)) = path.as_deref().and_then(|path| path.split_once('/')) else {
            return End::Nowhere;
        };
        match self.sequences.iter().position(|(known, _)| *known == name) {
            Some(sequence) => self.in_sequence((sequence, id)),
            None if self.has_history => End::Nowhere,
            None => End::Unknown(Because::History),
        }
    }

    fn in_sequence(&self, key: Key<'a>) -> End<'a> {
        if let Some(leaf) = self.leaves.get(&key) {
            return End::Leaf(Cited { key, leaf });
        }
        let is_read = self.sequences[key.0].1.documents_of(Kind::Index).any(|index| index.fault.is_none());
        match (is_read, key.0 + 1 == self.sequences.len()) {
            (true, _) => End::Nowhere,
            (false, true) => End::Unknown(Because::Backbone),
            (false, false) => End::Unknown(Because::EarlierBackbone),
        }
    }
}

impl Cited<'_> {
    /// Returns the name of its file in lower case.
    pub(super) fn file_name(&self) -> String {
        let path = self.leaf.link().and_then(|href| href.split('#').next()).unwrap_or_default();
        path.rsplit('/').next().unwrap_or_default().to_lowercase()
    }
}

impl<'a> Tagging<'a> {
    /// Returns the leaf that brings it.
    pub(super) fn leaf(&self) -> Option<&'a Leaf> {
        self.backbone.leaves.get(self.study.leaf)
    }

    /// Returns its path in its sequence.
    pub(super) fn path(&self) -> &'a str {
        self.backbone.documents.get(self.study.document).map_or("", |document| &document.path)
    }

    /// Returns the section in which it stands.
    pub(super) fn section(&self) -> Section {
        self.leaf().map_or_else(Section::default, |leaf| Section::of(self.backbone, leaf))
    }

    /// Names the place of a finding about it.
    pub(super) fn place(&self) -> String {
        match self.leaf().map(|leaf| leaf.id.as_str()).filter(|id| !id.is_empty()) {
            Some(id) => format!("{}#{id}", self.path()),
            None => self.path().to_owned(),
        }
    }
}
