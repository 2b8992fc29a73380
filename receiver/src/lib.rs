//! The review centre's side of Sealpost: takes sealed packages in, proves them, keeps them twice, gives receipts.

pub mod authority;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod registry;
pub mod text;
