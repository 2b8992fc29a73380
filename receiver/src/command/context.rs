//! What every command has: a home, two channels, a language.

use super::failure;
use crate::config::places::Config;
use crate::registry::database::Registry;
use crate::text;
use etcetera::BaseStrategy;
use std::path::PathBuf;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::language::Lang;
use terminal::options::{HomeOption, Speech};
use terminal::output::Output;

/// The surroundings of one command.
#[derive(Clone, Debug)]
pub struct Context {
    /// The centre's home.
    pub home: PathBuf,
    /// Results and notes.
    pub output: Output,
    /// The language for people.
    pub lang: Lang,
}

impl Context {
    /// Takes the global options.
    ///
    /// # Errors
    /// When no home is named and the user has no data folder.
    pub fn new(home: HomeOption, speech: &Speech) -> Result<Self, Failure> {
        let lang = speech.language();
        let home = match home.home {
            Some(home) => home,
            None => default_home()
                .ok_or_else(|| failure::failure(lang, Exit::Usage, "no-home", "no-home", &[]))?,
        };
        // An absolute home keeps its meaning in a child process and in every message.
        let home = std::path::absolute(&home).unwrap_or(home);
        Ok(Self { home, output: Output::new(speech), lang })
    }

    /// A text in the person's language.
    pub fn text(&self, name: &str, arguments: &[(&'static str, &str)]) -> String {
        text::text(self.lang, name, arguments)
    }

    /// A failure in the person's language.
    pub fn failure(&self, exit: Exit, name: &str, arguments: &[(&'static str, &str)]) -> Failure {
        failure::failure(self.lang, exit, name, name, arguments)
    }

    /// The centre's configuration.
    ///
    /// # Errors
    /// When there is none, or it is malformed.
    pub fn config(&self) -> Result<Config, Failure> {
        Config::read(&self.home).map_err(|error| failure::of_config(self.lang, &error))
    }

    /// Opens the registry.
    ///
    /// # Errors
    /// When the database does not answer, or is newer.
    pub async fn registry(&self, config: &Config) -> Result<Registry, Failure> {
        let opened = Registry::open(&config.registry(), &config.settings.centre.code).await;
        opened.map_err(|error| failure::of_registry(self.lang, &error))
    }

    /// Runs a command's future to its end on this thread.
    ///
    /// # Errors
    /// Those of the future, or of the operating system.
    pub fn block_on<T>(&self, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| failure::of_file(self.lang, &error))?.block_on(work)
    }

    /// Prints a result on stdout.
    ///
    /// # Errors
    /// When the reader has gone.
    pub fn result(&self, object: &impl serde::Serialize, text: &str) -> Result<(), Failure> {
        self.output.result(object, text).map_err(|error| failure::of_file(self.lang, &error))
    }
}

fn default_home() -> Option<PathBuf> {
    Some(etcetera::choose_base_strategy().ok()?.data_dir().join("sealpost-receiver"))
}
