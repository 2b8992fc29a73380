//! Journeys over the real programs: real QUIC, real databases, real files.

mod again;
mod conflict;
mod disk;
mod faults;
mod identity;
mod interop;
mod job;
mod kill;
mod many;
mod real;
mod roles;
mod support;
