//! What a job keeps to make its own package again: plan, clear part, salt and prefix, but never the data key, which the
//! applicant's stanza gives back.

use crypto::commitment::Commitment;
use crypto::segment::{NoncePrefix, Salt};
use crypto::wrap::{Kid, PrivateKey, UnwrapError};

use super::Sealer;
use crate::fields::{Reader, Unreadable, Writer};
use crate::head::{Head, HeadError};
use crate::plan::Plan;

/// Why a job cannot make its own package again; a new package is needed then.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResumeError {
    /// The record is cut, altered or of another version.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The clear part in it is not sound.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// Plan and clear part are not of one package.
    #[error("the plan in the journal is not that of the package")]
    OtherPlan,
    /// The key is no recipient.
    #[error("the key {kid} is no recipient of the package")]
    NoRecipient {
        /// The key that was tried.
        kid: Kid,
    },
    /// The stanza does not open.
    #[error(transparent)]
    Unwrap(#[from] UnwrapError),
    /// The unwrapped key is not the one that the header commits to.
    #[error("the data key is not the one that the header commits to")]
    Commitment,
}

impl Sealer {
    /// Writes everything needed to make the same package again, with a digest of its own. It must be durable before
    /// the first byte leaves.
    #[must_use]
    pub fn journal(&self) -> Vec<u8> {
        let mut out = Writer::new(MAGIC);
        out.field(self.head.bytes());
        out.raw(self.salt.as_bytes());
        out.raw(self.prefix.as_bytes());
        out.field(&self.plan.encode());
        out.finish()
    }

    /// Takes up a package again from what [`Sealer::journal`] wrote.
    ///
    /// # Errors
    /// When the record is damaged or the key is not the applicant's. The same package cannot be made again then.
    pub fn resume(journal: &[u8], key: &PrivateKey) -> Result<Self, ResumeError> {
        let mut input = Reader::new(journal, MAGIC, "package")?;
        let head = Head::parse(input.field()?)?;
        let salt = Salt::from_bytes(input.raw()?);
        let prefix = NoncePrefix::from_bytes(input.raw()?);
        let plan = Plan::decode(input.field()?)?;
        input.finish()?;

        head.verify()?;
        let facts = head.facts();
        let same = plan.root() == facts.manifest_root
            && plan.segments() == head.header().segments
            && *plan.application() == facts.application
            && *plan.sequence() == facts.sequence;
        if !same {
            return Err(ResumeError::OtherPlan);
        }
        let kid = key.public().kid();
        let stanza = head.header().stanzas.iter().find(|stanza| stanza.kid == kid);
        let key = stanza.ok_or(ResumeError::NoRecipient { kid })?.open(key, &head.header().id)?;
        if Commitment::to(&key, &salt) != head.header().commitment {
            return Err(ResumeError::Commitment);
        }
        Ok(Self::with(plan, head, &key, salt, prefix))
    }
}

const MAGIC: &[u8; 8] = b"SEALJOB\x01";
