//! The commands, one file each, and what they all need.

pub mod check;
pub mod clean;
pub mod enrol;
pub mod history;
pub mod pack;
pub mod receipts;
pub mod sample;
pub mod status;
pub mod submit;

use std::path::PathBuf;

use ectd::language::Language;
use etcetera::BaseStrategy;
use jiff::tz::TimeZone;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::language::Lang;
use terminal::output::Output;
use tokio::runtime::{Builder, Runtime};

use crate::clock;
use crate::failure::{Explain, Explanation, failure};
use crate::home::Home;
use crate::identity::expiry::{Expiry, What};
use crate::options::{Command, Options};
use crate::progress::Bars;
use crate::report::{Findings, Report};
use crate::text::Texts;

/// What every command works with.
#[derive(Debug, Clone)]
pub struct Context {
    /// The applicant's home.
    pub home: Home,
    /// Texts in the person's language.
    pub texts: Texts,
    /// Where results and notes go.
    pub output: Output,
    bars: bool,
}

/// Runs the command asked for, says what failed, and returns how the program ends.
pub fn run(options: &Options) -> Exit {
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
        Command::View(_) => Err(context.later("view")),
        Command::Rehearse(_) => Err(context.later("rehearse")),
        Command::Doctor(_) => Err(context.later("doctor")),
        Command::Window(_) => Err(context.later("window")),
    }
}

impl Context {
    /// Puts an error into words.
    pub fn fail(&self, error: &impl Explain) -> Failure {
        failure(error, self.texts)
    }

    /// The answer to a command or an option of a later version.
    pub fn later(&self, what: &str) -> Failure {
        Explanation::new("not-in-this-version", Exit::Usage).value("what", what).in_words(self.texts)
    }

    /// Refuses options of a later version if one was given.
    pub fn not_yet(&self, given: &[(bool, &str)]) -> Result<(), Failure> {
        match given.iter().find(|(given, _)| *given) {
            Some((_, name)) => Err(self.later(name)),
            None => Ok(()),
        }
    }

    /// Prints a result, as a JSON line or as text.
    pub fn print(&self, line: &impl Serialize, text: &str) -> Result<(), Failure> {
        self.output.result(line, text).map_err(|error| self.fail(&error))
    }

    /// Says that a certificate will run out.
    pub fn warn(&self, expiry: &Expiry) {
        let certificate = match expiry.what {
            What::Tls => "certificate-tls",
            What::Signing => "certificate-signing",
        };
        let values = [
            ("certificate", self.texts.say(certificate).into()),
            ("days", expiry.days.into()),
            ("date", clock::date(expiry.not_after).into()),
        ];
        self.output.note(&self.texts.with("notice-expiry", &values));
        if expiry.what == What::Signing {
            self.output.note(&self.texts.say("notice-expiry-signing"));
        }
    }

    /// A runtime for questions to the centre.
    ///
    /// # Errors
    /// The failure to end with.
    pub fn runtime(&self) -> Result<Runtime, Failure> {
        Builder::new_current_thread().enable_all().build().map_err(|error| self.fail(&error))
    }

    /// A report of what a job does.
    pub fn report(&self, findings: Findings) -> Report {
        Report::new(self.texts, self.output, Bars::new(self.texts, self.bars), findings)
    }
}

fn context(options: &Options, texts: Texts, output: Output) -> Result<Context, Failure> {
    let home = match &options.home.home {
        Some(home) => home.clone(),
        None => data_folder().ok_or_else(|| Explanation::new("no-home", Exit::Usage).in_words(texts))?,
    };
    let bars = !options.speech.quiet && !options.speech.no_progress;
    Ok(Context { home: Home::at(home).in_zone(TimeZone::system()), texts, output, bars })
}

fn data_folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("sealpost"))
}
