//! A signed document: statement, receipt or card. Bytes: `docs/receipts.md`, "Envelope".
//!
//! | CBOR | content |
//! |---|---|
//! | tag 18 (COSE_Sign1, RFC 9052 §4.2) | `[protected, unprotected, payload, signature]`, external_aad empty |
//! | protected, deterministic | `{1: −8 or −7, 3: content type, 33: certificate or [certificate, intermediate …]}` |
//! | payload | one JSON object, see [`crate::json`] |
//!
//! [`Evidence::read`] proves that the bytes were signed by the key of the certificate they carry, and
//! [`Evidence::judge`] that this certificate was good at a given time under a centre's CA. The two are apart so
//! that an archivist without the CA still sees whether anything was altered. Revocation is the callers': they know
//! the serials.

use crate::json::{JsonError, Object};
use crate::time::UtcTime;
use crypto::certificate::{Certificate, CertificateDer, CertificateError};
use crypto::chain::{self, Anchor, ChainError, Leaf, Purpose};
use crypto::role::Role;
use crypto::sign1::{ParseError, Proofs, SignError, Signed, VerifyError};
use crypto::signature::SigningKey;

/// A signed document whose signature holds under the certificate that it carries.
#[derive(Clone, Debug)]
pub struct Evidence {
    signed: Signed,
    certificate: Certificate,
    bytes: Vec<u8>,
}

/// Why bytes are no signed document of the kind that was expected, or one that must not be believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvidenceError {
    /// The envelope is not as the format demands.
    #[error(transparent)]
    Envelope(#[from] ParseError),
    /// The signature does not hold.
    #[error(transparent)]
    Signature(#[from] VerifyError),
    /// The key and the certificate to sign with do not belong together.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The document is of another type.
    #[error("a document of type \"{found}\" where \"{expected}\" is expected")]
    OtherType {
        /// Content type that was expected.
        expected: &'static str,
        /// Content type in the document.
        found: String,
    },
    /// The certificate in it cannot be read.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The certificate is for another role.
    #[error("signed under a certificate for \"{}\", which is not for this", found.map_or("no role", Role::unit))]
    OtherRole {
        /// Role in the certificate.
        found: Option<Role>,
    },
    /// The certificate in it was not good at that time.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The payload is not the JSON that was expected.
    #[error("payload: {0}")]
    Payload(#[from] JsonError),
}

/// A key with its certificate: what signs documents.
#[derive(Clone, Debug)]
pub struct Signer {
    key: SigningKey,
    chain: Vec<CertificateDer<'static>>,
    certificate: Certificate,
}

impl Signer {
    /// Takes a key and its certificate with intermediates, leaf first, without the CA.
    ///
    /// # Errors
    /// When there is no certificate, or it cannot be read.
    pub fn new(key: SigningKey, chain: Vec<CertificateDer<'static>>) -> Result<Self, EvidenceError> {
        let certificate = Certificate::parse(chain.first().ok_or(ChainError::Empty)?)?;
        Ok(Self { key, chain, certificate })
    }

    /// Shows the key.
    #[must_use]
    pub fn key(&self) -> &SigningKey {
        &self.key
    }

    /// Shows the certificate and its intermediates.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// Says whose key it is and for what.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Signs a document.
    ///
    /// # Errors
    /// When the key is not that of the certificate.
    pub(crate) fn sign(
        &self,
        content_type: &'static str,
        payload: &Object,
    ) -> Result<Evidence, EvidenceError> {
        let signed = Signed::sign(&self.key, content_type, &self.chain, &payload.to_bytes())?;
        Evidence::read(&signed.to_bytes(), content_type)
    }
}

impl Evidence {
    /// Reads a tagged document and proves its signature under the certificate in it.
    ///
    /// # Errors
    /// When any byte is not as the envelope demands, the type is another, or the signature does not hold.
    pub fn read(bytes: &[u8], content_type: &'static str) -> Result<Self, EvidenceError> {
        let signed = Signed::parse(bytes)?;
        if signed.content_type() != content_type {
            let found = signed.content_type().to_owned();
            return Err(EvidenceError::OtherType { expected: content_type, found });
        }
        signed.verify()?;
        let certificate = Certificate::parse(signed.chain().first().ok_or(ChainError::Empty)?)?;
        Ok(Self { signed, certificate, bytes: bytes.to_vec() })
    }

    /// Proves that the certificate in it was good for `purpose` at the time `at` under `anchor`.
    ///
    /// # Errors
    /// When it was not.
    pub fn judge(&self, anchor: &Anchor, at: UtcTime, purpose: Purpose) -> Result<Leaf, EvidenceError> {
        Ok(chain::judge(self.signed.chain(), anchor, at.seconds(), purpose)?)
    }

    /// Reads the payload.
    ///
    /// # Errors
    /// When it is not one strict JSON object.
    pub fn payload(&self) -> Result<Object, EvidenceError> {
        Ok(Object::parse(self.signed.payload())?)
    }

    /// Demands the role of the certificate; [`Evidence::judge`] proves it against a CA.
    ///
    /// # Errors
    /// When it is another.
    pub fn demand_role(&self, role: Role) -> Result<(), EvidenceError> {
        let found = self.certificate.role;
        if found == Some(role) { Ok(()) } else { Err(EvidenceError::OtherRole { found }) }
    }

    /// Shows the certificate that it carries, believed or not.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Shows the certificate and its intermediates as they stand in the document.
    #[must_use]
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        self.signed.chain()
    }

    /// Shows the tagged bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives the tagged bytes with empty unprotected map, which is what later documents hash.
    #[must_use]
    pub fn bare_bytes(&self) -> Vec<u8> {
        self.signed.without_unprotected().to_bytes()
    }

    /// Shows the proofs in the unprotected map, which nobody has signed; none when the map is empty.
    #[must_use]
    pub fn proofs(&self) -> Option<&Proofs> {
        self.signed.proofs()
    }
}
