//! Numbers of the QUIC transport, as measured on the loopback and over long lines.
//!
//! A stream's window stays below 2.5 MiB: quinn closes a connection whose stream has more than 1,024 gaps. The bandwidth of
//! long lines comes from many streams at once, one for each segment.

use std::sync::Arc;
use std::time::Duration;

use quinn::{IdleTimeout, TransportConfig, VarInt};

use crate::carrier::congestion::Congestion;

/// Transport numbers of one side.
#[derive(Debug, Clone)]
pub struct Tuning {
    /// Bytes asked for each of the socket's two buffers.
    pub socket_buffer: usize,
    /// Which controller decides how fast this side sends.
    pub congestion: Congestion,
    /// Bytes of a connection that may be on their way, to begin with. It grows with what the path is found to hold.
    pub connection_window: u32,
    /// Bytes of one stream that may be on their way.
    pub stream_window: u32,
    /// Segment streams that a member may have open at once.
    pub segment_streams: u32,
    /// Silence after which a connection is dead.
    pub idle_timeout: Duration,
    /// Silence after which a sign of life is sent.
    pub keep_alive: Duration,
    /// Whether the kernel cuts datagrams (GSO); a few network drivers need it off.
    pub segmentation_offload: bool,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            socket_buffer: 4 << 20,
            congestion: Congestion::default(),
            connection_window: 8 << 20,
            stream_window: 2 << 20,
            segment_streams: 64,
            idle_timeout: Duration::from_secs(30),
            keep_alive: Duration::from_secs(8),
            segmentation_offload: true,
        }
    }
}

impl Tuning {
    /// The quinn configuration. A peer may open one line, and no segment stream until it is known to be a member.
    pub(super) fn transport(&self) -> Arc<TransportConfig> {
        let idle = u32::try_from(self.idle_timeout.as_millis()).unwrap_or(u32::MAX);
        let mut transport = TransportConfig::default();
        transport
            .stream_receive_window(VarInt::from_u32(self.stream_window))
            .receive_window(VarInt::from_u32(self.connection_window))
            .send_window(u64::from(self.connection_window))
            .send_fairness(true)
            .congestion_controller_factory(self.congestion.factory())
            .max_concurrent_bidi_streams(VarInt::from_u32(1))
            .max_concurrent_uni_streams(VarInt::from_u32(0))
            .max_idle_timeout(Some(IdleTimeout::from(VarInt::from_u32(idle))))
            .keep_alive_interval(Some(self.keep_alive))
            .datagram_receive_buffer_size(None)
            .enable_segmentation_offload(self.segmentation_offload);
        Arc::new(transport)
    }
}
