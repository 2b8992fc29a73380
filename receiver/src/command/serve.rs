//! `serve`: takes dossiers in.

use super::context::Context;
use clap::{Args, ValueEnum};
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
pub fn run(context: &Context, _options: &Options) -> Result<Exit, Failure> {
    Err(context.failure(Exit::Usage, "not-in-this-version", &[("command", "serve")]))
}
