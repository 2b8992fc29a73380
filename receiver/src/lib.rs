//! The review centre's side of Sealpost: takes sealed packages in, proves them, keeps them twice, gives receipts.

pub mod authority;
pub mod cause;
pub mod cli;
pub mod clock;
pub mod command;
pub mod config;
pub mod desk;
pub mod drain;
pub mod fixity;
pub mod handover;
pub mod holder;
pub mod inbox;
pub mod intake;
pub mod process;
pub mod receipts;
pub mod registry;
pub mod serve;
pub mod store;
pub mod text;
