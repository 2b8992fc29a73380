//! A centre with its own CA on a loopback port, and applicants enrolled there.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crypto::issue::{Authority, Subject};
use crypto::role::Role;
use crypto::signature::SigningKey;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use transfer::address::Address;
use transfer::carrier::dial::{self, DialError, Dialled};
use transfer::carrier::listen::{Arrival, ArrivalError, Limits, Listener, Member};
use transfer::carrier::tls::{Credentials, Revocations};
use transfer::carrier::transport::Transport;
use transfer::carrier::tuning::Tuning;
use transfer::carrier::ways::Ways;
use transfer::message::to_applicant::ToApplicant;
use transfer::message::to_centre::ToCentre;

/// Serial numbers revoked.
#[derive(Debug, Default)]
pub(crate) struct Revoked(pub(crate) Mutex<BTreeSet<String>>);

impl Revocations for Revoked {
    fn is_revoked(&self, serial: &str, _: &str) -> bool {
        self.0.lock().unwrap().contains(serial)
    }
}

pub(crate) struct Centre {
    pub(crate) over: Transport,
    pub(crate) authority: Authority,
    pub(crate) own: Credentials,
    pub(crate) listener: Arc<Listener>,
    pub(crate) revoked: Arc<Revoked>,
}

impl Centre {
    /// Opens a centre that is dialled over one carrier.
    pub(crate) fn open(over: Transport) -> Self {
        Self::open_at(over, "127.0.0.1:0", &Limits::default())
    }

    pub(crate) fn open_at(over: Transport, at: &str, limits: &Limits) -> Self {
        let authority = authority("CDE");
        let own = credentials(&authority, Role::CentreTls, now());
        Self::open_with(over, at, limits, authority, own)
    }

    /// Opens a centre that has its authority and its credentials already.
    pub(crate) fn open_with(
        over: Transport,
        at: &str,
        limits: &Limits,
        authority: Authority,
        own: Credentials,
    ) -> Self {
        let revoked = Arc::new(Revoked::default());
        let listener = Listener::bind(
            at.parse().unwrap(),
            authority.anchor().der(),
            &own,
            Arc::clone(&revoked) as Arc<dyn Revocations>,
            &Tuning::default(),
            limits,
        );
        Self { over, authority, own, listener: Arc::new(listener.unwrap()), revoked }
    }

    pub(crate) fn at(&self) -> SocketAddr {
        self.listener.address().unwrap()
    }

    pub(crate) fn address(&self) -> Address {
        self.at().into()
    }

    pub(crate) fn ca(&self) -> CertificateDer<'static> {
        self.authority.anchor().der().clone()
    }

    pub(crate) fn applicant(&self) -> Credentials {
        credentials(&self.authority, Role::ApplicantTls, now())
    }

    /// Lets the next peer in, or says why not.
    pub(crate) async fn admit(&self) -> Result<Arrival, ArrivalError> {
        self.listener.knock().await.unwrap().open().await
    }

    pub(crate) async fn dial(&self, own: Credentials) -> Result<Dialled, DialError> {
        dial::member(&self.address(), &self.ca(), own, &Ways::only(self.over), &Tuning::default()).await
    }

    /// A member on both ends, greeted so that the line stands.
    pub(crate) async fn meet(&self) -> (Member, Dialled) {
        let dialling = async {
            let mut dialled = self.dial(self.applicant()).await.unwrap();
            dialled.line.speaker.say(&hello()).await.unwrap();
            dialled
        };
        let (arrival, dialled) = tokio::join!(self.admit(), dialling);
        let Arrival::Member(mut member) = arrival.unwrap() else { panic!("not a member") };
        assert_eq!(member.line.hearer.hear().await.unwrap(), Some(hello()));
        (member, dialled)
    }

    /// What an applicant with these credentials hears first: the centre judges certificates after the client's handshake.
    pub(crate) async fn first_heard(&self, own: Credentials) -> (Result<Arrival, ArrivalError>, Outcome) {
        let dialling = async {
            let mut dialled = match self.dial(own).await {
                Ok(dialled) => dialled,
                Err(DialError::Link(error)) => return Outcome::Link(error),
                Err(error) => panic!("{error:?}"),
            };
            let asked = dialled.line.ask(&hello()).await;
            match asked {
                Err(transfer::carrier::line::LineError::Link(error)) => Outcome::Link(error),
                other => Outcome::Heard(other.unwrap()),
            }
        };
        let both = async { tokio::join!(self.admit(), dialling) };
        tokio::time::timeout(Duration::from_secs(20), both).await.expect("a clear answer in time")
    }
}

/// What became of an attempt.
#[derive(Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "a handful in a test")]
pub(crate) enum Outcome {
    Heard(ToApplicant),
    Link(transfer::carrier::link::LinkError),
}

pub(crate) fn authority(id: &str) -> Authority {
    Authority::generate(id, "Centre", now()).unwrap()
}

pub(crate) fn credentials(authority: &Authority, role: Role, at: u64) -> Credentials {
    let key = SigningKey::generate().unwrap();
    let subject = Subject { id: "acme".into(), organisation: "Acme 制药".into(), role };
    let certificate = authority.issue(&subject, &key.public(), at).unwrap();
    let key = PrivateKeyDer::from_pem_slice(key.to_pkcs8_pem().as_bytes()).unwrap();
    Credentials { chain: vec![certificate], key }
}

pub(crate) fn hello() -> ToCentre {
    ToCentre::Hello { newest: 1, oldest: 1, program: "test".into(), language: "en".into(), log: None }
}

pub(crate) fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}
