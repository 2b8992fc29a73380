//! Finds the socket addresses of a host.

use std::io;
use std::net::SocketAddr;

use crate::address::Address;

/// Returns all socket addresses of the host, IPv6 and IPv4 taking turns, in the resolver's order.
///
/// # Errors
/// When the name cannot be resolved or has no address.
///
/// # Cancel safety
/// Safe: nothing is kept.
pub async fn resolve(address: &Address) -> Result<Vec<SocketAddr>, ResolveError> {
    let failed = |error| ResolveError { host: address.host().to_owned(), error };
    let found = tokio::net::lookup_host((address.host(), address.port())).await.map_err(failed)?;
    let (six, four): (Vec<SocketAddr>, Vec<SocketAddr>) = found.partition(SocketAddr::is_ipv6);
    let turns = six.len().max(four.len());
    let all: Vec<SocketAddr> =
        (0..turns).flat_map(|turn| [six.get(turn), four.get(turn)]).flatten().copied().collect();
    if all.is_empty() { Err(failed(io::ErrorKind::NotFound.into())) } else { Ok(all) }
}

/// A name that leads nowhere.
#[derive(Debug, thiserror::Error)]
#[error("cannot find the address of {host}")]
pub struct ResolveError {
    /// The name.
    pub host: String,
    /// What the resolver said.
    #[source]
    pub error: io::Error,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn localhost_resolves_and_addresses_stay_themselves() {
        assert!(!resolve(&"localhost:80".parse().unwrap()).await.unwrap().is_empty());
        let six = resolve(&"[::1]:443".parse().unwrap()).await.unwrap();
        assert_eq!(six, ["[::1]:443".parse().unwrap()]);
    }
}
