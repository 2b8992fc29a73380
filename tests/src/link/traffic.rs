//! A TCP flow to compete with: as fast as it goes, from the near end to the far end.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use socket2::SockRef;

use super::{FAR, Link};
use crate::program;

/// A running flow; it ends when it is dropped.
#[derive(Debug)]
pub struct Traffic {
    pouring: Child,
    sinking: Child,
    arrived: Arc<AtomicU64>,
}

impl Traffic {
    /// Starts it. `bench-link` is run at both ends, as `sink ADDRESS` and `pour ADDRESS`.
    ///
    /// # Errors
    /// When a program cannot be started.
    pub fn start(link: &Link) -> Result<Self, Box<dyn Error>> {
        let address = format!("{FAR}:{PORT}");
        let own = program::path("bench-link");
        let role = |role: &str| {
            let mut command = Command::new(&own);
            command.args([role, &address]);
            command
        };
        let mut sinking = link.far(&role("sink")).stdout(Stdio::piped()).spawn()?;
        let arrived = Arc::new(AtomicU64::new(0));
        let counts = BufReader::new(sinking.stdout.take().ok_or("no output")?);
        let count = Arc::clone(&arrived);
        std::thread::spawn(move || {
            for line in counts.lines().map_while(Result::ok) {
                count.store(line.parse().unwrap_or(0), Ordering::Relaxed);
            }
        });
        let pouring = link.near(&role("pour")).spawn()?;
        Ok(Self { pouring, sinking, arrived })
    }

    /// Bytes that have arrived so far.
    pub fn arrived(&self) -> u64 {
        self.arrived.load(Ordering::Relaxed)
    }
}

impl Drop for Traffic {
    fn drop(&mut self) {
        for child in [&mut self.pouring, &mut self.sinking] {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Takes what comes, and prints the count of bytes ten times a second.
///
/// # Errors
/// When the address cannot be had or the flow breaks.
pub fn sink(address: &str) -> Result<(), Box<dyn Error>> {
    let (mut stream, _) = TcpListener::bind(address)?.accept()?;
    let (mut buffer, mut count, mut said) = (vec![0; 1 << 20], 0, Instant::now());
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            read => count += read,
        }
        if said.elapsed() >= Duration::from_millis(100) {
            writeln!(std::io::stdout(), "{count}")?;
            said = Instant::now();
        }
    }
}

/// Sends until nobody takes it any more.
///
/// # Errors
/// When nobody listens, or the flow ends.
pub fn pour(address: &str) -> Result<(), Box<dyn Error>> {
    let end = Instant::now() + Duration::from_secs(10);
    let mut stream = loop {
        match TcpStream::connect(address) {
            Ok(stream) => break stream,
            Err(error) if Instant::now() > end => return Err(error.into()),
            Err(_) => std::thread::sleep(Duration::from_millis(100)),
        }
    };
    // What most of the world uses, whatever this machine does by default.
    SockRef::from(&stream).set_tcp_congestion(b"cubic")?;
    let buffer = vec![7; 1 << 20];
    loop {
        stream.write_all(&buffer)?;
    }
}

const PORT: u16 = 47_023;
