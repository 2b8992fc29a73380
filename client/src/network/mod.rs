//! How this machine gets to a centre: over which carriers, through which proxy, and how fast at most.

pub mod proxies;
pub mod rate;

use transfer::address::Address;
use transfer::carrier::congestion::Congestion;
use transfer::carrier::transport::Transport;
use transfer::carrier::ways::Ways;

use self::proxies::{BadProxy, Proxies};
use self::rate::Rate;

/// What was said about the network, on the command line and in the environment.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// The only carrier to use, if one was named.
    pub only: Option<Transport>,
    /// The proxies.
    pub proxies: Proxies,
    /// How fast segments may leave.
    pub limit: Option<Rate>,
    /// What decides how fast they leave over QUIC.
    pub congestion: Congestion,
}

impl Network {
    /// The ways to a centre, where `first` is the carrier to begin with if both may be used. A proxy named for this very
    /// job is the way out; one that the environment has for everything is what TCP goes through.
    ///
    /// # Errors
    /// When TCP has to go through a proxy that is named wrongly.
    pub fn ways(&self, address: &Address, first: Transport) -> Result<Ways, BadProxy> {
        let only = self.only();
        let ways = only.map_or_else(|| Ways::beginning_with(first), Ways::only);
        match self.proxies.towards(address) {
            // UDP goes through no proxy.
            _ if only == Some(Transport::Quic) => Ok(ways),
            Ok(proxy) => Ok(ways.through(proxy)),
            Err(bad) => Err(bad),
        }
    }

    /// The only carrier that may be used, if there is but one.
    pub fn only(&self) -> Option<Transport> {
        self.only.or(self.proxies.is_said().then_some(Transport::Tcp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(only: Option<Transport>, said: Option<&str>, environment: &[(&str, &str)]) -> Network {
        let look = |name: &str| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let proxies = Proxies::new(said.map(|url| url.parse().unwrap()), look);
        Network { only, proxies, ..Network::default() }
    }

    fn ways(network: &Network) -> (Transport, Option<Transport>, Option<String>) {
        let address = "centre.example:4433".parse().unwrap();
        let ways = network.ways(&address, Transport::Quic).unwrap();
        (ways.first, ways.second, ways.proxy.map(|proxy| proxy.to_string()))
    }

    #[test]
    fn both_carriers_are_tried_unless_one_is_named() {
        let quic = (Transport::Quic, Some(Transport::Tcp), None);
        assert_eq!(ways(&network(None, None, &[])), quic);
        assert_eq!(ways(&network(Some(Transport::Tcp), None, &[])), (Transport::Tcp, None, None));
        assert_eq!(ways(&network(Some(Transport::Quic), None, &[])), (Transport::Quic, None, None));
    }

    #[test]
    fn a_proxy_is_for_tcp_and_the_only_way_when_it_was_said() {
        let shown = || Some("http://p:8080".to_owned());
        let of_all = network(None, None, &[("HTTPS_PROXY", "http://p:8080")]);
        assert_eq!(ways(&of_all), (Transport::Quic, Some(Transport::Tcp), shown()));
        let said = network(None, Some("p:8080"), &[("HTTPS_PROXY", "http://other:1")]);
        assert_eq!(ways(&said), (Transport::Tcp, None, shown()));
        let without = network(Some(Transport::Quic), None, &[("HTTPS_PROXY", "socks5://p:1080")]);
        assert_eq!(ways(&without), (Transport::Quic, None, None), "a proxy that is not used may be any");
    }
}
