//! TCP sockets: no delay for small frames, and little in the kernel that was not sent yet.

use std::io;
use std::net::SocketAddr;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::{TcpListener, TcpStream};

/// Sets what both ends want of a connection.
///
/// # Errors
/// When the system refuses.
pub(in crate::carrier) fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    #[cfg(any(target_os = "linux", target_os = "android"))]
    socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT)?;
    Ok(())
}

/// Opens a port; on an unspecified IPv6 address for IPv4 too, like that of UDP.
///
/// # Errors
/// When the address cannot be bound.
pub(in crate::carrier) fn listen(at: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(at), Type::STREAM, Some(Protocol::TCP))?;
    if at.is_ipv6() && at.ip().is_unspecified() {
        socket.set_only_v6(false)?;
    }
    // What a centre that was restarted left in the system must not keep it from its port.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    socket.listen(BACKLOG)?;
    TcpListener::from_std(socket.into())
}

/// Peers that may wait to be let in.
const BACKLOG: i32 = 256;

/// Bytes that may wait in the kernel, beyond those that are on their way: a message is never behind more of a segment.
const UNSENT: u32 = 128 << 10;
