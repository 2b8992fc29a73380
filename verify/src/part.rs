//! What is counted: the parts that a run has read and compared.

use std::collections::BTreeMap;

/// A kind of part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// A package's clear part: frame, header, statement.
    Package,
    /// A segment of a package.
    Segment,
    /// A file inside a package that was opened.
    Member,
    /// A receipt.
    Receipt,
    /// A file that a receipt speaks of: findings, the list of files.
    Annex,
    /// An object of the archive.
    Object,
    /// A file of an object.
    File,
    /// A checkpoint of a log.
    Checkpoint,
    /// A tile or bundle of a log.
    Tile,
    /// A time-stamp over a checkpoint.
    Timestamp,
    /// A proof that one file was in a dossier.
    Proof,
}

impl Part {
    /// Its name among the texts.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Segment => "segment",
            Self::Member => "member",
            Self::Receipt => "receipt",
            Self::Annex => "annex",
            Self::Object => "object",
            Self::File => "file",
            Self::Checkpoint => "checkpoint",
            Self::Tile => "tile",
            Self::Timestamp => "timestamp",
            Self::Proof => "proof",
        }
    }
}

/// How many parts of each kind, and their bytes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    parts: BTreeMap<Part, u64>,
    bytes: u64,
}

impl Tally {
    /// Counts parts that were read and compared.
    pub(crate) fn checked(&mut self, part: Part, count: u64) {
        *self.parts.entry(part).or_default() += count;
    }

    /// Counts bytes that were read and compared.
    pub(crate) fn read(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    /// All parts.
    pub(crate) fn all(&self) -> u64 {
        self.parts.values().sum()
    }

    /// Their bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Parts by kind, those that there are.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (Part, u64)> {
        self.parts.iter().filter(|(_, count)| **count > 0).map(|(part, count)| (*part, *count))
    }
}
