//! `invite`: prints the one-time code that enrols an organisation.

use super::context::Context;
use super::failure;
use crate::authority::keyring;
use crate::clock::Moment;
use crate::config::places::Config;
use crate::registry::database::Registry;
use crate::registry::people::Invite;
use clap::Args;
use crypto::digest::Sha256Digest;
use package::identity::OrganisationId;
use serde::Serialize;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use terminal::exit::Exit;
use terminal::failure::Failure;
use transfer::invitation::Invitation;

/// Whom to invite.
#[derive(Debug, Args)]
pub struct Options {
    /// Name of the organisation, for people
    #[arg(long, value_name = "NAME")]
    pub organisation: String,
    /// Short id for certificates (default: made from the name)
    #[arg(long, value_name = "CODE")]
    pub id: Option<OrganisationId>,
    /// Application it may file, `*` stands for anything; may be repeated (default: all)
    #[arg(long = "application", value_name = "PATTERN")]
    pub applications: Vec<String>,
    /// Days until the code lapses (default: the policy's)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=3650))]
    pub days: Option<u32>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "invitation")]
struct Invited<'a> {
    code: &'a str,
    organisation: &'a str,
    id: &'a str,
    address: String,
    expires: String,
}

/// Runs the command.
///
/// # Errors
/// When the centre's address is not known, or the registry fails.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let config = context.config()?;
    context.block_on(invite(context, &config, options))
}

async fn invite(context: &Context, config: &Config, options: &Options) -> Result<Exit, Failure> {
    let now = Moment::now();
    let registry = context.registry(config).await?;
    let id = organisation_id(context, &registry, options).await?;
    let centre = &config.settings.centre;
    // Certificates tell parties apart by their id: nobody else may have the centre's.
    if id.eq_ignore_ascii_case(&centre.code) {
        let said = [("id", id.as_str()), ("name", &centre.name)];
        return Err(context.failure(Exit::Failed, "organisation-id-taken", &said));
    }
    let address = address(context, config, &registry, now).await?;
    let failed = |error: &(dyn std::error::Error + 'static)| failure::of_file(context.lang, error);
    let token = crypto::random::bytes::<TOKEN_LEN>().map_err(|error| failed(&error))?;
    let anchor = keyring::anchor(config).map_err(|error| failed(&error))?;
    let invitation = Invitation {
        address: address.parse().map_err(|error| failed(&error))?,
        fingerprint: anchor.fingerprint(),
        token: token.to_vec(),
        organisation: options.organisation.clone(),
    };
    let word = invitation.to_word().map_err(|error| failed(&error))?;
    let days = options.days.unwrap_or(config.settings.policy.invitation_days);
    let expires = now.plus_seconds(u64::from(days) * 86_400);
    let row = Invite {
        token_sha256: Sha256Digest::of(&token).to_string(),
        organisation: id.clone(),
        name: options.organisation.clone(),
        applications: options.applications.clone(),
        expires,
    };
    registry.invite(&row, now).await.map_err(|error| failure::of_registry(context.lang, &error))?;
    let organisation = &options.organisation;
    let invited = Invited {
        code: &word,
        organisation,
        id: &id,
        address: address.clone(),
        expires: expires.to_string(),
    };
    context.result(&invited, &word)?;
    let said = [("organisation", organisation.as_str()), ("id", &id), ("until", &expires.to_string())];
    context.output.note(&context.text("invite-done", &said));
    Ok(Exit::Done)
}

/// The id that was given, or one made from the name, unless that belongs to somebody else.
async fn organisation_id(
    context: &Context,
    registry: &Registry,
    options: &Options,
) -> Result<String, Failure> {
    if let Some(id) = &options.id {
        return Ok(id.to_string());
    }
    let id = id_of(&options.organisation);
    let known = registry.organisation(&id).await;
    match known.map_err(|error| failure::of_registry(context.lang, &error))? {
        Some(other) if other.name != options.organisation => {
            let said = [("id", id.as_str()), ("name", &other.name)];
            Err(context.failure(Exit::Failed, "organisation-id-taken", &said))
        }
        _ => Ok(id),
    }
}

/// The address that applicants connect to: the configured one, else the running intake's, else the one to listen on.
async fn address(
    context: &Context,
    config: &Config,
    registry: &Registry,
    now: Moment,
) -> Result<String, Failure> {
    if let Some(public) = &config.settings.network.public_address {
        return Ok(public.clone());
    }
    let running = registry.running_address(now).await;
    let running = running.map_err(|error| failure::of_registry(context.lang, &error))?;
    let listen = running.unwrap_or_else(|| config.settings.network.listen.clone());
    let Some(listen) = listen.parse::<SocketAddr>().ok().filter(|listen| listen.port() != 0) else {
        return Err(context.failure(Exit::Failed, "no-address", &[]));
    };
    if !listen.ip().is_unspecified() {
        return Ok(listen.to_string());
    }
    let local = if listen.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() };
    let local = SocketAddr::new(local, listen.port()).to_string();
    context.output.note(&context.text("invite-local", &[("address", &local)]));
    Ok(local)
}

/// Makes an id from a name: its ASCII letters and digits, or a digest where there are none.
fn id_of(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    id.truncate(48);
    match name.is_ascii() && !id.is_empty() {
        true => id.trim_end_matches('-').to_owned(),
        false => format!("org-{}", &Sha256Digest::of(name.as_bytes()).to_string()[..12]),
    }
}

/// Bytes of an invitation's secret.
const TOKEN_LEN: usize = 16;

#[cfg(test)]
mod tests {
    use super::id_of;
    use package::identity::OrganisationId;

    #[test]
    fn every_name_has_a_legal_id() {
        assert_eq!(id_of("Acme Pharma, Ltd."), "acme-pharma-ltd");
        assert_ne!(id_of("甲制药"), id_of("乙制药"));
        for name in ["甲制药", "***", "x", &"long ".repeat(40)] {
            assert!(id_of(name).parse::<OrganisationId>().is_ok(), "{name}");
        }
    }
}
