//! The clear part of a package, and what is checked on it before one payload byte is taken.
//!
//! In this order: frame lengths, padding, JSON, format, suite, crit, sizes, signature ([`Head::parse`]); chain, dates,
//! revocation, agreement of header and statement, centre, organisation, recipients, time ([`Head::accept`]). Whether
//! the root was filed already, and quota and space, only the centre's registry can tell.

use std::io::Read;

use crypto::chain::{Anchor, Leaf};
use crypto::digest::Sha256Digest;
use crypto::wrap::{Kid, PublicKey};
use ectd::name::{ApplicationId, SequenceNumber};

use crate::frame::{self, Frame, FrameError};
use crate::header::{Header, HeaderError, RecipientsError};
use crate::identity::{CentreId, HeaderDigest, OrganisationId};
use crate::statement::{Facts, Statement, StatementError};
use crate::time::UtcTime;

/// A clear part that is well-formed and signed by the key of the certificate in it.
#[derive(Debug, Clone)]
pub struct Head {
    bytes: Vec<u8>,
    frame: Frame,
    header: Header,
    header_digest: HeaderDigest,
    statement: Statement,
}

/// What a centre holds an offered package to.
#[derive(Clone, Copy)]
pub struct Terms<'a> {
    /// The centre's clock.
    pub now: UtcTime,
    /// The CA under which statements are signed.
    pub anchor: &'a Anchor,
    /// The centre that the package must be for.
    pub centre: &'a CentreId,
    /// The keys in the centre's card.
    pub keys: &'a [PublicKey],
    /// The organisation at the other end, where there is one; a disc has none.
    pub peer: Option<&'a OrganisationId>,
    /// What the registry knows about parties.
    pub rights: &'a dyn Rights,
}

/// What the centre's registry knows about parties.
pub trait Rights {
    /// Whether the certificate with this serial number (lower-case hex) is revoked.
    fn revoked(&self, serial: &str) -> bool;

    /// Whether the organisation may file this application.
    fn may_file(&self, organisation: &OrganisationId, application: &ApplicationId) -> bool;
}

/// Proof that a package was held to a centre's [`Terms`].
#[derive(Debug, Clone)]
pub struct Accepted<'a> {
    head: &'a Head,
    leaf: Leaf,
}

/// Why the clear part of a package is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HeadError {
    /// Frame lengths or padding.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// JSON, format, suite, crit or sizes.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// Signature, chain, dates, or the statement's members.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// The certificate was revoked.
    #[error("the certificate with serial {serial} is revoked")]
    Revoked {
        /// Its serial number, lower-case hex.
        serial: String,
    },
    /// Header and statement do not belong together.
    #[error("header and statement disagree about {member}")]
    Disagree {
        /// What they disagree about.
        member: &'static str,
    },
    /// The package is for another centre.
    #[error("the package is for the centre {found}, this is {expected}")]
    OtherCentre {
        /// This centre.
        expected: CentreId,
        /// The centre that the statement names.
        found: CentreId,
    },
    /// Another organisation offers the package than the one that signed it.
    #[error("the package is signed by {signed} and offered by {peer}")]
    OtherPeer {
        /// The organisation that signed.
        signed: OrganisationId,
        /// The organisation at the other end.
        peer: OrganisationId,
    },
    /// The organisation may not file this application.
    #[error("{organisation} may not file the application {application}")]
    NotPermitted {
        /// The organisation.
        organisation: OrganisationId,
        /// The application.
        application: ApplicationId,
    },
    /// The stanzas are not one centre and one applicant of one KEM.
    #[error(transparent)]
    Recipients(#[from] RecipientsError),
    /// The package is sealed to a key that the centre's card does not name.
    #[error("the package is sealed to the key {kid}, which is not in the centre's card")]
    UnknownKey {
        /// The key.
        kid: Kid,
    },
    /// The statement was signed in the future.
    #[error("the statement is of {time}, but here it is {now}: set the clock")]
    Future {
        /// The time in the statement.
        time: UtcTime,
        /// The centre's time.
        now: UtcTime,
    },
}

impl HeadError {
    /// A short stable name, for machines.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Frame(_) => "frame",
            Self::Header(HeaderError::Json(_)) => "header",
            Self::Header(HeaderError::Format { .. }) => "format",
            Self::Header(HeaderError::Suite { .. }) => "suite",
            Self::Header(HeaderError::Critical { .. }) => "critical",
            Self::Header(HeaderError::Sizes { .. }) => "sizes",
            Self::Statement(_) => "statement",
            Self::Revoked { .. } => "revoked",
            Self::Disagree { .. } => "disagree",
            Self::OtherCentre { .. } => "other-centre",
            Self::OtherPeer { .. } => "other-peer",
            Self::NotPermitted { .. } => "not-permitted",
            Self::Recipients(_) => "recipients",
            Self::UnknownKey { .. } => "unknown-key",
            Self::Future { .. } => "future",
        }
    }
}

impl Head {
    /// Reads a clear part that is wholly in `bytes`, from byte 0 to PO.
    ///
    /// # Errors
    /// Names the first thing that is not as specified; nothing may follow.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeadError> {
        let frame = Frame::parse(bytes)?;
        Self::from_parts(bytes.to_vec(), frame)
    }

    /// Reads the clear part of a package, and no byte more.
    ///
    /// # Errors
    /// Names the first thing that is not as specified.
    pub fn read(from: &mut impl Read) -> Result<Self, HeadError> {
        let (bytes, frame) = frame::read(from)?;
        Self::from_parts(bytes, frame)
    }

    fn from_parts(bytes: Vec<u8>, frame: Frame) -> Result<Self, HeadError> {
        let header = Header::parse(&bytes[frame.header.clone()])?;
        let statement = Statement::read(&bytes[frame.statement.clone()])?;
        let header_digest = HeaderDigest(Sha256Digest::of(&bytes[..frame.header.end]));
        Ok(Self { bytes, frame, header, header_digest, statement })
    }

    /// Holds the clear part to itself: header and statement agree, the recipients are as specified. Whom to trust is
    /// not asked here.
    ///
    /// # Errors
    /// Names the first disagreement.
    pub fn verify(&self) -> Result<(), HeadError> {
        self.agree()?;
        self.header.recipients()?;
        Ok(())
    }

    /// Holds the clear part to a centre's terms.
    ///
    /// # Errors
    /// Names the first thing that is not acceptable.
    pub fn accept(&self, terms: &Terms<'_>) -> Result<Accepted<'_>, HeadError> {
        let leaf = self.statement.trust(terms.anchor, terms.now)?;
        if terms.rights.revoked(&leaf.serial) {
            return Err(HeadError::Revoked { serial: leaf.serial.clone() });
        }
        self.agree()?;
        self.addressed(terms)?;
        let [centre, _] = self.header.recipients()?;
        if !terms.keys.iter().any(|key| key.kid() == centre.kid && key.kem() == centre.kem) {
            return Err(HeadError::UnknownKey { kid: centre.kid });
        }
        let time = self.facts().time;
        if time > terms.now.plus(MOST_AHEAD) {
            return Err(HeadError::Future { time, now: terms.now });
        }
        Ok(Accepted { head: self, leaf })
    }

    fn agree(&self) -> Result<(), HeadError> {
        let facts = self.facts();
        let members = [
            ("signer", self.header.signer == self.statement.signer()),
            ("package", self.header.id == facts.package),
            ("header_sha256", self.header_digest == facts.header_sha256),
            ("ciphertext_len", self.header.segments.ciphertext_len() == facts.ciphertext_len),
        ];
        let differs = members.into_iter().find(|(_, agree)| !agree);
        differs.map_or(Ok(()), |(member, _)| Err(HeadError::Disagree { member }))
    }

    fn addressed(&self, terms: &Terms<'_>) -> Result<(), HeadError> {
        let Facts { centre, organisation, application, .. } = self.facts();
        if centre != terms.centre {
            return Err(HeadError::OtherCentre { expected: terms.centre.clone(), found: centre.clone() });
        }
        if let Some(peer) = terms.peer.filter(|peer| *peer != organisation) {
            return Err(HeadError::OtherPeer { signed: organisation.clone(), peer: peer.clone() });
        }
        if !terms.rights.may_file(organisation, application) {
            let (organisation, application) = (organisation.clone(), application.clone());
            return Err(HeadError::NotPermitted { organisation, application });
        }
        Ok(())
    }

    /// The bytes 0 to PO.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// A: SHA-256 of the bytes 0 to 12+HL.
    #[must_use]
    pub fn header_digest(&self) -> HeaderDigest {
        self.header_digest
    }

    /// The signed statement.
    #[must_use]
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// What the statement says.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        self.statement.facts()
    }

    /// PO: where the stream begins.
    #[must_use]
    pub fn payload_offset(&self) -> u64 {
        self.frame.payload as u64
    }

    /// Length of the whole package in bytes.
    #[must_use]
    pub fn package_len(&self) -> u64 {
        self.payload_offset() + self.header.segments.ciphertext_len()
    }

    /// The name of the package as a file.
    #[must_use]
    pub fn file_name(&self) -> String {
        file_name(&self.facts().application, &self.facts().sequence)
    }
}

impl<'a> Accepted<'a> {
    /// The clear part.
    #[must_use]
    pub fn head(&self) -> &'a Head {
        self.head
    }

    /// The certificate under which the statement was judged.
    #[must_use]
    pub fn leaf(&self) -> &Leaf {
        &self.leaf
    }
}

/// The name of a package as a file: `<application, / and spaces as _>-<sequence>.sealpost`.
#[must_use]
pub fn file_name(application: &ApplicationId, sequence: &SequenceNumber) -> String {
    format!("{}-{sequence}.sealpost", application.as_str().replace(['/', ' '], "_"))
}

/// Seconds by which the applicant's clock may be ahead.
const MOST_AHEAD: u64 = 300;
