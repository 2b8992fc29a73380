//! The key of the evidence log: made by `init`, or by the desk of a home that had none; the card names its public half.

use super::keyring::{self, KeyringError};
use crate::config::places::{Config, key};
use crypto::random::RandomError;
use crypto::signature::SigningKey;
use durable::error::FileError;
use durable::whole::{self, Existing};
use package::log::checkpoint::LogKeys;

/// The log has no key.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LogKeyError {
    /// The operating system gave no random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
    /// It could not be written.
    #[error(transparent)]
    File(#[from] FileError),
}

/// Makes the key of the log where there is none: a home of an earlier version. Returns true if it was made.
///
/// # Errors
/// [`LogKeyError`].
pub fn ensure(config: &Config) -> Result<bool, LogKeyError> {
    let path = config.desk_key(key::LOG_KEY);
    if path.exists() {
        return Ok(false);
    }
    // Whole or not at all: the home is in use, and half a key would stop its desk for ever.
    let pem = SigningKey::generate()?.to_pkcs8_pem();
    let _durable = whole::write_private(&path, pem.as_bytes(), Existing::Refuse)?;
    Ok(true)
}

/// The log's name: the centre and its CA, which outlives every other key.
///
/// # Errors
/// When the CA's certificate cannot be read.
pub fn origin(config: &Config) -> Result<String, KeyringError> {
    let ca = keyring::anchor(config)?.fingerprint().to_string();
    Ok(format!("sealpost-log/{}/{}", config.settings.centre.code, &ca[..16]))
}

/// The key that signs the log.
///
/// # Errors
/// When it is missing, open to others or malformed.
pub fn signing_key(config: &Config) -> Result<SigningKey, KeyringError> {
    keyring::signing_key(&config.desk_key(key::LOG_KEY))
}

/// Name and public key of the log, for the card.
///
/// # Errors
/// When the key cannot be used.
pub fn keys(config: &Config) -> Result<LogKeys, KeyringError> {
    Ok(LogKeys::new(origin(config)?, vec![signing_key(config)?.public()]))
}

/// The log of a new card, with the keys that signed in earlier years.
pub fn with_earlier(mut new: LogKeys, held: Option<&LogKeys>) -> LogKeys {
    let earlier = held.into_iter().flat_map(|held| &held.keys);
    let earlier: Vec<_> = earlier.filter(|key| !new.keys.contains(key)).cloned().collect();
    new.keys.extend(earlier);
    new
}

/// The log of a card with the one key that signs now.
pub fn in_use(held: &LogKeys) -> LogKeys {
    LogKeys { origin: held.origin.clone(), keys: held.keys.first().cloned().into_iter().collect() }
}
