//! How a centre that was started again tells its old peers so: stateless resets (RFC 9000, section 10.3).
//!
//! A peer of a centre that was killed would otherwise wait until its connection times out. Both keys come from the key of
//! the centre's TLS certificate, so they are the same after a restart and known to nobody else.

use std::sync::Arc;

use aws_lc_rs::hmac::{self, HMAC_SHA256};
use quinn::EndpointConfig;
use quinn_proto::HashedConnectionIdGenerator;
use rustls::pki_types::PrivateKeyDer;

/// Returns the configuration of an endpoint whose connection ids and resets are recognised after a restart.
pub(super) fn endpoint(key: &PrivateKeyDer<'_>) -> EndpointConfig {
    let master = hmac::Key::new(HMAC_SHA256, key.secret_der());
    let reset = hmac::Key::new(HMAC_SHA256, hmac::sign(&master, RESET).as_ref());
    let ids = number(hmac::sign(&master, IDS).as_ref());
    let mut config = EndpointConfig::new(Arc::new(reset));
    config.cid_generator(move || Box::new(HashedConnectionIdGenerator::from_key(ids)));
    config
}

fn number(tag: &[u8]) -> u64 {
    tag.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

const RESET: &[u8] = b"sealpost quic stateless reset";
const IDS: &[u8] = b"sealpost quic connection ids";
