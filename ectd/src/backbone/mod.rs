//! The backbone: the XML that says which file stands where in the dossier, and with which checksum.
//!
//! eCTD v3.2.2 has index.xml and a regional file under m1; v4.0 has one message, submissionunit.xml. Both come down to
//! the same thing here: leaves, each with a link and a checksum, and an envelope.

use crate::dossier::{Dossier, FILES};
use crate::profile::Profile;
use crate::xml::{Limit, XmlFault};

mod message;
mod target;
mod tree;

pub use target::{Target, Targets};

/// The backbone files of a dossier, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Backbone {
    /// The files, in the order in which they were read; the main one first.
    pub documents: Vec<Document>,
    /// Their leaves, in document order.
    pub leaves: Vec<Leaf>,
    /// What the envelope says.
    pub envelope: Envelope,
}

/// One XML file of the backbone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its path in the dossier.
    pub path: String,
    /// What kept it from being read to its end; its leaves before that are kept.
    pub fault: Option<XmlFault>,
}

/// One entry of the backbone: a `leaf` of v3.2.2, a `document` of v4.0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// Position of its file in [`Backbone::documents`].
    pub document: usize,
    /// Its ID, empty when it has none.
    pub id: String,
    /// Whether it removes an earlier leaf, and then has no file.
    pub deletes: bool,
    /// The link as written.
    pub href: Option<String>,
    /// The checksum as written.
    pub checksum: Option<String>,
}

/// The words of the envelope that a dossier is filed under, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Envelope {
    /// The application's number.
    pub application: Option<String>,
    /// The sequence.
    pub sequence: Option<String>,
}

impl Backbone {
    /// Reads the files that `profile` has; whatever is wrong with them is kept with the document.
    pub fn read(dossier: &Dossier, profile: Profile) -> Self {
        let mut backbone = Self::default();
        match profile {
            Profile::Generic => {}
            Profile::V4 => backbone.read_one(dossier, MESSAGE, message::read),
            Profile::Cn | Profile::Us | Profile::Eu | Profile::Ich => {
                backbone.read_one(dossier, INDEX, tree::read);
                for path in regional(dossier) {
                    backbone.read_one(dossier, &path, tree::read);
                }
            }
        }
        backbone
    }

    /// Returns the path of the file that holds a leaf.
    pub fn path_of(&self, leaf: &Leaf) -> &str {
        self.documents.get(leaf.document).map_or("", |document| &document.path)
    }

    fn read_one(&mut self, dossier: &Dossier, path: &str, read: Reader) {
        let Some(entry) = dossier.find(path) else { return };
        let document = self.documents.len();
        let fault = match dossier.read(entry) {
            Ok(file) => read(&mut Into { backbone: self, document }, file).err(),
            Err(error) => Some(XmlFault::Unreadable(error.to_string())),
        };
        self.documents.push(Document { path: path.to_owned(), fault });
    }
}

/// The main file of eCTD v3.2.2.
pub const INDEX: &str = "index.xml";

/// The main file of eCTD v4.0.
pub const MESSAGE: &str = "submissionunit.xml";

type Reader = fn(&mut Into<'_>, std::fs::File) -> Result<(), XmlFault>;

/// Where a reader puts what it finds.
struct Into<'a> {
    backbone: &'a mut Backbone,
    document: usize,
}

impl Into<'_> {
    fn leaf(&mut self, leaf: Leaf) -> Result<(), XmlFault> {
        if self.backbone.leaves.len() == FILES {
            return Err(XmlFault::Limit(Limit::Leaves));
        }
        self.backbone.leaves.push(Leaf { document: self.document, ..leaf });
        Ok(())
    }
}

/// Finds `m1/<cc>/<cc>-regional.xml`.
fn regional(dossier: &Dossier) -> Vec<String> {
    let is_regional = |path: &str| {
        let mut parts = path.split('/');
        let (module, region, name) = (parts.next(), parts.next(), parts.next());
        module == Some("m1")
            && parts.next().is_none()
            && region
                .zip(name)
                .is_some_and(|(region, name)| name.strip_suffix("-regional.xml") == Some(region))
    };
    dossier
        .files()
        .iter()
        .map(|entry| entry.path.as_str())
        .filter(|path| is_regional(path))
        .map(str::to_owned)
        .collect()
}
