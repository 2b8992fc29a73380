//! The states of BBR and what each of them does with rate and window (draft, section "Summary of Control Behavior in the
//! State Machine").

use std::time::Instant;

/// What BBR is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Doubles the rate in each round, until the pipe is full.
    Startup,
    /// Empties the queue that Startup has made.
    Drain {
        /// Count of rounds at its beginning.
        since: u64,
    },
    /// Slower than the path, so that the queue of a probe drains.
    Down,
    /// As fast as the path.
    Cruise,
    /// As fast as the path, with everything in flight that it holds: the step before a probe.
    Refill,
    /// Faster than the path, to see whether it has become faster.
    Up,
    /// Little in flight, to see how long the path is without a queue.
    ProbeRtt {
        /// Until when, once there is little in flight.
        hold: Option<Hold>,
    },
}

/// A look at the empty path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hold {
    /// Not before this time.
    pub(super) until: Instant,
    /// Whether a round trip has passed.
    pub(super) is_round_over: bool,
}

impl State {
    /// Hundredths of the path's rate to send at.
    pub(super) fn rate_gain(self) -> u64 {
        match self {
            Self::Startup => 277,
            Self::Drain { .. } => 50,
            Self::Down => 90,
            Self::Cruise | Self::Refill | Self::ProbeRtt { .. } => 100,
            Self::Up => 125,
        }
    }

    /// Hundredths of the path's volume that may be in flight.
    pub(super) fn window_gain(self) -> u64 {
        match self {
            Self::ProbeRtt { .. } => 50,
            Self::Up => 225,
            _ => 200,
        }
    }

    /// Whether it is one of the states through which a long flow goes in turn.
    pub(super) fn is_in_cycle(self) -> bool {
        matches!(self, Self::Down | Self::Cruise | Self::Refill | Self::Up)
    }

    /// Whether it may cause loss on purpose, which then says how far to go and not that something has changed.
    pub(super) fn is_probing(self) -> bool {
        matches!(self, Self::Startup | Self::Refill | Self::Up)
    }
}
