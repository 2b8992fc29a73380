//! A centre whose archive lies on an S3 server: filed, handed over, killed at work.

use std::process::Stdio;
use std::time::Duration;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::s3;
use tests::tree;

use crate::support::number;

#[test]
fn an_archive_on_s3_takes_dossiers_and_gives_them_back() {
    let centre = Centre::init();
    let Some(secret) = s3::move_archive("an archive on S3", &centre.home()) else { return };
    let checked = centre.run(["config", "check"]).expect(0);
    assert!(checked.stdout.contains("s3://"), "{checked:?}");
    assert!(!checked.stdout.contains(&secret) && !checked.stderr.contains(&secret), "the secret is shown");
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    // Big enough for a file that goes in parts.
    let dossier = applicant.sample("x202600001/0000", 30, 30_000_000);
    std::fs::write(dossier.join("m5/one.bin"), vec![7; 20 << 20]).expect("a big file");
    let number = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    for form in ["bag", "zip"] {
        let to = applicant.folder().join(form).display().to_string();
        let _ = centre.run(["export", &number, "--out", &to, "--form", form]).expect(0);
    }
    assert!(tree::digests(&applicant.folder().join("bag/data/0000")) == tree::digests(&dossier));
    assert_eq!(serving.stop(), Some(0));
    // Nothing of it lies on the centre's disk: what `init` made there is the empty storage root.
    let left = tree::digests(&centre.home().join("archive"));
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn a_desk_killed_while_it_archives_on_s3_goes_on_where_it_was() {
    let centre = Centre::init();
    if s3::move_archive("a kill on S3", &centre.home()).is_none() {
        return;
    }
    let mut serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 120, 4_000_000);
    let mut submitting = applicant.submitting(&dossier, "x202600001", "0000");
    let mut submit = submitting.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("submit");
    for moment in [300, 700, 1100, 1500] {
        std::thread::sleep(Duration::from_millis(moment));
        serving.kill();
        serving = centre.serve();
    }
    let _ = submit.kill();
    let _ = submit.wait();
    let number = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    let bag = applicant.folder().join("bag");
    let _ = centre.run(["export", &number, "--out", &bag.display().to_string(), "--form", "bag"]).expect(0);
    assert!(tree::digests(&bag.join("data/0000")) == tree::digests(&dossier));
    drop(serving);
}
