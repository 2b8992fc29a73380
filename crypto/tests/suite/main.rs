//! What the crate promises, from outside: known answers made by other implementations, properties, and refusals.
//!
//! Whatever needs a certificate needs the feature `issue`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking, also in its helpers")]

#[cfg(feature = "issue")]
mod centre;
#[cfg(feature = "issue")]
mod chain;
#[cfg(feature = "issue")]
mod issue;
mod key_file;
mod side_by_side;
#[cfg(feature = "issue")]
mod sign1;
mod signature;
mod stream;
mod tree;
mod vector;
mod wrap;
