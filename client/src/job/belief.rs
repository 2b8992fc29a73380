//! What it takes to believe a receipt. A receipt that fails one check is not stored, and the job ends with an error:
//! nobody is told "registered" on the word of a stranger.
//!
//! Checked, in this order: form and signature, certificate under the pinned CA at the receipt's own time and of the
//! role its kind needs, named in the card, this organisation, this number, this dossier; if it speaks of this very
//! package, also header, statement and package digest; that it follows the receipt before it; and, if it carries a proof
//! of the log, that this holds under the key that the card names.

use ectd::name::{ApplicationId, SequenceNumber};
use package::identity::{CentreId, ManifestRoot, OrganisationId, PackageDigest};
use package::log::proof::{self, ProofFault};
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
    /// The proof that it stands in the centre's log.
    #[error("the receipt's proof of the log: {0}")]
    Proof(#[from] ProofFault),
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
        proof::verify(receipt, identity.card().face().log.as_ref())?;
        if !identity.card().names(receipt) {
            return Err(Disbelief::NotNamed);
        }
        self.is_ours(receipt, identity.centre(), identity.organisation())?;
        if let Some(own) = &self.own {
            is_of(receipt, own)?;
        }
        self.step = Some(match &self.step {
            // A receipt that follows none begins the chain anew: another package of this dossier took over.
            Some(before) if receipt.after().is_some() => before.next(receipt.clone())?,
            _ => Step::first(receipt.clone())?,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::home::Home;
    use crate::job::dossier::{Named, Said};
    use crate::job::event::Silent;
    use crate::job::prepare::{Terms, prepare};
    use crate::testing::{Centre, NOW, dossier};

    const NUMBER: &str = "CDE-2026-000001";

    fn digest(byte: &str) -> String {
        byte.repeat(32)
    }

    /// An identity of `centre` and the statement of a package made by it.
    fn filed(centre: &Centre) -> (tempfile::TempDir, Identity, Statement) {
        let top = tempfile::tempdir().unwrap();
        let home = Home::at(top.path().join("home"));
        let identity = centre.enrol(&home);
        let named = Named::open(&dossier(top.path()), Said::default()).unwrap();
        let terms = Terms { home: &home, identity: &identity, history: None, accepted: None, now: NOW };
        let ready = prepare(&named, &terms, &mut Silent).unwrap();
        (top, identity, ready.sealer.head().statement().clone())
    }

    fn own(statement: &Statement, byte: &str) -> Option<Own> {
        Some(Own { statement: statement.clone(), digest: digest(byte).parse().ok() })
    }

    #[test]
    fn the_centres_receipts_are_believed_in_order() {
        let centre = Centre::new();
        let (_top, identity, statement) = filed(&centre);
        let mut belief = Belief::new(NUMBER, own(&statement, "aa"));
        // One chain: R1 names the R0 that was signed at the same second with the same content.
        belief.take(&centre.offered(&statement, NUMBER), &identity).unwrap();
        belief.take(&centre.delivered(&statement, NUMBER, &digest("aa")), &identity).unwrap();
        assert!(matches!(belief.step(), Some(Step::Delivered(_))));
    }

    #[test]
    fn another_digest_than_the_own_is_not_believed() {
        let centre = Centre::new();
        let (_top, identity, statement) = filed(&centre);
        let mut belief = Belief::new(NUMBER, own(&statement, "aa"));
        belief.take(&centre.offered(&statement, NUMBER), &identity).unwrap();
        let delivered = centre.delivered(&statement, NUMBER, &digest("bb"));
        assert!(matches!(belief.take(&delivered, &identity), Err(Disbelief::OtherDigest { .. })));
        assert!(matches!(belief.step(), Some(Step::Offered(_))));
    }

    #[test]
    fn a_receipt_out_of_order_is_not_believed() {
        let centre = Centre::new();
        let (_top, identity, statement) = filed(&centre);
        let mut belief = Belief::new(NUMBER, own(&statement, "aa"));
        let delivered = centre.delivered(&statement, NUMBER, &digest("aa"));
        assert!(matches!(belief.take(&delivered, &identity), Err(Disbelief::Link(_))));
    }

    #[test]
    fn another_centres_receipt_is_not_believed() {
        let (centre, stranger) = (Centre::new(), Centre::new());
        let (_top, identity, statement) = filed(&centre);
        let mut belief = Belief::new(NUMBER, own(&statement, "aa"));
        let forged = stranger.offered(&statement, NUMBER);
        assert!(matches!(belief.take(&forged, &identity), Err(Disbelief::Receipt(_))));
    }

    #[test]
    fn a_receipt_of_another_number_or_dossier_is_not_believed() {
        let centre = Centre::new();
        let (_top, identity, statement) = filed(&centre);
        let receipt = centre.offered(&statement, "CDE-2026-000002");
        let mut belief = Belief::new(NUMBER, own(&statement, "aa"));
        assert!(matches!(belief.take(&receipt, &identity), Err(Disbelief::Other { what: "number", .. })));
    }
}
