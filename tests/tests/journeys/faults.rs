//! Each file call of one run fails once: a clean error or a finish, never a false receipt, never a stuck job.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::{self, Run};
use tests::skip::count;

use crate::again::registered;
use crate::archived;
use crate::rebuild;

#[test]
fn each_file_call_of_the_client_may_fail() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let step = count("SEALPOST_FAULT_STEP", 10);
    for kind in ["error", "full", "kill"] {
        let mut nth = 1;
        // The run in which no call was left to fail ends the walk.
        loop {
            let application = format!("x-{kind}-{nth}");
            let folder = marked(&applicant, &application);
            let mut command = applicant.submitting(&folder, &application, "0000");
            let run = program::run(command.env("SEALPOST_FAULT", format!("{nth}:{kind}")));
            let hit = !matches!(run.code, Some(0));
            assert!(matches!(run.code, Some(0 | 1 | 5) | None), "{nth}:{kind}: {run:?}");
            let _ = applicant.submit(&folder, &application, "0000").expect(0);
            std::fs::remove_dir_all(&folder).expect("remove");
            if !hit && nth > 40 {
                break;
            }
            nth += step;
            assert!(nth < 2_000, "the walk does not end");
        }
    }
    assert_eq!(registered(&centre), centre.submissions().len());
}

#[test]
fn each_file_call_of_the_receiver_may_answer_an_error() {
    receiver_walk("error", &[], 1);
}

#[test]
fn each_file_call_of_the_receiver_may_find_the_disk_full() {
    receiver_walk("full", &[], 1);
}

#[test]
fn the_receiver_may_be_killed_at_each_file_call() {
    receiver_walk("kill", &[], 1);
}

#[test]
fn the_receiver_may_be_killed_at_each_file_call_on_postgres() {
    let Some(url) = tests::postgres::database("faults on postgres") else { return };
    receiver_walk("kill", &["--registry", &url], 2);
}

/// Walks from the first file call to the last that a good run has, from its start to the end of its drain, in strides of
/// so many steps.
fn receiver_walk(kind: &str, options: &[&str], stride: u64) {
    let centre = Centre::init_in(&std::env::temp_dir(), options);
    let plain = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    drop(plain);
    let step = stride * count("SEALPOST_FAULT_STEP", 60);
    let last = file_calls(&centre, &applicant);
    for nth in (1..=last).step_by(usize::try_from(step).expect("step")) {
        let application = format!("x-{kind}-{nth}");
        let folder = marked(&applicant, &application);
        one_fault(&centre, &applicant, &folder, &application, &format!("{nth}:{kind}"));
        std::fs::remove_dir_all(&folder).expect("remove");
    }
    assert_eq!(registered(&centre), centre.submissions().len());
    assert_eq!(centre.serve().stop(), Some(0));
    archived::whole(&centre);
    rebuild::drill(&centre);
    println!("receiver, {kind}: file calls 1 to {last}, every {step}");
}

/// How many file calls the receiver makes in a run in which none fails.
fn file_calls(centre: &Centre, applicant: &Applicant) -> u64 {
    let file = applicant.folder().join("file-calls");
    let mut command = centre.command(["serve"]);
    let serving = Serving::start({
        command.env("SEALPOST_FAULT_COUNT", &file);
        command
    });
    let folder = marked(applicant, "x-plain");
    let _ = applicant.submit(&folder, "x-plain", "0000").expect(0);
    std::fs::remove_dir_all(&folder).expect("remove");
    assert_eq!(serving.stop(), Some(0));
    std::fs::read_to_string(&file).expect("count").parse().expect("number")
}

/// A small dossier that no other run has.
fn marked(applicant: &Applicant, application: &str) -> PathBuf {
    let folder = applicant.sample("dossier/0000", 3, 200_000);
    std::fs::write(folder.join("mark.txt"), application).expect("mark");
    folder
}

fn one_fault(centre: &Centre, applicant: &Applicant, folder: &Path, application: &str, fault: &str) {
    let mut command = centre.command(["serve"]);
    command.env("SEALPOST_FAULT", fault);
    // A fault so early that serve does not come up is a clean error too.
    let mut serving = Serving::try_start(command);
    let mut client = applicant.submitting(folder, application, "0000");
    let mut client = client.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("submit starts");
    while client.try_wait().expect("wait").is_none() {
        // A receiver that died is started again, as a service manager does; the client goes on by itself.
        if serving.as_mut().is_none_or(Serving::has_ended) {
            serving = Some(centre.serve());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let run = Run::of(&client.wait_with_output().expect("submit ends"));
    assert!(matches!(run.code, Some(0 | 1 | 5)), "{fault}: {run:?}");
    if run.code == Some(0) {
        let kinds = crate::support::receipt_kinds(&run);
        assert_eq!(kinds.last().map(String::as_str), Some("registered"), "{fault}");
    }
    drop(serving);
    let _serving = centre.serve();
    let _ = applicant.submit(folder, application, "0000").expect(0);
}
