//! Which ways to a centre are tried, and in which order.

use std::time::Duration;

use crate::carrier::proxy::Proxy;
use crate::carrier::transport::Transport;

/// The ways to a centre that are tried.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Tried at once.
    pub first: Transport,
    /// Tried when the first has not answered after its head start, or has failed.
    pub second: Option<Transport>,
    /// Through which TCP goes.
    pub proxy: Option<Proxy>,
}

impl Ways {
    /// One carrier and no other.
    #[must_use]
    pub fn only(transport: Transport) -> Self {
        Self { first: transport, second: None, proxy: None }
    }

    /// Both carriers, this one with a head start.
    #[must_use]
    pub fn beginning_with(transport: Transport) -> Self {
        Self { first: transport, second: Some(transport.other()), proxy: None }
    }

    /// The same, with TCP through a proxy.
    #[must_use]
    pub fn through(self, proxy: Option<Proxy>) -> Self {
        Self { proxy, ..self }
    }
}

/// Head start of the first carrier: longer than the handshake takes on any usual line, short enough for whoever waits.
pub(super) const HEAD_START: Duration = Duration::from_millis(1500);
