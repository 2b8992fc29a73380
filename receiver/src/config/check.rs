//! What is wrong or unwise about a configuration: looked at, never changed.

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
    let folders = [config.inbox(), config.sealed(), config.receipts(), config.backup(), config.work()];
    for store in folders.into_iter().chain(config.archive().folder().map(Path::to_owned)) {
        if !store.is_dir() {
            say("store-missing", true, store);
        }
    }
    if durable::folder::same_device(&config.sealed(), &config.backup()) {
        say("backup-same-device", false, config.backup());
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
