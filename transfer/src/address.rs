//! Where a centre is reached: `host:port`, with a name, an IPv4 address or a bracketed IPv6 address.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// A host and a port, not yet resolved.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    host: String,
    port: u16,
}

impl Address {
    /// Host name or address, without brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// UDP port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = text.rsplit_once(':').ok_or(AddressError::Port)?;
        let port = port.parse().map_err(|_| AddressError::Port)?;
        let host = match host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
            Some(six) => six.parse::<Ipv6Addr>().map_err(|_| AddressError::Host)?.to_string(),
            None if is_host(host) => host.to_owned(),
            None => return Err(AddressError::Host),
        };
        Ok(Self { host, port })
    }
}

impl From<SocketAddr> for Address {
    fn from(address: SocketAddr) -> Self {
        Self { host: address.ip().to_string(), port: address.port() }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.parse::<IpAddr>() {
            Ok(IpAddr::V6(six)) => write!(f, "[{six}]:{}", self.port),
            _ => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

/// Letters, digits, hyphens and dots, as in RFC 1123 §2.1; names beyond ASCII are written in their `xn--` form.
fn is_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(label)
}

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AddressError {
    /// No port, or not a number up to 65535.
    #[error("an address ends in a port: host:port or [IPv6]:port")]
    Port,
    /// Not a host name, IPv4 address or bracketed IPv6 address.
    #[error("not a host name, IPv4 address or bracketed IPv6 address")]
    Host,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_both_kinds_of_address_come_back() {
        for text in ["centre.example:4433", "127.0.0.1:1", "[::1]:65535", "a-b.xn--fiqs8s:80", "localhost:0"]
        {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
        assert_eq!("[0:0::1]:9".parse::<Address>().unwrap().to_string(), "[::1]:9");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in ["host", "host:", "host:65536", "host:-1"] {
            assert_eq!(text.parse::<Address>(), Err(AddressError::Port), "{text}");
        }
        for text in [":1", "::1:80", "[::1:80", "[1.2.3.4]:80", "a b:1", "-a:1", "a..b:1", "中心:1", "a/b:1"]
        {
            assert_eq!(text.parse::<Address>(), Err(AddressError::Host), "{text}");
        }
    }
}
