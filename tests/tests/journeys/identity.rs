//! Who may come in: enrolment codes, revocation, other centres, people without a certificate.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tests::applicant::Applicant;
use tests::centre::Centre;

#[test]
fn a_code_enrols_once_and_a_wrong_one_never() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let code = centre.invite("acme");
    let first = Applicant::new();
    let _ = first.run(["enrol", &code]).expect(0);
    let second = Applicant::new();
    let run = second.run(["enrol", &code]).expect(4);
    assert!(run.of_type("error").next().is_some(), "{}", run.stdout);

    let fresh = centre.invite("acme");
    let mut wrong: Vec<char> = fresh.chars().collect();
    let last = wrong.len() - 5;
    wrong[last] = if wrong[last] == 'a' { 'b' } else { 'a' };
    let wrong: String = wrong.into_iter().collect();
    let run = second.run(["enrol", &wrong]);
    assert!(matches!(run.code, Some(2 | 4)), "{run:?}");
    let _ = second.run(["enrol", &fresh]).expect(0);
}

#[test]
fn a_code_of_another_centre_does_not_open_this_one() {
    let (here, there) = (Centre::init(), Centre::init());
    let (_serving, other) = (here.serve(), there.serve());
    let stranger = Applicant::enrolled(&there, "acme");
    drop(other);
    // The stranger's identity, pointed at this centre.
    let port = _serving.ready["quic"].as_str().expect("address").to_owned();
    let there_port = there.run(["show", "CDE-0000-000000"]);
    assert_ne!(there_port.code, Some(0));
    rewrite_address(&stranger, &port);
    let folder = stranger.sample("x202600001/0000", 2, 50_000);
    let run = stranger.submit(&folder, "x202600001", "0000");
    assert!(matches!(run.code, Some(1 | 4 | 5)), "{run:?}");
    assert!(here.submissions().is_empty());
}

#[test]
fn nobody_files_without_enrolment() {
    let nobody = Applicant::new();
    let folder = nobody.sample("x202600001/0000", 2, 50_000);
    let run = nobody.submit(&folder, "x202600001", "0000").expect(1);
    let error = run.of_type("error").next().expect("an error line");
    assert!(error["hint"].as_str().is_some_and(|h| h.contains("enrol")), "{error}");
}

#[test]
fn a_revoked_organisation_is_refused_at_the_door() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600002/0000", 2, 50_000);
    let _ = centre.run(["revoke", "acme"]).expect(0);
    let run = applicant.submit(&folder, "x202600002", "0000");
    assert!(matches!(run.code, Some(1 | 4)), "{run:?}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("revoked"), "{said}");
    assert!(centre.submissions().is_empty());
}

#[test]
fn revocation_acts_within_a_running_transfer() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.folder().join("x202600003/0000");
    crate::support::write_hole(&folder.join("m5/large.xpt"), 512 << 20);
    let mut command = applicant.submitting(&folder, "x202600003", "0000");
    // Half a minute on the way.
    command.args(["--limit", "16MB"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("submit");
    let end = Instant::now() + Duration::from_secs(120);
    while centre.submissions().is_empty() && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(20));
    }
    let _ = centre.run(["revoke", "acme"]).expect(0);
    let revoked = Instant::now();
    while child.try_wait().expect("wait").is_none() {
        assert!(revoked.elapsed() < Duration::from_secs(15), "the transfer went on after the revocation");
        std::thread::sleep(Duration::from_millis(20));
    }
    let output = child.wait_with_output().expect("ends");
    assert!(matches!(output.status.code(), Some(1 | 4)), "{output:?}");
    assert!(centre.submissions().iter().all(|s| s["state"] != "registered" && s["state"] != "delivered"));
}

/// Points an enrolled identity at another address, as a stranger could.
fn rewrite_address(applicant: &Applicant, address: &str) {
    let identity = applicant.home().join("identity");
    let mut rewritten = 0;
    for entry in std::fs::read_dir(&identity).expect("identity").map(|e| e.expect("entry").path()) {
        let Ok(text) = std::fs::read_to_string(&entry) else { continue };
        if let Some(start) = text.find("127.0.0.1:") {
            let old: String =
                text[start..].chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect();
            std::fs::write(&entry, text.replace(&old, address)).expect("rewrite");
            rewritten += 1;
        }
    }
    assert!(rewritten > 0, "no address found in {}", identity.display());
}
