//! Reads what the archivist hands over: a decryption key, a CA certificate.

use std::path::Path;

use crypto::chain::Anchor;
use crypto::key_file::KeyFile;
use crypto::wrap::PrivateKey;
use terminal::exit::Exit;
use terminal::failure::Failure;
use zeroize::Zeroizing;

use crate::text::Texts;

/// Reads a decryption key; only its owner may be able to read the file.
pub(crate) fn decryption(path: &Path, texts: Texts) -> Result<PrivateKey, Failure> {
    let bytes = durable::secret::read(path).map_err(|e| unusable("key", path, &e, texts))?;
    let bytes = Zeroizing::new(bytes);
    let text = std::str::from_utf8(&bytes).map_err(|e| unusable("key", path, &e, texts))?;
    KeyFile::parse(text).map(|file| file.key).map_err(|e| unusable("key", path, &e, texts))
}

/// Reads the CA certificate, if one was given.
pub(crate) fn anchor(path: Option<&Path>, texts: Texts) -> Result<Option<Anchor>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let text = std::fs::read_to_string(path).map_err(|e| unusable("open", path, &e, texts))?;
    Anchor::from_pem(&text).map(Some).map_err(|e| unusable("trust", path, &e, texts))
}

/// Something handed over cannot be used: exit 1, with the path and the cause.
pub(crate) fn unusable(what: &str, path: &Path, cause: &dyn std::fmt::Display, texts: Texts) -> Failure {
    let values = [("path", path.display().to_string()), ("cause", cause.to_string())];
    Failure::new(Exit::Failed, what, texts.with(&format!("error-{what}"), &values))
        .hint(texts.say(&format!("hint-{what}")))
}
