//! The subcommands, one file each: options in, library calls, results out.

pub mod check_worker;
pub mod config;
pub mod context;
pub mod export;
pub mod failure;
mod findings;
pub mod init;
pub mod inspect_worker;
pub mod invite;
pub mod list;
pub mod log;
pub mod organisations;
pub mod rebuild;
mod record;
pub mod restore;
pub mod revoke;
pub mod serve;
pub mod show;
pub mod sweep;

use crate::cli::{Cli, Command};
use context::Context;
use std::ffi::OsString;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::language::Lang;
use terminal::options::Speech;
use terminal::output::Output;

/// Runs a command and says how it ended.
pub fn run(mut cli: Cli) -> Exit {
    // Before the home is looked for: the desk gives these processes no environment.
    match &cli.command {
        Command::CheckWorker(options) => return check_worker::run(options),
        Command::InspectWorker(options) => return inspect_worker::run(options),
        _ => {}
    }
    // What follows an unknown word is not parsed, yet the form of the answer was asked for.
    cli.speech.json |= matches!(&cli.command, Command::Other(words) if words.iter().any(|word| word == JSON));
    let output = Output::new(&cli.speech);
    let context = Context::new(cli.home, &cli.speech);
    let done = context.and_then(|context| match cli.command {
        Command::Init(options) => init::run(&context, &options),
        Command::Serve(options) => serve::run(&context, &options),
        Command::Invite(options) => invite::run(&context, &options),
        Command::Revoke(options) => revoke::run(&context, &options),
        Command::Organisations => organisations::run(&context),
        Command::Config(options) => config::run(&context, &options),
        Command::Log(options) => log::run(&context, &options),
        Command::List(options) => list::run(&context, &options),
        Command::Rebuild(options) => rebuild::run(&context, &options),
        Command::Show(options) => show::run(&context, &options),
        Command::Export(options) => export::run(&context, &options),
        Command::Sweep(options) => sweep::run(&context, &options),
        Command::Repair(options) => sweep::repair(&context, &options),
        Command::Restore(options) => restore::run(&context, &options),
        Command::CheckWorker(options) => Ok(check_worker::run(&options)),
        Command::InspectWorker(options) => Ok(inspect_worker::run(&options)),
        Command::Other(words) => Err(other(&words, context.lang)),
    });
    match done {
        Ok(exit) => exit,
        Err(failure) => {
            output.failure(PROGRAM, &failure);
            failure.exit
        }
    }
}

/// Says a usage error in the form that was asked for; help and version are no errors.
pub fn usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() || !std::env::args_os().any(|word| word == JSON) {
        // The reader of a help text may have gone; that changes nothing.
        let _ = error.print();
    } else {
        let speech = Speech { json: true, quiet: false, no_progress: true, lang: None };
        let message = error.render().to_string();
        let message = message.trim().trim_start_matches("error: ");
        Output::new(&speech).failure(PROGRAM, &Failure::new(Exit::Usage, "usage", message));
    }
    if error.use_stderr() { Exit::Usage } else { Exit::Done }
}

fn other(words: &[OsString], lang: Lang) -> Failure {
    let word = words.first().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    let code = if LATER.contains(&word.as_str()) { "not-in-this-version" } else { "usage" };
    let name = if code == "usage" { "unknown-command" } else { code };
    failure::failure(lang, Exit::Usage, code, name, &[("command", &word)])
}

/// What the contract names and a later version brings.
const LATER: [&str; 3] = ["import", "stage", "user"];
const JSON: &str = "--json";
const PROGRAM: &str = "sealpost-receiver";
