//! All that a rule may look at.

use crate::application::History;
use crate::application::life::{Address, Life};
use crate::backbone::leaf::Leaf;
use crate::backbone::target::{Target, Targets};
use crate::backbone::{Backbone, Kind};
use crate::dossier::Dossier;
use crate::filing::Filing;
use crate::inspect::Inspection;
use crate::profile::Profile;
use crate::reading::Reading;

/// A dossier that was read, under the rules of one authority.
#[derive(Debug)]
pub struct Subject<'a> {
    /// The folder.
    pub dossier: &'a Dossier,
    /// Whose rules.
    pub profile: Profile,
    /// Which edition of them, such as `1.1`.
    pub edition: &'static str,
    /// What it says that it is filed under.
    pub filing: &'a Filing,
    /// Its backbone.
    pub backbone: &'a Backbone,
    /// Where its leaves lead.
    pub targets: &'a Targets,
    /// What reading its files gave, one for each.
    pub readings: &'a [Reading],
    /// What looking into its PDF and XPT files gave, one for each of its files.
    pub inspections: &'a [Inspection],
    /// The earlier sequences of the application.
    pub history: &'a History,
    /// The life cycle over them and this dossier, which is the last.
    pub life: &'a Life<'a>,
}

/// Which backbone file a rule is about: authorities often have the same rule for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The main one: index.xml, or the message of v4.0.
    Index,
    /// The regional one.
    Regional,
    /// Both.
    Both,
}

impl Scope {
    /// Tells whether a file of that kind is meant.
    pub fn has(self, kind: Kind) -> bool {
        match kind {
            Kind::Index | Kind::Message => self != Self::Regional,
            Kind::Regional => self != Self::Index,
            Kind::Study => false,
        }
    }
}

impl<'a> Subject<'a> {
    /// Iterates over the leaves in scope, each with the end of its link.
    pub fn leaves(&self, scope: Scope) -> impl Iterator<Item = (&'a Leaf, &'a Target)> + use<'a> {
        let backbone = self.backbone;
        backbone
            .leaves
            .iter()
            .zip(self.targets.iter())
            .filter(move |(leaf, _)| backbone.kind_of(leaf).is_some_and(|kind| scope.has(kind)))
    }

    /// Iterates over the leaves in scope, each with its address in the life cycle.
    pub fn addressed(&self, scope: Scope) -> impl Iterator<Item = (Address, &'a Leaf)> + use<'a> {
        let backbone = self.backbone;
        let sequence = self.life.sequences().len().saturating_sub(1);
        let addressed = backbone.leaves.iter().enumerate();
        addressed
            .filter(move |(_, leaf)| backbone.kind_of(leaf).is_some_and(|kind| scope.has(kind)))
            .map(move |(position, leaf)| (Address { sequence, leaf: position }, leaf))
    }

    /// Names the place of a finding about a leaf: the file meant, or the backbone where there is none, and its ID.
    pub fn place(&self, leaf: &Leaf, path: Option<&str>) -> String {
        let path = path.unwrap_or_else(|| self.backbone.path_of(leaf));
        if leaf.id.is_empty() { path.to_owned() } else { format!("{path}#{}", leaf.id) }
    }

    /// Names the place of a finding about what the backbone says of a leaf.
    pub fn entry(&self, leaf: &Leaf) -> String {
        self.place(leaf, None)
    }

    /// Returns the path of a file by its position.
    pub fn path(&self, file: usize) -> &'a str {
        self.dossier.files()[file].path.as_str()
    }
}
