//! Reads what the archivist hands over: a decryption key, CA certificates.

use std::path::{Path, PathBuf};

use crypto::chain::Anchor;
use crypto::key_share;
use crypto::timestamp::authorities::Authorities;
use crypto::wrap::PrivateKey;
use terminal::exit::Exit;
use terminal::failure::Failure;
use zeroize::Zeroizing;

use crate::text::Texts;

/// Reads a decryption key, out of one file or of enough shares; only their owner may be able to read them.
pub(crate) fn decryption(paths: &[PathBuf], texts: Texts) -> Result<Option<PrivateKey>, Failure> {
    let Some(first) = paths.first() else { return Ok(None) };
    let files = paths.iter().map(|path| secret(path, texts)).collect::<Result<Vec<_>, _>>()?;
    let key = key_share::read(&files.iter().map(|text| text.as_str()).collect::<Vec<_>>());
    key.map(|file| Some(file.key)).map_err(|e| unusable("key", first, &e, texts))
}

fn secret(path: &Path, texts: Texts) -> Result<Zeroizing<String>, Failure> {
    let bytes = durable::secret::read(path).map_err(|e| unusable("key", path, &e, texts))?;
    let bytes = Zeroizing::new(bytes);
    let text = std::str::from_utf8(&bytes).map_err(|e| unusable("key", path, &e, texts))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Reads the CA certificate, if one was given.
pub(crate) fn anchor(path: Option<&Path>, texts: Texts) -> Result<Option<Anchor>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(|e| unusable("open", path, &e, texts))?;
    Anchor::from_pem(&text).map(Some).map_err(|e| unusable("trust", path, &e, texts))
}

/// Reads the certificates of those whose time-stamps are believed, if they were given.
pub(crate) fn authorities(path: Option<&Path>, texts: Texts) -> Result<Option<Authorities>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(|e| unusable("open", path, &e, texts))?;
    Authorities::from_pem(&text).map(Some).map_err(|e| unusable("timestamp-trust", path, &e, texts))
}

/// Something handed over cannot be used: exit 1, with the path and the cause.
pub(crate) fn unusable(what: &str, path: &Path, cause: &dyn std::fmt::Display, texts: Texts) -> Failure {
    let values = [("path", path.display().to_string()), ("cause", cause.to_string())];
    Failure::new(Exit::Failed, what, texts.with(&format!("error-{what}"), &values))
        .hint(texts.say(&format!("hint-{what}")))
}
