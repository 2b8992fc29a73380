//! Reaching the centre of an identity, and asking it something outside a submission.

use std::time::Duration;

use crypto::signature::SigningKey;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use transfer::address::{Address, AddressError};
use transfer::carrier::dial::{self, DialError, Dialled};
use transfer::carrier::line::LineError;
use transfer::carrier::tls::Credentials;
use transfer::carrier::transport::Transport;
use transfer::carrier::tuning::Tuning;
use transfer::carrier::ways::Ways;
use transfer::invitation::Invitation;
use transfer::message::part;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;
use transfer::reject::Reason;
use transfer::version;

use crate::identity::{Identity, IdentityError};
use crate::network::Network;
use crate::network::proxies::BadProxy;

/// The centre could not be reached or did not answer as it should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReachError {
    /// An address that is known is none.
    #[error("{text} is no address: {source}")]
    Address {
        /// What stands in the card or the invitation.
        text: String,
        /// What is wrong with it.
        source: AddressError,
    },
    /// The key of the TLS certificate cannot be used.
    #[error("the key of the TLS certificate cannot be used")]
    Key,
    /// A proxy has to be used and cannot be.
    #[error(transparent)]
    Proxy(#[from] BadProxy),
    /// UDP leads nowhere, and the proxy for TCP cannot be used.
    #[error("over UDP: {udp}; {proxy}")]
    Half {
        /// Over UDP.
        udp: Box<DialError>,
        /// Why not over TCP.
        proxy: Box<BadProxy>,
    },
    /// This machine has slept or is in another network: the connection leads nowhere.
    #[error("this machine slept, or is in another network")]
    Elsewhere,
    /// No connection to any address.
    #[error(transparent)]
    Dial(#[from] DialError),
    /// The conversation broke.
    #[error(transparent)]
    Line(#[from] LineError),
    /// What the centre showed of itself is not believed.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The centre says no.
    #[error("{}", .0.message)]
    Said(Reason),
    /// The centre answered with something else.
    #[error("the centre answered with something that was not asked")]
    OutOfOrder,
}

/// What the centre said in its greeting.
#[derive(Debug, Clone)]
pub struct Greeting {
    /// Its card, not yet believed.
    pub card: Vec<u8>,
    /// Its clock, seconds since the epoch.
    pub time: u64,
    /// The head of its log, not yet believed.
    pub log: Option<part::Log>,
}

/// Dials the centre at its addresses, best first, and over `first` if both carriers may be used.
///
/// # Errors
/// Why the last address was not reached.
pub async fn reach(identity: &Identity, network: &Network, first: Transport) -> Result<Dialled, ReachError> {
    let own = credentials(identity)?;
    let mut last = None;
    for text in identity.addresses() {
        let address = address(&text)?;
        let (ways, left_out) = ways(network, &address, first)?;
        match dial::member(&address, identity.anchor().der(), own.clone(), &ways, &tuning(network)).await {
            Ok(dialled) => return Ok(dialled),
            Err(error) => last = Some(not_reached(error, left_out)),
        }
    }
    Err(last.unwrap_or(ReachError::OutOfOrder))
}

/// Dials an address as a newcomer with an invitation.
///
/// # Errors
/// Why it was not reached.
pub async fn reach_as_newcomer(invitation: &Invitation, network: &Network) -> Result<Dialled, ReachError> {
    let address = &invitation.address;
    let (ways, left_out) = ways(network, address, Transport::Quic)?;
    let dialled = dial::newcomer(address, invitation.fingerprint, &ways, &tuning(network)).await;
    dialled.map_err(|error| not_reached(error, left_out))
}

/// The ways to an address. Where both carriers may be used and the proxy for TCP cannot be, UDP is left; the proxy is
/// returned then, for whoever has to say why the centre was not reached.
fn ways(
    network: &Network,
    address: &Address,
    first: Transport,
) -> Result<(Ways, Option<BadProxy>), ReachError> {
    match network.ways(address, first) {
        Ok(ways) => Ok((ways, None)),
        Err(proxy) if network.only.is_none() => Ok((Ways::only(Transport::Quic), Some(proxy))),
        Err(proxy) => Err(proxy.into()),
    }
}

fn not_reached(error: DialError, left_out: Option<BadProxy>) -> ReachError {
    match left_out {
        Some(proxy) if !error.is_permanent() => {
            ReachError::Half { udp: Box::new(error), proxy: Box::new(proxy) }
        }
        _ => error.into(),
    }
}

/// Numbers of the carrier that suit an applicant: signs of life often enough to know a dead line by their absence.
fn tuning(network: &Network) -> Tuning {
    Tuning { congestion: network.congestion, keep_alive: Duration::from_secs(2), ..Tuning::default() }
}

/// Reads an address.
///
/// # Errors
/// [`ReachError::Address`].
pub fn address(text: &str) -> Result<Address, ReachError> {
    text.parse().map_err(|source| ReachError::Address { text: text.to_owned(), source })
}

/// Says who speaks and hears who answers. `log` is the size of the centre's log that is remembered.
///
/// # Errors
/// [`ReachError`].
pub async fn greet(dialled: &mut Dialled, language: &str, log: Option<u64>) -> Result<Greeting, ReachError> {
    let hello = ToCentre::Hello {
        newest: version::NEWEST,
        oldest: version::OLDEST,
        program: PROGRAM.to_owned(),
        language: language.to_owned(),
        log,
    };
    match dialled.line.ask(&hello).await? {
        ToApplicant::Hello { card, time, log, .. } => Ok(Greeting { card, time, log }),
        other => Err(no(other)),
    }
}

/// Reaches the centre, greets it, learns its card and sees that its log only grew: ready for questions.
///
/// # Errors
/// [`ReachError`].
pub async fn meet(identity: &mut Identity, network: &Network, language: &str) -> Result<Dialled, ReachError> {
    let mut dialled = reach(identity, network, Transport::Quic).await?;
    let greeting = greet(&mut dialled, language, identity.log_size()).await?;
    identity.meet(&greeting.card, greeting.time)?;
    identity.meet_log(greeting.log.as_ref())?;
    Ok(dialled)
}

/// Turns an answer that is a no, or that was not asked for, into an error.
pub fn no(answer: ToApplicant) -> ReachError {
    match answer {
        ToApplicant::Refused { reason, .. } | ToApplicant::Fault { reason } => ReachError::Said(reason),
        _ => ReachError::OutOfOrder,
    }
}

fn credentials(identity: &Identity) -> Result<Credentials, ReachError> {
    let tls = identity.tls();
    Ok(Credentials { chain: tls.chain.clone(), key: private_key(&tls.key)? })
}

fn private_key(key: &SigningKey) -> Result<PrivateKeyDer<'static>, ReachError> {
    PrivateKeyDer::from_pem_slice(key.to_pkcs8_pem().as_bytes()).map_err(|_| ReachError::Key)
}

/// Program and version, as the centre's log has it.
pub const PROGRAM: &str = concat!("sealpost ", env!("CARGO_PKG_VERSION"));
