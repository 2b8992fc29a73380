//! How fast a connection sends: which congestion controller QUIC asks.
//!
//! [`Congestion::Bbr`] is BBR version 3, a state machine of our own in [`bbr`], which [`adapter`] ties to quinn. It builds a
//! model of the path from what is delivered and when, so that loss which is the line's own does not slow it down.
//! [`Congestion::Cubic`] is quinn's own, which takes every loss for a full queue.

mod adapter;
mod bbr;

use std::str::FromStr;
use std::sync::Arc;

use quinn_proto::congestion::{ControllerFactory, CubicConfig};

use self::adapter::Factory;

/// Which controller decides how fast a connection sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Congestion {
    /// BBR version 3: keeps most of a line that loses packets, and its queue short.
    #[default]
    Bbr,
    /// CUBIC (RFC 9438).
    Cubic,
}

impl Congestion {
    pub(super) fn factory(self) -> Arc<dyn ControllerFactory + Send + Sync> {
        match self {
            Self::Bbr => Arc::new(Factory),
            Self::Cubic => Arc::new(CubicConfig::default()),
        }
    }
}

impl FromStr for Congestion {
    type Err = UnknownCongestion;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "bbr" => Ok(Self::Bbr),
            "cubic" => Ok(Self::Cubic),
            _ => Err(UnknownCongestion { found: text.to_owned() }),
        }
    }
}

/// A controller that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found} is no congestion controller: it is bbr or cubic")]
pub struct UnknownCongestion {
    /// What was asked for.
    pub found: String,
}
