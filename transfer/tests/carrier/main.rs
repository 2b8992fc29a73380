//! Real QUIC and real TCP over the loopback: who comes in, who does not and what it is told, and how segments travel.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

/// Makes tests of functions that take the carrier: one over each.
macro_rules! over_both {
    ($($name:ident),* $(,)?) => {
        mod over_quic {
            $(#[tokio::test]
            async fn $name() {
                super::$name(transfer::carrier::transport::Transport::Quic).await;
            })*
        }
        mod over_tcp {
            $(#[tokio::test]
            async fn $name() {
                super::$name(transfer::carrier::transport::Transport::Tcp).await;
            })*
        }
    };
}

mod centre;
mod doors;
mod drain;
mod segments;
mod tcp;
mod ways;
