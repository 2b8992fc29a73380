//! `organisations`: who is enrolled, what each may file, and until when its certificates are good.

use super::context::Context;
use super::failure;
use super::record::time;
use crate::registry::entity::{certificate, organisation};
use crate::registry::error::RegistryError;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

#[derive(Serialize)]
#[serde(tag = "type", rename = "organisation")]
struct Organisation {
    id: String,
    name: String,
    applications: Vec<String>,
    created_at: Option<String>,
    revoked_at: Option<String>,
    certificates: Vec<Certificate>,
}

#[derive(Serialize)]
struct Certificate {
    serial: String,
    role: String,
    not_before: Option<String>,
    not_after: Option<String>,
    revoked_at: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// When the registry fails.
pub fn run(context: &Context) -> Result<Exit, Failure> {
    let config = context.config()?;
    let found = context.block_on(async {
        let registry = context.registry(&config).await?;
        let read = async {
            let mut found = Vec::new();
            for row in registry.organisations().await? {
                let certificates = registry.certificates(&row.id).await?;
                found.push(described(row, certificates));
            }
            Ok::<_, RegistryError>(found)
        };
        read.await.map_err(|error| failure::of_registry(context.lang, &error))
    })?;
    for organisation in &found {
        context.result(organisation, &text(context, organisation))?;
    }
    Ok(Exit::Done)
}

fn described(row: organisation::Model, certificates: Vec<certificate::Model>) -> Organisation {
    let certificates = certificates.into_iter().map(|row| Certificate {
        serial: row.serial,
        role: row.role,
        not_before: time(Some(row.not_before)),
        not_after: time(Some(row.not_after)),
        revoked_at: time(row.revoked_at),
    });
    Organisation {
        applications: serde_json::from_str(&row.applications).unwrap_or_default(),
        created_at: time(Some(row.created_at)),
        revoked_at: time(row.revoked_at),
        certificates: certificates.collect(),
        id: row.id,
        name: row.name,
    }
}

fn text(context: &Context, organisation: &Organisation) -> String {
    let state = if organisation.revoked_at.is_some() { context.text("revoked", &[]) } else { String::new() };
    let mut text = format!(
        "{}\t{}\t{}\t{state}",
        organisation.id,
        organisation.name,
        organisation.applications.join(" ")
    );
    for certificate in &organisation.certificates {
        let until = certificate.not_after.as_deref().unwrap_or_default();
        let state =
            if certificate.revoked_at.is_some() { context.text("revoked", &[]) } else { String::new() };
        text = format!("{text}\n  {}\t{}\t{until}\t{state}", certificate.role, certificate.serial);
    }
    text
}
