//! A tiny HTTP proxy for the journeys: CONNECT, with a user and a password if they are given. It prints its address.
//!
//! Usage: `connect-proxy ADDRESS:PORT [BASE64-OF-USER:PASSWORD]`

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let at = arguments.next().unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let login = arguments.next();
    let listener = TcpListener::bind(at)?;
    writeln!(io::stdout(), "{}", listener.local_addr()?)?;
    for client in listener.incoming() {
        let (client, login) = (client?, login.clone());
        // A peer that went away is no matter of the proxy's.
        thread::spawn(move || drop(serve(client, login.as_deref())));
    }
    Ok(())
}

fn serve(mut client: TcpStream, login: Option<&str>) -> io::Result<()> {
    let head = head(&mut client)?;
    let mut words = head.split_whitespace();
    let (Some("CONNECT"), Some(target)) = (words.next(), words.next()) else {
        return client.write_all(b"HTTP/1.1 405 Method Not Allowed\r\n\r\n");
    };
    let shown = head.lines().find_map(|line| line.strip_prefix("Proxy-Authorization: Basic "));
    if login.is_some() && shown != login {
        return client.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    }
    let Ok(centre) = TcpStream::connect(target) else {
        return client.write_all(b"HTTP/1.1 502 Bad Gateway\r\n\r\n");
    };
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let (from, to) = (client.try_clone()?, centre.try_clone()?);
    let back = thread::spawn(move || pass(centre, client));
    pass(from, to);
    let _ = back.join();
    Ok(())
}

fn head(client: &mut TcpStream) -> io::Result<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
