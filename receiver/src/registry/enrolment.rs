//! Enrolment and renewal: intake writes the request down, the desk signs it, intake hands the answer out.

use super::database::Registry;
use super::entity::{enrolment, invitation};
use super::error::RegistryError;
use super::log::Event;
use super::people::Issued;
use crate::clock::Moment;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};

/// What a client sends with an invitation's token.
#[derive(Clone, Debug)]
pub struct EnrolmentRequest {
    /// SHA-256 of the token, hex.
    pub token_sha256: String,
    /// Certificate request (DER) of the TLS key.
    pub tls_request: Vec<u8>,
    /// Certificate request (DER) of the signing key.
    pub signing_request: Vec<u8>,
    /// HPKE KEM number of the decryption key.
    pub kem: u16,
    /// The public decryption key.
    pub public_key: Vec<u8>,
}

/// Why a token does not enrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenRefusal {
    /// Nobody was invited with it.
    Unknown,
    /// It was used, with other keys.
    Used,
    /// Its time is over, or the organisation's rights ended.
    Expired,
}

/// Certificates for a request; what was not asked for is none.
#[derive(Clone, Debug, Default)]
pub struct Signed {
    /// For the TLS key.
    pub tls: Option<Issued>,
    /// For the signing key.
    pub signing: Option<Issued>,
}

impl Registry {
    /// Uses an invitation and writes the request down; gives the request's id. The same token with the same keys
    /// again gives the same id, so that a client that lost the answer can ask again.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enrol(
        &self,
        request: &EnrolmentRequest,
        now: Moment,
    ) -> Result<Result<String, TokenRefusal>, RegistryError> {
        let mut write = self.write().await?;
        let Some(row) = invitation::Entity::find_by_id(&request.token_sha256).one(&write.tx).await? else {
            return Ok(Err(TokenRefusal::Unknown));
        };
        let earlier = enrolment::Entity::find()
            .filter(enrolment::Column::TokenSha256.eq(&request.token_sha256))
            .one(&write.tx)
            .await?;
        match earlier {
            Some(earlier) if is_same(&earlier, request) => return Ok(Ok(earlier.id)),
            Some(_) => return Ok(Err(TokenRefusal::Used)),
            None if row.expires_at <= now.0 => return Ok(Err(TokenRefusal::Expired)),
            None => {}
        }
        let organisation = row.organisation.clone();
        let mut used = row.into_active_model();
        used.used_at = Set(Some(now.0));
        used.update(&write.tx).await?;
        let asked = enrolment::Model {
            token_sha256: Some(request.token_sha256.clone()),
            tls_request: Some(request.tls_request.clone()),
            signing_request: Some(request.signing_request.clone()),
            kem: Some(request.kem.into()),
            public_key: Some(request.public_key.clone()),
            ..blank(&organisation, now)
        };
        let id = asked.id.clone();
        asked.into_active_model().insert(&write.tx).await?;
        write.append(&Event::new("enrolment", organisation).with("request", &id), now).await?;
        write.commit().await?;
        Ok(Ok(id))
    }

    /// Writes down that an enrolled organisation wants a new TLS certificate; gives the request's id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn renew(
        &self,
        organisation: &str,
        tls_request: Vec<u8>,
        now: Moment,
    ) -> Result<String, RegistryError> {
        let mut write = self.write().await?;
        let asked = enrolment::Model { tls_request: Some(tls_request), ..blank(organisation, now) };
        let id = asked.id.clone();
        asked.into_active_model().insert(&write.tx).await?;
        write.append(&Event::new("renewal", organisation).with("request", &id), now).await?;
        write.commit().await?;
        Ok(id)
    }

    /// The requests that wait for the desk, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_enrolments(&self) -> Result<Vec<enrolment::Model>, RegistryError> {
        let find = enrolment::Entity::find()
            .filter(enrolment::Column::AnsweredAt.is_null())
            .order_by_asc(enrolment::Column::Id);
        Ok(find.all(&self.db).await?)
    }

    /// One request, with its answer once the desk has given it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enrolment(&self, id: &str) -> Result<Option<enrolment::Model>, RegistryError> {
        Ok(enrolment::Entity::find_by_id(id).one(&self.db).await?)
    }

    /// Answers a request with certificates. A request that was answered before stays as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer_enrolment(
        &self,
        id: &str,
        signed: &Signed,
        now: Moment,
    ) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        let row = enrolment::Entity::find_by_id(id).one(&write.tx).await?;
        let Some(row) = row.filter(|row| row.answered_at.is_none()) else { return Ok(()) };
        for issued in signed.tls.iter().chain(&signed.signing) {
            write.certificate(issued, now).await?;
        }
        let mut row = row.into_active_model();
        row.tls_certificate = Set(signed.tls.as_ref().map(|issued| issued.certificate.clone()));
        row.signing_certificate = Set(signed.signing.as_ref().map(|issued| issued.certificate.clone()));
        row.answered_at = Set(Some(now.0));
        row.update(&write.tx).await?;
        write.commit().await
    }

    /// Answers a request with a refusal.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refuse_enrolment(&self, id: &str, reason: &str, now: Moment) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        let row = enrolment::Entity::find_by_id(id).one(&write.tx).await?;
        let Some(row) = row.filter(|row| row.answered_at.is_none()) else { return Ok(()) };
        let event = Event::new("enrolment-refused", &row.organisation).with("request", id);
        write.append(&event.with("reason", reason), now).await?;
        let mut row = row.into_active_model();
        row.refusal = Set(Some(reason.to_owned()));
        row.answered_at = Set(Some(now.0));
        row.update(&write.tx).await?;
        write.commit().await
    }
}

fn blank(organisation: &str, now: Moment) -> enrolment::Model {
    enrolment::Model {
        id: uuid::Uuid::now_v7().to_string(),
        token_sha256: None,
        organisation: organisation.to_owned(),
        tls_request: None,
        signing_request: None,
        kem: None,
        public_key: None,
        tls_certificate: None,
        signing_certificate: None,
        refusal: None,
        asked_at: now.0,
        answered_at: None,
    }
}

fn is_same(row: &enrolment::Model, request: &EnrolmentRequest) -> bool {
    row.tls_request.as_ref() == Some(&request.tls_request)
        && row.signing_request.as_ref() == Some(&request.signing_request)
        && row.public_key.as_ref() == Some(&request.public_key)
}
