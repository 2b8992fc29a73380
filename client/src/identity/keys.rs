//! The applicant's private keys: made here once, kept 0600, never sent anywhere.
//!
//! They outlive certificates: a renewal or a second enrolment with the same centre certifies the same keys again, so
//! that an enrolment that was interrupted is simply run again, and old packages stay readable.

use std::path::Path;

use crypto::key_file::{KeyFile, KeyFileError};
use crypto::random::RandomError;
use crypto::signature::{SigningKey, SigningKeyError};
use crypto::wrap::{Kem, PrivateKey};
use durable::error::FileError;
use durable::folder;
use durable::secret::{self, SecretError};
use zeroize::Zeroizing;

use crate::home::Home;

/// The three private keys of an applicant.
#[derive(Debug, Clone)]
pub struct Keys {
    /// For connections.
    pub tls: SigningKey,
    /// For statements.
    pub signing: SigningKey,
    /// For opening own packages.
    pub decrypt: PrivateKey,
}

/// Keys could not be made or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// A key file is readable by others, or cannot be read.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A key file could not be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A signing key file is not PKCS#8 PEM.
    #[error("{path}: {source}")]
    Signing {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: SigningKeyError,
    },
    /// The decryption key file is not what it should be.
    #[error("{path}: {source}")]
    Decrypt {
        /// The file.
        path: String,
        /// What is wrong with it.
        source: KeyFileError,
    },
    /// A key file is not text.
    #[error("{path} is not text")]
    NotText {
        /// The file.
        path: String,
    },
    /// The system gives no random bytes.
    #[error(transparent)]
    Random(#[from] RandomError),
}

impl Keys {
    /// Reads the keys of `home`.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn read(home: &Home) -> Result<Keys, KeysError> {
        let keys = home.keys();
        Ok(Keys {
            tls: read_signing(&keys.join(TLS))?,
            signing: read_signing(&keys.join(SIGNING))?,
            decrypt: read_decrypt(&keys.join(DECRYPT))?,
        })
    }

    /// Makes the keys that are not there yet and reads the others. A decryption key of another KEM than the centre
    /// wants is set aside, not overwritten.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn make(home: &Home, kem: Kem) -> Result<Keys, KeysError> {
        let keys = home.keys();
        folder::create_private(&keys)?;
        Ok(Keys {
            tls: make_signing(&keys.join(TLS))?,
            signing: make_signing(&keys.join(SIGNING))?,
            decrypt: make_decrypt(&keys, kem)?,
        })
    }
}

fn make_signing(path: &Path) -> Result<SigningKey, KeysError> {
    if path.exists() {
        return read_signing(path);
    }
    let key = SigningKey::generate()?;
    secret::create(path, key.to_pkcs8_pem().as_bytes())?;
    Ok(key)
}

fn make_decrypt(keys: &Path, kem: Kem) -> Result<PrivateKey, KeysError> {
    let path = keys.join(DECRYPT);
    if path.exists() {
        let key = read_decrypt(&path)?;
        if key.public().kem() == kem {
            return Ok(key);
        }
        let aside = keys.join(format!("applicant-decrypt-{}.json", key.public().kid()));
        folder::rename(&path, &aside)?;
    }
    let key = PrivateKey::generate(kem)?;
    let file = KeyFile { role: "applicant".to_owned(), key };
    secret::create(&path, file.to_json().as_bytes())?;
    Ok(file.key)
}

fn read_signing(path: &Path) -> Result<SigningKey, KeysError> {
    let text = read_text(path)?;
    SigningKey::from_pkcs8_pem(&text).map_err(|source| KeysError::Signing { path: name(path), source })
}

fn read_decrypt(path: &Path) -> Result<PrivateKey, KeysError> {
    let text = read_text(path)?;
    let file = KeyFile::parse(&text).map_err(|source| KeysError::Decrypt { path: name(path), source })?;
    Ok(file.key)
}

fn read_text(path: &Path) -> Result<Zeroizing<String>, KeysError> {
    let bytes = Zeroizing::new(secret::read(path)?);
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.to_owned())),
        Err(_) => Err(KeysError::NotText { path: name(path) }),
    }
}

fn name(path: &Path) -> String {
    path.display().to_string()
}

const TLS: &str = "applicant-tls-key.pem";
const SIGNING: &str = "applicant-signing-key.pem";
const DECRYPT: &str = "applicant-decrypt.json";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home"));
        let made = Keys::make(&home, Kem::XWing).unwrap();
        let again = Keys::make(&home, Kem::XWing).unwrap();
        let read = Keys::read(&home).unwrap();
        for keys in [again, read] {
            assert_eq!(keys.tls.public(), made.tls.public());
            assert_eq!(keys.signing.public(), made.signing.public());
            assert_eq!(keys.decrypt.public(), made.decrypt.public());
        }
        assert_ne!(made.tls.public(), made.signing.public());
    }

    #[test]
    fn another_kem_sets_the_old_key_aside() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let old = Keys::make(&home, Kem::XWing).unwrap();
        let new = Keys::make(&home, Kem::X25519).unwrap();
        assert_eq!(new.decrypt.public().kem(), Kem::X25519);
        let aside = home.keys().join(format!("applicant-decrypt-{}.json", old.decrypt.public().kid()));
        assert_eq!(read_decrypt(&aside).unwrap().public(), old.decrypt.public());
    }
}
