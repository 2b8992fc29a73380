//! Where everything of a centre lies: the home, its settings, and the paths that follow from them.

use super::location::Location;
use super::settings::Settings;
use crate::config::address::Address;
use std::path::{Path, PathBuf};

/// A centre's home with its settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// The home folder.
    pub home: PathBuf,
    /// What `config.toml` says.
    pub settings: Settings,
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The home was never initialised.
    #[error("{path} is not there")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("{path} cannot be read: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        source: std::io::Error,
    },
    /// The file is not what it should be.
    #[error("{path}: {message}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line and reason, without the line's text, which may hold a password.
        message: String,
    },
}

impl Config {
    /// Reads the home's `config.toml`.
    ///
    /// # Errors
    /// When it is missing, unreadable or malformed.
    pub fn read(home: &Path) -> Result<Self, ConfigError> {
        let path = home.join(FILE);
        let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => ConfigError::Missing { path: path.clone() },
            _ => ConfigError::Unreadable { path: path.clone(), source },
        })?;
        let settings = toml::from_str(&text)
            .map_err(|error| ConfigError::Malformed { message: reason(&text, &error), path })?;
        Ok(Self { home: home.to_owned(), settings })
    }

    /// Where `config.toml` lies.
    pub fn file(&self) -> PathBuf {
        self.home.join(FILE)
    }

    /// The registry's database.
    pub fn registry(&self) -> Address {
        Address::parse(&self.settings.registry.url, &self.home)
    }

    /// Inbox root: what is being received.
    pub fn inbox(&self) -> PathBuf {
        self.home.join(&self.settings.stores.inbox)
    }

    /// Store of sealed packages.
    pub fn sealed(&self) -> Location {
        self.settings.stores.sealed.within(&self.home)
    }

    /// The folder where intake leaves whole packages: the store of sealed packages, or where they wait for the desk to
    /// send them there.
    pub fn delivered(&self) -> PathBuf {
        match self.sealed() {
            Location::Folder(folder) => folder,
            Location::S3(_) => self.home.join(&self.settings.stores.delivered),
        }
    }

    /// Store of receipts.
    pub fn receipts(&self) -> PathBuf {
        self.home.join(&self.settings.stores.receipts)
    }

    /// Receipts of one submission.
    pub fn receipts_of(&self, number: &str) -> PathBuf {
        self.receipts().join(number)
    }

    /// Root of the second copy: of all of it, or of all but the packages.
    pub fn backup(&self) -> PathBuf {
        self.home.join(&self.settings.stores.backup)
    }

    /// Second copies of sealed packages.
    pub fn backup_sealed(&self) -> Location {
        match &self.settings.stores.backup_sealed {
            Some(place) => place.within(&self.home),
            None => Location::Folder(self.backup().join(SEALED)),
        }
    }

    /// Second copies of receipts.
    pub fn receipts_backup(&self) -> PathBuf {
        self.backup().join(RECEIPTS)
    }

    /// The registry's copy and its daily snapshots.
    pub fn registry_backup(&self) -> PathBuf {
        self.backup().join(REGISTRY)
    }

    /// Backbones of what was registered, in clear.
    pub fn backbones(&self) -> PathBuf {
        self.home.join(&self.settings.stores.backbones)
    }

    /// Storage root of the archive, in clear.
    pub fn archive(&self) -> Location {
        self.settings.stores.archive.within(&self.home)
    }

    /// Where the desk opens packages.
    pub fn work(&self) -> PathBuf {
        self.home.join(&self.settings.stores.work)
    }

    /// Where bad bytes are kept that a repair replaced.
    pub fn quarantine(&self) -> PathBuf {
        self.home.join(&self.settings.stores.quarantine)
    }

    /// The evidence log.
    pub fn log(&self) -> PathBuf {
        self.home.join(&self.settings.stores.log)
    }

    /// Its second copy.
    pub fn log_backup(&self) -> PathBuf {
        self.backup().join(LOG)
    }

    /// A public file beside the keys, as the CA's certificate or the card.
    pub fn public(&self, name: &str) -> PathBuf {
        self.home.join(&self.settings.keys.public).join(name)
    }

    /// A file of intake's keys.
    pub fn intake_key(&self, name: &str) -> PathBuf {
        self.home.join(&self.settings.keys.intake).join(name)
    }

    /// A file of the desk's keys.
    pub fn desk_key(&self, name: &str) -> PathBuf {
        self.home.join(&self.settings.keys.desk).join(name)
    }
}

/// Names of the files beside the keys; `X.pem` is the certificate of the key `X-key.pem`.
pub mod key {
    /// The CA's certificate: public.
    pub const CA: &str = "ca.pem";
    /// The centre's card: public.
    pub const CARD_DOCUMENT: &str = "card.cose";
    /// The escrow key's public half: public.
    pub const ESCROW_PUBLIC: &str = "escrow-public.json";
    /// The CA's key: the desk's.
    pub const CA_KEY: &str = "ca-key.pem";
    /// Certificate of TLS: intake's.
    pub const TLS: &str = "centre-tls.pem";
    /// Key of TLS: intake's.
    pub const TLS_KEY: &str = "centre-tls-key.pem";
    /// Certificate of R0 and R1: intake's.
    pub const RECEIPT_INTAKE: &str = "receipt-intake.pem";
    /// Key of R0 and R1: intake's.
    pub const RECEIPT_INTAKE_KEY: &str = "receipt-intake-key.pem";
    /// Certificate of R2 and R3: the desk's.
    pub const RECEIPT_DESK: &str = "receipt-desk.pem";
    /// Key of R2 and R3: the desk's.
    pub const RECEIPT_DESK_KEY: &str = "receipt-desk-key.pem";
    /// Certificate of the card: the desk's.
    pub const CARD: &str = "card.pem";
    /// Key of the card: the desk's.
    pub const CARD_KEY: &str = "card-key.pem";
    /// Key of the evidence log; it has no certificate, the card names it: the desk's.
    pub const LOG_KEY: &str = "log-key.pem";
    /// The decryption key: the desk's.
    pub const DECRYPT: &str = "centre-decrypt.json";
    /// The escrow decryption key, when it is one file: to be taken away after `init`.
    pub const ESCROW: &str = "escrow-decrypt.json";

    /// Keys that the desk works with.
    pub const OF_THE_DESK: [&str; 5] = [CA_KEY, RECEIPT_DESK_KEY, CARD_KEY, LOG_KEY, DECRYPT];
    /// Keys that intake needs.
    pub const OF_INTAKE: [&str; 2] = [TLS_KEY, RECEIPT_INTAKE_KEY];

    /// A share of the escrow key, counted from 1: to be taken away after `init`.
    pub fn escrow_share(index: u8) -> String {
        format!("escrow-share-{index}.json")
    }

    /// Every name under which the escrow key, or a share of it, can lie here.
    pub fn of_escrow() -> impl Iterator<Item = String> {
        let shares = (1..=crypto::key_share::MOST).map(escrow_share);
        std::iter::once(ESCROW.to_owned()).chain(shares)
    }

    /// Keys that intake must not be able to read when it runs alone.
    pub fn not_of_intake() -> impl Iterator<Item = String> {
        OF_THE_DESK.into_iter().map(str::to_owned).chain(of_escrow())
    }
}

fn reason(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map(|span| text[..span.start.min(text.len())].lines().count().max(1));
    line.map_or_else(|| error.message().to_owned(), |line| format!("line {line}: {}", error.message()))
}

/// Folder of a backup: the registry's copy, and its daily snapshots.
pub const REGISTRY: &str = "registry";
/// Folder of a backup: the evidence log.
pub const LOG: &str = "log";
/// Folder of a backup: second copies of sealed packages, unless they lie elsewhere.
pub const SEALED: &str = "sealed";
/// Folder of a backup: second copies of receipts.
pub const RECEIPTS: &str = "receipts";
/// The registry's copy in its folder.
pub const REGISTRY_COPY: &str = "registry.sqlite";
const FILE: &str = "config.toml";
