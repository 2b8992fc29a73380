//! Receipts: what a centre signs about a package, step by step. Bytes and members: `docs/receipts.md`.
//!
//! | receipt | kind | signed by | says |
//! |---|---|---|---|
//! | R0 | `offer` | intake | we were offered this root, this size, under this number |
//! | R1 | `delivered` | intake | every segment is durable |
//! | R2 | `verified` | desk | opened, every file equals the manifest, findings, copies read back |
//! | R3 | `registered` | desk | the registration |
//! | R3 | `refused` | intake up to delivery, desk after it | the reasons |
//!
//! A [`Receipt`] is one signed document that holds on its own; [`state`] is what several of them prove together.

pub mod body;
pub mod filing;
pub mod issuer;
pub mod link;
pub mod refusal;
pub mod state;
pub mod step;
pub mod verification;

use crate::evidence::{Evidence, EvidenceError};
use crate::identity::{Carrier, ReceiptDigest};
use crate::json::{JsonError, Object};
use crate::time::UtcTime;
use body::{Body, Kind};
use crypto::certificate::{Certificate, CertificateDer};
use crypto::chain::{Anchor, Leaf, Purpose};
use crypto::digest::Sha256Digest;
use crypto::role::Role;
use crypto::sign1::Proofs;
use filing::Filing;
use issuer::Issuer;
use link::LinkError;
use refusal::Stage;

/// Media type in the protected header of a receipt.
pub const CONTENT_TYPE: &str = "application/sealpost-receipt+json";
/// Member `format` of a receipt.
pub const FORMAT: &str = "sealpost-receipt/1";

/// Bytes of the salt that stands beside the log's proofs.
pub const SALT_BYTES: usize = 16;

/// A receipt whose signature holds under the certificate that it carries, of a role that may sign it.
#[derive(Clone, Debug)]
pub struct Receipt {
    evidence: Evidence,
    payload: Payload,
    digest: ReceiptDigest,
}

/// The members of a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Payload {
    filing: Filing,
    time: UtcTime,
    after: Option<ReceiptDigest>,
    carrier: Carrier,
    body: Body,
}

/// Why bytes are no receipt, or one that must not be believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// The document, its signature or its certificate.
    #[error("receipt: {0}")]
    Evidence(#[from] EvidenceError),
    /// A member of the payload.
    #[error("receipt: {0}")]
    Payload(#[from] JsonError),
    /// It does not follow the receipt before it.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The salt beside a proof of the log has another length.
    #[error("the receipt's salt has not {SALT_BYTES} bytes")]
    Salt,
    /// Signed by another centre than the one it names.
    #[error("the receipt names centre {stated}, its certificate {certified}")]
    OtherCentre {
        /// What the payload says.
        stated: String,
        /// Common name of the certificate.
        certified: String,
    },
}

impl Receipt {
    /// Reads a tagged receipt and proves its signature under the certificate in it, whose role must fit its kind.
    ///
    /// # Errors
    /// When any byte is not as the format demands, the signature does not hold, or the role may not say this.
    pub fn read(bytes: &[u8]) -> Result<Self, ReceiptError> {
        Self::from_evidence(Evidence::read(bytes, CONTENT_TYPE)?)
    }

    /// Proves that the certificate was good under the centre's CA at the receipt's own time.
    ///
    /// # Errors
    /// When it was not.
    pub fn trust(&self, anchor: &Anchor) -> Result<Leaf, ReceiptError> {
        Ok(self.evidence.judge(anchor, self.payload.time, Purpose::Receipt)?)
    }

    /// Shows the tagged bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.evidence.bytes()
    }

    /// Gives the tagged bytes with empty unprotected map: the log's record of this receipt.
    #[must_use]
    pub fn bare_bytes(&self) -> Vec<u8> {
        self.evidence.bare_bytes()
    }

    /// Names the receipt: SHA-256 of its tagged bytes with empty unprotected map, as the next one's `after` has it.
    #[must_use]
    pub fn digest(&self) -> ReceiptDigest {
        self.digest
    }

    /// Says which kind of receipt it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.payload.body.kind()
    }

    /// Says which package of whom it is about.
    #[must_use]
    pub fn filing(&self) -> &Filing {
        &self.payload.filing
    }

    /// Says when it was signed, by the centre's clock.
    #[must_use]
    pub fn time(&self) -> UtcTime {
        self.payload.time
    }

    /// Names the receipt before it; none in the first.
    #[must_use]
    pub fn after(&self) -> Option<ReceiptDigest> {
        self.payload.after
    }

    /// Says how the package came.
    #[must_use]
    pub fn carrier(&self) -> &Carrier {
        &self.payload.carrier
    }

    /// Shows what this kind of receipt says beyond the filing.
    #[must_use]
    pub fn body(&self) -> &Body {
        &self.payload.body
    }

    /// Shows the log's proofs and their salt; none until the log has attached them. Not covered by the signature.
    #[must_use]
    pub fn proofs(&self) -> Option<&Proofs> {
        self.evidence.proofs()
    }

    /// Shows the certificate and its intermediates as the receipt carries them.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        self.evidence.chain()
    }

    /// Shows the certificate that it carries; [`Receipt::trust`] says whether to believe it.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        self.evidence.certificate()
    }

    fn issue(issuer: &Issuer, payload: &Payload) -> Result<Self, ReceiptError> {
        Self::from_evidence(issuer.sign(CONTENT_TYPE, &payload.to_json())?)
    }

    fn from_evidence(evidence: Evidence) -> Result<Self, ReceiptError> {
        let payload = Payload::read(&evidence.payload()?)?;
        evidence.demand_role(payload.body.role())?;
        if evidence.proofs().is_some_and(|proofs| proofs.salt.len() != SALT_BYTES) {
            return Err(ReceiptError::Salt);
        }
        let certificate = evidence.certificate();
        if certificate.id != payload.filing.centre.as_str() {
            let stated = payload.filing.centre.to_string();
            return Err(ReceiptError::OtherCentre { stated, certified: certificate.id.clone() });
        }
        let digest = ReceiptDigest(Sha256Digest::of(&evidence.bare_bytes()));
        Ok(Self { evidence, payload, digest })
    }
}

impl Body {
    /// Says who may sign this: what is known without opening is intake's to say, the rest is the desk's.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Offer(_) | Self::Delivered(..) => Role::ReceiptIntake,
            Self::Verified(_) | Self::Registered { .. } => Role::ReceiptDesk,
            Self::Refused(refusal) => match refusal.stage {
                Stage::Offer | Stage::Delivery => Role::ReceiptIntake,
                Stage::Verification | Stage::Registration => Role::ReceiptDesk,
            },
        }
    }
}

impl Payload {
    fn to_json(&self) -> Object {
        let head = Object::new()
            .with("format", FORMAT)
            .with("kind", self.body.kind().word())
            .with("centre", &self.filing.centre)
            .with("time", self.time)
            .with("after", self.after);
        self.body.write(self.filing.write(head).with("carrier", &self.carrier))
    }

    fn read(object: &Object) -> Result<Self, JsonError> {
        object.demand("format", FORMAT)?;
        Ok(Self {
            filing: Filing::read(object)?,
            time: object.parsed("time")?,
            after: object.parsed_or_null("after")?,
            carrier: object.parsed("carrier")?,
            body: Body::read(Kind::read(object)?, object)?,
        })
    }
}
