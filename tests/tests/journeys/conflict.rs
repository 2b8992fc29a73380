//! Another content under the same application and sequence: each case as the life of a submission says.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program;

use crate::again::registered;
use crate::support::{number, receipt_kinds, write_file};

fn dossier(applicant: &Applicant, name: &str, text: &str) -> std::path::PathBuf {
    let folder = applicant.folder().join(name);
    write_file(&folder.join("m1/letter.txt"), text.as_bytes());
    folder
}

#[test]
fn after_registration_another_root_is_refused_and_the_earlier_receipt_cited() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = dossier(&applicant, "x202600001/0000", "first");
    let first = applicant.submit(&folder, "x202600001", "0000").expect(0);
    write_file(&folder.join("m1/letter.txt"), b"changed");
    let run = applicant.submit(&folder, "x202600001", "0000").expect(4);
    assert_eq!(run.result()["state"], "refused");
    assert_eq!(receipt_kinds(&run).last().map(String::as_str), Some("refused"));
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains(&number(&first)), "the earlier number is cited: {said}");
    assert_eq!(registered(&centre), 1);
}

#[test]
fn before_registration_the_newest_root_wins_and_the_older_offer_is_superseded() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600002/0000", 40, 120_000_000);
    interrupt_during_send(&applicant, &folder, "x202600002");
    write_file(&folder.join("added.txt"), b"changed after an unfinished offer");
    let run = applicant.submit(&folder, "x202600002", "0000").expect(0);
    let states: Vec<_> =
        centre.submissions().iter().map(|s| s["state"].as_str().expect("state").to_owned()).collect();
    assert!(states.contains(&"superseded".to_owned()), "{states:?}");
    assert_eq!(registered(&centre), 1);
    let kept = centre.submissions().into_iter().find(|s| s["state"] == "registered").expect("registered");
    assert_eq!(kept["number"], *number(&run));
    drop(serving);
}

#[test]
fn after_a_refusal_a_corrected_dossier_is_filed_under_the_same_sequence() {
    let centre = Centre::init();
    let config = centre.home().join("config.toml");
    let text = std::fs::read_to_string(&config).expect("config.toml");
    let strict = text
        .replace("reject_on = \"never\"", "reject_on = \"error\"")
        .replace("accepted = \"honour\"", "accepted = \"ignore\"");
    assert_ne!(strict, text, "config.toml names its policy");
    std::fs::write(&config, strict).expect("config.toml");
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    // Without backbone no file of an authority is needed, so that the corrected dossier has no error at all.
    let folder = applicant.sample_of("generic", "x202600003/0000", 4, 300_000);
    std::fs::write(folder.join("index-sm3.txt"), "0").expect("break it");
    let refused = applicant.submit(&folder, "x202600003", "0000").expect(4);
    assert_eq!(refused.result()["state"], "refused");
    let again = applicant.submit(&folder, "x202600003", "0000").expect(4);
    assert_eq!(number(&again), number(&refused), "the stored verdict, never a fresh one");

    std::fs::remove_dir_all(&folder).expect("remove");
    let folder = applicant.sample_of("generic", "x202600003/0000", 4, 300_000);
    let mended = applicant.submit(&folder, "x202600003", "0000").expect(0);
    assert_ne!(number(&mended), number(&refused));
    assert_eq!(registered(&centre), 1);
}

#[test]
fn a_source_that_changes_while_it_is_sent_ends_with_its_name() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600004/0000", 40, 200_000_000);
    let last = folder.join("zz-last.bin");
    std::fs::write(&last, vec![1_u8; 3_000_000]).expect("file");
    let mut command = applicant.submitting(&folder, "x202600004", "0000");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("submit");
    wait_for_offer(&centre, "x202600004");
    std::fs::write(&last, vec![2_u8; 3_000_000]).expect("change");
    let output = child.wait_with_output().expect("submit ends");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("zz-last.bin"), "{said}");
    // The same command again makes a new package of what the folder holds now.
    let run = applicant.submit(&folder, "x202600004", "0000").expect(0);
    assert_eq!(run.result()["state"], "registered");
}

/// Starts a submission, waits until the centre has the offer, and ends the client with Ctrl-C.
fn interrupt_during_send(applicant: &Applicant, folder: &Path, application: &str) {
    let mut command = applicant.submitting(folder, application, "0000");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("submit");
    let end = Instant::now() + Duration::from_secs(60);
    let list = || applicant.home().join("receipts").read_dir().map_or(0, Iterator::count);
    while list() == 0 && Instant::now() < end && child.try_wait().expect("wait").is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ =
        rustix::process::kill_process(rustix::process::Pid::from_child(&child), rustix::process::Signal::INT);
    let output = child.wait_with_output().expect("submit ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("run the same command again") || said.contains("safe to run again"), "{said}");
}

fn wait_for_offer(centre: &Centre, application: &str) {
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        if centre.submissions().iter().any(|s| s["application"] == application) {
            return;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    panic!("no offer of {application}");
}

#[test]
fn findings_stop_a_submission_before_anything_is_sent() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.sample("x202600005/0000", 4, 300_000);
    std::fs::write(folder.join("index-md5.txt"), "00000000000000000000000000000000").expect("break it");
    let mut command = applicant.command(["submit"]);
    command.arg(&folder).args(["--application", "x202600005", "--sequence", "0000"]);
    let run = program::run(&mut command).expect(3);
    assert!(run.of_type("finding").any(|f| f["rule"] == "IDX-04"), "{}", run.stdout);
    assert!(centre.submissions().is_empty());
}

#[test]
fn a_folder_without_a_file_is_refused() {
    let centre = Centre::init();
    let _serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let folder = applicant.folder().join("x202600006/0000");
    std::fs::create_dir_all(folder.join("m1")).expect("folder");
    let _ = applicant.submit(&folder, "x202600006", "0000").expect(3);
    assert!(centre.submissions().is_empty());
}
