//! An S3 server on which stores may lie: where it is, and under which key. The secret stands elsewhere.

use std::net::IpAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The tables `[s3]` and `[backup_s3]` of `config.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Where it answers.
    pub endpoint: Endpoint,
    /// Its region.
    #[serde(default = "region")]
    pub region: String,
    /// Id of the key; the secret stands in `secret_file`, or in the environment ([`SECRET`], [`BACKUP_SECRET`]).
    pub access_key_id: String,
    /// The file of the secret, for its owner alone; a relative one lies below the home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// Certificates of the CA under which the server speaks TLS, PEM, when it is not one of the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

/// `https://host[:port]`, or `http://` on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Endpoint(String);

/// The text is no endpoint. It is not repeated: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the endpoint is no https://HOST[:PORT]; http:// is for a server on this machine only")]
pub struct NotAnEndpoint;

impl Endpoint {
    /// Shows the URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns true if it speaks without TLS, which only a server on this machine may.
    pub fn is_plain(&self) -> bool {
        self.0.starts_with(PLAIN)
    }
}

impl TryFrom<String> for Endpoint {
    type Error = NotAnEndpoint;

    fn try_from(text: String) -> Result<Self, NotAnEndpoint> {
        let text = text.trim_end_matches('/');
        let plain = text.strip_prefix(PLAIN);
        let authority = plain.or_else(|| text.strip_prefix(TLS)).ok_or(NotAnEndpoint)?;
        let legal = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        let known = !authority.is_empty() && authority.chars().all(legal);
        if known && (plain.is_none() || is_local(authority)) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnEndpoint)
        }
    }
}

impl From<Endpoint> for String {
    fn from(endpoint: Endpoint) -> Self {
        endpoint.0
    }
}

fn is_local(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next(),
        None => authority.split(':').next(),
    };
    let host = host.unwrap_or_default();
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn region() -> String {
    "us-east-1".to_owned()
}

/// The environment variable of the secret of `[s3]`; it goes before the file.
pub const SECRET: &str = "SEALPOST_S3_SECRET";
/// That of `[backup_s3]`.
pub const BACKUP_SECRET: &str = "SEALPOST_BACKUP_S3_SECRET";
const PLAIN: &str = "http://";
const TLS: &str = "https://";

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn without_tls_only_this_machine_is_spoken_to() {
        let read = |text: &str| Endpoint::try_from(text.to_owned());
        for good in [
            "https://s3.example.org",
            "https://10.0.0.1:9000/",
            "http://127.0.0.1:8333",
            "http://[::1]:1",
            "http://localhost",
        ] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in [
            "http://s3.example.org",
            "https://me:secret@host",
            "s3.example.org",
            "https://",
            "https://h/path?x",
            "http://127.0.0.1.evil.org",
        ] {
            let error = read(bad).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
