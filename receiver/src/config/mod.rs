//! `config.toml`: what the operator decides, where everything lies, and what is unwise about it.
//!
//! Read once at the start of a command. Nothing in it is a secret but a database password, which is never shown; the key
//! of an S3 server stands in a file of its own.

pub mod address;
pub mod check;
pub mod location;
pub mod places;
pub mod server;
pub mod settings;
pub mod timestamp;
