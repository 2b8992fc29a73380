//! Peers over TCP that are slow on purpose: they cost little, and honest transfers go on.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program;

use super::{Filing, MB};

/// Peers over TCP that say little, that never finish their handshake, and members that stop in the middle and take nothing.
#[test]
fn slow_and_silent_peers_over_tcp_cost_little() {
    let centre = Centre::init();
    let serving = centre.serve();
    let hostile = Hostile::begin(serving.ready["tcp"].as_str().expect("TCP"));
    let stopped: Vec<Stopped> = (0..3).map(|member| Stopped::in_the_middle(&centre, member)).collect();
    let honest = Applicant::enrolled(&centre, "honest");
    let folder = honest.sample("x202600001/0000", 10, 20 * MB);
    let mut command = honest.submitting(&folder, "x202600001", "0000");
    let run = program::run(command.args(["--transport", "tcp"])).expect(0);
    assert_eq!(run.result()["transport"], "tcp");
    let peak = serving.peak_memory() >> 20;
    println!("slow and silent peers: the centre's peak is {peak} MiB");
    assert!(peak < 256, "{peak} MiB");
    drop((hostile, stopped));
}

/// Many peers that begin a handshake and do not go on with it; they stop when this is dropped.
struct Hostile {
    stop: Arc<AtomicBool>,
    peers: Vec<thread::JoinHandle<()>>,
}

impl Hostile {
    fn begin(at: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let peer = |number: usize| {
            let (at, stop) = (at.to_owned(), Arc::clone(&stop));
            thread::spawn(move || trickle(&at, number, &stop))
        };
        Self { peers: (0..PEERS).map(peer).collect(), stop }
    }
}

impl Drop for Hostile {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for peer in self.peers.drain(..) {
            let _ = peer.join();
        }
    }
}

/// More than a centre lets be in handshake at once.
const PEERS: usize = 100;

/// Connects again and again, and sends a byte of a handshake now and then, or nothing.
fn trickle(at: &str, number: usize, stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        let stream = TcpStream::connect(at);
        for byte in [0x16, 0x03, 0x01, 0x02] {
            thread::sleep(Duration::from_secs(1));
            let silent = number.is_multiple_of(3);
            if !silent && stream.as_ref().is_ok_and(|mut stream| stream.write_all(&[byte]).is_err()) {
                break;
            }
        }
    }
}

/// A real applicant whose program stands still in the middle of its transfer: it sends nothing more and takes nothing.
struct Stopped {
    _applicant: Applicant,
    _filing: Filing,
}

impl Stopped {
    fn in_the_middle(centre: &Centre, member: u32) -> Self {
        let applicant = Applicant::enrolled(centre, &format!("member-{member}"));
        let application = format!("x2026100{member:02}");
        let folder = applicant.sample(&format!("{application}/0000"), 10, 20 * MB);
        let mut command = applicant.submitting(&folder, &application, "0000");
        command.args(["--transport", "tcp", "--limit", "4M"]);
        let mut filing = Filing::begin(command);
        filing.until(1);
        filing.signal(rustix::process::Signal::STOP);
        Self { _applicant: applicant, _filing: filing }
    }
}
