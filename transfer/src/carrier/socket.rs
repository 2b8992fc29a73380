//! The UDP socket, with large buffers: small ones drop packets, and no one says so.

use std::net::{SocketAddr, UdpSocket};

use socket2::{Domain, Protocol, Socket, Type};

/// What the kernel granted, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Buffers {
    /// Bytes asked for.
    pub asked: usize,
    /// Send buffer granted.
    pub send: usize,
    /// Receive buffer granted.
    pub receive: usize,
}

impl Buffers {
    /// Whether less was granted than asked for; on Linux `net.core.rmem_max` and `wmem_max` set the limit.
    #[must_use]
    pub fn are_small(&self) -> bool {
        self.send < self.asked || self.receive < self.asked
    }
}

/// Binds a socket and asks for buffers; too small ones are a warning, not an error.
pub(super) fn bind(at: SocketAddr, buffer: usize) -> std::io::Result<(UdpSocket, Buffers)> {
    let socket = Socket::new(Domain::for_address(at), Type::DGRAM, Some(Protocol::UDP))?;
    if at.is_ipv6() && at.ip().is_unspecified() {
        socket.set_only_v6(false)?;
    }
    // The kernel may refuse a size instead of lowering it; then the default stays, and is reported below.
    let asked = socket.set_send_buffer_size(buffer).and(socket.set_recv_buffer_size(buffer));
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    let (send, receive) = (granted(socket.send_buffer_size()?), granted(socket.recv_buffer_size()?));
    let buffers = Buffers { asked: buffer, send, receive };
    if asked.is_err() || buffers.are_small() {
        tracing::warn!(
            ?buffers,
            "UDP buffers are smaller than asked for; raise net.core.rmem_max and wmem_max"
        );
    }
    Ok((socket.into(), buffers))
}

/// Linux tells twice what it grants, because it also counts its own bookkeeping, socket(7).
const fn granted(told: usize) -> usize {
    if cfg!(target_os = "linux") { told / 2 } else { told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_granted_is_told() {
        let (socket, buffers) = bind("127.0.0.1:0".parse().unwrap(), 1 << 16).unwrap();
        assert_ne!(socket.local_addr().unwrap().port(), 0);
        assert!(buffers.receive >= 1 << 16 && !buffers.are_small());
        let (_, greedy) = bind("127.0.0.1:0".parse().unwrap(), 1 << 30).unwrap();
        assert!(greedy.are_small(), "no kernel grants a GiB: {greedy:?}");
    }
}
