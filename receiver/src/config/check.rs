//! What is wrong or unwise about a configuration: looked at, never changed.

use super::location::Location;
use super::places::{Config, key};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Something to know about a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What it is; its text is `notice-CODE`.
    pub code: &'static str,
    /// Whether the centre cannot work safely like this.
    pub error: bool,
    /// The file or folder.
    pub place: PathBuf,
}

/// Looks at a configuration.
pub fn check(config: &Config) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut say = |code, error, place: PathBuf| notices.push(Notice { code, error, place });
    let desk = key::OF_THE_DESK.iter().map(|name| config.desk_key(name));
    let intake = key::OF_INTAKE.iter().map(|name| config.intake_key(name));
    for path in desk.chain(intake) {
        match state(&path) {
            KeyState::Good => {}
            // A home of an earlier version gets it at the next start of its desk.
            KeyState::Missing if path.ends_with(key::LOG_KEY) => say("log-key-missing", false, path),
            KeyState::Missing => say("key-missing", true, path),
            KeyState::Open => say("key-open", true, path),
        }
    }
    for escrow in key::of_escrow().map(|name| config.desk_key(&name)).filter(|path| path.exists()) {
        let open = state(&escrow) == KeyState::Open;
        say("escrow-present", false, escrow.clone());
        if open {
            say("key-open", true, escrow);
        }
    }
    for name in
        [key::CA, key::TLS, key::RECEIPT_INTAKE, key::RECEIPT_DESK, key::CARD_DOCUMENT, key::ESCROW_PUBLIC]
    {
        let path = config.public(name);
        if !path.exists() {
            say("file-missing", true, path);
        }
    }
    let folders = [config.inbox(), config.receipts(), config.backup(), config.work()];
    let anywhere = [config.sealed(), config.archive()];
    let anywhere = anywhere.iter().filter_map(|store| store.folder().map(Path::to_owned));
    for store in folders.into_iter().chain(anywhere) {
        if !store.is_dir() {
            say("store-missing", true, store);
        }
    }
    match too_near(config) {
        Some(store @ Location::Folder(_)) => say("backup-same-device", false, store.to_string().into()),
        Some(store @ Location::S3(_)) => say("backup-same-server", false, store.to_string().into()),
        None => {}
    }
    if let Some(timestamp) = &config.settings.log.timestamp
        && timestamp.believed(&config.home).is_err()
    {
        say("timestamp-ca", true, config.home.join(&timestamp.ca_file));
    }
    if config.settings.network.public_address.is_none() {
        say("no-public-address", false, config.file());
    }
    notices
}

/// The store of the second copies of packages, when it lies on the device or the server of the first: then one fault takes
/// both.
pub fn too_near(config: &Config) -> Option<Location> {
    let backup = config.backup_sealed();
    let near = match (&config.sealed(), &backup) {
        (Location::Folder(sealed), Location::Folder(backup)) => {
            // It is made by the desk; the folder above it lies on the same device.
            let there = backup.ancestors().find(|folder| folder.exists()).unwrap_or(backup);
            durable::folder::same_device(sealed, there)
        }
        (Location::S3(_), Location::S3(_)) => config.settings.backup_s3.is_none(),
        _ => false,
    };
    near.then_some(backup)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyState {
    Good,
    Missing,
    Open,
}

fn state(path: &Path) -> KeyState {
    match std::fs::metadata(path) {
        Err(_) => KeyState::Missing,
        Ok(found) if found.permissions().mode() & OTHERS != 0 => KeyState::Open,
        Ok(_) => KeyState::Good,
    }
}

/// Permission bits of group and others.
const OTHERS: u32 = 0o077;
