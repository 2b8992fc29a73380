//! `sealpost enrol`: redeems an invitation.

use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use transfer::invitation::Invitation;

use crate::clock;
use crate::command::context::Context;
use crate::identity::Identity;
use crate::identity::enrol::enrol;
use crate::options::Enrol;

/// Enrols this home.
///
/// # Errors
/// The failure to end with.
pub fn run(options: &Enrol, context: &Context) -> Result<Exit, Failure> {
    let invitation: Invitation = options.code.parse().map_err(|error| context.fail(&error))?;
    let language = context.texts.language().tag();
    let enrolling = enrol(&context.home, &invitation, &context.network, language);
    let identity = context.runtime()?.block_on(enrolling).map_err(|error| context.fail(&error))?;
    conclude(&identity, context)
}

fn conclude(identity: &Identity, context: &Context) -> Result<Exit, Failure> {
    let (tls, signing) = (identity.tls().certificate().not_after, identity.signer().certificate().not_after);
    let line = ResultLine {
        centre: identity.centre().as_str(),
        centre_name: &identity.card().face().name,
        organisation: identity.organisation().as_str(),
        organisation_name: identity.name(),
        tls_until: package::time::UtcTime::from_seconds(tls).to_string(),
        signing_until: package::time::UtcTime::from_seconds(signing).to_string(),
    };
    let texts = context.texts;
    let who = [
        ("centre", format!("{} ({})", line.centre_name, line.centre).into()),
        ("organisation", line.organisation_name.into()),
        ("id", line.organisation.into()),
    ];
    let until = [("tls", clock::date(tls).into()), ("signing", clock::date(signing).into())];
    let text =
        [texts.with("enrol-done", &who), texts.with("enrol-certificates", &until), texts.say("enrol-next")];
    context.print(&line, &text.join("\n"))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultLine<'a> {
    centre: &'a str,
    centre_name: &'a str,
    organisation: &'a str,
    organisation_name: &'a str,
    tls_until: String,
    signing_until: String,
}
