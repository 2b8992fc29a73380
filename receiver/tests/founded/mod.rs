//! A centre founded in a folder of its own, with its registry on SQLite.
#![allow(unreachable_pub, missing_docs, reason = "shared by tests")]
#![allow(clippy::unwrap_used, reason = "test code")]

use sealpost_receiver::authority::found;
use sealpost_receiver::clock::Moment;
use sealpost_receiver::config::address::Address;
use sealpost_receiver::config::places::Config;
use sealpost_receiver::config::settings::Settings;
use sealpost_receiver::registry::database::Registry;
use tempfile::TempDir;

/// The folder, its configuration, and the registry `r.sqlite` in it.
pub async fn centre(now: Moment) -> (TempDir, Config, Registry) {
    let home = TempDir::new().unwrap();
    let settings: Settings = toml::from_str(SETTINGS).unwrap();
    let config = Config { home: home.path().to_owned(), settings };
    std::fs::create_dir(home.path().join("keys")).unwrap();
    let registry = Registry::open(&Address::parse("sqlite:r.sqlite", home.path()), "CDE").await.unwrap();
    registry.issued(&found::found(&config, None, now).unwrap(), now).await.unwrap();
    (home, config, registry)
}

const SETTINGS: &str = "[centre]\ncode = \"CDE\"\nname = \"Centre\"\n[network]\nlisten = \"127.0.0.1:0\"\n";
