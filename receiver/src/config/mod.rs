//! `config.toml`: what the operator decides, where everything lies, and what is unwise about it.
//!
//! Read once at the start of a command. Nothing in it is a secret but a database password, which is never shown.

pub mod check;
pub mod places;
pub mod settings;
