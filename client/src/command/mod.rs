//! The commands, one file each, and what they all need.

pub mod check;
pub mod clean;
pub mod context;
pub mod enrol;
pub mod history;
pub mod inspect_worker;
pub mod pack;
mod page;
pub mod receipts;
pub mod sample;
pub mod status;
pub mod submit;
pub mod view;

use ectd::language::Language;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::language::Lang;
use terminal::output::Output;

use crate::options::{Command, Options};
use crate::text::Texts;
use context::{Context, context};

/// Runs the command asked for, says what failed, and returns how the program ends.
pub fn run(options: &Options) -> Exit {
    if let Command::InspectWorker(options) = &options.command {
        // before anything is looked for: the check gives this process no environment
        return inspect_worker::run(options);
    }
    let texts = Texts::new(match options.speech.language() {
        Lang::Zh => Language::Zh,
        Lang::En => Language::En,
    });
    let output = Output::new(&options.speech);
    let ended = context(options, texts, output).and_then(|context| dispatch(&options.command, &context));
    ended.unwrap_or_else(|failure| {
        output.failure("sealpost", &failure);
        failure.exit
    })
}

fn dispatch(command: &Command, context: &Context) -> Result<Exit, Failure> {
    match command {
        Command::Enrol(options) => enrol::run(options, context),
        Command::Check(options) => check::run(options, context),
        Command::Submit(options) => submit::run(options, context),
        Command::Pack(options) => pack::run(options, context),
        Command::Status(options) => status::run(options, context),
        Command::Receipts(options) => receipts::run(options, context),
        Command::History(_) => history::run(context),
        Command::Clean(options) => clean::run(options, context),
        Command::Sample(options) => sample::run(options, context),
        Command::View(options) => view::run(options, context),
        Command::Rehearse(_) => Err(context.later("rehearse")),
        Command::Doctor(_) => Err(context.later("doctor")),
        Command::Window(_) => Err(context.later("window")),
        Command::InspectWorker(options) => Ok(inspect_worker::run(options)),
    }
}
