//! Renewing the TLS certificate, inside a session under the old one: same key, new dates.

use crypto::certificate::CertificateDer;
use crypto::chain::{ChainError, Purpose, judge};
use crypto::issue::{IssueError, Request};
use transfer::carrier::dial::Dialled;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;

use crate::identity::expiry::renewal_is_due;
use crate::identity::store::StoreError;
use crate::identity::{Identity, Tls};
use crate::reach::{ReachError, no};

/// No renewal this time; the old certificate goes on until its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenewError {
    /// The request.
    #[error(transparent)]
    Request(#[from] IssueError),
    /// The centre did not answer, or refused.
    #[error(transparent)]
    Reach(#[from] ReachError),
    /// The certificate that came back is not good.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The certificate that came back is for another key or another organisation.
    #[error("the centre certified another key or organisation than this one")]
    OtherSubject,
    /// It could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Identity {
    /// Tells whether the TLS certificate is to be renewed.
    pub fn renewal_is_due(&self, now: u64) -> bool {
        renewal_is_due(self.tls.certificate(), now)
    }

    /// Renews the TLS certificate over an open session. Returns the new end, seconds since the epoch.
    ///
    /// # Errors
    /// [`RenewError`].
    pub async fn renew(&mut self, dialled: &mut Dialled, now: u64) -> Result<u64, RenewError> {
        let request = Request::make(&self.tls.key, self.organisation.as_str())?;
        let question = ToCentre::Renew { request: request.der().to_vec() };
        let chain = match dialled.line.ask(&question).await.map_err(ReachError::from)? {
            ToApplicant::Renewed { chain } => {
                chain.into_iter().map(|der| Vec::from(der).into()).collect::<Vec<CertificateDer<'static>>>()
            }
            other => return Err(no(other).into()),
        };
        let leaf = judge(&chain, &self.anchor, now, Purpose::Client)?;
        if leaf.id != self.organisation.as_str() || leaf.key.as_ref() != Some(&self.tls.key.public()) {
            return Err(RenewError::OtherSubject);
        }
        self.store.keep_tls(&chain)?;
        let end = leaf.not_after;
        self.tls = Tls::new(chain, self.tls.key.clone()).map_err(ChainError::from)?;
        Ok(end)
    }
}
