//! kill -9 at any moment: the same command again ends registered, exactly once, under the same number.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::{self, Run};
use tests::skip::count;

use crate::again::registered;
use crate::support::{number, receipts_in};

#[test]
fn killed_at_random_moments_on_sqlite() {
    let centre = Centre::init();
    kill_at_random(&centre, count("SEALPOST_KILLS", 40) / 2, 1);
}

#[test]
fn killed_at_random_moments_on_postgres() {
    let Some(url) = tests::postgres::database("kill on postgres") else { return };
    let centre = Centre::init_in(&std::env::temp_dir(), &["--registry", &url]);
    kill_at_random(&centre, count("SEALPOST_KILLS", 40) / 2, 2);
}

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

fn kill_at_random(centre: &Centre, kills: u64, seed: u64) {
    let seed = count("SEALPOST_SEED", seed);
    let mut moments = Moments(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut serving = Some(centre.serve());
    let applicant = Applicant::enrolled(centre, "acme");
    let mut done = 0;
    let mut round = 0;
    while done < kills {
        round += 1;
        let application = format!("x2026{round:05}");
        let folder = applicant.sample(&format!("{application}/0000"), 10, 24_000_000);
        let mut seen = Vec::new();
        for _ in 0..4 {
            let client = start(&applicant, &folder, &application);
            std::thread::sleep(Duration::from_millis(moments.below(2_500)));
            match moments.below(3) {
                0 => end(client, &mut seen),
                1 => {
                    serving.take().map(Serving::kill);
                    std::thread::sleep(Duration::from_millis(moments.below(300)));
                    serving = Some(centre.serve());
                    end(client, &mut seen);
                }
                _ => {
                    serving.take().map(Serving::kill);
                    end(client, &mut seen);
                    serving = Some(centre.serve());
                }
            }
            done += 1;
        }
        let run = finish(&applicant, &folder, &application);
        assert!(
            seen.iter().all(|n| *n == number(&run)),
            "seed {seed}, round {round}: {seen:?} then {}",
            number(&run)
        );
        assert_eq!(registered(centre), round, "seed {seed}, round {round}");
        let receipts = receipts_in(&applicant.home().join("receipts").join(number(&run)));
        assert_eq!(receipts.len(), 4, "seed {seed}, round {round}");
        std::fs::remove_dir_all(&folder).expect("remove the sample");
    }
}

fn start(applicant: &Applicant, folder: &Path, application: &str) -> Child {
    let mut command: Command = applicant.submitting(folder, application, "0000");
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("submit starts")
}

/// Kills the client and notes the numbers that it had announced.
fn end(mut client: Child, seen: &mut Vec<String>) {
    let _ = client.kill();
    let output = client.wait_with_output().expect("client ends");
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
        if object["type"] == "receipt" {
            seen.push(object["number"].as_str().expect("number").to_owned());
        }
    }
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
