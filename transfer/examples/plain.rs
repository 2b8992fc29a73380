//! quinn alone, over loopback, with the numbers of our carrier: a sender and a receiver in one process, each on a thread of
//! its own, one stream for each MiB, 32 at once; nothing is read from a disk, digested or kept. Prints the seconds.
//!
//! ```text
//! cargo run --release -p transfer --example plain -- BYTES
//! ```

use std::error::Error;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crypto::issue::{Authority, Subject};
use crypto::role::Role;
use crypto::signature::SigningKey;
use quinn::crypto::rustls::{QuicClientConfig, QuicServerConfig};
use quinn::{
    ClientConfig, Connection, Endpoint, EndpointConfig, ServerConfig, TokioRuntime, TransportConfig, VarInt,
};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{aws_lc_rs, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, DigitallySignedStruct, SignatureScheme};
use socket2::SockRef;
use tokio::runtime::Builder;
use tokio::task::JoinSet;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let bytes: usize = std::env::args().nth(1).ok_or("plain BYTES")?.parse()?;
    let (certificate, key) = credentials()?;
    let (socket, at) = bound()?;
    let trusted = certificate.clone();
    let receiver = std::thread::spawn(move || receive(socket, certificate, key, bytes));
    let seconds = runtime()?.block_on(send(at, trusted, bytes))?;
    receiver.join().map_err(|_| "the receiver failed")??;
    Ok(writeln!(std::io::stdout(), "{seconds:.3}")?)
}

async fn send(at: SocketAddr, trusted: CertificateDer<'static>, bytes: usize) -> Result<f64, Failure> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Pinned(trusted)))
        .with_no_client_auth();
    let mut config = ClientConfig::new(Arc::new(QuicClientConfig::try_from(tls)?));
    config.transport_config(transport());
    let endpoint = Endpoint::new(EndpointConfig::default(), None, bound()?.0, Arc::new(TokioRuntime))?;
    let connection = endpoint.connect_with(config, at, NAME)?.await?;
    let start = Instant::now();
    let block: Arc<[u8]> = vec![7; BLOCK].into();
    let mut streams = JoinSet::new();
    let mut left = bytes;
    while left > 0 {
        let length = left.min(BLOCK);
        left -= length;
        if streams.len() == AT_ONCE
            && let Some(sent) = streams.join_next().await
        {
            sent??;
        }
        streams.spawn(one(connection.clone(), Arc::clone(&block), length));
    }
    while let Some(sent) = streams.join_next().await {
        sent??;
    }
    // The receiver closes when it has everything.
    connection.closed().await;
    Ok(start.elapsed().as_secs_f64())
}

async fn one(connection: Connection, block: Arc<[u8]>, length: usize) -> Result<(), Failure> {
    let mut stream = connection.open_uni().await?;
    stream.write_all(&block[..length]).await?;
    Ok(stream.finish()?)
}

fn receive(
    socket: UdpSocket,
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
    bytes: usize,
) -> Result<(), Failure> {
    let tls = rustls::ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)?;
    let mut config = ServerConfig::with_crypto(Arc::new(QuicServerConfig::try_from(tls)?));
    config.transport_config(transport());
    runtime()?.block_on(async {
        let endpoint =
            Endpoint::new(EndpointConfig::default(), Some(config), socket, Arc::new(TokioRuntime))?;
        let connection = endpoint.accept().await.ok_or("nobody came")?.await?;
        let (mut streams, mut left) = (JoinSet::new(), bytes);
        while left > 0 {
            tokio::select! {
                stream = connection.accept_uni() => {
                    let mut stream = stream?;
                    streams.spawn(async move { stream.read_to_end(BLOCK).await });
                }
                Some(read) = streams.join_next() => left -= read??.len(),
            }
        }
        connection.close(VarInt::from_u32(0), b"");
        endpoint.wait_idle().await;
        Ok(())
    })
}

fn credentials() -> Result<(CertificateDer<'static>, PrivateKeyDer<'static>), Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let (authority, key) = (Authority::generate("PLAIN", "Plain", now)?, SigningKey::generate()?);
    let subject = Subject { id: "plain".into(), organisation: "Plain".into(), role: Role::CentreTls };
    let certificate = authority.issue(&subject, &key.public(), now)?;
    Ok((certificate, PrivateKeyDer::from_pem_slice(key.to_pkcs8_pem().as_bytes())?))
}

/// Believes this one certificate.
#[derive(Debug)]
struct Pinned(CertificateDer<'static>);

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *certificate == self.0 {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(CertificateError::UnknownIssuer.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Err(rustls::Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = aws_lc_rs::default_provider().signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, &algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        aws_lc_rs::default_provider().signature_verification_algorithms.supported_schemes()
    }
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    Builder::new_current_thread().enable_all().build()
}

fn bound() -> std::io::Result<(UdpSocket, SocketAddr)> {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
    // What the kernel does not grant it does not grant to us either.
    let _ = SockRef::from(&socket).set_send_buffer_size(4 << 20);
    let _ = SockRef::from(&socket).set_recv_buffer_size(4 << 20);
    let at = socket.local_addr()?;
    Ok((socket, at))
}

fn transport() -> Arc<TransportConfig> {
    let mut transport = TransportConfig::default();
    transport
        .stream_receive_window(VarInt::from_u32(2 << 20))
        .receive_window(VarInt::from_u32(16 << 20))
        .send_window(16 << 20)
        .max_concurrent_uni_streams(VarInt::from_u32(64));
    Arc::new(transport)
}

const NAME: &str = "plain";
const BLOCK: usize = 1 << 20;
const AT_ONCE: usize = 32;
