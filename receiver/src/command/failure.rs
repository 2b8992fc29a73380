//! Errors as a person reads them: each text with its hint, in the person's language, under one code.

use crate::cause;
use crate::config::places::ConfigError;
use crate::registry::error::RegistryError;
use crate::text::text;
use terminal::exit::Exit;
use terminal::failure::Failure;
use terminal::language::Lang;

/// A failure whose texts are `error-NAME` and `error-NAME-hint`.
pub fn failure(
    lang: Lang,
    exit: Exit,
    code: &str,
    name: &str,
    arguments: &[(&'static str, &str)],
) -> Failure {
    let message = text(lang, &format!("error-{name}"), arguments);
    Failure::new(exit, code, message).hint(text(lang, &format!("error-{name}-hint"), arguments))
}

/// What went wrong with the configuration.
pub fn of_config(lang: Lang, error: &ConfigError) -> Failure {
    let reason = error.to_string();
    let name = match error {
        ConfigError::Missing { path } => {
            let home = path.parent().unwrap_or(path).display().to_string();
            return failure(lang, Exit::Failed, "no-centre", "no-centre", &[("home", &home)]);
        }
        ConfigError::Unreadable { .. } => "config-unreadable",
        ConfigError::Malformed { .. } => "config-malformed",
    };
    failure(lang, Exit::Failed, name, name, &[("reason", &reason)])
}

/// What went wrong with the registry.
pub fn of_registry(lang: Lang, error: &RegistryError) -> Failure {
    let reason = error.to_string();
    match error {
        RegistryError::NewerSchema { found } => {
            failure(lang, Exit::Failed, "newer-schema", "newer-schema", &[("found", found)])
        }
        RegistryError::Unknown(number) => {
            failure(lang, Exit::Failed, "unknown-number", "unknown-number", &[("number", number)])
        }
        _ => failure(lang, Exit::Failed, "registry", "registry", &[("reason", &reason)]),
    }
}

/// A file or folder that could not be read or written.
pub fn of_file(lang: Lang, error: &(dyn std::error::Error + 'static)) -> Failure {
    failure(lang, Exit::Failed, "file", "file", &[("reason", &cause::chain(error))])
}
