//! The desk as the CA: it answers enrolment requests, and keeps the centre's own certificates fresh.

use super::found::record;
use super::keyring::{self, KeyringError};
use crate::clock::Moment;
use crate::config::places::{Config, key};
use crate::registry::database::Registry;
use crate::registry::enrolment::Signed;
use crate::registry::entity::{enrolment, organisation};
use crate::registry::error::RegistryError;
use crate::registry::people::Issued;
use crypto::certificate::{Certificate, CertificateError, to_pem};
use crypto::issue::{Authority, IssueError, Request, Subject};
use crypto::role::Role;
use crypto::signature::VerifyingKey;
use durable::error::FileError;
use durable::whole::{self, Existing};

/// The issuing CA at work.
#[derive(Debug)]
pub struct Issuer {
    authority: Authority,
}

/// Why the CA did not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// Its key or certificate cannot be used.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// Nothing could be issued.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A certificate is not one of ours.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// A certificate could not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

impl Issuer {
    /// Takes the CA's key up.
    ///
    /// # Errors
    /// When key or certificate cannot be used.
    pub fn open(config: &Config) -> Result<Self, IssuerError> {
        let key = keyring::signing_key(&config.desk_key(key::CA_KEY))?;
        Ok(Self { authority: Authority::new(key, keyring::anchor(config)?)? })
    }

    /// Answers every waiting request; gives how many there were. The desk calls it at each turn.
    ///
    /// # Errors
    /// When the registry fails; a request that cannot be signed is refused, and the next one has its turn.
    pub async fn answer_waiting(&self, registry: &Registry, now: Moment) -> Result<usize, IssuerError> {
        let waiting = registry.waiting_enrolments().await?;
        for request in &waiting {
            match self.answer(registry, request, now).await? {
                Ok(signed) => registry.answer_enrolment(&request.id, &signed, now).await?,
                Err(reason) => registry.refuse_enrolment(&request.id, reason, now).await?,
            }
        }
        Ok(waiting.len())
    }

    /// Issues the centre's own certificates anew, under their keys, when less than a third of their time is left.
    /// Gives the roles that were renewed.
    ///
    /// # Errors
    /// When one cannot be issued or written.
    pub async fn renew_own(
        &self,
        config: &Config,
        registry: &Registry,
        now: Moment,
    ) -> Result<Vec<Role>, IssuerError> {
        let mut renewed = Vec::new();
        for name in [key::TLS, key::RECEIPT_INTAKE, key::RECEIPT_DESK, key::CARD] {
            let old = keyring::certificates(config, name)?;
            let old = Certificate::parse(old.first().ok_or(CertificateError::Pem)?)?;
            let (Some(role), Some(key), true) = (old.role, &old.key, is_late(&old, now)) else { continue };
            let issued = self.issue(&config.settings.centre.code, &old.organisation, role, key, now)?;
            registry.issued(std::slice::from_ref(&issued), now).await?;
            let pem = to_pem(&[issued.certificate.into()]);
            let _durable = whole::write(&config.public(name), pem.as_bytes(), Existing::Replace)?;
            renewed.push(role);
        }
        Ok(renewed)
    }

    /// Signs a request, or says why not.
    async fn answer(
        &self,
        registry: &Registry,
        request: &enrolment::Model,
        now: Moment,
    ) -> Result<Result<Signed, &'static str>, IssuerError> {
        let Some(organisation) = registry.organisation(&request.organisation).await? else {
            return Ok(Err("unknown-organisation"));
        };
        if organisation.revoked_at.is_some() {
            return Ok(Err("organisation-revoked"));
        }
        let tls = self.certify(&organisation, request.tls_request.as_deref(), Role::ApplicantTls, now);
        let signing =
            self.certify(&organisation, request.signing_request.as_deref(), Role::ApplicantSigning, now);
        match (tls, signing) {
            (Ok(tls), Ok(signing)) => Ok(Ok(Signed { tls, signing })),
            _ => Ok(Err("malformed-request")),
        }
    }

    fn certify(
        &self,
        organisation: &organisation::Model,
        request: Option<&[u8]>,
        role: Role,
        now: Moment,
    ) -> Result<Option<Issued>, IssuerError> {
        let Some(request) = request else { return Ok(None) };
        let request = Request::parse(request)?;
        self.issue(&organisation.id, &organisation.name, role, request.key(), now).map(Some)
    }

    fn issue(
        &self,
        id: &str,
        name: &str,
        role: Role,
        key: &VerifyingKey,
        now: Moment,
    ) -> Result<Issued, IssuerError> {
        let subject = Subject { id: id.to_owned(), organisation: name.to_owned(), role };
        Ok(record(&self.authority.issue(&subject, key, now.seconds())?)?)
    }
}

fn is_late(certificate: &Certificate, now: Moment) -> bool {
    let time = certificate.not_after.saturating_sub(certificate.not_before);
    now.seconds() > certificate.not_after.saturating_sub(time / 3)
}
