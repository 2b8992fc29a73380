//! What every command works with: the home, the person's language, the two channels.

use std::path::PathBuf;

use etcetera::BaseStrategy;
use jiff::tz::TimeZone;
use serde::Serialize;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::output::Output;
use tokio::runtime::{Builder, Runtime};

use crate::clock;
use crate::failure::{Explain, Explanation, failure};
use crate::home::Home;
use crate::identity::Identity;
use crate::identity::expiry::{Expiry, What};
use crate::network::Network;
use crate::network::proxies::Proxies;
use crate::options::Options;
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
    /// How the centre is reached, as the environment says.
    pub network: Network,
    bars: bool,
}

impl Context {
    /// Reads the identity and says what will run out.
    ///
    /// # Errors
    /// The failure to end with.
    pub fn identity(&self) -> Result<Identity, Failure> {
        let identity = Identity::read(&self.home).map_err(|error| self.fail(&error))?;
        for expiry in identity.warnings(clock::now()) {
            self.warn(&expiry);
        }
        Ok(identity)
    }

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

/// Makes the context that the options ask for.
pub(super) fn context(options: &Options, texts: Texts, output: Output) -> Result<Context, Failure> {
    let home = match &options.home.home {
        Some(home) => home.clone(),
        None => data_folder().ok_or_else(|| Explanation::new("no-home", Exit::Usage).in_words(texts))?,
    };
    let bars = !options.speech.quiet && !options.speech.no_progress;
    let network = Network { proxies: Proxies::new(None, environment), ..Network::default() };
    Ok(Context { home: Home::at(home).in_zone(TimeZone::system()), texts, output, network, bars })
}

/// A variable of the environment; one that is no text counts as not set.
pub(super) fn environment(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn data_folder() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("sealpost"))
}
