//! What is special over TCP: peers that do not keep to the frames, and those that are slow on purpose.

use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use transfer::carrier::link::{Closing, LinkError};
use transfer::carrier::listen::{Arrival, ArrivalError, Limits, Member};
use transfer::carrier::transport::Transport;

use crate::centre::{Centre, credentials, hello, now};

const TCP: Transport = Transport::Tcp;

/// A client of its own, which says frames as it likes.
struct Peer(TlsStream<TcpStream>);

impl Peer {
    /// Connects with or without a certificate, and asks for a protocol.
    async fn connect(centre: &Centre, member: bool, alpn: &[u8]) -> std::io::Result<Self> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(centre.ca()).unwrap();
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&rustls::version::TLS13])
            .unwrap()
            .with_root_certificates(roots);
        let own = centre.applicant();
        let mut config = match member {
            true => config.with_client_auth_cert(own.chain, own.key).unwrap(),
            false => config.with_no_client_auth(),
        };
        config.alpn_protocols = vec![alpn.to_vec()];
        let name = ServerName::try_from("centre.sealpost").unwrap();
        let stream = TcpStream::connect(centre.at()).await?;
        Ok(Self(TlsConnector::from(Arc::new(config)).connect(name, stream).await?))
    }

    /// A member that the centre has let in.
    async fn member(centre: &Centre) -> (Self, Member) {
        let dialling = async {
            let mut peer = Self::connect(centre, true, TCP.member()).await.unwrap();
            peer.say(0, &transfer::codec::encode(&hello()).unwrap()).await;
            peer
        };
        let (arrival, peer) = tokio::join!(centre.admit(), dialling);
        let Ok(Arrival::Member(member)) = arrival else { panic!("{arrival:?}") };
        (peer, member)
    }

    async fn say(&mut self, kind: u8, content: &[u8]) {
        let length = u32::try_from(content.len()).unwrap().to_be_bytes();
        let frame = [&[kind, length[1], length[2], length[3]], content].concat();
        self.0.write_all(&frame).await.unwrap();
        self.0.flush().await.unwrap();
    }

    /// Reads to the end and returns the closing code, if one was said.
    async fn closed(&mut self) -> Option<u32> {
        let mut all = Vec::new();
        // A connection that is cut off has said what it had to say before.
        let _ = tokio::time::timeout(Duration::from_secs(10), self.0.read_to_end(&mut all)).await.unwrap();
        let mut rest = &all[..];
        while let [kind, a, b, c, after @ ..] = rest {
            let length = u32::from_be_bytes([0, *a, *b, *c]) as usize;
            if *kind == 6 {
                return Some(u32::from_be_bytes(after[..4].try_into().unwrap()));
            }
            rest = &after[length..];
        }
        None
    }
}

#[tokio::test]
async fn without_a_certificate_nobody_is_a_member_before_and_after_a_renewal() {
    let centre = Centre::open(TCP);
    for round in ["before", "after"] {
        let closed = async {
            let mut peer = Peer::connect(&centre, false, TCP.member()).await.unwrap();
            peer.say(0, &transfer::codec::encode(&hello()).unwrap()).await;
            peer.closed().await
        };
        let (arrival, closed) = tokio::join!(centre.admit(), closed);
        assert_eq!(arrival.err(), Some(ArrivalError::NoCertificate), "{round}");
        assert_eq!(closed, Some(1), "{round}");
        let own = credentials(&centre.authority, crypto::role::Role::CentreTls, now());
        centre.listener.renew(&centre.ca(), &own).unwrap();
        centre.meet().await;
    }
}

#[tokio::test]
async fn another_protocol_is_refused() {
    let centre = Centre::open(TCP);
    for other in [&b"h2"[..], Transport::Quic.member()] {
        let (arrival, peer) = tokio::join!(centre.admit(), Peer::connect(&centre, true, other));
        assert!(matches!(arrival, Err(ArrivalError::Link(_))), "{arrival:?}");
        assert!(peer.is_err());
    }
}

#[tokio::test]
async fn what_is_no_frame_ends_the_connection() {
    let centre = Centre::open(TCP);
    let wrong: [(u8, &[u8]); 5] = [(9, b""), (0, b""), (3, b""), (4, b""), (7, b"x")];
    for (kind, content) in wrong {
        let (mut peer, mut member) = Peer::member(&centre).await;
        peer.say(kind, content).await;
        assert_eq!(peer.closed().await, Some(2), "kind {kind}");
        assert!(matches!(member.link.closed().await, LinkError::Tcp { .. }));
        assert!(member.segments.next().await.is_err());
        assert_eq!(member.line.hearer.hear().await, Ok(Some(hello())), "what came before still counts");
        assert!(member.line.hearer.hear().await.is_err());
    }
}

#[tokio::test]
async fn more_segments_than_there_is_room_for_end_the_connection() {
    let centre = Centre::open_at(TCP, "127.0.0.1:0", &Limits { unread: 1, ..Limits::default() });
    let (mut peer, member) = Peer::member(&centre).await;
    for _ in 0..2 {
        peer.say(2, &[0; 50]).await;
        peer.say(3, b"").await;
    }
    assert_eq!(peer.closed().await, Some(2));
    drop(member);
}

#[tokio::test]
async fn a_segment_that_does_not_end_ends_the_connection() {
    let limits = Limits { segment: Duration::from_millis(300), ..Limits::default() };
    let centre = Centre::open_at(TCP, "127.0.0.1:0", &limits);
    let (mut peer, member) = Peer::member(&centre).await;
    peer.say(2, b"x").await;
    assert_eq!(peer.closed().await, Some(6));
    assert_eq!(member.link.closed().await, LinkError::TimedOut);
}

#[tokio::test]
async fn messages_do_not_wait_behind_segments_that_nobody_takes() {
    let centre = Centre::open(TCP);
    let (mut member, mut dialled) = centre.meet().await;
    let bytes = vec![1; 1 << 20];
    for index in 0..40 {
        let (out, bytes) = (dialled.segments.clone(), bytes.clone());
        let head = transfer::segment::SegmentHead::of(1, index, &bytes);
        tokio::spawn(async move { out.send(head, bytes).await });
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    dialled.line.speaker.say(&hello()).await.unwrap();
    let heard = tokio::time::timeout(Duration::from_secs(5), member.line.hearer.hear()).await;
    assert_eq!(heard.unwrap(), Ok(Some(hello())));
}

#[tokio::test]
async fn peers_that_say_nothing_keep_nobody_out() {
    let centre = Arc::new(Centre::open_at(TCP, "127.0.0.1:0", &Limits { over_tcp: 4, ..Limits::default() }));
    let door = Arc::clone(&centre);
    let keeper = tokio::spawn(async move {
        let mut kept = Vec::new();
        while let Some(knock) = door.listener.knock().await {
            kept.push(tokio::spawn(knock.open()));
        }
    });
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(TcpStream::connect(centre.at()).await.unwrap());
    }
    let begun = Instant::now();
    let dialled = centre.dial(centre.applicant()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    drop((dialled, silent));
    keeper.abort();
}

#[tokio::test]
async fn a_peer_that_takes_nothing_is_left_behind() {
    let centre = Centre::open(TCP);
    let (peer, mut member) = Peer::member(&centre).await;
    let word = transfer::message::to_applicant::ToApplicant::Findings {
        offset: 0,
        total: 1 << 20,
        bytes: vec![7; 250 << 10],
    };
    let saying = async {
        // Socket buffers take some of it.
        while member.line.speaker.say(&word).await.is_ok() {}
    };
    assert!(tokio::time::timeout(Duration::from_secs(2), saying).await.is_err(), "it waits");
    member.link.close(Closing::Draining);
    drop(member);
    centre.listener.stop();
    tokio::time::timeout(Duration::from_secs(10), centre.listener.drained()).await.expect("left behind");
    drop(peer);
}
