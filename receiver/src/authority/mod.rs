//! The centre's own CA: what `init` founds, what the desk signs for applicants, and the card that tells them about it.
//!
//! The CA's key, the card's key and the decryption key are the desk's. Intake reads only its own keys and what is public.

pub mod card;
pub mod found;
pub mod issuer;
pub mod keyring;
pub mod log;
