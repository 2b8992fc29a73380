//! Opens a package in one forward pass over a reader, in memory that does not grow with the package.
//!
//! No zip library is trusted: names and sizes are taken from the local headers, the four tag files and every zip record
//! are made again from what was read, and every byte is compared. That leaves no room for entries outside the bag,
//! overlaps, bombs, hidden prefixes or unlisted files. What a [`Sink`] was given is worth nothing until [`Opener::open`]
//! has returned [`Opened`].

mod bag;
pub mod folder;
mod stream;
mod taker;

use std::io::{self, Read};
use std::sync::mpsc;
use std::thread;

use crypto::digest::Sha256Digest;
use crypto::segment::{DataKey, HEADER};
use crypto::wrap::{Kid, PrivateKey};
use ectd::path::DossierPath;

use crate::damage::Damage;
use crate::digests::Digests;
use crate::frame::FrameError;
use crate::head::{Head, HeadError};
use crate::identity::{FilesRoot, ManifestRoot};
use crate::stanza::Stanza;
use bag::Walk;
use stream::{Blocks, Plaintext};
use taker::Taker;

/// A package whose clear part is consistent and whose data key is at hand.
#[derive(Debug)]
pub struct Opener<R> {
    from: R,
    head: Head,
    key: DataKey,
}

/// Takes out the members of the bag, in the order of their names.
pub trait Sink {
    /// A member begins.
    ///
    /// # Errors
    /// Ends the opening.
    fn begin(&mut self, member: &Member<'_>) -> io::Result<()>;

    /// The next bytes of the member.
    ///
    /// # Errors
    /// Ends the opening.
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// The member ends.
    ///
    /// # Errors
    /// Ends the opening.
    fn end(&mut self, sha256: &Sha256Digest) -> io::Result<()>;
}

/// Keeps the files of the bag, and reads them back: what is compared with the manifest is what lies there, and many files
/// are hashed side by side in less time than one after another as they pass.
pub trait Keeper {
    /// A file begins.
    ///
    /// # Errors
    /// Ends the opening.
    fn begin(&mut self, path: &DossierPath, size: u64) -> io::Result<()>;

    /// The next bytes of the file.
    ///
    /// # Errors
    /// Ends the opening.
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// The file ends.
    ///
    /// # Errors
    /// Ends the opening.
    fn end(&mut self) -> io::Result<()>;

    /// All files have ended: gives the SHA-256 of each as it lies there, in the order in which they came.
    ///
    /// # Errors
    /// Ends the opening.
    fn read_back(&mut self) -> io::Result<Vec<Sha256Digest>>;
}

/// A member of the bag.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    /// Its name in the bag, `data/<sequence>/<path>` for a file.
    pub name: &'a str,
    /// Its path in the submitted folder; none for a tag file.
    pub path: Option<&'a DossierPath>,
    /// Its size in bytes.
    pub size: u64,
}

/// Takes nothing out: the package is only checked.
impl Sink for () {
    fn begin(&mut self, _: &Member<'_>) -> io::Result<()> {
        Ok(())
    }

    fn bytes(&mut self, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &Sha256Digest) -> io::Result<()> {
        Ok(())
    }
}

/// Proof that a whole package was opened and is what was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    root: ManifestRoot,
    files_root: FilesRoot,
    files: u64,
    bytes: u64,
    header: [u8; HEADER],
    digests: Digests,
}

impl Opened {
    /// The manifest root, equal to the signed one.
    #[must_use]
    pub fn root(&self) -> ManifestRoot {
        self.root
    }

    /// The tree hash over the manifest's lines.
    #[must_use]
    pub fn files_root(&self) -> FilesRoot {
        self.files_root
    }

    /// Number of files.
    #[must_use]
    pub fn files(&self) -> u64 {
        self.files
    }

    /// Bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The bytes before segment 0: 0x28, salt and nonce prefix, without which the package cannot be made again.
    #[must_use]
    pub fn stream_header(&self) -> [u8; HEADER] {
        self.header
    }

    /// The digests of the stream's blocks, as read.
    #[must_use]
    pub fn digests(&self) -> &Digests {
        &self.digests
    }
}

/// Why a package was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The clear part is not sound.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// The key is no recipient of this package.
    #[error("the key {kid} is no recipient of this package")]
    NoRecipient {
        /// The key that was tried.
        kid: Kid,
    },
    /// The stanza for this key does not open.
    #[error("the stanza for the key {kid} does not open")]
    Wrap {
        /// The key that was tried.
        kid: Kid,
    },
    /// The package is damaged, or was never sound.
    #[error(transparent)]
    Damage(#[from] Damage),
    /// The package could not be read.
    #[error("the package could not be read")]
    Read(#[source] io::Error),
    /// What was opened could not be put away.
    #[error("what was opened could not be written")]
    Sink(#[source] io::Error),
}

impl OpenError {
    /// A failed read says nothing about the package.
    fn of_head(error: HeadError) -> Self {
        match error {
            HeadError::Frame(FrameError::Read(source)) => Self::Read(source),
            other => Self::Head(other),
        }
    }

    /// A short stable name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Head(error) => error.code(),
            Self::NoRecipient { .. } => "no-recipient",
            Self::Wrap { .. } => "wrap",
            Self::Damage(damage) => damage.fault.code(),
            Self::Read(_) => "read",
            Self::Sink(_) => "write",
        }
    }
}

impl<R: Read> Opener<R> {
    /// Reads the clear part, holds it to itself (signature under the embedded certificate; trust is
    /// [`Head::accept`]'s affair), and unwraps the data key from the header or the stanzas kept `beside` the package.
    ///
    /// # Errors
    /// When the clear part is not sound, or no stanza is for `key`, or it does not open.
    pub fn new(mut from: R, key: &PrivateKey, beside: &[Stanza]) -> Result<Self, OpenError> {
        let head = Head::read(&mut from).map_err(OpenError::of_head)?;
        head.verify()?;
        let key = data_key(&head, key, beside)?;
        Ok(Self { from, head, key })
    }

    /// The clear part.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The data key, to be wrapped for the escrow.
    #[must_use]
    pub fn data_key(&self) -> &DataKey {
        &self.key
    }

    /// Opens every segment, checks every byte, and gives the members to `sink`.
    ///
    /// Reads and decrypts on a second thread, so that hashing and writing need not wait for it.
    ///
    /// # Errors
    /// Names the first place that is not as sealed or not as specified, or the read or write that failed.
    pub fn open(self, sink: &mut dyn Sink) -> Result<Opened, OpenError>
    where
        R: Send,
    {
        self.walk(Taker::Sink(sink))
    }

    /// The same, with the files read back from where `keeper` has put them.
    ///
    /// # Errors
    /// Those of [`Opener::open`]. A file that was altered where it lies looks like a manifest that does not fit; opening
    /// the package again into `()` tells which of both it is.
    pub fn open_kept(self, keeper: &mut dyn Keeper) -> Result<Opened, OpenError>
    where
        R: Send,
    {
        self.walk(Taker::Keeper(keeper, false))
    }

    fn walk(self, taker: Taker<'_>) -> Result<Opened, OpenError>
    where
        R: Send,
    {
        let blocks = Blocks::begin(self.from, &self.head, &self.key)?;
        let header = blocks.header();
        let (to, from) = mpsc::sync_channel(stream::AHEAD);
        let (tags, digests) = thread::scope(|scope| {
            let reading = scope.spawn(move || blocks.run(&to));
            // Ends, and with it the reading, at the first thing that is not as it must be.
            let tags = Walk::new(Plaintext::new(from, &self.head), self.head.facts(), taker).run()?;
            let digests = stream::joined(reading).map_err(OpenError::Read)??;
            Ok::<_, OpenError>((tags, digests))
        })?;
        Ok(Opened {
            root: tags.root,
            files_root: tags.files_root,
            files: tags.totals.files,
            bytes: tags.totals.bytes,
            header,
            digests: digests.into_iter().collect(),
        })
    }
}

/// Unwraps the data key of a package with the stanza for `key`, in its header or kept `beside` it.
///
/// # Errors
/// [`OpenError::NoRecipient`] or [`OpenError::Wrap`].
pub fn data_key(head: &Head, key: &PrivateKey, beside: &[Stanza]) -> Result<DataKey, OpenError> {
    let kid = key.public().kid();
    let stanza = head.header().stanzas.iter().chain(beside).find(|stanza| stanza.kid == kid);
    let stanza = stanza.ok_or(OpenError::NoRecipient { kid })?;
    stanza.open(key, &head.header().id).map_err(|_| OpenError::Wrap { kid })
}
