//! Real QUIC over the loopback: who comes in, who does not and what it is told, and how segments travel.

mod centre;
mod doors;
mod drain;
mod segments;
