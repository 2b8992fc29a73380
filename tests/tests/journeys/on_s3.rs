//! A centre whose archive lies on an S3 server: filed, handed over, killed at work, damaged and repaired.

use std::process::Stdio;
use std::time::Duration;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::s3::Archive;
use tests::tree;

use crate::support::{number, write_file};

#[test]
fn an_archive_on_s3_takes_dossiers_and_gives_them_back() {
    let centre = Centre::init();
    let Some(archive) = Archive::of("an archive on S3", &centre.home()) else { return };
    let secret = &archive.secret;
    let checked = centre.run(["config", "check"]).expect(0);
    assert!(checked.stdout.contains("s3://"), "{checked:?}");
    assert!(!checked.stdout.contains(secret) && !checked.stderr.contains(secret), "the secret is shown");
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
    if Archive::of("a kill on S3", &centre.home()).is_none() {
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

#[test]
fn what_rots_on_s3_is_found_and_repaired_from_the_package() {
    let centre = Centre::init();
    let Some(archive) = Archive::of("rot on S3", &centre.home()) else { return };
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 10, 500_000);
    write_file(&dossier.join("m1/说明 函.txt"), b"letter");
    write_file(&dossier.join("m1/b.txt"), b"another");
    let number = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    let id = archive::id::ObjectId::new("acme", "x202600001", "0000").expect("an id");
    let files = format!("{}/v1/content/dossier/m1", id.place());
    let to = applicant.folder().join("bag").display().to_string();
    let export = || centre.run(["export", &number, "--out", &to, "--form", "bag"]);

    archive.put(&format!("{files}/说明 函.txt"), b"lettre");
    archive.remove(&format!("{files}/b.txt"));
    let _ = export().expect(3);
    let swept = centre.run(["sweep"]).expect(0);
    for name in ["说明 函.txt", "b.txt"] {
        let named =
            |line: &serde_json::Value| line["place"].as_str().is_some_and(|place| place.contains(name));
        assert!(swept.of_type("finding").any(named), "{name}: {swept:?}");
    }
    archive.put(&format!("{files}/b.txt"), b"");
    archive.put(&format!("{}/inventory.json", id.place()), b"{}");
    let _ = export().expect(3);
    let _ = centre.run(["sweep"]).expect(0);
    let _ = export().expect(0);
    assert!(tree::digests(&applicant.folder().join("bag/data/0000")) == tree::digests(&dossier));
    let again = centre.run(["sweep"]).expect(0);
    assert_eq!(again.of_type("finding").count(), 0, "{again:?}");
    drop(serving);
}
