//! A centre whose stores lie on an S3 server: filed, handed over, killed at work, damaged and repaired, restored.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program::{self, Run};
use tests::s3::Bucket;
use tests::tree;

use crate::support::{lose_all_but_the_backup, number, sealed, write_file};

#[test]
fn an_archive_on_s3_takes_dossiers_and_gives_them_back() {
    let centre = Centre::init();
    let Some(server) = Bucket::of("an archive on S3", &centre.home(), &["archive"]) else { return };
    let secret = &server.secret;
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
fn a_centre_killed_while_everything_goes_to_s3_goes_on_where_it_was() {
    let centre = Centre::init();
    let every = ["archive", "sealed", "backup_sealed"];
    let Some(server) = Bucket::of("a kill on S3", &centre.home(), &every) else { return };
    let checked = centre.run(["config", "check"]).expect(0);
    assert!(checked.stdout.contains("backup-same-server"), "{checked:?}");
    let mut serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    // Packages that go in parts.
    let dossier = applicant.sample("x202600001/0000", 120, 12_000_000);
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
    let package = applicant.folder().join("again.sealpost");
    let _ = centre
        .run(["export", &number, "--out", &package.display().to_string(), "--form", "package"])
        .expect(0);
    let package = std::fs::read(package).expect("a package");
    for store in ["sealed", "backup_sealed"] {
        assert!(server.get(&format!("{store}/{number}.sealpost")) == Some(package.clone()), "{store}");
        // What a kill left of an upload was ended by the next one.
        assert_eq!(server.get(&format!("{store}.uploads/{number}.sealpost")), None);
    }
    assert_eq!(centre.run(["sweep"]).expect(0).of_type("finding").count(), 0);
    assert_eq!(serving.stop(), Some(0));
    // What intake left for the desk is gone, and nothing else was written here.
    let names = |folder: &str| tree::digests(&centre.home().join(folder)).into_keys().collect::<Vec<_>>();
    assert_eq!((names("delivered"), names("sealed")), (vec![], vec![]));
    assert!(!centre.home().join("backup/sealed").exists());
    let verified = verify_home(&centre.home()).expect(0);
    let elsewhere = verified.of_type("finding").filter(|note| note["rule"] == "elsewhere").count();
    assert_eq!(elsewhere, 3, "{verified:?}");
}

#[test]
fn a_server_that_is_away_delays_r2_and_never_r1() {
    let centre = Centre::init();
    let Some(server) = Bucket::of("a server that is away", &centre.home(), &["sealed"]) else { return };
    let file = centre.home().join("config.toml");
    let config = std::fs::read_to_string(&file).expect("config.toml");
    let at = config.find("endpoint = ").expect("an endpoint");
    let (before, endpoint) = config.split_at(at);
    let after = endpoint.split_once('\n').expect("a line").1;
    std::fs::write(&file, format!("{before}endpoint = \"http://127.0.0.1:1\"\n{after}"))
        .expect("config.toml");
    let _ = centre.run(["config", "check"]).expect(1);

    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 5, 200_000);
    let run = program::run(applicant.submitting(&dossier, "x202600001", "0000").arg("--no-wait")).expect(5);
    assert_eq!(run.result()["state"], "delivered");
    let number = number(&run);
    let waiting = centre.home().join(format!("delivered/{number}.sealpost"));
    let package = std::fs::read(&waiting).expect("a package");
    serving.kill();
    std::fs::write(&file, config).expect("config.toml");
    let serving = centre.serve();
    let _ = applicant.submit(&dossier, "x202600001", "0000").expect(0);
    assert!(server.get(&format!("sealed/{number}.sealpost")) == Some(package));
    assert_eq!(serving.stop(), Some(0));
    assert!(!waiting.exists());
}

#[test]
fn a_backup_on_s3_is_swept_repaired_restored_and_rebuilt_from() {
    let centre = Centre::init();
    let Some(server) = Bucket::of("a backup on S3", &centre.home(), &["backup_sealed"]) else { return };
    let checked = centre.run(["config", "check"]).expect(0);
    assert!(!checked.stdout.contains("backup-same"), "{checked:?}");
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 12, 10_000_000);
    let number = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    let whole = std::fs::read(sealed(&centre, &number)).expect("a package");
    let second = format!("backup_sealed/{number}.sealpost");
    assert!(server.get(&second).as_ref() == Some(&whole));

    // At different places of the two copies; then one is gone.
    let mut rotten = whole.clone();
    rotten[9_000_000] ^= 1;
    server.put(&second, &rotten);
    server.put(&format!("backup_sealed/{number}.digests"), b"");
    rotten.truncate(3_000_000);
    std::fs::write(sealed(&centre, &number), &rotten).expect("a damage");
    let swept = centre.run(["sweep"]).expect(0);
    let place = format!("backup: sealed/{number}.sealpost");
    let named =
        swept.of_type("finding").any(|line| line["place"].as_str().is_some_and(|p| p.starts_with(&place)));
    assert!(named, "{swept:?}");
    assert!(server.get(&second).as_ref() == Some(&whole));
    assert!(std::fs::read(sealed(&centre, &number)).expect("a package") == whole);
    server.remove(&second);
    let _ = centre.run(["repair", &number]).expect(0);
    assert!(server.get(&second).as_ref() == Some(&whole));
    let again = centre.run(["sweep"]).expect(0);
    assert_eq!(again.of_type("finding").count(), 0, "{again:?}");
    assert_eq!(serving.stop(), Some(0));

    lose_all_but_the_backup(&centre);
    let restored = |name: &str| {
        let out = applicant.folder().join(name);
        (centre.run(["restore", &number, "--out", &out.display().to_string()]), out)
    };
    let (run, out) = restored("drill");
    assert_eq!(run.expect(0).result()["state"], "sound");
    assert!(tree::digests(&out.join("bag/data/0000")) == tree::digests(&dossier));
    server.put(&second, &rotten);
    let _ = restored("damaged").0.expect(3);
    server.put(&second, &whole);
    let backup = centre.home().join("backup").display().to_string();
    let _ = centre.run(["rebuild", "--from", &backup]).expect(0);
    let serving = centre.serve();
    let _ = centre.run(["sweep"]).expect(0);
    assert!(std::fs::read(sealed(&centre, &number)).expect("a package") == whole);
    assert_eq!(serving.stop(), Some(0));
}

fn verify_home(home: &Path) -> Run {
    program::run(program::command("sealpost-verify", home).arg("home"))
}

#[test]
fn what_rots_on_s3_is_found_and_repaired_from_the_package() {
    let centre = Centre::init();
    let Some(server) = Bucket::of("rot on S3", &centre.home(), &["archive"]) else { return };
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x202600001/0000", 10, 500_000);
    write_file(&dossier.join("m1/说明 函.txt"), b"letter");
    write_file(&dossier.join("m1/b.txt"), b"another");
    let number = number(&applicant.submit(&dossier, "x202600001", "0000").expect(0));
    let id = archive::id::ObjectId::new("acme", "x202600001", "0000").expect("an id");
    let files = format!("archive/{}/v1/content/dossier/m1", id.place());
    let to = applicant.folder().join("bag").display().to_string();
    let export = || centre.run(["export", &number, "--out", &to, "--form", "bag"]);

    server.put(&format!("{files}/说明 函.txt"), b"lettre");
    server.remove(&format!("{files}/b.txt"));
    let _ = export().expect(3);
    let swept = centre.run(["sweep"]).expect(0);
    for name in ["说明 函.txt", "b.txt"] {
        let named =
            |line: &serde_json::Value| line["place"].as_str().is_some_and(|place| place.contains(name));
        assert!(swept.of_type("finding").any(named), "{name}: {swept:?}");
    }
    server.put(&format!("{files}/b.txt"), b"");
    server.put(&format!("archive/{}/inventory.json", id.place()), b"{}");
    let _ = export().expect(3);
    let _ = centre.run(["sweep"]).expect(0);
    let _ = export().expect(0);
    assert!(tree::digests(&applicant.folder().join("bag/data/0000")) == tree::digests(&dossier));
    let again = centre.run(["sweep"]).expect(0);
    assert_eq!(again.of_type("finding").count(), 0, "{again:?}");
    drop(serving);
}
