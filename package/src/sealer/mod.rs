//! Seals a planned folder, block by block, in any order and again after a break.
//!
//! The danger to respect is nonce reuse: other bytes under the same key and index break AES-GCM. So a block is made
//! from memory only: the file bytes are read, *that memory* is hashed and compared with the plan, and *that memory* is
//! encrypted. On a mismatch nothing is encrypted and the job ends; a new package gets new keys.

mod journal;

use std::io;
use std::path::Path;

use crypto::commitment::Commitment;
use crypto::digest::Sha256Digest;
use crypto::random::RandomError;
use crypto::segment::{self, DataKey, HEADER, NoncePrefix, Salt, Stream};
use crypto::wrap::{PublicKey, WrapError};
use ectd::path::DossierPath;
use ectd::profile::Profile;

use crate::evidence::Signer;
use crate::frame;
use crate::head::{Head, HeadError};
use crate::header::Header;
use crate::identity::{CentreId, HeaderDigest, ManifestRoot, OrganisationId, PackageId};
use crate::layout::Segments;
use crate::plaintext::{self, FileFault};
use crate::plan::Plan;
use crate::stanza::{Role, Stanza};
use crate::statement::{Facts, Remark, Statement, StatementError};
use crate::time::UtcTime;

pub use journal::ResumeError;

/// One package being sealed: its plan, its clear part and its keys.
#[derive(Debug)]
pub struct Sealer {
    plan: Plan,
    head: Head,
    salt: Salt,
    prefix: NoncePrefix,
    cipher: Stream,
}

/// For whom a package is sealed, and what its statement says beside what the plan says.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The centre.
    pub centre: CentreId,
    /// The centre's key, from its card.
    pub centre_key: PublicKey,
    /// The organisation that files.
    pub organisation: OrganisationId,
    /// The organisation's own key, with which it can resume and open.
    pub applicant_key: PublicKey,
    /// The profile the dossier was checked under.
    pub kind: Profile,
    /// The applicant's clock.
    pub time: UtcTime,
    /// The root of the filing that this one follows, if any.
    pub previous_root: Option<ManifestRoot>,
    /// Why findings were accepted; it lies in clear.
    pub remark: Option<Remark>,
}

/// Why no package could be begun.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BeginError {
    /// The operating system gives no random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// The data key cannot be wrapped to a recipient.
    #[error(transparent)]
    Wrap(#[from] WrapError),
    /// The statement could not be signed.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// What was written is not what a reader accepts, such as recipients of different KEMs.
    #[error(transparent)]
    Head(#[from] HeadError),
}

/// Why a segment was not sealed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// There is no such segment.
    #[error("the package has no segment {index}")]
    NoSegment {
        /// The segment asked for.
        index: u32,
    },
    /// A file is not the one that was planned. The job ends; a new package needs new keys.
    #[error("the file {path} changed since it was read for this package")]
    Changed {
        /// The file.
        path: DossierPath,
    },
    /// A file cannot be read.
    #[error("the file {path} cannot be read")]
    Read {
        /// The file.
        path: DossierPath,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The cipher refused.
    #[error(transparent)]
    Cipher(#[from] segment::SealError),
}

impl From<FileFault> for SealError {
    fn from(fault: FileFault) -> Self {
        match fault {
            FileFault::Altered(path) => Self::Changed { path },
            FileFault::Unreadable(path, source) => Self::Read { path, source },
        }
    }
}

impl Sealer {
    /// Begins a package with a fresh data key, salt, prefix and id, and signs its statement.
    ///
    /// # Errors
    /// When the recipients do not fit together, the signer is not the organisation's, or there is no randomness.
    pub fn new(plan: Plan, filing: &Filing, signer: &Signer) -> Result<Self, BeginError> {
        let id = PackageId::from_bytes(crypto::random::bytes()?);
        let (key, salt, prefix) = (DataKey::random()?, Salt::random()?, NoncePrefix::random()?);
        let header = Header {
            id,
            segments: plan.segments(),
            commitment: Commitment::to(&key, &salt),
            signer: signer.certificate().spki_sha256,
            stanzas: vec![
                Stanza::seal(Role::Centre, &filing.centre_key, &id, &key)?,
                Stanza::seal(Role::Applicant, &filing.applicant_key, &id, &key)?,
            ],
        };
        let header = header.to_bytes();
        let facts = filing.facts(&plan, id, &header);
        let statement = Statement::sign(&facts, signer)?;
        // Read back as every reader will: what would be refused is never sent.
        let head = Head::parse(&frame::write(&header, statement.bytes()))?;
        head.verify()?;
        Ok(Self::with(plan, head, &key, salt, prefix))
    }

    fn with(plan: Plan, head: Head, key: &DataKey, salt: Salt, prefix: NoncePrefix) -> Self {
        let cipher = Stream::new(key, &salt, &prefix, &head.header_digest().0);
        Self { plan, head, salt, prefix, cipher }
    }

    /// The clear part, bytes 0 to PO.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Number and places of the blocks.
    #[must_use]
    pub fn segments(&self) -> Segments {
        self.plan.segments()
    }

    /// Makes block `index` of the stream: the encrypted segment, and before segment 0 the stream's header.
    ///
    /// Block i lies in the package at PO + i · 2^20. It may be made any number of times, from any thread.
    ///
    /// # Errors
    /// Names the file that changed since the plan was made, or cannot be read. Nothing was encrypted then.
    pub fn segment(&self, index: u32, folder: &Path) -> Result<Vec<u8>, SealError> {
        let mut block = self.proven(index, folder)?;
        let last = index + 1 == self.segments().count();
        self.cipher.seal(index, last, &mut block)?;
        if index == 0 {
            let header: [u8; HEADER] = segment::header(&self.salt, &self.prefix);
            block.splice(..0, header);
        }
        Ok(block)
    }

    /// The plaintext of a segment. What is hashed here is the memory that will be encrypted.
    fn proven(&self, index: u32, folder: &Path) -> Result<Vec<u8>, SealError> {
        let (contents, stretch) = (self.plan.contents(), self.segments().plaintext(index));
        let expected = self.plan.read_digest(index).ok_or(SealError::NoSegment { index })?;
        let made = plaintext::make(contents, stretch.clone(), &folder)?;
        if made.read == *expected {
            return Ok(made.bytes);
        }
        // A file that is again as it was planned was another one when it was read here.
        let fault = plaintext::altered(contents, stretch.clone(), &folder)
            .or_else(|| Some(FileFault::Altered(contents.within(stretch).next()?.path.clone())));
        Err(fault.map_or(SealError::NoSegment { index }, SealError::from))
    }
}

impl Filing {
    fn facts(&self, plan: &Plan, package: PackageId, header: &[u8]) -> Facts {
        Facts {
            package,
            header_sha256: HeaderDigest(Sha256Digest::of(&frame::bound(header))),
            manifest_root: plan.root(),
            ciphertext_len: plan.segments().ciphertext_len(),
            centre: self.centre.clone(),
            organisation: self.organisation.clone(),
            application: plan.application().clone(),
            sequence: plan.sequence().clone(),
            kind: self.kind,
            time: self.time,
            previous_root: self.previous_root,
            remark: self.remark.clone(),
        }
    }
}
