//! Hand-over: a registered submission for whoever takes it on, as a bag, as the canonical zip, or as its sealed package.
//!
//! Bag and zip are made from the [`archived`] object, the package from its store. Every byte is compared with its digest
//! while it is written, and the whole with what was signed, before anything appears at the [`target`]. It only reads what
//! is kept, so `serve` may run meanwhile; the `export` command calls it.

pub mod archived;
pub mod bag;
pub mod error;
pub mod evidence;
pub mod sealed;
pub mod target;

use durable::error::FileError;
use package::zip_file::ZipFile;

use crate::config::places::Config;
use crate::registry::entity::{receipt, submission};
use archived::Archived;
use bag::BagFolder;
use error::HandoverError;
use target::Target;

/// As what a submission is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A BagIt folder with the evidence among its tag files.
    Bag,
    /// The zip that was sealed, byte for byte.
    Zip,
    /// The sealed package, its receipts beside it.
    Package,
}

impl Form {
    /// Its name on the command line and in the log.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bag => "bag",
            Self::Zip => "zip",
            Self::Package => "package",
        }
    }
}

/// A submission with its receipts, as the registry has them.
#[derive(Clone, Copy, Debug)]
pub struct Handover<'a> {
    /// The centre's stores.
    pub config: &'a Config,
    /// The row.
    pub row: &'a submission::Model,
    /// R0 to R3.
    pub receipts: &'a [receipt::Model],
    /// For each the salt of its event, with which the log's proof is made; none when it was erased.
    pub salts: &'a [Option<Vec<u8>>],
}

/// Takes the members of a bag, in the order of the zip; what it was given is worth nothing before the last one.
pub trait Members {
    /// A member begins.
    ///
    /// # Errors
    /// What the system answers, with the path.
    fn begin(&mut self, name: &str) -> Result<(), FileError>;

    /// Its next bytes.
    ///
    /// # Errors
    /// As [`Members::begin`].
    fn bytes(&mut self, bytes: &[u8]) -> Result<(), FileError>;

    /// It ends.
    ///
    /// # Errors
    /// As [`Members::begin`].
    fn end(&mut self) -> Result<(), FileError>;
}

impl Handover<'_> {
    /// Makes everything in the target's workshop; nothing is visible yet.
    ///
    /// # Errors
    /// [`HandoverError`]; see [`HandoverError::is_damage`].
    pub fn make(&self, form: Form, target: &mut Target) -> Result<(), HandoverError> {
        match form {
            Form::Bag => self.bag(target),
            Form::Zip => self.zip(target),
            Form::Package => sealed::make(self, target),
        }
    }

    fn bag(&self, target: &mut Target) -> Result<(), HandoverError> {
        let archived = Archived::open(self)?;
        let mut bag = BagFolder::new(target.folder(&target.place())?);
        archived.write(&mut bag)?;
        for (name, bytes) in evidence::of(self, &archived)? {
            put(&mut bag, &format!("evidence/{name}"), &bytes)?;
        }
        Ok(bag.finish()?)
    }

    fn zip(&self, target: &mut Target) -> Result<(), HandoverError> {
        let mut zip = ZipFile::new(target.file(&target.place())?);
        Archived::open(self)?.write(&mut zip)?;
        let written = zip.finish()?;
        // The plaintext that was sealed has this length: one more proof that these are its bytes.
        if u64::try_from(self.row.plaintext_len) == Ok(written) { Ok(()) } else { Err(self.otherwise()) }
    }

    /// What the registry says of the dossier does not agree with what the archive holds.
    fn otherwise(&self) -> HandoverError {
        HandoverError::Otherwise { number: self.row.number.clone() }
    }
}

fn put(members: &mut dyn Members, name: &str, bytes: &[u8]) -> Result<(), FileError> {
    members.begin(name)?;
    members.bytes(bytes)?;
    members.end()
}

impl Members for ZipFile {
    fn begin(&mut self, name: &str) -> Result<(), FileError> {
        self.begin(name)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), FileError> {
        self.bytes(bytes)
    }

    fn end(&mut self) -> Result<(), FileError> {
        self.end()
    }
}
