//! Filing is idempotent for ever: again, from another machine, by two at once, by eight at once.

use std::fs;
use std::path::PathBuf;

use package::receipt::Receipt;
use tests::applicant::Applicant;
use tests::centre::Centre;

use crate::support::{number, receipt_kinds};

#[test]
fn the_same_dossier_again_gets_the_same_number_and_the_stored_receipts() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 6, 1_500_000);
    let first = applicant.submit(&dossier, "x202600001", "0000").expect(0);
    let kept = receipts(&applicant, &number(&first));

    let again = applicant.submit(&dossier, "x202600001", "0000").expect(0);
    assert_eq!(number(&again), number(&first));
    assert_eq!(again.result()["bytes_sent"], 0);
    assert_eq!(receipts(&applicant, &number(&again)), kept);

    let elsewhere = Applicant::enrolled(&centre, "acme");
    let third = elsewhere.submit(&dossier, "x202600001", "0000").expect(0);
    assert_eq!(number(&third), number(&first));
    assert_eq!(receipt_kinds(&third).last().map(String::as_str), Some("registered"));
    assert_eq!(receipts(&elsewhere, &number(&third)), kept);
    assert_eq!(centre.submissions().len(), 1);
}

#[test]
fn two_machines_at_once_end_with_one_registration() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicants = [Applicant::enrolled(&centre, "acme"), Applicant::enrolled(&centre, "acme")];
    let dossier = applicants[0].sample("x202600002/0000", 20, 30_000_000);
    let mut running = Vec::new();
    for applicant in &applicants {
        let mut command = applicant.submitting(&dossier, "x202600002", "0000");
        running.push(command.stdout(std::process::Stdio::piped()).spawn().expect("submit"));
    }
    for child in running {
        let output = child.wait_with_output().expect("submit ends");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(registered(&centre), 1);
}

#[test]
fn two_runs_in_one_home_do_not_disturb_each_other() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600003/0000", 20, 30_000_000);
    let spawn = || {
        let mut command = applicant.submitting(&dossier, "x202600003", "0000");
        command.stdout(std::process::Stdio::piped()).spawn().expect("submit")
    };
    let codes: Vec<_> = [spawn(), spawn()].map(|c| c.wait_with_output().expect("ends").status.code()).into();
    assert!(codes.contains(&Some(0)), "{codes:?}");
    assert!(codes.iter().all(|c| matches!(c, Some(0 | 5))), "{codes:?}");
    assert_eq!(registered(&centre), 1);
}

#[test]
fn eight_clients_at_once_all_end_registered() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicants: Vec<_> = (0..8).map(|i| Applicant::enrolled(&centre, &format!("org{i}"))).collect();
    let running: Vec<_> = applicants
        .iter()
        .enumerate()
        .map(|(i, applicant)| {
            let application = format!("x20260001{i}");
            let dossier = applicant.sample(&format!("{application}/0000"), 10, 5_000_000);
            let mut command = applicant.submitting(&dossier, &application, "0000");
            command.stdout(std::process::Stdio::piped()).spawn().expect("submit")
        })
        .collect();
    for child in running {
        let output = child.wait_with_output().expect("submit ends");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
    }
    assert_eq!(registered(&centre), 8);
}

/// How many submissions are registered.
pub(crate) fn registered(centre: &Centre) -> usize {
    centre.submissions().iter().filter(|s| s["state"] == "registered").count()
}

/// The receipts as they were signed; the log's proofs beside the signature are of the day on which they were fetched.
fn receipts(applicant: &Applicant, number: &str) -> Vec<Vec<u8>> {
    let folder = applicant.home().join("receipts").join(number);
    let bare =
        |path: &PathBuf| Receipt::read(&fs::read(path).expect("receipt file")).expect("receipt").bare_bytes();
    crate::support::receipts_in(&folder).iter().map(bare).collect()
}
