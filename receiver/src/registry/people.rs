//! Organisations and their certificates: who may file what, and who no longer may.

use super::database::{Registry, Write};
use super::entity::{certificate, invitation, organisation};
use super::error::RegistryError;
use super::log::Event;
use crate::clock::Moment;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, Set};
use std::collections::HashMap;

/// A certificate as the registry keeps it.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Serial number, lower-case hex.
    pub serial: String,
    /// CN.
    pub organisation: String,
    /// OU.
    pub role: String,
    /// DER.
    pub certificate: Vec<u8>,
    /// Start of validity.
    pub not_before: Moment,
    /// End of validity.
    pub not_after: Moment,
}

/// An invitation to be written down.
#[derive(Clone, Debug)]
pub struct Invite {
    /// SHA-256 of the token, hex.
    pub token_sha256: String,
    /// The organisation's id.
    pub organisation: String,
    /// Its name for people.
    pub name: String,
    /// What it may file; empty keeps what a known organisation has, and means everything for a new one.
    pub applications: Vec<String>,
    /// Until when the code works.
    pub expires: Moment,
}

impl Registry {
    /// Writes an invitation down, and the organisation with it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invite(&self, invite: &Invite, now: Moment) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        write.welcome(invite, now).await?;
        let row = invitation::Model {
            token_sha256: invite.token_sha256.clone(),
            organisation: invite.organisation.clone(),
            expires_at: invite.expires.0,
            used_at: None,
        };
        row.into_active_model().insert(&write.tx).await?;
        let event = Event::new("invitation", &invite.organisation)
            .with("name", &invite.name)
            .with("applications", invite.applications.join(" "));
        write.append(&event, now).await?;
        write.commit().await
    }

    /// One organisation.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation(&self, id: &str) -> Result<Option<organisation::Model>, RegistryError> {
        Ok(organisation::Entity::find_by_id(id).one(&self.db).await?)
    }

    /// Every organisation, by id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations(&self) -> Result<Vec<organisation::Model>, RegistryError> {
        let find = organisation::Entity::find().order_by_asc(organisation::Column::Id);
        Ok(find.all(&self.db).await?)
    }

    /// The certificates of an organisation, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn certificates(&self, organisation: &str) -> Result<Vec<certificate::Model>, RegistryError> {
        let find = certificate::Entity::find()
            .filter(certificate::Column::Organisation.eq(organisation))
            .order_by_asc(certificate::Column::NotBefore);
        Ok(find.all(&self.db).await?)
    }

    /// Writes down certificates that were issued outside an enrolment: the centre's own.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn issued(&self, certificates: &[Issued], now: Moment) -> Result<(), RegistryError> {
        let mut write = self.write().await?;
        for issued in certificates {
            write.certificate(issued, now).await?;
        }
        write.commit().await
    }

    /// The revoked serials and when they were revoked. Intake asks every few seconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoked(&self) -> Result<HashMap<String, Moment>, RegistryError> {
        let rows = certificate::Entity::find()
            .filter(certificate::Column::RevokedAt.is_not_null())
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().filter_map(|row| Some((row.serial, Moment(row.revoked_at?)))).collect())
    }

    /// Revokes one serial, or every certificate and open invitation of an organisation, called by its id or its name. Gives the serials that were
    /// revoked now, or none when nobody is called so.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke(&self, whom: &str, now: Moment) -> Result<Option<Vec<String>>, RegistryError> {
        let mut write = self.write().await?;
        // People copy serial numbers as other programs print them: `4A:00:FF`.
        let serial = whom.replace(':', "").to_lowercase();
        let rows = match certificate::Entity::find_by_id(serial).one(&write.tx).await? {
            Some(one) => Some(vec![one]),
            None => write.end_organisation(whom, now).await?,
        };
        let Some(rows) = rows else { return Ok(None) };
        let mut serials = Vec::new();
        for row in rows.into_iter().filter(|row| row.revoked_at.is_none()) {
            let event = Event::new("revocation", &row.organisation)
                .with("serial", &row.serial)
                .with("role", &row.role);
            serials.push(row.serial.clone());
            let mut row = row.into_active_model();
            row.revoked_at = Set(Some(write.time(now).0));
            row.update(&write.tx).await?;
            write.append(&event, now).await?;
        }
        write.commit().await?;
        Ok(Some(serials))
    }
}

impl Write {
    async fn welcome(&self, invite: &Invite, now: Moment) -> Result<(), RegistryError> {
        let applications = |patterns: &[String]| {
            serde_json::to_string(patterns).map_err(|_| RegistryError::Impossible { what: "pattern" })
        };
        let Some(known) = organisation::Entity::find_by_id(&invite.organisation).one(&self.tx).await? else {
            let everything = [EVERYTHING.to_owned()];
            let patterns =
                if invite.applications.is_empty() { &everything[..] } else { &invite.applications };
            let row = organisation::Model {
                id: invite.organisation.clone(),
                name: invite.name.clone(),
                applications: applications(patterns)?,
                created_at: now.0,
                revoked_at: None,
            };
            row.into_active_model().insert(&self.tx).await?;
            return Ok(());
        };
        let mut row = known.into_active_model();
        row.name = Set(invite.name.clone());
        row.revoked_at = Set(None);
        if !invite.applications.is_empty() {
            row.applications = Set(applications(&invite.applications)?);
        }
        row.update(&self.tx).await?;
        Ok(())
    }

    pub(super) async fn certificate(&mut self, issued: &Issued, now: Moment) -> Result<(), RegistryError> {
        let row = certificate::Model {
            serial: issued.serial.clone(),
            organisation: issued.organisation.clone(),
            role: issued.role.clone(),
            certificate: issued.certificate.clone(),
            not_before: issued.not_before.0,
            not_after: issued.not_after.0,
            revoked_at: None,
        };
        row.into_active_model().insert(&self.tx).await?;
        let event = Event::new("certificate", &issued.organisation)
            .with("serial", &issued.serial)
            .with("role", &issued.role);
        self.append(&event, now).await?;
        Ok(())
    }

    /// Ends an organisation's rights and open invitations; its certificates are for the caller to revoke.
    async fn end_organisation(
        &mut self,
        whom: &str,
        now: Moment,
    ) -> Result<Option<Vec<certificate::Model>>, RegistryError> {
        let Some(row) = self.called(whom).await? else { return Ok(None) };
        let id = row.id.clone();
        let mut row = row.into_active_model();
        row.revoked_at = Set(Some(now.0));
        row.update(&self.tx).await?;
        self.append(&Event::new("revocation", &id).with("role", "organisation"), now).await?;
        let lapse = invitation::ActiveModel { expires_at: Set(now.0), ..Default::default() };
        invitation::Entity::update_many()
            .set(lapse)
            .filter(invitation::Column::Organisation.eq(&id))
            .filter(invitation::Column::UsedAt.is_null())
            .exec(&self.tx)
            .await?;
        let find = certificate::Entity::find().filter(certificate::Column::Organisation.eq(id));
        Ok(Some(find.all(&self.tx).await?))
    }

    /// The organisation of that id, or else the only one of that name.
    async fn called(&self, whom: &str) -> Result<Option<organisation::Model>, RegistryError> {
        if let Some(row) = organisation::Entity::find_by_id(whom).one(&self.tx).await? {
            return Ok(Some(row));
        }
        let find = organisation::Entity::find().filter(organisation::Column::Name.eq(whom));
        let mut named = find.all(&self.tx).await?;
        Ok(if named.len() == 1 { named.pop() } else { None })
    }
}

impl organisation::Model {
    /// Whether this organisation may file for an application now.
    pub fn may_file(&self, application: &str) -> bool {
        let patterns: Vec<String> = serde_json::from_str(&self.applications).unwrap_or_default();
        self.revoked_at.is_none() && patterns.iter().any(|pattern| matches(pattern, application))
    }
}

/// Matches a pattern in which `*` stands for any run of characters.
pub fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => {
            let Some(tail) = text.strip_prefix(head) else { return false };
            let mut starts = tail.char_indices().map(|(start, _)| start).chain([tail.len()]);
            starts.any(|start| matches(rest, &tail[start..]))
        }
    }
}

const EVERYTHING: &str = "*";

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_matches_any_run() {
        for (pattern, text, expected) in [
            ("x202600001", "x202600001", true),
            ("x202600001", "x2026000012", false),
            ("x2026*", "x202600001", true),
            ("x2026*", "y202600001", false),
            ("*", "", true),
            ("*中*", "申请中心", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
