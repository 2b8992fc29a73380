//! Who comes in and who does not.

use std::sync::Arc;
use std::time::Duration;

use crypto::certificate::Certificate;
use crypto::digest::Sha256Digest;
use crypto::role::Role;
use quinn::crypto::rustls::QuicClientConfig;
use transfer::carrier::dial::{self, DialError};
use transfer::carrier::link::{Alert, Closing, LinkError};
use transfer::carrier::listen::{Arrival, ArrivalError, Limits, Listener};
use transfer::carrier::tls::Credentials;
use transfer::carrier::transport::Transport;
use transfer::carrier::tuning::Tuning;
use transfer::carrier::ways::Ways;
use transfer::message::to_applicant::ToApplicant;
use transfer::segment::SegmentHead;

use crate::centre::{Centre, Outcome, Revoked, authority, credentials, hello, now};

over_both! {
    a_member_is_known_by_its_certificate,
    localhost_and_ipv6_are_reached,
    certificates_that_are_not_good_are_refused_with_the_reason,
    certificates_for_something_else_are_refused,
    a_newcomer_finds_the_centre_by_its_fingerprint_and_cannot_send_segments,
    a_client_refuses_a_centre_that_is_not_its_own,
    who_says_nothing_is_not_waited_for,
}

const DAY: u64 = 86_400;

async fn a_member_is_known_by_its_certificate(over: Transport) {
    let centre = Centre::open(over);
    let (mut member, mut dialled) = centre.meet().await;
    assert_eq!((member.subject.id.as_str(), member.subject.organisation.as_str()), ("acme", "Acme 制药"));
    assert_eq!(Certificate::parse(&member.certificate).unwrap(), member.subject);
    assert_eq!(dialled.ca, centre.ca());
    let greeting = ToApplicant::Hello { protocol: 1, card: vec![1; 5000], time: 7, log: None };
    member.line.speaker.say(&greeting).await.unwrap();
    assert_eq!(dialled.line.hearer.hear().await.unwrap(), Some(greeting));
    dialled.hang_up().await;
    assert_eq!(member.link.closed().await, LinkError::Closed(Closing::Done));
}

async fn localhost_and_ipv6_are_reached(over: Transport) {
    for (at, dialled) in [("[::1]:0", "[::1]"), ("127.0.0.1:0", "localhost"), ("[::]:0", "127.0.0.1")] {
        let centre = Centre::open_at(over, at, &Limits::default());
        let address = format!("{dialled}:{}", centre.at().port()).parse().unwrap();
        let (ca, tuning) = (centre.ca(), Tuning::default());
        let dialling = async {
            let mut there =
                dial::member(&address, &ca, centre.applicant(), &Ways::only(over), &tuning).await.unwrap();
            there.line.speaker.say(&hello()).await.unwrap();
            there
        };
        let (arrival, _there) = tokio::join!(centre.admit(), dialling);
        assert!(matches!(arrival, Ok(Arrival::Member(_))), "{dialled} at {at}");
    }
}

async fn certificates_that_are_not_good_are_refused_with_the_reason(over: Transport) {
    let centre = Centre::open(over);
    let other = authority("EMA");
    let revoked = centre.applicant();
    centre.revoked.0.lock().unwrap().insert(Certificate::parse(&revoked.chain[0]).unwrap().serial);
    let cases = [
        ("another centre's", credentials(&other, Role::ApplicantTls, now()), Alert::UnknownCa),
        ("expired", credentials(&centre.authority, Role::ApplicantTls, now() - 91 * DAY), Alert::Expired),
        ("revoked", revoked, Alert::Revoked),
    ];
    for (what, own, alert) in cases {
        let (arrival, outcome) = centre.first_heard(own).await;
        assert!(matches!(arrival, Err(ArrivalError::Link(_))), "{what}: {arrival:?}");
        assert_eq!(outcome, Outcome::Link(LinkError::CertificateRefused(alert)), "{what}");
    }
}

async fn certificates_for_something_else_are_refused(over: Transport) {
    let centre = Centre::open(over);
    for role in [Role::ApplicantSigning, Role::CentreTls, Role::ReceiptIntake, Role::Card] {
        let (arrival, outcome) = centre.first_heard(credentials(&centre.authority, role, now())).await;
        assert!(arrival.is_err(), "{role}");
        assert!(
            matches!(outcome, Outcome::Link(LinkError::CertificateRefused(_) | LinkError::Tls { .. })),
            "{role}: {outcome:?}"
        );
    }
}

/// A client without a certificate that nevertheless asks for `alpn`: the library itself cannot be made to do this.
async fn without_certificate(
    centre: &Centre,
    alpn: &[u8],
) -> (Result<Arrival, ArrivalError>, quinn::ConnectionError) {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(centre.ca()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![alpn.to_vec()];
    let config = quinn::ClientConfig::new(Arc::new(QuicClientConfig::try_from(tls).unwrap()));
    let endpoint = quinn::Endpoint::client("127.0.0.1:0".parse().unwrap()).unwrap();
    let dialling = async {
        match endpoint.connect_with(config, centre.at(), "centre.sealpost").unwrap().await {
            Ok(connection) => {
                let opened = connection.open_bi().await;
                if let Ok((mut send, _)) = opened {
                    let _ = send.write_all(&transfer::codec::encode(&hello()).unwrap()).await;
                }
                connection.closed().await
            }
            Err(error) => error,
        }
    };
    tokio::join!(centre.admit(), dialling)
}

#[tokio::test]
async fn without_a_certificate_nobody_is_a_member_before_and_after_a_renewal() {
    let centre = Centre::open(Transport::Quic);
    for round in ["before", "after"] {
        let (arrival, closed) = without_certificate(&centre, Transport::Quic.member()).await;
        assert_eq!(arrival.err(), Some(ArrivalError::NoCertificate), "{round}");
        assert_eq!(LinkError::from(closed), LinkError::Closed(Closing::NoCertificate), "{round}");
        let own = credentials(&centre.authority, Role::CentreTls, now());
        centre.listener.renew(&centre.ca(), &own).unwrap();
        centre.meet().await;
    }
}

#[tokio::test]
async fn another_protocol_is_refused() {
    let centre = Centre::open(Transport::Quic);
    let (arrival, closed) = without_certificate(&centre, b"h3").await;
    assert_eq!(arrival.err(), Some(ArrivalError::Link(LinkError::NoCommonProtocol)));
    assert_eq!(LinkError::from(closed), LinkError::NoCommonProtocol);
}

async fn a_newcomer_finds_the_centre_by_its_fingerprint_and_cannot_send_segments(over: Transport) {
    let centre = Centre::open(over);
    let fingerprint = centre.authority.anchor().fingerprint();
    let (address, tuning) = (centre.address(), Tuning::default());
    let dialling = async {
        let mut dialled = dial::newcomer(&address, fingerprint, &Ways::only(over), &tuning).await.unwrap();
        dialled.line.speaker.say(&hello()).await.unwrap();
        dialled
    };
    let (arrival, dialled) = tokio::join!(centre.admit(), dialling);
    assert_eq!(dialled.ca, centre.ca());
    let Ok(Arrival::Newcomer(mut newcomer)) = arrival else { panic!("{arrival:?}") };
    assert_eq!(newcomer.line.hearer.hear().await.unwrap(), Some(hello()));
    let segment = dialled.segments.send(SegmentHead::of(1, 0, b"x"), b"x".to_vec());
    assert!(tokio::time::timeout(Duration::from_millis(300), segment).await.is_err(), "no stream is granted");
}

async fn a_client_refuses_a_centre_that_is_not_its_own(over: Transport) {
    let centre = Centre::open(over);
    let (ways, stranger) = (Ways::only(over), authority("CDE"));
    let (address, tuning) = (centre.address(), Tuning::default());
    let dialling = dial::member(&address, stranger.anchor().der(), centre.applicant(), &ways, &tuning);
    let (_, dialled) = tokio::join!(centre.admit(), dialling);
    assert!(matches!(dialled, Err(DialError::Link(LinkError::Tls { .. }))), "{dialled:?}");
    assert!(dialled.unwrap_err().is_permanent());
    let dialling = dial::newcomer(&address, Sha256Digest::of(b"another certificate"), &ways, &tuning);
    let (_, dialled) = tokio::join!(centre.admit(), dialling);
    assert!(matches!(dialled, Err(DialError::Link(LinkError::Tls { .. }))), "{dialled:?}");
}

#[tokio::test]
async fn a_client_refuses_a_centre_with_a_wrong_certificate() {
    let authority = authority("CDE");
    let wrong = [
        ("an applicant's", credentials(&authority, Role::ApplicantTls, now())),
        ("the desk's", credentials(&authority, Role::ReceiptDesk, now())),
        ("expired", credentials(&authority, Role::CentreTls, now() - 91 * DAY)),
    ];
    for (what, own) in wrong {
        let ca = authority.anchor().der();
        let listener = Listener::bind(
            "127.0.0.1:0".parse().unwrap(),
            ca,
            &own,
            Arc::new(Revoked::default()),
            &Tuning::default(),
            &Limits::default(),
        )
        .unwrap();
        let address = listener.address().unwrap().into();
        let own: Credentials = credentials(&authority, Role::ApplicantTls, now());
        let (ways, tuning) = (Ways::only(Transport::Quic), Tuning::default());
        let admitting = async { listener.knock().await.unwrap().open().await };
        let (_, dialling) = tokio::join!(admitting, dial::member(&address, ca, own, &ways, &tuning));
        assert!(matches!(dialling, Err(DialError::Link(LinkError::Tls { .. }))), "{what}: {dialling:?}");
    }
}

async fn who_says_nothing_is_not_waited_for(over: Transport) {
    let limits = Limits { handshake: Duration::from_millis(300), ..Limits::default() };
    let centre = Centre::open_at(over, "127.0.0.1:0", &limits);
    let (arrival, dialled) = tokio::join!(centre.admit(), centre.dial(centre.applicant()));
    assert_eq!(arrival.err(), Some(ArrivalError::Late));
    assert_eq!(dialled.unwrap().link.closed().await, LinkError::Closed(Closing::Late));
}

#[test]
fn the_protocols_have_their_pinned_names() {
    let names = |over: Transport| (over.member(), over.enrolment());
    assert_eq!(names(Transport::Quic), (&b"sealpost/1"[..], &b"sealpost-enrol/1"[..]));
    assert_eq!(names(Transport::Tcp), (&b"sealpost-tcp/1"[..], &b"sealpost-tcp-enrol/1"[..]));
}
