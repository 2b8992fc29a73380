//! A time-stamp token: that it holds in itself, and what it says.

use rustls_pki_types::CertificateDer;

use super::TimestampError;
use super::authorities::Authorities;
use super::info::Info;
use super::members::Malformed;
use super::policy::Policy;
use super::signed::Signed;
use super::signer::Signer;
use crate::digest::Sha256Digest;

/// A token whose signature holds under the certificate that it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    der: Vec<u8>,
    info: Info,
    authority: String,
    signer: CertificateDer<'static>,
    /// The other certificates that came along.
    others: Vec<CertificateDer<'static>>,
}

impl Token {
    /// Reads a token, and proves it as far as it goes in itself: one signature, over the content, by a certificate that came
    /// along, is for time-stamps alone, and was valid then.
    ///
    /// # Errors
    /// [`TimestampError`].
    pub fn read(der: &[u8]) -> Result<Self, TimestampError> {
        let form = |Malformed| TimestampError::Form("the token");
        let signed = Signed::read(der).map_err(form)?;
        let info = Info::read(signed.content)?;
        let signer = Signer::of(&signed)?;
        if !signed.signer.is_over(signed.content).map_err(form)? {
            return Err(TimestampError::Signature { authority: signer.name });
        }
        signer.demand_signed(&signed.signer)?;
        signer.demand_usage()?;
        signer.demand_valid(info.time)?;
        let others = signed.certificates.iter().filter(|other| **other != signer.der);
        Ok(Self {
            der: der.to_vec(),
            info,
            others: others.map(|other| CertificateDer::from(other.to_vec())).collect(),
            signer: CertificateDer::from(signer.der.to_vec()),
            authority: signer.name,
        })
    }

    /// Proves that it stamps these bytes.
    ///
    /// # Errors
    /// [`TimestampError::OtherBytes`].
    pub fn stamps(&self, bytes: &[u8]) -> Result<(), TimestampError> {
        let same = self.info.imprint == Sha256Digest::of(bytes).as_bytes();
        if same { Ok(()) } else { Err(TimestampError::OtherBytes) }
    }

    /// Proves that it was signed by an authority that is believed, judged at the token's time.
    ///
    /// # Errors
    /// [`TimestampError::Path`].
    pub fn trust(&self, authorities: &Authorities) -> Result<(), TimestampError> {
        let led = authorities.lead_to(&self.signer, &self.others, self.info.time);
        led.map_err(|source| TimestampError::Path { authority: self.authority.clone(), source })
    }

    /// The time that it proves, in seconds since the epoch.
    #[must_use]
    pub fn time(&self) -> u64 {
        self.info.time
    }

    /// Who signed it: the common name of the certificate.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The policy under which it was given.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.info.policy
    }

    /// Its number at the authority, lower-case hex.
    #[must_use]
    pub fn serial(&self) -> &str {
        &self.info.serial
    }

    /// The nonce of the question that it answers: the content of an INTEGER.
    pub(super) fn nonce(&self) -> Option<&[u8]> {
        self.info.nonce.as_deref()
    }

    /// The bytes to keep: DER of the ContentInfo.
    #[must_use]
    pub fn to_der(&self) -> &[u8] {
        &self.der
    }
}
