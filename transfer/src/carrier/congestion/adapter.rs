//! BBR where quinn looks for a congestion controller.
//!
//! quinn tells a controller less than BBR would like to know, and takes less from it: one number, the window, from which it
//! also derives its own pacing. What follows from that stands in [`bbr`](super::bbr).

use std::any::Any;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Instant;

use quinn_proto::RttEstimator;
use quinn_proto::congestion::{Controller, ControllerFactory, ControllerMetrics};

use super::bbr::{Bbr, Lost};

/// Makes a controller for each new path.
#[derive(Debug)]
pub(super) struct Factory;

impl ControllerFactory for Factory {
    fn build(self: Arc<Self>, now: Instant, current_mtu: u16) -> Box<dyn Controller> {
        // The seed only spreads the probes of different connections over time; it guards nothing.
        let seed = RandomState::new().build_hasher().finish();
        Box::new(Adapter(Bbr::new(now, current_mtu.into(), seed)))
    }
}

#[derive(Debug, Clone)]
struct Adapter(Bbr);

impl Controller for Adapter {
    fn on_sent(&mut self, now: Instant, bytes: u64, _last_packet_number: u64) {
        self.0.sent(now, bytes);
    }

    fn on_ack(&mut self, now: Instant, sent: Instant, bytes: u64, _app_limited: bool, _rtt: &RttEstimator) {
        self.0.acknowledged(now, sent, bytes);
    }

    fn on_end_acks(&mut self, now: Instant, in_flight: u64, app_limited: bool, _largest: Option<u64>) {
        self.0.acknowledgement_ended(now, in_flight, app_limited);
    }

    fn on_congestion_event(&mut self, now: Instant, sent: Instant, persistent: bool, lost_bytes: u64) {
        match lost_bytes {
            0 => self.0.marked(now, sent),
            bytes => self.0.lost(now, &Lost { sent, bytes, persistent }),
        }
    }

    fn on_mtu_update(&mut self, new_mtu: u16) {
        self.0.resize_datagrams(new_mtu.into());
    }

    fn window(&self) -> u64 {
        self.0.window()
    }

    fn metrics(&self) -> ControllerMetrics {
        let mut metrics = ControllerMetrics::default();
        metrics.congestion_window = self.0.window();
        metrics.pacing_rate = Some(self.0.pacing_rate().saturating_mul(8));
        metrics
    }

    fn clone_box(&self) -> Box<dyn Controller> {
        Box::new(self.clone())
    }

    fn initial_window(&self) -> u64 {
        self.0.initial_window()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}
