//! What is to be written: applications, their sequences, and the XML documents of these.

use super::element::Element;
use super::leaf::{File, Leaf};

/// An application with its sequences, from the first on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Name of its folder: the application's number.
    pub folder: String,
    /// Its sequences.
    pub sequences: Vec<Sequence>,
}

/// One sequence folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Name of its folder.
    pub folder: String,
    /// How its backbone and the checksum beside it are made.
    pub form: Form,
    /// The backbone: index.xml or submissionunit.xml.
    pub backbone: Option<Document>,
    /// What the checksum file beside the backbone holds; computed when `None`.
    pub beside: Option<Vec<u8>>,
    /// Files that no leaf names.
    pub files: Vec<File>,
    /// Empty folders.
    pub empty_folders: Vec<String>,
    /// The authority's files that belong under `util`, by their paths from the sequence folder on.
    pub util: Vec<&'static str>,
}

/// The forms of a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// eCTD v3.2.2: index.xml, index-md5.txt, MD5.
    Index,
    /// eCTD v4.0: submissionunit.xml, sha256.txt, SHA-256.
    Message,
    /// No backbone; index-sm3.txt lists the SM3 of every file.
    List,
}

/// An XML document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Where the document type declaration points, as it is written; none is written without it.
    pub doctype: Option<String>,
    /// Where the stylesheet instruction points.
    pub stylesheet: Option<String>,
    /// Its root element.
    pub root: Element,
}

impl Sequence {
    /// Makes a sequence with nothing but a backbone.
    pub fn new(folder: impl Into<String>, form: Form, backbone: Option<Document>) -> Self {
        Self {
            folder: folder.into(),
            form,
            backbone,
            beside: None,
            files: Vec::new(),
            empty_folders: Vec::new(),
            util: Vec::new(),
        }
    }

    /// Finds the leaf of this ID, or the first leaf under the heading of this section (`m3-2-s-1-1`, `cn-1-0`), in the
    /// backbone and the documents it names.
    pub fn leaf(&mut self, name: &str) -> Option<&mut Leaf> {
        let root = &mut self.backbone.as_mut()?.root;
        // asked twice: a reference found first could not be given up again
        if root.find_leaf(name).is_some() {
            return root.find_leaf(name);
        }
        root.find(name)?.first_leaf()
    }

    /// Finds the element of this name, or the heading of this section, in the backbone and the documents it names.
    pub fn element(&mut self, name: &str) -> Option<&mut Element> {
        self.backbone.as_mut()?.root.find(name)
    }

    /// Finds the document whose path ends so, as `cn-regional.xml`.
    pub fn document(&mut self, end: &str) -> Option<&mut Document> {
        let id = self.leaves().into_iter().find_map(|leaf| {
            let file = leaf.file.as_ref()?;
            file.path.ends_with(end).then(|| leaf.id.clone())
        })?;
        self.leaf(&id)?.document()
    }

    /// Takes a leaf with its file away, and the headings that are left without any.
    pub fn drop_leaf(&mut self, id: &str) {
        if let Some(backbone) = &mut self.backbone {
            backbone.root.drop_leaves(&|leaf| leaf.id == id);
        }
    }

    /// Returns all leaves of the backbone itself.
    pub fn leaves(&self) -> Vec<&Leaf> {
        let mut leaves = Vec::new();
        if let Some(backbone) = &self.backbone {
            backbone.root.collect_leaves(&mut leaves);
        }
        leaves
    }
}
