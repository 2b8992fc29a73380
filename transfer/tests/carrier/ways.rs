//! Which carrier reaches a centre, and what is said when none does.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UdpSocket};
use transfer::address::Address;
use transfer::carrier::dial::{self, DialError, Dialled};
use transfer::carrier::listen::{Arrival, Limits};
use transfer::carrier::proxy::{Proxy, ProxyError};
use transfer::carrier::transport::Transport;
use transfer::carrier::tuning::Tuning;
use transfer::carrier::ways::Ways;

use crate::centre::{Centre, hello};

async fn reach(centre: &Centre, address: &Address, ways: &Ways) -> Result<Dialled, DialError> {
    let (ca, tuning) = (centre.ca(), Tuning::default());
    let dialling = async {
        let mut dialled = dial::member(address, &ca, centre.applicant(), ways, &tuning).await?;
        dialled.line.speaker.say(&hello()).await.unwrap();
        Ok(dialled)
    };
    let admitting = async {
        let mut all = Vec::new();
        loop {
            // The carrier that lost the race knocks too, and is gone.
            match centre.admit().await {
                Ok(Arrival::Member(member)) => all.push(member),
                other => drop(other),
            }
        }
    };
    tokio::select! {
        dialled = dialling => dialled,
        () = admitting => unreachable!("the door stays open"),
    }
}

#[tokio::test]
async fn quic_is_taken_where_both_are_there() {
    let centre = Centre::open(Transport::Quic);
    let dialled = reach(&centre, &centre.address(), &Ways::beginning_with(Transport::Quic)).await.unwrap();
    assert_eq!(dialled.link.transport(), Transport::Quic);
    let dialled = reach(&centre, &centre.address(), &Ways::beginning_with(Transport::Tcp)).await.unwrap();
    assert_eq!(dialled.link.transport(), Transport::Tcp);
}

/// A port that lets through what comes over TCP and loses what comes over UDP.
async fn without_udp(centre: &Centre) -> (Address, UdpSocket) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let hole = UdpSocket::bind(at).await.unwrap();
    let centre = centre.at();
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            let mut there = TcpStream::connect(centre).await.unwrap();
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut here, &mut there).await });
        }
    });
    (at.into(), hole)
}

#[tokio::test]
async fn tcp_is_taken_where_no_udp_goes_through() {
    let centre = Centre::open(Transport::Quic);
    let (address, _hole) = without_udp(&centre).await;
    let begun = Instant::now();
    let dialled = reach(&centre, &address, &Ways::beginning_with(Transport::Quic)).await.unwrap();
    assert_eq!(dialled.link.transport(), Transport::Tcp);
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn where_neither_leads_both_are_named() {
    let centre = Centre::open(Transport::Quic);
    let nowhere = "no-such-host.invalid:1".parse().unwrap();
    let error = reach(&centre, &nowhere, &Ways::beginning_with(Transport::Quic)).await.unwrap_err();
    assert!(matches!(error, DialError::Neither { .. }), "{error:?}");
    assert!(error.to_string().contains("over UDP: ") && error.to_string().contains("over TCP: "), "{error}");
    assert!(!error.is_permanent());
}

/// A proxy that answers each request with `answer`, and connects to `target` after a 200.
async fn proxy(answer: &'static str, target: std::net::SocketAddr) -> Proxy {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut here, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                request.push(here.read_u8().await.unwrap());
            }
            here.write_all(answer.as_bytes()).await.unwrap();
            if answer.contains(" 200 ") {
                let mut there = TcpStream::connect(target).await.unwrap();
                tokio::spawn(async move { tokio::io::copy_bidirectional(&mut here, &mut there).await });
            }
        }
    });
    format!("http://u:secret@{at}").parse().unwrap()
}

#[tokio::test]
async fn a_proxy_leads_to_a_centre_whose_name_is_not_known_here() {
    let centre = Centre::open(Transport::Quic);
    let proxy = proxy("HTTP/1.1 200 OK\r\n\r\n", centre.at()).await;
    let address = "no-such-host.invalid:1".parse().unwrap();
    let ways = Ways::beginning_with(Transport::Quic).through(Some(proxy));
    let dialled = reach(&centre, &address, &ways).await.unwrap();
    assert_eq!(dialled.link.transport(), Transport::Tcp);
}

#[tokio::test]
async fn a_proxy_that_does_not_lead_there_is_named() {
    let centre = Centre::open(Transport::Quic);
    let target: Address = "centre.example:4433".parse().unwrap();
    for (answer, permanent, said) in [
        ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", true, "wants another user or password"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", true, "refused to connect to centre.example:4433: 403 Forbidden"),
        ("HTTP/1.0 502 Bad Gateway\r\n\r\n", false, "502 Bad Gateway"),
        ("220 mail.example ESMTP\r\n\r\n", false, "does not answer as an HTTP proxy"),
    ] {
        let proxy = proxy(answer, centre.at()).await;
        let named = proxy.to_string();
        let ways = Ways::only(Transport::Tcp).through(Some(proxy));
        let error = reach(&centre, &target, &ways).await.unwrap_err();
        assert_eq!(error.is_permanent(), permanent, "{error}");
        let text = error.to_string();
        assert!(text.contains(said) && text.contains(&named) && !text.contains("secret"), "{text}");
    }
    let nobody = Ways::only(Transport::Tcp).through(Some("http://127.0.0.1:1".parse().unwrap()));
    let error = reach(&centre, &target, &nobody).await.unwrap_err();
    assert!(matches!(error, DialError::Proxy(ProxyError::Unreachable { .. })), "{error:?}");
}

#[tokio::test]
async fn without_a_tcp_port_there_is_none() {
    let centre = Centre::open_at(Transport::Tcp, "127.0.0.1:0", &Limits { over_tcp: 0, ..Limits::default() });
    assert_eq!(centre.listener.tcp_address(), None);
    assert!(centre.dial(centre.applicant()).await.is_err());
}
