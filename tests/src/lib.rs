//! What the journeys share: real programs, real centres and applicants in temporary homes, samples, skips.
//!
//! Development only. The programs are those that `scripts/test` has built beside the test binary.

pub mod applicant;
pub mod centre;
pub mod link;
pub mod measure;
pub mod net;
pub mod postgres;
pub mod program;
pub mod s3;
pub mod sample;
pub mod skip;
pub mod time_authority;
pub mod tree;
