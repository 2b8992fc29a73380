//! What the two sides say to each other: [`ToCentre`](to_centre::ToCentre),
//! [`ToApplicant`](to_applicant::ToApplicant), and the [`part`]s both are made of.
//!
//! Each message is a CBOR array `[number, [fields…]]` (minicbor's derived form): message and field numbers are wire format
//! and never reused. A reader skips fields it does not know and refuses messages it does not know. Digests are raw bytes
//! here; programs turn them into their own types at the door.

pub mod part;
pub mod to_applicant;
pub mod to_centre;
