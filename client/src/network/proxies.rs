//! Which proxy leads to a centre: the one that was said, else the one of the environment, as other programs read it.

use std::net::IpAddr;

use transfer::address::Address;
use transfer::carrier::proxy::{NotAProxy, Proxy};

/// Proxies as they were said, or stand in the environment.
#[derive(Debug, Clone, Default)]
pub struct Proxies {
    said: Option<Proxy>,
    found: Option<Result<Proxy, BadProxy>>,
    around: Vec<Around>,
}

/// A variable of the environment that names no usable proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the proxy in {variable} cannot be used: {source}")]
pub struct BadProxy {
    /// The variable.
    pub variable: &'static str,
    /// What is wrong with it.
    pub source: NotAProxy,
}

/// A destination that is reached without a proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Around {
    Everything,
    /// A domain and all below it, perhaps at one port only.
    Domain(String, Option<u16>),
    /// Addresses that agree in so many bits.
    Network(IpAddr, u32),
}

impl Proxies {
    /// Reads the environment with `look`; `said` goes before it.
    pub fn new(said: Option<Proxy>, look: impl Fn(&str) -> Option<String>) -> Proxies {
        let value = |name: &str| look(name).filter(|value| !value.is_empty());
        let found = VARIABLES.iter().find_map(|variable| Some((*variable, value(variable)?)));
        let found = found.map(|(variable, url)| url.parse().map_err(|source| BadProxy { variable, source }));
        let list = value("no_proxy").or_else(|| value("NO_PROXY")).unwrap_or_default();
        Proxies { said, found, around: list.split([',', ' ']).filter_map(Around::read).collect() }
    }

    /// Whether a proxy was said for this very job.
    pub fn is_said(&self) -> bool {
        self.said.is_some()
    }

    /// The proxy towards an address, if there is one.
    ///
    /// # Errors
    /// When the environment names one that cannot be used.
    pub fn towards(&self, address: &Address) -> Result<Option<Proxy>, BadProxy> {
        if self.said.is_some() || self.around.iter().any(|around| around.holds(address)) {
            return Ok(self.said.clone());
        }
        self.found.clone().transpose()
    }
}

impl Around {
    fn read(text: &str) -> Option<Around> {
        let text = text.trim().to_ascii_lowercase();
        if text == "*" {
            return Some(Around::Everything);
        }
        let (network, bits) = text.split_once('/').unwrap_or((&text, "128"));
        let bare = network.trim_start_matches('[').trim_end_matches(']');
        if let (Ok(address), Ok(bits)) = (bare.parse(), bits.parse()) {
            return Some(Around::Network(address, bits));
        }
        let (domain, port) = match text.rsplit_once(':') {
            Some((domain, port)) => (domain, Some(port.parse().ok()?)),
            None => (&*text, None),
        };
        let domain = domain.trim_start_matches("*.").trim_start_matches('.');
        (!domain.is_empty()).then(|| Around::Domain(domain.to_owned(), port))
    }

    fn holds(&self, address: &Address) -> bool {
        let host = address.host().to_ascii_lowercase();
        match self {
            Around::Everything => true,
            Around::Domain(domain, port) => {
                let below = host
                    .strip_suffix(domain.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                below && port.is_none_or(|port| port == address.port())
            }
            Around::Network(network, bits) => host.parse().is_ok_and(|host| agree(*network, host, *bits)),
        }
    }
}

fn agree(network: IpAddr, host: IpAddr, bits: u32) -> bool {
    match (network, host) {
        (IpAddr::V4(network), IpAddr::V4(host)) => {
            (network.to_bits() ^ host.to_bits()).leading_zeros() >= bits.min(32)
        }
        (IpAddr::V6(network), IpAddr::V6(host)) => {
            (network.to_bits() ^ host.to_bits()).leading_zeros() >= bits.min(128)
        }
        _ => false,
    }
}

/// In this order; the first that is set counts.
const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

#[cfg(test)]
mod tests {
    use super::*;

    fn towards(address: &str, environment: &[(&str, &str)]) -> Result<Option<String>, BadProxy> {
        let look = |name: &str| {
            environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let proxy = Proxies::new(None, look).towards(&address.parse().unwrap())?;
        Ok(proxy.map(|proxy| proxy.to_string()))
    }

    #[test]
    fn the_first_variable_that_is_set_counts() {
        let all = ("ALL_PROXY", "http://all:1");
        assert_eq!(towards("c:1", &[]), Ok(None));
        assert_eq!(towards("c:1", &[all]), Ok(Some("http://all:1".into())));
        assert_eq!(towards("c:1", &[all, ("HTTPS_PROXY", "http://one:2")]), Ok(Some("http://one:2".into())));
        let empty = ("https_proxy", "");
        assert_eq!(towards("c:1", &[all, empty]), Ok(Some("http://all:1".into())));
        assert_eq!(
            towards("c:1", &[("HTTP_PROXY", "http://web:3")]),
            Ok(None),
            "that one is for http:// alone"
        );
    }

    #[test]
    fn no_proxy_is_honoured() {
        let list = "localhost, .intern.example,192.168.7.7,[fd00::]/8,one.example:4433";
        let reached = |address| towards(address, &[("ALL_PROXY", "http://p:1"), ("NO_PROXY", list)]).unwrap();
        for around in [
            "localhost:1",
            "a.intern.example:1",
            "intern.example:1",
            "192.168.7.7:1",
            "one.example:4433",
            "LOCALHOST:1",
        ] {
            assert_eq!(reached(around), None, "{around}");
        }
        for through in ["example:1", "xintern.example:1", "192.168.7.8:1", "one.example:443", "[fe80::1]:1"] {
            assert!(reached(through).is_some(), "{through}");
        }
        let nets =
            |address| towards(address, &[("ALL_PROXY", "http://p:1"), ("no_proxy", "10.0.0.0/8,fd00::/8")]);
        for (address, through) in
            [("10.9.8.7:1", false), ("11.9.8.7:1", true), ("[fd12::1]:1", false), ("[fe80::1]:1", true)]
        {
            assert_eq!(nets(address).unwrap().is_some(), through, "{address}");
        }
        assert_eq!(towards("c:1", &[("ALL_PROXY", "http://p:1"), ("NO_PROXY", "*")]), Ok(None));
    }

    #[test]
    fn a_proxy_of_another_kind_is_named_when_it_is_needed() {
        let socks = [("ALL_PROXY", "socks5://p:1080"), ("NO_PROXY", "near.example")];
        assert_eq!(towards("near.example:1", &socks), Ok(None));
        let bad = towards("far.example:1", &socks).unwrap_err();
        assert_eq!(bad.variable, "ALL_PROXY");
        assert!(bad.to_string().contains("only http://"), "{bad}");
    }
}
