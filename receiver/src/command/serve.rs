//! `serve`: takes dossiers in.

use super::context::Context;
use crate::cause;
use crate::intake::keys::KeyError;
use crate::serve::{self, Ready, Roles, ServeError};
use clap::{Args, ValueEnum};
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;

/// What to serve.
#[derive(Debug, Args)]
pub struct Options {
    /// Run one role only, under its own user
    #[arg(long, value_enum)]
    pub role: Option<Role>,
}

/// One of the receiver's roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Faces the network; holds no decryption key
    Intake,
    /// Opens, checks, keeps, registers, signs
    Desk,
    /// The web page for the centre's staff
    Console,
}

/// Runs the command.
///
/// # Errors
/// When a role cannot start.
pub fn run(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let roles = match options.role {
        None => Roles::All,
        Some(Role::Intake) => Roles::Intake,
        Some(Role::Desk) => Roles::Desk,
        Some(Role::Console) => {
            let command = [("command", "serve --role console")];
            return Err(context.failure(Exit::Usage, "not-in-this-version", &command));
        }
    };
    let config = context.config()?;
    let served = serve::run(&config, roles, |ready| say(context, ready));
    served.map_err(|error| why(context, &error))?;
    Ok(Exit::Done)
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "ready")]
struct Line {
    quic: Option<String>,
    tcp: Option<String>,
    console: Option<String>,
}

fn say(context: &Context, ready: Ready) {
    let quic = ready.quic.map(|address| address.to_string());
    let tcp = ready.tcp.map(|address| address.to_string());
    let text = match (&quic, &tcp) {
        (Some(address), Some(_)) => context.text("serving", &[("address", address)]),
        (Some(address), None) => context.text("serving-udp", &[("address", address)]),
        (None, _) => context.text("serving-without-port", &[]),
    };
    let line = Line { quic, tcp, console: None };
    if let Err(failure) = context.result(&line, &text) {
        tracing::warn!(%failure, "nobody reads that the roles are ready");
    }
}

fn why(context: &Context, error: &ServeError) -> Failure {
    let reason = cause::chain(error);
    let name = match error {
        ServeError::Key(KeyError::TooMuch { .. }) => "desk-key-readable",
        _ => "serve",
    };
    context.failure(Exit::Failed, name, &[("reason", &reason)])
}
