//! Opens a delivered package from the disk, compares every byte, and wraps its data key for escrow.

use std::io::{self, BufReader, Read};

use crypto::wrap::{PrivateKey, PublicKey, WrapError};
use durable::error::FileError;
use package::damage::Damage;
use package::digests::{self, Digests};
use package::head::Head;
use package::opener::{OpenError, Opened, Opener};
use package::stanza::{Role, Stanza};
use package::statement::Facts;

use super::archiving::{self, Taken};
use super::bench::{Part, Tree};
use crate::registry::entity::receipt::{self, Kind};
use crate::registry::entity::submission;
use crate::store::{Name, Store};

/// What came out of a package that is what was signed.
#[derive(Debug)]
pub struct Opening {
    /// The proof.
    pub opened: Opened,
    /// What the applicant signed.
    pub facts: Facts,
    /// The data key for escrow.
    pub escrow: Stanza,
    /// The files, one JSON object a line.
    pub list: Vec<u8>,
    /// The files with all their digests.
    pub files: Vec<Taken>,
    /// The package's clear part.
    pub head: Vec<u8>,
    /// The statement in it.
    pub statement: Vec<u8>,
}

impl Opening {
    /// Compares it with what R1 says was delivered.
    ///
    /// # Errors
    /// [`OpeningError::Rotten`], when it is something else.
    pub fn is_of(self, delivered: &Digests) -> Result<Self, OpeningError> {
        is_of(self.opened.digests(), delivered).map(|()| self)
    }

    /// What version 1 of the object keeps beside the dossier; head and statement are taken out.
    pub fn evidence(
        &mut self,
        wraps: Vec<u8>,
        findings: Vec<u8>,
        receipts: &[receipt::Model],
    ) -> Vec<(String, Vec<u8>)> {
        let evidence = [
            ("package.head", std::mem::take(&mut self.head)),
            ("package.stream-header", self.opened.stream_header().to_vec()),
            ("package.digests", self.opened.digests().to_bytes()),
            ("package.wraps", wraps),
            ("statement.cose", std::mem::take(&mut self.statement)),
            ("findings.json", findings),
        ];
        let evidence = evidence.into_iter().map(|(name, bytes)| (name.to_owned(), bytes));
        evidence.chain(archiving::evidence_of(receipts, &[Kind::Offer, Kind::Delivered])).collect()
    }
}

/// Why a package was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpeningError {
    /// The bytes are those that were delivered, and they are not a sound package: the applicant's affair.
    #[error("the package that was delivered does not open: {0}")]
    Unopenable(#[source] OpenError),
    /// The bytes are not those that were delivered: the store's affair.
    #[error("the store no longer holds what was delivered: {0}")]
    Rotten(String),
    /// The file of segment digests is missing or is not the one that R1 names.
    #[error("the segment digests are not those of R1")]
    Digests,
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The package could not be read, or what was opened could not be written.
    #[error(transparent)]
    Io(OpenError),
    /// The stanza for escrow could not be made.
    #[error("the data key could not be wrapped for escrow")]
    Escrow(#[from] WrapError),
}

/// Reads the segment digests of a delivered package, and makes sure that they are those of R1.
///
/// # Errors
/// [`OpeningError::Digests`], or what the system answers.
pub fn delivered(row: &submission::Model, sealed: &dyn Store) -> Result<Digests, OpeningError> {
    let bytes = sealed.read(&Name::digests(&row.number))?;
    let segments = package::layout::Segments::of(u64::try_from(row.plaintext_len).unwrap_or_default());
    let digests = segments.and_then(|segments| Digests::from_bytes(&bytes, &segments));
    digests
        .filter(|digests| Some(digests.package_digest().to_string()) == row.package_digest)
        .ok_or(OpeningError::Digests)
}

/// Opens a delivered package into the folder of a tree.
///
/// # Errors
/// [`OpeningError`]; what lies in the folder is worth nothing then.
pub fn open(
    row: &submission::Model,
    sealed: &dyn Store,
    delivered: &Digests,
    keys: (&PrivateKey, &PublicKey),
    tree: Tree<'_>,
) -> Result<Opening, OpeningError> {
    let name = Name::package(&row.number);
    let file = sealed.read_back(&name)?;
    let opening =
        take_out(row, file.reader(0)?, keys, tree, &|error| blame(error, sealed, &name, delivered, keys.0))?;
    opening.is_of(delivered)
}

/// Opens a delivered package for some of its files.
///
/// # Errors
/// [`OpeningError`]; what lies in the folder is worth nothing then.
pub fn open_part(
    row: &submission::Model,
    sealed: &dyn Store,
    delivered: &Digests,
    key: &PrivateKey,
    mut part: Part<'_>,
) -> Result<(), OpeningError> {
    let name = Name::package(&row.number);
    let blame = |error| blame(error, sealed, &name, delivered, key);
    let opened = opener(row, sealed.read_back(&name)?.reader(0)?, key, &blame)?.open(&mut part);
    is_of(opened.map_err(blame)?.digests(), delivered)
}

/// Opens a package that is still arriving. It is what was delivered only if [`Opening::is_of`] says so; an error says
/// nothing about what will be delivered.
///
/// # Errors
/// [`OpeningError`]; what lies in the folder is worth nothing then.
pub fn open_ahead(
    row: &submission::Model,
    arriving: impl Read + Send,
    keys: (&PrivateKey, &PublicKey),
    tree: Tree<'_>,
) -> Result<Opening, OpeningError> {
    take_out(row, arriving, keys, tree, &OpeningError::Io)
}

fn take_out(
    row: &submission::Model,
    from: impl Read + Send,
    (key, escrow): (&PrivateKey, &PublicKey),
    mut tree: Tree<'_>,
    blame: &dyn Fn(OpenError) -> OpeningError,
) -> Result<Opening, OpeningError> {
    let opener = opener(row, from, key, blame)?;
    let head = opener.head();
    let escrow = Stanza::seal(Role::Escrow, escrow, &head.header().id, opener.data_key())?;
    let facts = head.facts().clone();
    let (head, statement) = (head.bytes().to_vec(), head.statement().bytes().to_vec());
    let opened = opener.open_kept(&mut tree).map_err(blame)?;
    let (list, files) = tree.into_lists().map_err(|error| OpeningError::Io(OpenError::Sink(error)))?;
    Ok(Opening { opened, facts, escrow, list, files, head, statement })
}

/// Reads the clear part, which must be the one that was offered.
fn opener<R: Read>(
    row: &submission::Model,
    from: R,
    key: &PrivateKey,
    blame: &dyn Fn(OpenError) -> OpeningError,
) -> Result<Opener<BufReader<R>>, OpeningError> {
    let opener = Opener::new(BufReader::with_capacity(BUFFER, from), key, &[]).map_err(blame)?;
    let head = opener.head();
    if head.header_digest().to_string() != row.header_sha256
        || head.statement().digest().to_string() != row.statement_sha256
    {
        return Err(OpeningError::Rotten("its clear part is another one".into()));
    }
    Ok(opener)
}

fn is_of(found: &Digests, delivered: &Digests) -> Result<(), OpeningError> {
    let rotten = || OpeningError::Rotten("a segment's digest is another one".into());
    (found == delivered).then_some(()).ok_or_else(rotten)
}

/// Says whose affair it is: what was delivered, or what the store made of it.
fn blame(
    error: OpenError,
    sealed: &dyn Store,
    name: &Name,
    delivered: &Digests,
    key: &PrivateKey,
) -> OpeningError {
    match error {
        error @ (OpenError::Read(_) | OpenError::Sink(_)) => OpeningError::Io(error),
        // The clear part was judged at the offer: it can only have changed here.
        OpenError::Head(error) => OpeningError::Rotten(error.to_string()),
        error => match rot(sealed, name, delivered) {
            Ok(None) if opens(sealed, name, key) => {
                OpeningError::Io(OpenError::Sink(io::Error::other("the bench did not keep what was opened")))
            }
            Ok(None) => OpeningError::Unopenable(error),
            Ok(Some(damage)) => OpeningError::Rotten(damage.to_string()),
            Err(error) => error,
        },
    }
}

/// Tells whether a package opens where nothing is kept: what was read back from the bench may not be what was put there.
fn opens(sealed: &dyn Store, name: &Name, key: &PrivateKey) -> bool {
    let reader = sealed.read_back(name).and_then(|file| file.reader(0));
    let opener = reader.ok().and_then(|reader| Opener::new(reader, key, &[]).ok());
    opener.is_some_and(|opener| opener.open(&mut ()).is_ok())
}

fn rot(sealed: &dyn Store, name: &Name, delivered: &Digests) -> Result<Option<Damage>, OpeningError> {
    let mut reader = sealed.read_back(name)?.reader(0)?;
    let head = Head::read(&mut reader).map_err(|error| OpeningError::Rotten(error.to_string()))?;
    let blind = digests::check(reader, &head, Some(delivered));
    let blind = blind.map_err(|error| OpeningError::Io(OpenError::Read(error)))?;
    Ok(blind.damages.into_iter().next())
}

/// Bytes read at once.
const BUFFER: usize = 1 << 20;
