//! The file `config.toml`, member by member. A member that is not known is refused: a typing error must not pass as a
//! default.

use super::location::{Location, folder};
use super::server::Server;
use super::timestamp::Log;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who this centre is.
    pub centre: Centre,
    /// Where it listens, and where it is reached.
    pub network: Network,
    /// Roots of the stores.
    #[serde(default)]
    pub stores: Stores,
    /// The S3 server, when a store lies on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub s3: Option<Server>,
    /// The S3 server of the second copies, when it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backup_s3: Option<Server>,
    /// The registry's database.
    #[serde(default)]
    pub registry: Database,
    /// Folders of the keys.
    #[serde(default)]
    pub keys: Keys,
    /// What is accepted.
    #[serde(default)]
    pub policy: Policy,
    /// How what is kept is read again.
    #[serde(default)]
    pub fixity: Fixity,
    /// Who else says when the evidence log was so far.
    #[serde(default, skip_serializing_if = "Log::is_empty")]
    pub log: Log,
}

/// Who this centre is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    /// Its id: 2–8 of A–Z 0–9, the prefix of its numbers and the CN of its certificates.
    pub code: String,
    /// Its name for people.
    pub name: String,
}

/// Where the centre listens, and where it is reached.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// Address and port of intake; port 0 takes a free one.
    pub listen: String,
    /// Whether intake also listens on the TCP port of the same number, for applicants whose network lets no UDP through.
    #[serde(default = "yes")]
    pub tcp: bool,
    /// Host and port that invitations and the card name; without it, the address of the running intake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_address: Option<String>,
    /// What decides how fast intake sends over QUIC.
    #[serde(default)]
    pub congestion: Congestion,
    /// Address and port of the console, when there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub console: Option<String>,
}

/// What decides how fast a side sends over QUIC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Congestion {
    /// BBR version 3.
    #[default]
    Bbr,
    /// CUBIC, RFC 9438.
    Cubic,
}

/// Roots of the stores; a relative one lies below the home. Whole packages and the archive may lie on S3
/// (`s3://bucket/prefix`), what is small or written in place may not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Stores {
    /// What is being received.
    #[serde(deserialize_with = "folder")]
    pub inbox: PathBuf,
    /// Whole packages that wait for the desk, when `sealed` lies on S3. On the file system of the inbox.
    #[serde(deserialize_with = "folder")]
    pub delivered: PathBuf,
    /// Sealed packages: a folder on the file system of the inbox, or on S3.
    pub sealed: Location,
    /// Receipts, as files.
    #[serde(deserialize_with = "folder")]
    pub receipts: PathBuf,
    /// The second copy; best on another device.
    #[serde(deserialize_with = "folder")]
    pub backup: PathBuf,
    /// The second copy of sealed packages, when it is not in the folder of the rest: another folder, or on S3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_sealed: Option<Location>,
    /// Backbones of what was registered, in clear: the history that the rules need.
    #[serde(deserialize_with = "folder")]
    pub backbones: PathBuf,
    /// What was verified, in clear: an OCFL storage root. A folder of its volume, not the top of it; or
    /// `s3://bucket/prefix`.
    pub archive: Location,
    /// Where the desk opens packages; in clear, and empty between two of them. Best on the volume of the archive.
    #[serde(deserialize_with = "folder")]
    pub work: PathBuf,
    /// The evidence log: tiles and checkpoints. Hashes only.
    #[serde(deserialize_with = "folder")]
    pub log: PathBuf,
    /// Bad bytes that a repair replaced, some of them in clear: to be looked at, and then removed.
    #[serde(deserialize_with = "folder")]
    pub quarantine: PathBuf,
}

/// How what is kept is read again.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fixity {
    /// Everything is read at least every so many days; 0 is never, unless somebody asks.
    pub every_days: u32,
    /// So many bytes a second are read by the calendar; 0 is as fast as it goes.
    pub rate: u64,
}

/// The registry's database.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:FILE` (relative to the home) or `postgres://user:password@host:port/name`.
    pub url: String,
}

/// Folders of the keys; a relative one lies below the home. Roles that run under their own users get folders of their
/// own, which the other user cannot read.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Keys {
    /// Certificates and other public things: everybody's.
    pub public: PathBuf,
    /// Keys of TLS and of `receipt-intake`.
    pub intake: PathBuf,
    /// Keys of decryption, of `receipt-desk`, of the card and of the CA.
    pub desk: PathBuf,
}

/// What is accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// Whether error findings refuse a dossier.
    pub reject_on: RejectOn,
    /// Whether findings that the applicant accepted with a reason still count.
    pub accepted: Accepted,
    /// An offer without progress lapses after so many days.
    pub expiry_days: u32,
    /// Longest package, in bytes.
    pub max_package_bytes: u64,
    /// Bytes that one organisation may have on their way at once; none is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quota_bytes: Option<u64>,
    /// An invitation works for so many days unless it says otherwise.
    pub invitation_days: u32,
    /// The checks of one dossier are stopped after so many seconds.
    pub check_seconds: u64,
    /// The checks of one dossier may use so many bytes of memory.
    pub check_memory: u64,
}

/// Whether error findings refuse a dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RejectOn {
    /// Findings stand in R2 and refuse nothing.
    Never,
    /// An error finding refuses the dossier.
    Error,
}

/// Whether findings that were accepted with a reason still count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Accepted {
    /// They do not refuse.
    Honour,
    /// They count like all others.
    Ignore,
}

fn yes() -> bool {
    true
}

impl Default for Stores {
    fn default() -> Self {
        Self {
            inbox: "inbox".into(),
            delivered: "delivered".into(),
            sealed: "sealed".into(),
            receipts: "receipts".into(),
            backup: "backup".into(),
            backup_sealed: None,
            backbones: "backbones".into(),
            archive: "archive".into(),
            work: "work".into(),
            log: "log".into(),
            quarantine: "quarantine".into(),
        }
    }
}

impl Default for Database {
    fn default() -> Self {
        Self { url: "sqlite:registry.sqlite".into() }
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self { public: "keys".into(), intake: "keys".into(), desk: "keys".into() }
    }
}

impl Default for Fixity {
    fn default() -> Self {
        Self { every_days: 30, rate: 50 << 20 }
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            reject_on: RejectOn::Never,
            accepted: Accepted::Honour,
            expiry_days: 30,
            max_package_bytes: 1 << 40,
            quota_bytes: None,
            invitation_days: 14,
            check_seconds: 3600,
            check_memory: 1 << 30,
        }
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("url", &redacted(&self.url)).finish()
    }
}

/// A database URL without its password.
pub fn redacted(url: &str) -> String {
    without_password(url).unwrap_or_else(|| without_query(url).to_owned())
}

fn without_password(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (user, host) = rest.rsplit_once('@')?;
    let name = user.split(':').next().unwrap_or_default();
    Some(format!("{scheme}://{name}:***@{}", without_query(host)))
}

// A password may also stand in the query.
fn without_query(url: &str) -> &str {
    url.split('?').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Settings, redacted};

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://submit:p@ss:word@127.0.0.1:5432/x", "postgres://submit:***@127.0.0.1:5432/x"),
            ("postgres://127.0.0.1/x?password=secret", "postgres://127.0.0.1/x"),
            ("sqlite:registry.sqlite", "sqlite:registry.sqlite"),
        ] {
            assert_eq!(redacted(url), shown);
        }
    }

    #[test]
    fn a_member_that_is_not_known_is_refused() {
        let good = "[centre]\ncode = \"CDE\"\nname = \"x\"\n[network]\nlisten = \"127.0.0.1:0\"\n";
        toml::from_str::<Settings>(good).unwrap();
        let wrong = format!("{good}[policy]\nreject_no = \"error\"\n");
        assert!(toml::from_str::<Settings>(&wrong).is_err());
        for (store, may) in [("sealed", true), ("backup_sealed", true), ("backup", false), ("log", false)] {
            let on_s3 = format!("{good}[stores]\n{store} = \"s3://bucket/{store}\"\n");
            assert_eq!(toml::from_str::<Settings>(&on_s3).is_ok(), may, "{store}");
        }
    }
}
