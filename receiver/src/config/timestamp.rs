//! The authority that stamps the evidence log's checkpoints (RFC 3161): where it is, who is believed, how often it is asked.

use std::path::{Path, PathBuf};

use crypto::timestamp::authorities::{Authorities, NoAuthorities};
use crypto::timestamp::policy::Policy;
use reqwest::Url;
use serde::{Deserialize, Serialize};

/// The table `[log]` of `config.toml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Who stamps its checkpoints; nobody, if there is no such table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Timestamp>,
}

impl Log {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.timestamp.is_none()
    }
}

/// The table `[log.timestamp]` of `config.toml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timestamp {
    /// Where it answers.
    pub authority: Service,
    /// Certificates of the CAs under which its time-stamps are believed, PEM; a relative file lies below the home.
    pub ca_file: PathBuf,
    /// It is asked at most once in so many minutes, and only when there are new events; 0 is for each checkpoint.
    #[serde(default = "daily")]
    pub every_minutes: u32,
    /// The policy under which it must stamp; its own, if none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// Certificates of the CA under which it speaks TLS, PEM, when it is not one of the system's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_ca_file: Option<PathBuf>,
}

/// Nobody can be believed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotBelieved {
    /// The certificates cannot be read.
    #[error("log.timestamp.ca_file, {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// They are none of CAs.
    #[error("log.timestamp.ca_file, {}: {source}", path.display())]
    NoAuthorities {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: NoAuthorities,
    },
}

impl Timestamp {
    /// Reads who is believed.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something else than certificates of CAs.
    pub fn believed(&self, home: &Path) -> Result<Authorities, NotBelieved> {
        let path = home.join(&self.ca_file);
        match std::fs::read_to_string(&path) {
            Ok(text) => {
                Authorities::from_pem(&text).map_err(|source| NotBelieved::NoAuthorities { path, source })
            }
            Err(source) => Err(NotBelieved::Unreadable { path, source }),
        }
    }
}

/// `https://host[:port][/path]`, or `http://`: the answer is signed, and what is asked is no secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Service(Url);

/// The text is no address of an authority. It is not repeated: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the authority is no http://HOST[:PORT][/PATH] or https://, without a password")]
pub struct NotAService;

impl Service {
    /// The address.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

impl TryFrom<String> for Service {
    type Error = NotAService;

    fn try_from(text: String) -> Result<Self, NotAService> {
        let url = Url::parse(&text).map_err(|_| NotAService)?;
        let known = matches!(url.scheme(), "http" | "https") && url.has_host();
        if known && url.username().is_empty() && url.password().is_none() {
            Ok(Self(url))
        } else {
            Err(NotAService)
        }
    }
}

impl From<Service> for String {
    fn from(service: Service) -> Self {
        service.0.into()
    }
}

fn daily() -> u32 {
    24 * 60
}

#[cfg(test)]
mod tests {
    use super::{Log, Service};

    #[test]
    fn an_authority_is_an_address_without_a_password() {
        let read = |text: &str| Service::try_from(text.to_owned());
        for good in ["http://tsa.example", "https://tsa.example:8443/tsr?x=1", "http://127.0.0.1:1/"] {
            assert!(read(good).is_ok(), "{good}");
        }
        for bad in
            ["tsa.example", "ftp://tsa.example", "https://me:secret@tsa.example", "https://me@h", "https://"]
        {
            let error = read(bad).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn it_is_asked_once_a_day_unless_it_is_said_otherwise() {
        let read = |text: &str| toml::from_str::<Log>(text);
        let least = read("[timestamp]\nauthority = \"http://tsa.example\"\nca_file = \"tsa.pem\"\n").unwrap();
        let least = least.timestamp.unwrap();
        assert_eq!((least.every_minutes, least.policy), (1440, None));
        let other = "[timestamp]\nauthority = \"http://h\"\nca_file = \"tsa.pem\"\npolicy = \"1.2.3.4.1\"\n";
        assert_eq!(read(other).unwrap().timestamp.unwrap().policy.unwrap().to_string(), "1.2.3.4.1");
        assert!(read(&other.replace("1.2.3.4.1", "one")).is_err());
        assert!(read("").unwrap().timestamp.is_none());
    }
}
