//! The statement: what an applicant signs about a package. Bytes and members: `docs/receipts.md`, "Statement".
//!
//! [`Statement::read`] proves the signature under the certificate that the statement carries; [`Statement::trust`]
//! proves that this certificate was the organisation's, for signing, at a given time under a centre's CA.
//! Revocation is the caller's: it knows the serials.

use crate::evidence::{Evidence, EvidenceError, Signer};
use crate::identity::{CentreId, HeaderDigest, ManifestRoot, OrganisationId, PackageId, StatementDigest};
use crate::json::{JsonError, Object};
use crate::time::UtcTime;
use crypto::certificate::Certificate;
use crypto::chain::{Anchor, Leaf, Purpose};
use crypto::digest::Sha256Digest;
use crypto::role::Role;
use ectd::name::{ApplicationId, SequenceNumber};
use ectd::profile::Profile;
use std::fmt;
use std::str::FromStr;

/// Media type in the protected header of a statement.
pub const CONTENT_TYPE: &str = "application/sealpost-statement+json";
/// Member `format` of a statement.
pub const FORMAT: &str = "sealpost-statement/1";
/// Bytes that a remark may have.
pub const REMARK_BYTES: usize = 2000;
/// Bytes that a tagged statement may have (frame of the package, `statement_len`).
pub const STATEMENT_BYTES: usize = 64 << 10;

/// What a statement says; every member is in clear for whoever holds the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The package, as its header names it.
    pub package: PackageId,
    /// Digest of the package's bytes 0 … 12+HL.
    pub header_sha256: HeaderDigest,
    /// What was sealed.
    pub manifest_root: ManifestRoot,
    /// Length of the stream in bytes.
    pub ciphertext_len: u64,
    /// The addressee.
    pub centre: CentreId,
    /// The applicant.
    pub organisation: OrganisationId,
    /// The application that the dossier belongs to.
    pub application: ApplicationId,
    /// The sequence within the application.
    pub sequence: SequenceNumber,
    /// The profile that the dossier was checked under.
    pub kind: Profile,
    /// When the applicant signed, by its own clock.
    pub time: UtcTime,
    /// Root of the dossier that this one replaces after a refusal.
    pub previous_root: Option<ManifestRoot>,
    /// Why findings were accepted; lies in clear.
    pub remark: Option<Remark>,
}

/// A text of 1 to 2000 bytes that goes with a statement in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark(String);

/// A remark that is empty or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a remark has 1 to {REMARK_BYTES} bytes, this one has {bytes}")]
pub struct BadRemark {
    /// Bytes found.
    pub bytes: usize,
}

/// A statement whose signature holds under the certificate that it carries.
#[derive(Clone, Debug)]
pub struct Statement {
    evidence: Evidence,
    facts: Facts,
}

/// Why bytes are no statement, or one that must not be believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The document, its signature or its certificate.
    #[error("statement: {0}")]
    Evidence(#[from] EvidenceError),
    /// A member of the payload.
    #[error("statement: {0}")]
    Payload(#[from] JsonError),
    /// The unprotected map holds something, and nobody has signed that.
    #[error("the statement's unprotected map is not empty")]
    Unprotected,
    /// Signed by another organisation than the one it names.
    #[error("the statement names organisation {stated}, its certificate {certified}")]
    OtherOrganisation {
        /// What the payload says.
        stated: String,
        /// Common name of the certificate.
        certified: String,
    },
    /// Longer than a package allows.
    #[error("the statement has {0} bytes, at most {STATEMENT_BYTES} are allowed")]
    TooLong(usize),
}

impl Statement {
    /// Signs facts with an applicant's key.
    ///
    /// # Errors
    /// When the certificate is not the organisation's or not for signing, or the key is not its.
    pub fn sign(facts: &Facts, signer: &Signer) -> Result<Self, StatementError> {
        Self::from_evidence(signer.sign(CONTENT_TYPE, &facts.to_json())?)
    }

    /// Reads a tagged statement and proves its signature under the certificate in it.
    ///
    /// # Errors
    /// When any byte is not as the format demands, the signature does not hold, or it is another organisation's.
    pub fn read(bytes: &[u8]) -> Result<Self, StatementError> {
        if bytes.len() > STATEMENT_BYTES {
            return Err(StatementError::TooLong(bytes.len()));
        }
        Self::from_evidence(Evidence::read(bytes, CONTENT_TYPE)?)
    }

    /// Proves that the certificate was good under the centre's CA at the time `at`.
    ///
    /// # Errors
    /// When it was not.
    pub fn trust(&self, anchor: &Anchor, at: UtcTime) -> Result<Leaf, StatementError> {
        Ok(self.evidence.judge(anchor, at, Purpose::Statement)?)
    }

    /// Shows what it says.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Shows the tagged bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.evidence.bytes()
    }

    /// Names the statement: SHA-256 of its tagged bytes.
    #[must_use]
    pub fn digest(&self) -> StatementDigest {
        StatementDigest(Sha256Digest::of(self.bytes()))
    }

    /// Names the key that signed, as the header's member `signer` does.
    #[must_use]
    pub fn signer(&self) -> Sha256Digest {
        self.certificate().spki_sha256
    }

    /// Shows the certificate that it carries; [`Statement::trust`] says whether to believe it.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.evidence.certificate()
    }

    fn from_evidence(evidence: Evidence) -> Result<Self, StatementError> {
        if evidence.proofs().is_some() {
            return Err(StatementError::Unprotected);
        }
        evidence.demand_role(Role::ApplicantSigning)?;
        let facts = Facts::read(&evidence.payload()?)?;
        let certified = &evidence.certificate().id;
        if certified != facts.organisation.as_str() {
            let (stated, certified) = (facts.organisation.to_string(), certified.clone());
            return Err(StatementError::OtherOrganisation { stated, certified });
        }
        if evidence.bytes().len() > STATEMENT_BYTES {
            return Err(StatementError::TooLong(evidence.bytes().len()));
        }
        Ok(Self { evidence, facts })
    }
}

impl Facts {
    fn to_json(&self) -> Object {
        let object = Object::new()
            .with("format", FORMAT)
            .with("package", self.package)
            .with("header_sha256", self.header_sha256)
            .with("manifest_root", self.manifest_root)
            .with("ciphertext_len", self.ciphertext_len)
            .with("centre", &self.centre)
            .with("organisation", &self.organisation)
            .with("application", self.application.as_str())
            .with("sequence", self.sequence.as_str())
            .with("kind", self.kind.name())
            .with("time", self.time)
            .with("previous_root", self.previous_root);
        match &self.remark {
            Some(remark) => object.with("remark", remark.0.as_str()),
            None => object,
        }
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        object.demand("format", FORMAT)?;
        Ok(Self {
            package: object.parsed("package")?,
            header_sha256: object.parsed("header_sha256")?,
            manifest_root: object.parsed("manifest_root")?,
            ciphertext_len: object.number("ciphertext_len")?,
            centre: object.parsed("centre")?,
            organisation: object.parsed("organisation")?,
            application: object.parsed("application")?,
            sequence: object.parsed("sequence")?,
            kind: object.parsed("kind")?,
            time: object.parsed("time")?,
            previous_root: object.parsed_or_null("previous_root")?,
            remark: object.find("remark").map(|_| object.parsed("remark")).transpose()?,
        })
    }
}

impl FromStr for Remark {
    type Err = BadRemark;

    fn from_str(text: &str) -> Result<Self, BadRemark> {
        let bytes = text.len();
        if (1..=REMARK_BYTES).contains(&bytes) { Ok(Self(text.to_owned())) } else { Err(BadRemark { bytes }) }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
