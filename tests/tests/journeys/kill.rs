//! kill -9 at any moment: the same command again ends registered, exactly once, under the same number.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::{self, Run};
use tests::skip::count;

use crate::again::registered;
use crate::archived;
use crate::rebuild;
use crate::roles;
use crate::support::{number, receipts_in, sealed};

#[test]
fn killed_at_random_moments_on_sqlite() {
    kill_at_random("kill on sqlite", &[], count("SEALPOST_KILLS", 40) / 2, 1);
}

#[test]
fn killed_at_random_moments_on_postgres() {
    let Some(url) = tests::postgres::database("kill on postgres") else { return };
    kill_at_random("kill on postgres", &["--registry", &url], count("SEALPOST_KILLS", 40) / 2, 2);
}

/// More than may be on its way at once, which is 64 segments of a MiB.
const BYTES: u64 = 80_000_000;

/// A repeatable source of moments (xorshift).
struct Moments(u64);

impl Moments {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// The two roles as processes of their own, each of which can be killed and started again.
struct Roles<'a> {
    centre: &'a Centre,
    intake: Option<Serving>,
    desk: Option<Serving>,
}

impl<'a> Roles<'a> {
    fn start(centre: &'a Centre) -> Self {
        let mut roles = Self { centre, intake: None, desk: None };
        roles.restart();
        roles
    }

    fn kill_intake(&mut self) {
        if let Some(intake) = self.intake.take() {
            intake.kill();
        }
    }

    fn kill_desk(&mut self) {
        if let Some(desk) = self.desk.take() {
            desk.kill();
        }
    }

    fn restart(&mut self) {
        let intake = || Serving::start(roles::role(self.centre, "intake", roles::INTAKE));
        let desk = || Serving::start(roles::role(self.centre, "desk", roles::DESK));
        self.intake.get_or_insert_with(intake);
        self.desk.get_or_insert_with(desk);
    }
}

/// What killed clients had announced before they died.
#[derive(Default)]
struct Announced {
    numbers: Vec<String>,
    acknowledged: u64,
}

fn kill_at_random(test: &str, options: &[&str], kills: u64, seed: u64) {
    let Some(centre) = roles::separated(test, options) else { return };
    let seed = count("SEALPOST_SEED", seed);
    let mut moments = Moments(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut roles = Roles::start(&centre);
    let applicant = Applicant::enrolled_with(&roles::invite(&centre, "acme"));
    let (mut done, mut round) = (0, 0);
    while done < kills {
        round += 1;
        let application = format!("x2026{round:05}");
        let folder = applicant.sample(&format!("{application}/0000"), 10, BYTES);
        let mut announced = Announced::default();
        for _ in 0..4 {
            let client = start(&applicant, &folder, &application);
            std::thread::sleep(Duration::from_millis(moments.below(2_500)));
            strike(&mut roles, client, &mut moments, &mut announced);
            done += 1;
        }
        let run = finish(&applicant, &folder, &application);
        let place = format!("seed {seed}, round {round}");
        let number = number(&run);
        assert!(
            announced.numbers.iter().all(|n| *n == number),
            "{place}: {:?} then {number}",
            announced.numbers
        );
        let sent = run.result()["bytes_sent"].as_u64().expect("bytes_sent");
        let package = std::fs::metadata(sealed(&centre, &number)).expect("package").len();
        // Each connection sends what was missing when it stood, at most: what is acknowledged never goes again, what was on
        // its way when a connection was given up does.
        let missing = package.saturating_sub(announced.acknowledged);
        let most = missing * (1 + breaks(&run));
        assert!(sent <= most, "{place}: {sent} bytes sent, {missing} were missing; {}", run.said());
        assert_eq!(registered(&centre), round, "{place}");
        let receipts = receipts_in(&applicant.home().join("receipts").join(&number));
        assert_eq!(receipts.len(), 4, "{place}");
        std::fs::remove_dir_all(&folder).expect("remove the sample");
    }
    // What the last strike left unfinished in the archive, the desk's next start finishes.
    roles.kill_desk();
    roles.restart();
    roles.kill_desk();
    archived::whole(&centre);
    rebuild::drill(&centre);
}

/// Kills one of the three, or all.
fn strike(roles: &mut Roles<'_>, client: Child, moments: &mut Moments, announced: &mut Announced) {
    let pause = Duration::from_millis(moments.below(300));
    match moments.below(5) {
        0 => kill(client, announced),
        1 => {
            roles.kill_intake();
            std::thread::sleep(pause);
            roles.restart();
            kill(client, announced);
        }
        2 => {
            roles.kill_desk();
            std::thread::sleep(pause);
            kill(client, announced);
            roles.restart();
        }
        3 => {
            roles.kill_intake();
            roles.kill_desk();
            kill(client, announced);
            roles.restart();
        }
        // The client lives, and goes on by itself once the centre is back.
        _ => {
            roles.kill_intake();
            roles.kill_desk();
            std::thread::sleep(pause);
            roles.restart();
            let code = note(client, announced);
            assert!(matches!(code, Some(0 | 5)), "{code:?}");
        }
    }
}

/// How often the client says that it gives up a connection.
fn breaks(run: &Run) -> u64 {
    let says =
        |line: &&str| ["No connection to the centre", "Nothing has arrived"].iter().any(|n| line.contains(n));
    run.stderr.lines().filter(says).count() as u64
}

fn start(applicant: &Applicant, folder: &Path, application: &str) -> Child {
    let mut command: Command = applicant.submitting(folder, application, "0000");
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("submit starts")
}

/// Kills the client and notes what it had announced.
fn kill(mut client: Child, announced: &mut Announced) {
    let _ = client.kill();
    note(client, announced);
}

fn note(client: Child, announced: &mut Announced) -> Option<i32> {
    let output = client.wait_with_output().expect("client ends");
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        if object["type"] == "receipt" {
            announced.numbers.push(object["number"].as_str().expect("number").to_owned());
        }
        if object["type"] == "progress" && object["phase"] == "send" {
            announced.acknowledged = announced.acknowledged.max(object["bytes"].as_u64().expect("bytes"));
        }
    }
    output.status.code()
}

/// The same command again until it is done, as a person would: code 5 says that this is right.
fn finish(applicant: &Applicant, folder: &Path, application: &str) -> Run {
    let end = Instant::now() + Duration::from_secs(120);
    loop {
        let run = program::run(&mut applicant.submitting(folder, application, "0000"));
        match run.code {
            Some(0) => return run,
            Some(5) if Instant::now() < end => {}
            _ => panic!("{run:?}"),
        }
    }
}
