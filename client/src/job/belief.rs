//! What it takes to believe a receipt. A receipt that fails one check is not stored, and the job ends with an error:
//! nobody is told "registered" on the word of a stranger.
//!
//! Checked, in this order: form and signature, certificate under the pinned CA at the receipt's own time and of the
//! role its kind needs, named in the card, this organisation, this number, this dossier; if it speaks of this very
//! package, also header, statement and package digest; and that it follows the receipt before it.

use ectd::name::{ApplicationId, SequenceNumber};
use package::identity::{CentreId, ManifestRoot, OrganisationId, PackageDigest};
use package::receipt::link::LinkError;
use package::receipt::step::Step;
use package::receipt::{Receipt, ReceiptError};
use package::statement::Statement;

use crate::identity::Identity;

/// The receipts of one submission, believed one after another.
#[derive(Debug)]
pub struct Belief {
    number: String,
    own: Option<Own>,
    step: Option<Step>,
}

/// The package this job sent, to compare receipts with.
#[derive(Debug, Clone)]
pub struct Own {
    /// Its statement.
    pub statement: Statement,
    /// Its package digest, once every segment was sealed.
    pub digest: Option<PackageDigest>,
}

/// Why a receipt is not believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Disbelief {
    /// Its form, signature or certificate.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// It does not follow the one before it.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The centre's card does not name the certificate that signed it.
    #[error("the centre's card does not name the certificate that signed the receipt")]
    NotNamed,
    /// It is about something else.
    #[error("the receipt is about {what} {found}, not {expected}")]
    Other {
        /// Which member differs.
        what: &'static str,
        /// What was expected.
        expected: String,
        /// What the receipt says.
        found: String,
    },
    /// It speaks of this package, but header or statement are not this package's.
    #[error("the receipt names another header or statement for this package")]
    OtherPackage,
    /// The centre holds other bytes than were sent.
    #[error("the centre received a package with digest {found}, sent was {expected}")]
    OtherDigest {
        /// Digest of what was sent.
        expected: String,
        /// Digest in the receipt.
        found: String,
    },
}

impl Belief {
    /// Begins with no receipt of submission `number`; `own` is the package that was sent, if one was.
    pub fn new(number: &str, own: Option<Own>) -> Belief {
        Belief { number: number.to_owned(), own, step: None }
    }

    /// Says that the own package's digest is known now.
    pub fn digest(&mut self, digest: PackageDigest) {
        if let Some(own) = &mut self.own {
            own.digest = Some(digest);
        }
    }

    /// Tells whether a receipt gives a digest of the very package that was sent, so that the own one is needed.
    pub fn needs_digest(&self, receipt: &Receipt) -> bool {
        let own = self.own.as_ref().filter(|own| own.digest.is_none());
        own.is_some_and(|own| own.statement.facts().package == receipt.filing().package)
            && receipt.body().package_digest().is_some()
    }

    /// Checks a receipt and believes it.
    ///
    /// # Errors
    /// [`Disbelief`]; then what was believed before stays as it was.
    pub fn take(&mut self, receipt: &Receipt, identity: &Identity) -> Result<(), Disbelief> {
        receipt.trust(identity.anchor())?;
        if !identity.card().names(receipt) {
            return Err(Disbelief::NotNamed);
        }
        self.is_ours(receipt, identity.centre(), identity.organisation())?;
        if let Some(own) = &self.own {
            is_of(receipt, own)?;
        }
        self.step = Some(match &self.step {
            None => Step::first(receipt.clone())?,
            Some(before) => before.next(receipt.clone())?,
        });
        Ok(())
    }

    /// What the receipts prove together.
    pub fn step(&self) -> Option<&Step> {
        self.step.as_ref()
    }

    fn is_ours(&self, receipt: &Receipt, centre: &CentreId, own: &OrganisationId) -> Result<(), Disbelief> {
        let filing = receipt.filing();
        same("centre", centre, &filing.centre)?;
        same("organisation", own, &filing.organisation)?;
        same("number", &self.number.as_str(), &filing.number.as_str())
    }
}

fn is_of(receipt: &Receipt, own: &Own) -> Result<(), Disbelief> {
    let filing = receipt.filing();
    let facts = own.statement.facts();
    same::<ManifestRoot>("manifest root", &facts.manifest_root, &filing.manifest_root)?;
    same::<ApplicationId>("application", &facts.application, &filing.application)?;
    same::<SequenceNumber>("sequence", &facts.sequence, &filing.sequence)?;
    if facts.package != filing.package {
        // The same dossier in another package: filed before, or from another machine.
        return Ok(());
    }
    if !filing.is_of(&own.statement) {
        return Err(Disbelief::OtherPackage);
    }
    match (own.digest, receipt.body().package_digest()) {
        (Some(expected), Some(found)) if expected != found => {
            Err(Disbelief::OtherDigest { expected: expected.to_string(), found: found.to_string() })
        }
        _ => Ok(()),
    }
}

fn same<T: PartialEq + ToString>(what: &'static str, expected: &T, found: &T) -> Result<(), Disbelief> {
    if expected == found {
        return Ok(());
    }
    Err(Disbelief::Other { what, expected: expected.to_string(), found: found.to_string() })
}
