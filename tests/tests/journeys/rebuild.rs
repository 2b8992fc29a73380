//! A registry lost with its disk: made again from the backup, it says the same, and filing goes on.

use std::path::{Path, PathBuf};

use tests::applicant::Applicant;
use tests::centre::Centre;
use tests::program::{self, Run};

use crate::again::registered;
use crate::support::{lose_all_but_the_backup, number, receipts_in, write_file};

#[test]
fn a_registry_lost_on_sqlite_is_made_again() {
    lost_with_its_disk(&[], |centre| {
        files_of(centre, "registry.sqlite").iter().for_each(|file| std::fs::remove_file(file).expect("lost"));
    });
}

#[test]
fn a_registry_lost_on_postgres_is_made_again() {
    let Some(url) = tests::postgres::database("rebuild on postgres") else { return };
    let Some(empty) = tests::postgres::database("rebuild on postgres") else { return };
    lost_with_its_disk(&["--registry", &url], |centre| {
        let file = centre.home().join("config.toml");
        let text = std::fs::read_to_string(&file).expect("config");
        assert!(text.contains(&url), "{text}");
        std::fs::write(&file, text.replace(&url, &empty)).expect("config");
    });
}

fn lost_with_its_disk(options: &[&str], lose: impl FnOnce(&Centre)) {
    let centre = Centre::init_in(&std::env::temp_dir(), options);
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let other = Applicant::enrolled(&centre, "other");
    let first = applicant.sample("新药 一/0000", 4, 3_000_000);
    let filed = number(&applicant.submit(&first, "新药 一", "0000").expect(0));
    let second = applicant.sample("x2/0000", 3, 100_000);
    let _ = applicant.submit(&second, "x2", "0000").expect(0);
    write_file(&second.join("m1/more.txt"), b"more");
    let _ = applicant.submit(&second, "x2", "0000").expect(4);
    let _ = centre.run(["revoke", "other"]).expect(0);
    assert_eq!(serving.stop(), Some(0));
    let said = everything(&centre);
    let checkpoint = std::fs::read(centre.home().join("log/checkpoint")).expect("checkpoint");
    let in_use = rebuild(&centre, &centre.home().join("backup")).expect(1);
    assert_eq!(code(&in_use), "registry-not-empty");

    lose(&centre);
    assert_eq!(centre.submissions().len(), 0);
    let made = rebuild(&centre, &centre.home().join("backup")).expect(0);
    assert_eq!((&made.result()["state"], &made.result()["submissions"]), (&"rebuilt".into(), &3.into()));
    assert_eq!(everything(&centre), said);
    assert!(!centre.home().join("rebuild.tmp").exists());
    assert_eq!(code(&rebuild(&centre, &centre.home().join("backup")).expect(1)), "registry-not-empty");
    // What is stored stays stored, what was taken stays taken, what was revoked stays outside.
    let serving = centre.serve();
    assert_eq!(number(&applicant.submit(&first, "新药 一", "0000").expect(0)), filed);
    let _ = applicant.submit(&second, "x2", "0000").expect(4);
    let third = applicant.sample("x3/0000", 2, 100_000);
    assert!(matches!(other.submit(&third, "x3", "0000").code, Some(1 | 4)));
    let next = number(&applicant.submit(&third, "x3", "0000").expect(0));
    assert_eq!(next, "CDE-2026-000004".replace("2026", &filed[4..8]));
    assert_eq!(registered(&centre), 3);
    assert_eq!(serving.stop(), Some(0));
    let _ = centre.run(["log", "verify"]).expect(0);
    let old = applicant.folder().join("old.checkpoint");
    std::fs::write(&old, checkpoint).expect("checkpoint");
    let mut verify = std::process::Command::new(program::path("sealpost-verify"));
    verify.args(["log", "--json"]).arg(centre.home().join("log")).arg("--since").arg(&old);
    let _ = program::run(&mut verify).expect(0);
    crate::archived::whole(&centre);
}

#[test]
fn a_home_of_which_only_backup_keys_and_configuration_are_left_goes_on() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x1/0000", 3, 2_000_000);
    let run = applicant.submit(&dossier, "x1", "0000").expect(0);
    // The moment after the last receipt was heard.
    serving.kill();
    let said = everything(&centre);
    let receipts = receipts_in(&centre.home().join("receipts").join(number(&run))).len();
    lose_all_but_the_backup(&centre);
    let elsewhere = applicant.folder().join("moved backup");
    copy_folder(&centre.home().join("backup"), &elsewhere);
    let made = rebuild(&centre, &elsewhere).expect(0);
    assert_eq!(made.result()["submissions"], 1, "{made:?}");
    assert_eq!(everything(&centre), said);
    let serving = centre.serve();
    assert_eq!(number(&applicant.submit(&dossier, "x1", "0000").expect(0)), number(&run));
    assert_eq!(receipts_in(&centre.home().join("receipts").join(number(&run))).len(), receipts);
    let more = applicant.sample("x2/0000", 3, 100_000);
    let next = number(&applicant.submit(&more, "x2", "0000").expect(0));
    let _ = centre.run(["sweep"]).expect(0);
    // Nobody can say which numbers went with the home: some are left out.
    assert!(next.as_str() > "CDE-2026-000100".replace("2026", &next[4..8]).as_str(), "{next}");
    assert_eq!(serving.stop(), Some(0));
    crate::archived::whole(&centre);
}

#[test]
fn a_backup_that_the_log_does_not_bear_out_makes_nothing() {
    let centre = Centre::init();
    let serving = centre.serve();
    let applicant = Applicant::enrolled(&centre, "acme");
    let dossier = applicant.sample("x1/0000", 2, 100_000);
    let _ = applicant.submit(&dossier, "x1", "0000").expect(0);
    assert_eq!(serving.stop(), Some(0));
    let folder = applicant.folder();
    let (early, backup) = (folder.join("early"), centre.home().join("backup"));
    copy_folder(&backup, &early);
    let serving = centre.serve();
    let more = applicant.sample("x2/0000", 2, 100_000);
    let _ = applicant.submit(&more, "x2", "0000").expect(0);
    assert_eq!(serving.stop(), Some(0));
    files_of(&centre, "registry.sqlite").iter().for_each(|file| std::fs::remove_file(file).expect("lost"));
    let refused = |from: &Path, rule: &str| {
        let run = rebuild(&centre, from).expect(3);
        let rules: Vec<_> = run.of_type("finding").map(|line| line["rule"].as_str().expect("rule")).collect();
        assert!(rules.contains(&rule), "{rule}: {run:?}");
        assert_eq!(run.result()["state"], "unsound");
        assert_eq!(centre.submissions().len(), 0);
    };

    // An older backup: the home's own log has signed more since.
    refused(&early, "log-registry");
    // A copy that was edited: a record, then a receipt.
    for (n, (sql, rule)) in [
        ("UPDATE events SET record = x'00' WHERE position = 3", "log-record"),
        ("UPDATE events SET subject = 'x' WHERE kind = 'receipt'", "registry-receipt"),
        ("DELETE FROM events WHERE position > 5", "log-registry"),
    ]
    .iter()
    .enumerate()
    {
        let edited = folder.join(format!("edited {n}"));
        copy_folder(&backup, &edited);
        for daily in daily(&edited) {
            std::fs::remove_file(daily).expect("daily copy");
        }
        let copy = edited.join("registry/registry.sqlite");
        let edit = std::process::Command::new("python3")
            .args([
                "-c",
                "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()",
            ])
            .args([&*copy.to_string_lossy(), sql])
            .status();
        assert!(edit.expect("python3").success());
        refused(&edited, rule);
    }
    // One that rotted.
    let rotten = folder.join("rotten");
    copy_folder(&backup, &rotten);
    let copy = rotten.join("registry/registry.sqlite");
    let mut bytes = std::fs::read(&copy).expect("copy");
    bytes[4096..20_000].fill(0);
    std::fs::write(&copy, bytes).expect("rot");
    refused(&rotten, "registry-copy");
    // Without any log nothing is proven; without any copy there is nothing to prove.
    std::fs::rename(backup.join("log"), folder.join("log")).expect("log");
    std::fs::rename(centre.home().join("log"), folder.join("home-log")).expect("log");
    refused(&backup, "log-checkpoint");
    assert_eq!(code(&rebuild(&centre, &folder.join("nowhere")).expect(1)), "file");
    let empty = folder.join("empty/registry");
    std::fs::create_dir_all(&empty).expect("folder");
    assert_eq!(code(&rebuild(&centre, &folder.join("empty")).expect(3)), "no-registry-copy");
}

fn rebuild(centre: &Centre, from: &Path) -> Run {
    centre.run(["rebuild", "--from", &from.display().to_string()])
}

/// Makes the registry of a centre at rest again in a home of its own, from the backup alone, whatever database it lived in:
/// it must say the same.
pub(crate) fn drill(centre: &Centre) {
    let folder = tempfile::tempdir().expect("folder");
    let home = folder.path().join("home");
    std::fs::create_dir(&home).expect("home");
    copy_folder(&centre.home().join("keys"), &home.join("keys"));
    let text = std::fs::read_to_string(centre.home().join("config.toml")).expect("config");
    let own = |line: &str| match line.starts_with("url = ") {
        true => "url = \"sqlite:registry.sqlite\"\n".to_owned(),
        false => format!("{line}\n"),
    };
    std::fs::write(home.join("config.toml"), text.lines().map(own).collect::<String>()).expect("config");
    let run = |arguments: &[&str]| {
        let mut command = program::command("sealpost-receiver", &home);
        program::run(command.args(arguments)).expect(0).stdout
    };
    run(&["rebuild", "--from", &centre.home().join("backup").display().to_string()]);
    assert_eq!(run(&["list"]), centre.run(["list"]).expect(0).stdout);
    assert_eq!(run(&["organisations"]), centre.run(["organisations"]).expect(0).stdout);
}

/// What the centre says of its submissions and organisations, byte by byte.
fn everything(centre: &Centre) -> String {
    let list = centre.run(["list"]).expect(0);
    let organisations = centre.run(["organisations"]).expect(0);
    list.stdout + &organisations.stdout
}

fn code(run: &Run) -> String {
    let error = run.of_type("error").next().expect("an error");
    error["code"].as_str().expect("code").to_owned()
}

fn files_of(centre: &Centre, prefix: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(centre.home()).expect("home").flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    named.map(|entry| entry.path()).collect()
}

fn daily(backup: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(backup.join("registry")).expect("copies").flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("registry-"));
    named.map(|entry| entry.path()).collect()
}

fn copy_folder(from: &Path, to: &Path) {
    let done = std::process::Command::new("cp").arg("-a").args([from, to]).status().expect("cp");
    assert!(done.success());
}
