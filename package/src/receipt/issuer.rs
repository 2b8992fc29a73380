//! The two keys that receipts are signed with, as two types: intake can never sign what only the desk may say.

use crate::evidence::{Evidence, EvidenceError, Signer};
use crate::identity::CentreId;
use crate::json::Object;
use crypto::role::Role;

/// Signs `offer` and `delivered`, and refusals up to delivery (`receipt-intake`).
#[derive(Clone, Debug)]
pub struct IntakeIssuer(Issuer);

/// Signs `verified` and `registered`, and refusals after delivery (`receipt-desk`).
#[derive(Clone, Debug)]
pub struct DeskIssuer(Issuer);

/// Why a key and certificate cannot sign receipts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// The certificate is for another role.
    #[error("the certificate is for \"{}\", these receipts are signed under \"{wanted}\"", found.map_or("no role", Role::unit))]
    OtherRole {
        /// Role in the certificate.
        found: Option<Role>,
        /// Role that is needed.
        wanted: Role,
    },
    /// The certificate's common name is no centre.
    #[error("the certificate's common name \"{0}\" is no centre id")]
    NoCentre(String),
}

#[derive(Clone, Debug)]
pub(super) struct Issuer {
    signer: Signer,
    centre: CentreId,
}

impl IntakeIssuer {
    /// Takes intake's receipt key.
    ///
    /// # Errors
    /// When its certificate is not made for this.
    pub fn new(signer: Signer) -> Result<Self, IssuerError> {
        Issuer::new(signer, Role::ReceiptIntake).map(Self)
    }

    /// Says whose receipts these are.
    #[must_use]
    pub fn centre(&self) -> &CentreId {
        &self.0.centre
    }

    pub(super) fn issuer(&self) -> &Issuer {
        &self.0
    }
}

impl DeskIssuer {
    /// Takes the desk's receipt key.
    ///
    /// # Errors
    /// When its certificate is not made for this.
    pub fn new(signer: Signer) -> Result<Self, IssuerError> {
        Issuer::new(signer, Role::ReceiptDesk).map(Self)
    }

    /// Says whose receipts these are.
    #[must_use]
    pub fn centre(&self) -> &CentreId {
        &self.0.centre
    }

    pub(super) fn issuer(&self) -> &Issuer {
        &self.0
    }
}

impl Issuer {
    fn new(signer: Signer, wanted: Role) -> Result<Self, IssuerError> {
        let certificate = signer.certificate();
        if certificate.role != Some(wanted) {
            return Err(IssuerError::OtherRole { found: certificate.role, wanted });
        }
        let centre = certificate.id.parse().map_err(|_| IssuerError::NoCentre(certificate.id.clone()))?;
        Ok(Self { signer, centre })
    }

    pub(super) fn sign(
        &self,
        content_type: &'static str,
        payload: &Object,
    ) -> Result<Evidence, EvidenceError> {
        self.signer.sign(content_type, payload)
    }
}
