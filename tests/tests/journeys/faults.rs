//! Each file call of one run fails once: a clean error or a finish, never a false receipt, never a stuck job.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tests::applicant::Applicant;
use tests::centre::{Centre, Serving};
use tests::program::{self, Run};
use tests::skip::count;

use crate::again::registered;

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
            let folder = applicant.sample("dossier/0000", 3, 200_000);
            std::fs::write(folder.join("mark.txt"), &application).expect("mark");
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
fn each_file_call_of_the_receiver_may_fail() {
    let centre = Centre::init();
    let plain = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    drop(plain);
    let step = count("SEALPOST_FAULT_STEP", 60);
    let last = count("SEALPOST_FAULT_LAST", 120);
    for kind in ["error", "full", "kill"] {
        for nth in (1..last).step_by(usize::try_from(step).expect("step")) {
            let application = format!("x-{kind}-{nth}");
            let folder = applicant.sample("dossier/0000", 3, 200_000);
            std::fs::write(folder.join("mark.txt"), &application).expect("mark");
            one_fault(&centre, &applicant, &folder, &application, &format!("{nth}:{kind}"));
            std::fs::remove_dir_all(&folder).expect("remove");
        }
    }
    assert_eq!(registered(&centre), centre.submissions().len());
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
