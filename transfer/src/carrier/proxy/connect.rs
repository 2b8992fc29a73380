//! Asking a proxy for a way to the centre.

use base64ct::{Base64, Encoding as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{Login, Proxy};
use crate::address::Address;

/// Asks the proxy at the other end of `stream` for a way to `target`; what follows on the stream is the target's.
pub(in crate::carrier) async fn connect(
    stream: &mut TcpStream,
    proxy: &Proxy,
    target: &Address,
) -> Result<(), ProxyError> {
    let broken = |error: std::io::Error| proxy_broken(proxy, target, &error.to_string());
    stream.write_all(request(proxy, target).as_bytes()).await.map_err(broken)?;
    let head = head(stream).await.map_err(broken)?;
    match status(&head) {
        Some((200..=299, _)) => Ok(()),
        Some((407, _)) => Err(ProxyError::Login {
            proxy: proxy.to_string(),
            target: target.to_string(),
            given: proxy.login.is_some(),
        }),
        Some((status, reason)) => Err(ProxyError::Refused {
            proxy: proxy.to_string(),
            target: target.to_string(),
            status,
            reason: reason.to_owned(),
        }),
        None => Err(proxy_broken(proxy, target, "it does not answer as an HTTP proxy")),
    }
}

fn request(proxy: &Proxy, target: &Address) -> String {
    let login = proxy.login.as_ref().map(Login::header).unwrap_or_default();
    format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{login}\r\n")
}

impl Login {
    /// RFC 7617.
    fn header(&self) -> String {
        let pair = format!("{}:{}", self.user, self.password);
        format!("Proxy-Authorization: Basic {}\r\n", Base64::encode_string(pair.as_bytes()))
    }
}

/// Reads to the empty line and not a byte further: what follows belongs to TLS.
async fn head(stream: &mut (impl AsyncRead + Unpin)) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= LONGEST {
            return Err(std::io::Error::other("its answer has no end"));
        }
        head.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn status(head: &str) -> Option<(u16, &str)> {
    let (version, rest) = head.lines().next()?.split_once(' ')?;
    let (code, reason) = rest.split_once(' ').unwrap_or((rest, ""));
    version.starts_with("HTTP/1.").then_some((code.trim().parse().ok()?, reason.trim()))
}

fn proxy_broken(proxy: &Proxy, target: &Address, what: &str) -> ProxyError {
    ProxyError::Broken { proxy: proxy.to_string(), target: target.to_string(), what: what.to_owned() }
}

/// Why a proxy leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProxyError {
    /// Nobody answers where the proxy should be.
    #[error("the proxy {proxy} cannot be reached: {what}")]
    Unreachable {
        /// The proxy, without user and password.
        proxy: String,
        /// What the system said.
        what: String,
    },
    /// It wants user and password, or others than those it got.
    #[error("the proxy {proxy} wants {} before it connects to {target}", wanted(*given))]
    Login {
        /// The proxy, without user and password.
        proxy: String,
        /// Where to.
        target: String,
        /// Whether it got some.
        given: bool,
    },
    /// It does not connect there.
    #[error("the proxy {proxy} refused to connect to {target}: {status} {reason}")]
    Refused {
        /// The proxy, without user and password.
        proxy: String,
        /// Where to.
        target: String,
        /// HTTP status.
        status: u16,
        /// Its words.
        reason: String,
    },
    /// It broke off, or is no proxy.
    #[error("the proxy {proxy} did not connect to {target}: {what}")]
    Broken {
        /// The proxy, without user and password.
        proxy: String,
        /// Where to.
        target: String,
        /// What happened.
        what: String,
    },
}

fn wanted(given: bool) -> &'static str {
    if given { "another user or password" } else { "a user and a password" }
}

impl ProxyError {
    /// Whether to try again is of no use until someone does something.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Login { .. } => true,
            // A proxy that says no by rule says so with 403 or 405; the 500s are about the way behind it.
            Self::Refused { status, .. } => (400..500).contains(status),
            Self::Unreachable { .. } | Self::Broken { .. } => false,
        }
    }
}

/// Bytes of the longest answer.
const LONGEST: usize = 16 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_that_of_the_rfcs() {
        let proxy = "http://Aladdin:open%20sesame@p:80".parse().unwrap();
        let target = "[2001:db8::7]:4433".parse().unwrap();
        assert_eq!(
            request(&proxy, &target),
            "CONNECT [2001:db8::7]:4433 HTTP/1.1\r\nHost: [2001:db8::7]:4433\r\n\
             Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n"
        );
    }

    #[test]
    fn answers_are_told_apart() {
        assert_eq!(
            status("HTTP/1.1 200 Connection established\r\n\r\n"),
            Some((200, "Connection established"))
        );
        assert_eq!(status("HTTP/1.0 407\r\n\r\n"), Some((407, "")));
        assert_eq!(status("SSH-2.0-OpenSSH_9.2\r\n\r\n"), None);
        assert_eq!(status(""), None);
    }

    #[tokio::test]
    async fn not_a_byte_of_the_target_is_lost_and_no_answer_is_endless() {
        let mut stream = &b"HTTP/1.1 200 OK\r\nA: b\r\n\r\nTLS"[..];
        assert!(head(&mut stream).await.unwrap().ends_with("A: b\r\n\r\n"));
        assert_eq!(stream, b"TLS");
        assert!(head(&mut tokio::io::repeat(b'a')).await.is_err());
        assert!(head(&mut &b"HTTP/1.1 200"[..]).await.is_err());
    }
}
