//! Reaching a centre over TCP, straight or through a proxy.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{DialError, Dialled, Ground, HANDSHAKE, race};
use crate::address::Address;
use crate::carrier::CENTRE_NAME;
use crate::carrier::line::Line;
use crate::carrier::link::{Link, LinkError};
use crate::carrier::proxy::{self, Proxy, ProxyError};
use crate::carrier::resolve::resolve;
use crate::carrier::segments::Outbound;
use crate::carrier::tcp::error::of_io;
use crate::carrier::tcp::incoming::Incoming;
use crate::carrier::tcp::socket;
use crate::carrier::tcp::trunk::{self, Ends, Parts};

pub(super) async fn dial(
    address: &Address,
    tls: Arc<ClientConfig>,
    proxy: Option<&Proxy>,
) -> Result<Dialled, DialError> {
    // With a proxy the name of the centre is the proxy's to find: here it may lead nowhere.
    let found = resolve(proxy.map_or(address, Proxy::address)).await;
    let found = found.map_err(|error| match proxy {
        Some(proxy) => unreachable(proxy, &error.error),
        None => error.into(),
    })?;
    let attempt = |at| connect(at, address.clone(), Arc::clone(&tls), proxy.cloned());
    let stream = race::addresses(found, attempt).await?;
    let ca = stream.get_ref().1.peer_certificates().and_then(<[_]>::last);
    let ca = ca.ok_or(DialError::NoCa)?.clone().into_owned();
    let ends = ends(stream.get_ref().0).map_err(DialError::Socket)?;
    let Parts { trunk, out, heard, outgoing, .. } = trunk::start(stream, ends, Incoming::NONE);
    Ok(Dialled {
        line: Line::tcp(out, heard),
        segments: Outbound::tcp(outgoing),
        link: Link::tcp(trunk),
        ca,
        ground: Ground::Tcp,
    })
}

async fn connect(
    at: SocketAddr,
    target: Address,
    tls: Arc<ClientConfig>,
    proxy: Option<Proxy>,
) -> Result<TlsStream<TcpStream>, DialError> {
    let silent = || match &proxy {
        Some(proxy) => unreachable(proxy, &std::io::ErrorKind::TimedOut.into()),
        None => LinkError::TimedOut.into(),
    };
    let mut stream = match timeout(HANDSHAKE, TcpStream::connect(at)).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => {
            return Err(proxy
                .as_ref()
                .map_or_else(|| of_io(&error).into(), |proxy| unreachable(proxy, &error)));
        }
        Err(_) => return Err(silent()),
    };
    socket::prepare(&stream).map_err(DialError::Socket)?;
    if let Some(proxy) = &proxy {
        let asking = timeout(HANDSHAKE, proxy::connect(&mut stream, proxy, &target));
        asking.await.map_err(|_| silent())??;
    }
    timeout(HANDSHAKE, secure(stream, tls)).await.map_err(|_| LinkError::TimedOut)?
}

async fn secure(stream: TcpStream, tls: Arc<ClientConfig>) -> Result<TlsStream<TcpStream>, DialError> {
    let wanted = tls.alpn_protocols.first().cloned();
    let name = ServerName::try_from(CENTRE_NAME).map_err(|_| DialError::NoCa)?;
    let stream = TlsConnector::from(tls).connect(name, stream).await.map_err(|error| of_io(&error))?;
    // Over TCP TLS leaves it to the client to look.
    if stream.get_ref().1.alpn_protocol() != wanted.as_deref() {
        return Err(LinkError::NoCommonProtocol.into());
    }
    Ok(stream)
}

fn ends(stream: &TcpStream) -> std::io::Result<Ends> {
    Ok(Ends { here: stream.local_addr()?, peer: stream.peer_addr()? })
}

fn unreachable(proxy: &Proxy, error: &std::io::Error) -> DialError {
    ProxyError::Unreachable { proxy: proxy.to_string(), what: error.to_string() }.into()
}
