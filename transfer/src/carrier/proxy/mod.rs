//! An HTTP proxy that leads out of the applicant's network, as its URL names it.

mod connect;

use std::fmt;
use std::str::FromStr;

pub use connect::ProxyError;
pub(super) use connect::connect;

use crate::address::Address;

/// A proxy that understands CONNECT (RFC 9110 §9.3.6), with or without user and password.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    address: Address,
    login: Option<Login>,
}

#[derive(Clone, PartialEq, Eq)]
struct Login {
    user: String,
    password: String,
}

impl Proxy {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.address
    }
}

/// Shown without its password.
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.address)
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proxy")
            .field("address", &self.address)
            .field("login", &self.login.as_ref().map(|_| "***"))
            .finish()
    }
}

impl FromStr for Proxy {
    type Err = NotAProxy;

    /// Reads `[http://][user[:password]@]host[:port][/]`; the port is 80 when it is not said.
    fn from_str(url: &str) -> Result<Self, NotAProxy> {
        let rest = match url.split_once("://") {
            None => url,
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some((scheme, _)) => return Err(NotAProxy::Scheme { scheme: scheme.to_owned() }),
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let (login, host) = match authority.rsplit_once('@') {
            Some((login, host)) => (Some(Login::read(login)?), host),
            None => (None, authority),
        };
        let address = host.parse().or_else(|_| format!("{host}:{DEFAULT_PORT}").parse());
        let address = address.map_err(|_| NotAProxy::Address { text: host.to_owned() })?;
        Ok(Self { address, login })
    }
}

impl Login {
    fn read(text: &str) -> Result<Self, NotAProxy> {
        let (user, password) = text.split_once(':').unwrap_or((text, ""));
        let part = |text| decoded(text).ok_or(NotAProxy::Login);
        Ok(Self { user: part(user)?, password: part(password)? })
    }
}

/// Takes percent-encoding away, RFC 3986 §2.1.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let (byte, left) = match (first, after) {
            (b'%', [high, low, left @ ..]) => (digit(*high)? << 4 | digit(*low)?, left),
            (b'%', _) => return None,
            (byte, left) => (*byte, left),
        };
        bytes.push(byte);
        rest = left;
    }
    String::from_utf8(bytes).ok()
}

fn digit(byte: u8) -> Option<u8> {
    u8::try_from(char::from(byte).to_digit(16)?).ok()
}

/// A text that names no usable proxy. The text itself is not repeated, for it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAProxy {
    /// Another kind of proxy.
    #[error("{scheme}:// is no kind of proxy that can be used here: only http:// is")]
    Scheme {
        /// The part before `://`.
        scheme: String,
    },
    /// No host, or a port that is none.
    #[error("“{text}” is no address of a proxy: host:port is expected")]
    Address {
        /// Host and port as they stand.
        text: String,
    },
    /// User or password are not well percent-encoded.
    #[error("user or password in the proxy's URL are not well percent-encoded")]
    Login,
}

/// The port of http.
const DEFAULT_PORT: u16 = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_as_people_write_them() {
        for (url, shown, login) in [
            ("http://proxy.example:3128", "http://proxy.example:3128", None),
            ("proxy.example:3128", "http://proxy.example:3128", None),
            ("HTTP://proxy.example/", "http://proxy.example:80", None),
            ("http://[2001:db8::1]:8080", "http://[2001:db8::1]:8080", None),
            ("http://li:s%40l%3At@10.0.0.1:80", "http://10.0.0.1:80", Some(("li", "s@l:t"))),
            ("http://only@10.0.0.1:80/x", "http://10.0.0.1:80", Some(("only", ""))),
        ] {
            let proxy: Proxy = url.parse().unwrap();
            assert_eq!(proxy.to_string(), shown);
            let found = proxy.login.as_ref().map(|login| (login.user.as_str(), login.password.as_str()));
            assert_eq!(found, login, "{url}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_refused_without_its_password() {
        for (url, error) in [
            ("socks5://h:1", NotAProxy::Scheme { scheme: "socks5".into() }),
            ("https://h:1", NotAProxy::Scheme { scheme: "https".into() }),
            ("http://", NotAProxy::Address { text: String::new() }),
            ("http://u:secret@h:port", NotAProxy::Address { text: "h:port".into() }),
            ("http://u:%zz@h:1", NotAProxy::Login),
            ("http://u:%4@h:1", NotAProxy::Login),
        ] {
            assert_eq!(url.parse::<Proxy>(), Err(error), "{url}");
        }
        let proxy: Proxy = "http://u:secret@h:1".parse().unwrap();
        assert!(!format!("{proxy:?} {proxy}").contains("secret"));
    }
}
