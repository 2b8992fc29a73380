//! A leaf of a plan, the file it stands for, and what that file holds.

use super::pdf::Pdf;
use super::plan::Document;

/// A leaf. What is `None` follows from the rest of the plan; `Some` states it, true or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaf {
    /// Its ID, unique within its document.
    pub id: String,
    /// `new`, `replace`, `append` or `delete`.
    pub operation: String,
    /// Its title; without one the element is left out.
    pub title: Option<String>,
    /// The file it stands for.
    pub file: Option<File>,
    /// The reference to the file; computed from the file's path, and left out without a file.
    pub href: Option<String>,
    /// The checksum; computed from the file's content, and that of nothing without a file.
    pub checksum: Option<String>,
    /// The leaf it changes, as a URI relative to the backbone with a fragment.
    pub modified_file: Option<String>,
    /// Further attributes; one that is computed otherwise is stated here.
    pub attributes: Vec<(String, String)>,
    /// Attributes that are not written.
    pub left_out: Vec<String>,
}

/// A file of the sequence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path from the sequence folder on.
    pub path: String,
    /// What it holds.
    pub content: Content,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A PDF.
    Pdf(Pdf),
    /// Just these bytes.
    Bytes(Vec<u8>),
    /// An XML document of the backbone: a regional backbone or a study tagging file.
    Document(Box<Document>),
}

impl File {
    /// Makes a file with a PDF of one page.
    pub fn pdf(path: impl Into<String>, title: impl Into<String>) -> Self {
        Self { path: path.into(), content: Content::Pdf(Pdf::new(title)) }
    }

    /// Makes a file with these bytes.
    pub fn bytes(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Content::Bytes(bytes.into()) }
    }
}

impl Leaf {
    /// Makes a leaf that brings a new file.
    pub fn new(id: impl Into<String>, title: impl Into<String>, file: File) -> Self {
        Self {
            id: id.into(),
            operation: "new".to_owned(),
            title: Some(title.into()),
            file: Some(file),
            ..Self::default()
        }
    }

    /// Makes a leaf that deletes the one at `target`, whose title it repeats.
    pub fn delete(id: impl Into<String>, title: impl Into<String>, target: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            operation: "delete".to_owned(),
            title: Some(title.into()),
            modified_file: Some(target.into()),
            ..Self::default()
        }
    }

    /// Makes it change the leaf at `target` by this operation.
    #[must_use]
    pub fn changing(mut self, operation: &str, target: impl Into<String>) -> Self {
        operation.clone_into(&mut self.operation);
        self.modified_file = Some(target.into());
        self
    }

    /// Adds an attribute.
    #[must_use]
    pub fn with(mut self, attribute: &str, value: &str) -> Self {
        self.attributes.push((attribute.to_owned(), value.to_owned()));
        self
    }

    /// Returns the document that its file is, if it is one.
    pub fn document(&mut self) -> Option<&mut Document> {
        match self.file.as_mut().map(|file| &mut file.content) {
            Some(Content::Document(document)) => Some(document),
            _ => None,
        }
    }
}
