//! Lines that are not good: UDP that is blocked or starved, a proxy as the only way out, a network that goes away and
//! comes back. Whatever the line does, the same submission goes on over what gets through.

mod peers;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::Value;
use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::net::{CENTRE, Net};
use tests::program::{self, Run};
use tests::skip::count;

use crate::again::registered;
use crate::support::number;

/// A centre and an applicant, each in a network of its own.
struct Journey {
    net: Net,
    centre: Centre,
    _serving: Serving,
    applicant: Applicant,
}

/// Megabits a second on the cable: a test sees a transfer that is not over at once.
const CABLE: u32 = 60;

impl Journey {
    fn begin(test: &str) -> Option<Self> {
        let net = Net::new(test)?;
        let centre = Centre::init_at(&std::env::temp_dir(), &format!("{CENTRE}:4433"), &[]);
        let serving = Serving::start(net.at_centre(&centre.command(["serve"])));
        let applicant = Applicant::new();
        let code = centre.invite("acme");
        let _ = program::run(&mut net.at_applicant(&applicant.command(["enrol", &code]))).expect(0);
        Some(Self { net, centre, _serving: serving, applicant })
    }

    /// The command that files a dossier of this size as `application`.
    fn filing(&self, application: &str, bytes: u64, options: &[&str]) -> Command {
        let folder = self.applicant.sample(&format!("{application}/0000"), 10, bytes);
        let mut command = self.applicant.submitting(&folder, application, "0000");
        self.net.at_applicant(command.args(options))
    }

    fn file(&self, application: &str, bytes: u64, options: &[&str]) -> Run {
        program::run(&mut self.filing(application, bytes, options)).expect(0)
    }

    /// The carrier that each receipt of a submission names, in the order of their kinds.
    fn carriers(&self, number: &str) -> Vec<String> {
        let folder = self.applicant.home().join("receipts").join(number);
        let named = |file: &std::path::PathBuf| {
            let bytes = std::fs::read(file).expect("receipt");
            package::receipt::Receipt::read(&bytes).expect("a receipt").carrier().to_string()
        };
        crate::support::receipts_in(&folder).iter().map(named).collect()
    }
}

/// A submission on its way: its lines, as they come.
struct Filing {
    child: Child,
    lines: Receiver<Value>,
    seen: Vec<(Instant, Value)>,
}

impl Filing {
    fn begin(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("submit starts");
        let stdout = child.stdout.take().expect("stdout");
        let (sender, lines) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                let _ = sender.send(serde_json::from_str(&line).unwrap_or_default());
            }
        });
        Self { child, lines, seen: Vec::new() }
    }

    /// Waits until so many bytes are durable, and returns how many are.
    fn until(&mut self, bytes: u64) -> u64 {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).expect("progress");
            self.seen.push((Instant::now(), line));
            let done = self.done();
            if done >= bytes {
                return done;
            }
        }
    }

    /// Bytes that are durable, as far as was said.
    fn done(&self) -> u64 {
        self.seen.iter().filter_map(|(_, line)| sent(line)).max().unwrap_or(0)
    }

    fn signal(&self, signal: Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).expect("the program is there");
    }

    /// The result, once the program has ended well.
    fn end(mut self) -> Value {
        let mut result = Value::Null;
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            if line["type"] == "result" {
                result = line;
            }
        }
        let status = self.child.wait().expect("submit ends");
        assert_eq!(status.code(), Some(0), "{result}");
        result
    }
}

impl Drop for Filing {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Durable bytes that a progress line names.
fn sent(line: &Value) -> Option<u64> {
    (line["type"] == "progress" && line["phase"] == "send").then(|| line["bytes"].as_u64())?
}

/// No line of a submission lets wait longer, whatever the network does.
const PATIENCE: Duration = Duration::from_secs(60);

const MB: u64 = 1_000_000;

#[test]
fn udp_blocked_from_the_start() {
    let Some(journey) = Journey::begin("UDP blocked from the start") else { return };
    journey.net.rule("meta l4proto udp drop");
    let run = journey.file("x202600001", 5 * MB, &[]);
    assert_eq!(run.result()["transport"], "tcp");
    assert_eq!(journey.carriers(&number(&run)), ["tcp"; 4]);
    journey.net.no_rules();
    // Nothing is remembered: the next run begins with QUIC.
    let run = journey.file("x202600002", MB, &[]);
    assert_eq!(run.result()["transport"], "quic");
}

#[test]
fn udp_blocked_in_the_middle() {
    let Some(journey) = Journey::begin("UDP blocked in the middle") else { return };
    journey.net.slow_down(CABLE);
    let mut filing = Filing::begin(journey.filing("x202600001", 30 * MB, &[]));
    let half = filing.until(15 * MB);
    journey.net.rule("meta l4proto udp drop");
    filing.until(half + 1);
    let (_, line) = filing.seen.iter().rev().find(|(_, line)| sent(line).is_some()).expect("progress");
    assert!(sent(line) > Some(half), "what was durable stays: {line}");
    let result = filing.end();
    assert_eq!((&result["state"], &result["transport"]), (&"registered".into(), &"tcp".into()));
    let carriers = journey.carriers(result["number"].as_str().expect("number"));
    assert_eq!(carriers[..2], ["quic", "tcp"], "R0 came over the one, R1 over the other");
    assert_eq!(registered(&journey.centre), 1);
}

#[test]
fn udp_blocked_after_the_handshake() {
    let Some(journey) = Journey::begin("UDP blocked after the handshake") else { return };
    journey.net.rule("meta l4proto udp quota over 9000 bytes drop");
    let run = journey.file("x202600001", 5 * MB, &[]);
    assert_eq!(run.result()["transport"], "tcp");
}

#[test]
fn udp_that_starves() {
    let Some(journey) = Journey::begin("UDP that starves") else { return };
    journey.net.rule("meta l4proto udp limit rate over 20 kbytes/second burst 40 kbytes drop");
    let run = journey.file("x202600001", 5 * MB, &[]);
    assert_eq!(run.result()["transport"], "tcp");
}

#[test]
fn a_proxy_as_the_only_way_out() {
    let Some(journey) = Journey::begin("a proxy as the only way out") else { return };
    journey.net.rule("th dport 4433 drop");
    // li:secret
    let mut proxy = Command::new(program::path("connect-proxy"));
    proxy.arg(format!("{CENTRE}:3128")).arg("bGk6c2VjcmV0");
    let mut proxy = journey.net.at_centre(&proxy).stdout(Stdio::piped()).spawn().expect("proxy starts");
    let mut ready = String::new();
    BufReader::new(proxy.stdout.take().expect("stdout")).read_line(&mut ready).expect("its address");
    let through = |name: &str, url: &str, application| {
        let mut command = journey.filing(application, MB, &[]);
        program::run(command.env(name, url))
    };
    let run = through("HTTPS_PROXY", "http://li:secret@10.77.0.1:3128", "x202600001").expect(0);
    assert_eq!(run.result()["transport"], "tcp");
    let run = through("ALL_PROXY", "http://li:wrong@10.77.0.1:3128", "x202600002").expect(5);
    let error = run.of_type("error").next().expect("an error");
    assert_eq!(error["code"], "proxy-login");
    let text = format!("{error}");
    assert!(text.contains("http://10.77.0.1:3128") && !text.contains("wrong"), "{text}");
    let said = ["--proxy", "http://li:secret@10.77.0.1:3128"];
    let run = journey.file("x202600003", MB, &said);
    assert_eq!(run.result()["transport"], "tcp");
    proxy.kill().expect("the proxy ends");
    proxy.wait().expect("the proxy ends");
}

#[test]
fn a_limit_holds_over_both_carriers() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    for (transport, application) in [("quic", "x202600001"), ("tcp", "x202600002")] {
        let folder = applicant.sample(&format!("{application}/0000"), 5, 5 * MB);
        let mut command = applicant.submitting(&folder, application, "0000");
        command.args(["--transport", transport, "--limit", "1.5M"]);
        let mut filing = Filing::begin(command);
        filing.until(0);
        let begun = Instant::now();
        filing.until(5 * MB);
        let seconds = begun.elapsed().as_secs_f64();
        // 5 MB at 1.5 MiB a second take 3.2 s.
        assert!((2.8..12.0).contains(&seconds), "{transport}: {seconds:.1} s");
        assert_eq!(filing.end()["transport"], transport);
    }
    let run = applicant.run(["submit", "nowhere", "--limit", "fast"]).expect(2);
    assert_eq!(run.of_type("error").next().expect("an error")["code"], "not-a-rate");
}

#[test]
fn revocation_acts_within_a_transfer_over_tcp() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600001/0000", 5, 20 * MB);
    let mut command = applicant.submitting(&folder, "x202600001", "0000");
    command.args(["--transport", "tcp", "--limit", "1M"]);
    let mut filing = Filing::begin(command);
    filing.until(MB);
    let _ = centre.run(["revoke", "acme"]).expect(0);
    let revoked = Instant::now();
    let status = filing.child.wait().expect("submit ends");
    assert!(revoked.elapsed() < Duration::from_secs(8), "{:?}", revoked.elapsed());
    assert_eq!(status.code(), Some(4));
    assert_eq!(registered(&centre), 0);
}

#[test]
fn ipv6() {
    let centre = Centre::init_at(&std::env::temp_dir(), "[::1]:0", &[]);
    let serving = centre.serve();
    assert_eq!(serving.ready["quic"], serving.ready["tcp"]);
    let applicant = Applicant::enrolled(&centre, "acme");
    for (transport, application) in [("quic", "x202600001"), ("tcp", "x202600002")] {
        let folder = applicant.sample(&format!("{application}/0000"), 5, MB);
        let mut command = applicant.submitting(&folder, application, "0000");
        let run = program::run(command.args(["--transport", transport])).expect(0);
        assert_eq!(run.result()["transport"], transport);
    }
}

/// Seconds of a blackout; `scripts/long` has 30.
fn blackout() -> Duration {
    Duration::from_secs(count("SEALPOST_BLACKOUT", 11))
}

/// The line goes away for a while; with the lid closed the applicant's program stands still meanwhile.
fn away(transport: &str, lid: bool) {
    let Some(journey) = Journey::begin("blackout") else { return };
    journey.net.slow_down(CABLE);
    let mut filing = Filing::begin(journey.filing("x202600001", 40 * MB, &["--transport", transport]));
    filing.until(8 * MB);
    journey.net.cut(true);
    if lid {
        filing.signal(Signal::STOP);
    }
    std::thread::sleep(blackout());
    filing.seen.extend(filing.lines.try_iter().map(|line| (Instant::now(), line)));
    let before = filing.done();
    journey.net.cut(false);
    if lid {
        filing.signal(Signal::CONT);
    }
    resumes(&mut filing, before);
    assert_eq!(filing.end()["state"], "registered");
}

/// The next segment is durable within ten seconds.
fn resumes(filing: &mut Filing, before: u64) {
    let back = Instant::now();
    filing.until(before + 1);
    println!("resumed after {:.1} s", back.elapsed().as_secs_f64());
    assert!(back.elapsed() < Duration::from_secs(10), "{:?}", back.elapsed());
}

#[test]
fn a_blackout_over_quic() {
    away("quic", false);
}

#[test]
fn a_blackout_over_tcp() {
    away("tcp", false);
}

#[test]
fn a_lid_that_was_closed() {
    away("auto", true);
}

#[test]
fn another_address_in_the_middle() {
    let Some(journey) = Journey::begin("another address") else { return };
    journey.net.slow_down(CABLE);
    for (transport, application, address) in
        [("quic", "x202600001", "10.77.0.3"), ("tcp", "x202600002", "10.77.0.4")]
    {
        let mut filing = Filing::begin(journey.filing(application, 30 * MB, &["--transport", transport]));
        filing.until(8 * MB);
        journey.net.move_to(address);
        filing.seen.extend(filing.lines.try_iter().map(|line| (Instant::now(), line)));
        let before = filing.done();
        resumes(&mut filing, before + 4 * MB);
        assert_eq!(filing.end()["state"], "registered");
    }
}
