//! The review centre's side of Sealpost: takes sealed packages in, proves them, keeps them twice, gives receipts.

pub mod clock;
pub mod config;
pub mod registry;
