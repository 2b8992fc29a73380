//! Why the registry did not do something.

use super::state::State;
use sea_orm::DbErr;

/// A registry operation that did not happen; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RegistryError {
    /// The database did not answer, or refused.
    #[error("the registry's database failed: {0}")]
    Database(#[from] DbErr),
    /// The schema was written by a newer program.
    #[error("the registry's schema has `{found}`, which this version does not know")]
    NewerSchema {
        /// The unknown migration.
        found: String,
    },
    /// No submission has this number.
    #[error("there is no submission {0}")]
    Unknown(String),
    /// Another package, another desk or a newer root has taken over since.
    #[error("submission {number} has moved on to epoch {epoch}, attempt {attempt}")]
    MovedOn {
        /// The submission.
        number: String,
        /// Its epoch now.
        epoch: i64,
        /// Its attempt now.
        attempt: i64,
    },
    /// The step does not follow from the state.
    #[error("submission {number} is {}; `{step}` does not follow", state.name())]
    OutOfOrder {
        /// The submission.
        number: String,
        /// Its state.
        state: State,
        /// The step that was asked for.
        step: &'static str,
    },
    /// A package that has its R1 came again with other bytes.
    #[error("package {package} was delivered before with another package digest")]
    OtherBytes {
        /// The package id.
        package: String,
    },
    /// The receipt could not be signed.
    #[error("the receipt could not be signed: {0}")]
    Signing(#[source] super::signing::SigningError),
    /// The operating system gave no random bytes.
    #[error(transparent)]
    Random(crypto::random::RandomError),
    /// A row holds what this program never writes.
    #[error("the registry holds an impossible {what}")]
    Impossible {
        /// What is impossible.
        what: &'static str,
    },
}
